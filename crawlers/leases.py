"""One site, one crawler: leases in the database, so that processes and machines share a site's one request at a time.

A process takes a site before its first request to it and keeps it until it ends. A process that is killed renews no more, and
its sites are free when their leases run out; on its own machine at once. Clocks of machines may differ by half a lease.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from platform import node

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from crawlers import tables
from crawlers.memory import upsert, upsert_where

LEASE_SECONDS = 30.0
_t = tables.leases.c


def own_name() -> str:
    """Names this process among all that share a database."""
    return f"{_machine()}/{os.getpid()}"


@cache
def _machine() -> str:
    """This machine since its start, and within it the space that numbers of processes are valid in."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{node()}/{boot}/{os.readlink('/proc/self/ns/pid')}"[:180]
    except OSError:
        return ""  # nothing is known of other processes, then; their leases run out


def is_dead(owner: str) -> bool:
    """Whether an owner is a process of this machine that is no more."""
    machine, _, number = owner.rpartition("/")
    if not machine or machine != _machine():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


class SiteLeases:
    """The sites that this process may ask, and the sources that it has in hand."""

    def __init__(
        self, engine: Engine, source_ids: Iterable[str] = (), owner: str = "", seconds: float = LEASE_SECONDS,
        end: Callable[[], None] = lambda: os._exit(1),
    ) -> None:  # fmt: skip
        self._engine, self._owner, self._seconds, self._end = engine, owner or own_name(), seconds, end
        self._sources, self._held = list(source_ids), dict[str, float]()
        self._stop = threading.Event()
        self._beat = threading.Thread(target=self._keep, name="leases", daemon=True)

    def __enter__(self) -> SiteLeases:
        self._hold_sources(time.time() + self._seconds)
        self._beat.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Give everything back: what was delivered is seen by now."""
        self._stop.set()
        self._beat.join()
        with self._engine.begin() as connection:
            connection.execute(delete(tables.leases).where(_t.owner == self._owner))

    def has(self, site: str) -> bool:
        return site in self._held

    def take(self, site: str) -> bool:
        """Whether the site may be asked by this process; False while another one has it."""
        now = time.time()
        row = {"site": site, "owner": self._owner, "until": now + self._seconds}
        is_free = (_t.owner == self._owner) | (_t.until < now)
        if (taken := self._dead_owner(site)) is not None:
            is_free |= _t.owner == taken
        if upsert_where(self._engine, tables.leases, row, ("owner", "until"), is_free):
            self._held[site] = now + self._seconds
            return True
        return False

    def _dead_owner(self, site: str) -> str | None:
        with self._engine.connect() as connection:
            query = select(_t.owner).where(_t.site == site)
            owner = connection.execution_options(reading=True).execute(query).scalar()
        return owner if owner and is_dead(owner) else None

    def _keep(self) -> None:
        """Renew from a thread. A process that has lost a site to another ends at once: it must not ask it any more."""
        while not self._stop.wait(self._seconds / 4):
            try:
                is_lost = not self.renew(time.time())
            except SQLAlchemyError:
                is_lost = any(until < time.time() for until in list(self._held.values()))
            if is_lost:
                self._end()
                return

    def renew(self, now: float) -> bool:
        """Keep what is held for another while. False when something of it has gone to another owner."""
        sites = list(self._held)
        mine = update(tables.leases).where(_t.owner == self._owner).values(until=now + self._seconds)
        with self._engine.begin() as connection:
            if connection.execute(mine).rowcount < len(sites):
                return False
        self._held |= dict.fromkeys(sites, now + self._seconds)
        self._hold_sources(now + self._seconds)
        return True

    def _hold_sources(self, until: float) -> None:
        """While they are in hand they are not due; should this process be killed, they are soon."""
        rows = [{"source_id": source, "next_due_at": until} for source in self._sources]
        upsert(self._engine, tables.sources, rows, ("next_due_at",))
