"""What the crawler remembers between cycles about pages: articles seen, pages to try again, validators."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from crawlers import schedule, tables
from crawlers.entries import Entry
from crawlers.urls import identity

_CHUNK = 500  # values in one query


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server wants to be asked with, to answer 304 when nothing changed."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Entries by what is known of them; only the first two kinds are fetched."""

    unseen: list[Entry]
    changed: list[Entry]  # seen, and the source says that they were changed since
    seen: list[Entry]
    waiting: list[Entry]  # failed lately, and their time has not come


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of one page."""

    outcome: str  # of report.OUTCOMES; nothing for pages seen before outcomes were kept
    seen_at: float | None  # None while it is tried again
    next_try_at: float | None = None
    attempts: int = 0


class Memory:
    """The crawler's tables of pages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sort(self, entries: Iterable[Entry], now: float) -> Sorted:
        """The entries by what is known of them, each article once."""
        by_id: dict[str, Entry] = {}
        for entry in entries:
            by_id.setdefault(url_id(entry.url), entry)
        known, retries = self._rows(tables.seen, by_id), self._rows(tables.retries, by_id)
        found = Sorted([], [], [], [])
        for key, entry in by_id.items():
            row = known.get(key)
            if row is None:
                late = key in retries and retries[key].next_try_at > now
                (found.waiting if late else found.unseen).append(entry)
            else:
                facts = row.modified_at, row.first_seen_at, row.checks, row.checked_at
                is_due = schedule.is_check_due(entry.modified_at, *facts, now)
                (found.changed if is_due else found.seen).append(entry)
        return found

    def _rows(self, table: Any, keys: Iterable[str]) -> dict[str, Any]:
        wanted = list(keys)
        found: dict[str, Any] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(wanted), _CHUNK):
                query = select(table).where(table.c.url_id.in_(wanted[start : start + _CHUNK]))
                found |= {r.url_id: r for r in connection.execution_options(reading=True).execute(query)}
        return found

    def unseen(self, urls: Iterable[str]) -> list[str]:
        """Those of the URLs that were not seen yet, in order, once each."""
        keys = {url_id(url): url for url in urls}
        known = self._rows(tables.seen, keys)
        return [url for key, url in keys.items() if key not in known]

    def trace(self, url: str) -> Trace | None:
        """What the crawler made of a page; None for one that no source has listed, or that was not tried yet."""
        key = url_id(url)
        if seen := self._rows(tables.seen, [key]).get(key):
            return Trace(seen.outcome, seen.first_seen_at)
        if retry := self._rows(tables.retries, [key]).get(key):
            return Trace(retry.outcome, None, retry.next_try_at, retry.attempts)
        return None

    def twins(self, url: str) -> set[str]:
        """The ids of all addresses under which the same text was read, if any was."""
        digest, t = self.content_hash(url), tables.seen.c
        if not digest:
            return set()
        with self._engine.connect() as connection:
            query = select(t.url_id).where(t.content_hash == digest)
            return set(connection.execution_options(reading=True).execute(query).scalars())

    def content_hash(self, url: str) -> str | None:
        """Of the article when it was read last; None for one that was not seen."""
        row = self._rows(tables.seen, [url_id(url)]).get(url_id(url))
        return row.content_hash if row else None

    def mark_seen(
        self, urls: Iterable[str], content_hash: str = "", modified_at: float | None = None, *, outcome: str
    ) -> None:
        """Remember the articles for good, and what they came to; what was marked first stays."""
        now, keys = time.time(), {url_id(u) for u in urls}
        upsert(self._engine, tables.seen, [
            {"url_id": key, "content_hash": content_hash, "first_seen_at": now, "modified_at": modified_at, "checks": 0,
             "checked_at": now, "outcome": outcome}
            for key in keys
        ], ())  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(delete(tables.retries).where(tables.retries.c.url_id.in_(keys)))

    def begin_delivery(self, article_id: str, content_hash: str, now: float) -> float | None:
        """Note that an article is on its way. Returns since when it is, if it was so before: then somebody died, or gave up,
        before it was known to have arrived."""
        row = {"article_id": article_id, "content_hash": content_hash, "at": now}
        is_other = tables.outgoing.c.content_hash != content_hash
        if upsert_where(self._engine, tables.outgoing, row, ("content_hash", "at"), is_other):
            return None
        with self._engine.connect() as connection:
            query = select(tables.outgoing.c.at).where(tables.outgoing.c.article_id == article_id)
            return connection.execution_options(reading=True).execute(query).scalar()

    def end_delivery(self, article_id: str) -> None:
        """It has arrived, and that is noted elsewhere."""
        with self._engine.begin() as connection:
            connection.execute(delete(tables.outgoing).where(tables.outgoing.c.article_id == article_id))

    def note_check(self, urls: Iterable[str], content_hash: str, modified_at: float | None) -> None:
        """A seen article was fetched again, since its source says that it was changed."""
        now = time.time()
        for key, row in self._rows(tables.seen, {url_id(url) for url in urls}).items():
            values = {
                "url_id": key, "content_hash": content_hash or row.content_hash, "first_seen_at": row.first_seen_at,
                "modified_at": modified_at, "checks": row.checks + 1, "checked_at": now,
            }  # fmt: skip
            upsert(self._engine, tables.seen, [values], ("content_hash", "modified_at", "checks", "checked_at"))

    def put_off(self, url: str, now: float, outcome: str) -> bool:
        """A page failed: try it again later. False when it has failed so often that it is given up, and then it is seen."""
        row = self._rows(tables.retries, [url_id(url)]).get(url_id(url))
        attempts = 1 + (row.attempts if row else 0)
        later = schedule.next_try(attempts, now)
        if later is None:
            self.mark_seen([url], outcome="gave_up")
            return False
        values = {"url_id": url_id(url), "attempts": attempts, "next_try_at": later, "outcome": outcome}
        upsert(self._engine, tables.retries, [values], ("attempts", "next_try_at", "outcome"))
        return True

    def validators(self, url: str) -> Validators:
        v = tables.validators.c
        with self._engine.connect() as connection:
            query = select(v.etag, v.last_modified).where(v.url == url)
            row = connection.execution_options(reading=True).execute(query).first()
        return Validators(row.etag, row.last_modified) if row else Validators()

    def keep_validators(self, url: str, validators: Validators) -> None:
        row = {"url": url, "etag": validators.etag, "last_modified": validators.last_modified}
        upsert(self._engine, tables.validators, [row], ("etag", "last_modified"))


def upsert(engine: Engine, table: Any, rows: list[dict[str, Any]], changed: tuple[str, ...]) -> None:
    """Insert rows; of those that are there already, change the named columns."""
    dialect: Any = sqlite if engine.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    if changed:
        new = {name: statement.excluded[name] for name in changed}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    if rows:
        with engine.begin() as connection:
            connection.execute(statement, rows)


def upsert_where(
    engine: Engine, table: Any, row: dict[str, Any], changed: tuple[str, ...], condition: Any = None
) -> bool:  # fmt: skip
    """Insert a row, or change one that is there and meets a condition. Whether either was done, in one step."""
    dialect: Any = sqlite if engine.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    new = {name: statement.excluded[name] for name in changed}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=new, where=condition)
    with engine.begin() as connection:
        return connection.execute(statement.returning(*table.primary_key), row).first() is not None


def url_id(url: str) -> str:
    """The same for every form of an article's address: schemes, mobile hosts, AMP, trackers."""
    return hashlib.sha256(identity(url).encode()).hexdigest()
