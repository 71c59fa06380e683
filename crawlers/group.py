"""Crawlers as a group: sources whose time has come are events, and the crawlers that read them share the work by site.

Every crawler looks for due sources and announces them; the database lets each be announced once. The bus gives the sources of
one site to one crawler, which notes in the database that it has them in hand, and only then commits. So the bus shares out,
and the database decides: an announcement that was overtaken is passed over, and a source whose crawler was killed is due again
when its hold runs out. One machine is the group of one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from bus import codec
from bus.errors import BusUnavailable, Fenced, InvalidMessage
from bus.events import SourceDue
from bus.interface import Bus, Consumer, Producer, Record
from bus.topics import SOURCES_DUE
from crawlers.leases import LEASE_SECONDS
from crawlers.sources import Source
from crawlers.states import SourceStates
from crawlers.urls import site

GROUP = "crawl"
LOOK_SECONDS = 2.0  # between two looks for sources that are due
ANNOUNCED_SECONDS = 300.0  # after which an announcement that nobody took is made again
MOST_SOURCES = 500  # of one cycle
HOLD_SECONDS = 2 * LEASE_SECONDS  # of sources that wait for a cycle; the cycle then holds them itself
LONGEST_PAUSE = 300.0  # of sources whose cycle was killed time and again
WAIT_SECONDS = 2.0  # for a bus that does not answer
log = structlog.get_logger("tidings.crawl")


class Cycle(Protocol):
    """A crawl of some sources in a process of its own, as subprocess.Popen has it."""

    def poll(self) -> int | None:
        """The exit code, below zero when it was killed; None while it runs."""

    def wait(self, timeout: float | None = None) -> int: ...

    def terminate(self) -> None: ...


class CrawlerGroup:
    """One member of the group. It keeps turning while a cycle runs, so that others can join and leave meanwhile."""

    def __init__(
        self, bus: Bus, states: SourceStates, sources: Callable[[], Sequence[Source]], start_cycle: Callable[[list[str]], Cycle],
        *, clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._bus, self._states, self._sources, self._start, self._clock = bus, states, sources, start_cycle, clock
        self._waiting: list[str] = []
        self._cycle: tuple[Cycle, list[str]] | None = None
        self._killed = 0  # cycles in a row

    def run(self, stop: threading.Event) -> None:
        """Announce and crawl until asked to stop; then let the cycle finish what is under way. An absent bus is waited for."""
        try:
            while not stop.is_set():
                self._serve(stop)
        finally:
            if self._cycle is not None:
                self._cycle[0].terminate()
                self._cycle[0].wait()
            self._states.put_off(self._waiting, self._clock())

    def _serve(self, stop: threading.Event) -> None:
        """Turn until asked to stop, or until the bus wants a new connection."""
        consumer: Consumer | None = None
        producer: Producer | None = None
        try:
            self._bus.ensure_topics([SOURCES_DUE])
            consumer, producer = self._bus.consumer(GROUP, [SOURCES_DUE]), self._bus.producer()
            while not stop.is_set():
                self.turn(consumer, producer)
        except (Fenced, BusUnavailable) as error:
            log.warning("unavailable", error=str(error), retry_seconds=WAIT_SECONDS)
            self._keep_going()
            stop.wait(WAIT_SECONDS)
        finally:
            for end in (consumer, producer):
                if end is not None:
                    end.close()

    def turn(self, consumer: Consumer, producer: Producer) -> None:
        """Announce what is due, take in hand what this member is given, and crawl it once the cycle before has ended."""
        self.announce(producer)
        records = consumer.poll(LOOK_SECONDS, MOST_SOURCES)
        while records and (more := consumer.poll(0.0, MOST_SOURCES)):
            records += more
        self._waiting += self._take(records)
        if records:
            consumer.commit()  # held in the database from here on
        self._keep_going()

    def _keep_going(self) -> None:
        """What needs no bus: see whether the cycle has ended, start the next one, hold what waits."""
        if self._cycle is not None and (code := self._cycle[0].poll()) is not None:
            self._conclude(self._cycle[1], code)
            self._cycle = None
        if self._cycle is None and self._waiting:
            names, self._waiting = self._waiting[:MOST_SOURCES], self._waiting[MOST_SOURCES:]
            self._cycle = self._start(names), names
        self._states.put_off(self._waiting, self._clock() + HOLD_SECONDS)

    def _conclude(self, names: list[str], code: int) -> None:
        """A cycle that was killed is made again, after ever longer pauses: what it had delivered is seen."""
        self._killed = self._killed + 1 if code < 0 else 0
        if code < 0:
            pause = min(LONGEST_PAUSE, 2.0**self._killed)
            log.warning("crawl_killed", sources=len(names), retry_seconds=pause)
            self._states.put_off(names, self._clock() + pause)

    def announce(self, producer: Producer) -> int:
        """Put every source that is due on the bus, unless another crawler just did. Returns how many."""
        now = self._clock()
        turns = self._states.announce(self._sources(), now, now + ANNOUNCED_SECONDS)
        try:
            for source, turn in turns:
                event = SourceDue(source_id=source.id, site=site(source.url), turn=turn)
                producer.publish(event.topic, event.key, codec.encode(event), codec.headers())
            producer.flush()
        except BusUnavailable:
            for source, turn in turns:
                self._states.take(source.id, turn, now)
            raise
        return len(turns)

    def _take(self, records: Sequence[Record]) -> list[str]:
        """The sources of the records whose turn still stands; from here on they are in this crawler's hand."""
        known = {source.id for source in self._sources()}
        mine: list[str] = []
        for record in records:
            try:
                event = codec.decode(record)
            except InvalidMessage as error:  # due sources are announced again by themselves
                log.warning("unreadable", error=str(error))
                continue
            until = self._clock() + HOLD_SECONDS
            if (
                isinstance(event, SourceDue)
                and event.source_id in known
                and self._states.take(event.source_id, event.turn, until)
            ):
                mine.append(event.source_id)
        return mine
