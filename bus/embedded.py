"""The embedded transport: a durable log in SQLite, for one machine.

Every publish is one transaction with synchronous=FULL, so what is acknowledged survives a power cut. Records are numbered
by SQLite inside the writing transaction, and there is one writer at a time, so no reader can pass over an offset that
becomes visible late. A topic has one partition; one consumer per group reads it, held by a lease with a generation that
fences the one before. It is not a distributed system: for several consumers of a group, or several machines, use Kafka.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bus.embedded_store import Store
from bus.errors import BusMisconfigured, BusUnavailable, Fenced, RecordTooLarge
from bus.interface import MAX_RECORD_BYTES, Consumer, Lag, Producer, Record
from bus.topics import RETENTION

LEASE_SECONDS = 10.0
_FIRST_NAP, _LONGEST_NAP = 0.01, 0.1  # seconds between looks for new records


class EmbeddedBus:
    """A bus in one SQLite file."""

    def __init__(self, path: Path, lease_seconds: float = LEASE_SECONDS) -> None:
        self.url = f"embedded:{path}"
        self._path, self._lease_seconds = path, lease_seconds
        with closing(self._open()) as store:
            store.create()

    def _open(self) -> Store:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return Store(self._path)
        except (OSError, sqlite3.Error) as error:
            raise BusMisconfigured(f"bus: {self._path} cannot be opened ({error}); check `bus` in tidings.toml") from error

    def ensure_topics(self, names: Iterable[str]) -> None:
        with closing(self._open()) as store, store.writing():
            for name in names:
                store.execute("INSERT OR IGNORE INTO topic (name) VALUES (?)", (name,))

    def producer(self) -> Producer:
        return EmbeddedProducer(self._open())

    def consumer(self, group: str, topics: Iterable[str], worker: str = "") -> Consumer:
        names = list(topics)
        self.ensure_topics(names)
        return EmbeddedConsumer(self._open, group, names, worker or uuid.uuid4().hex, self._lease_seconds)

    def topics(self) -> list[str]:
        with closing(self._open()) as store:
            return [name for (name,) in store.execute("SELECT name FROM topic ORDER BY name")]

    def size(self, topic: str) -> int:
        with closing(self._open()) as store:
            return int(store.execute("SELECT count(*) FROM record WHERE topic = ?", (topic,)).fetchone()[0])

    def read(self, topic: str, since: datetime | None = None) -> Iterator[Record]:
        with closing(self._open()) as store:
            after, last = -1, store.end(topic)
            while rows := store.records(topic, after, 200, since.timestamp() if since else None):
                for record in rows:
                    if record.offset >= last:
                        return
                    yield record
                after = rows[-1].offset

    def lag(self) -> list[Lag]:
        with closing(self._open()) as store:
            return store.lag(time.time())

    def seek(self, group: str, topic: str, since: datetime) -> None:
        with closing(self._open()) as store, store.writing():
            store.seek(group, topic, since.timestamp())

    def forget(self, topic: str, before: datetime) -> int:
        """Delete records published before a time that every known group has committed. Returns how many."""
        with closing(self._open()) as store, store.writing():
            return store.forget(topic, before.timestamp())

    def close(self) -> None:
        """Nothing is held open between calls."""


class EmbeddedProducer:
    """Keeps published records in memory until `flush` writes them in one transaction."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, threading.Lock()
        self._waiting: list[tuple[str, str, bytes, str]] = []

    def publish(self, topic: str, key: str, value: bytes, headers: Mapping[str, str] | None = None) -> None:
        if len(value) > MAX_RECORD_BYTES:
            raise RecordTooLarge(f"bus: a record of {len(value)} bytes for {topic} is over the limit of {MAX_RECORD_BYTES}")
        with self._lock:
            self._waiting.append((topic, key, value, json.dumps(dict(headers or {}))))

    def flush(self, timeout_seconds: float = 30.0) -> None:
        with self._lock:
            if not self._waiting:
                return
            # What cannot be written is forgotten here, as the contract says: the caller publishes it again.
            records, self._waiting = self._waiting, []
            try:
                with self._store.writing(timeout_seconds):
                    self._store.append(records, time.time())
            except sqlite3.Error as error:
                raise BusUnavailable(f"bus: {self._store.path} cannot be written: {error}") from error

    def close(self) -> None:
        self._store.close()


class EmbeddedConsumer:
    """The one active consumer of a group."""

    def __init__(
        self, opener: Callable[[], Store], group: str, topics: list[str], worker: str, lease_seconds: float
    ) -> None:
        self._store: Store = opener()
        self._beat_store: Store = opener()
        self._group, self._topics, self._worker = group, topics, f"{worker}:{uuid.uuid4().hex[:8]}"
        self._lease_seconds = lease_seconds
        self._positions: dict[str, int] = {}
        self._generation = 0
        self._stop = threading.Event()
        self._beat = threading.Thread(target=self._keep_lease, name=f"lease-{group}", daemon=True)

    def poll(self, timeout_seconds: float = 1.0, max_records: int = 32) -> list[Record]:
        deadline, nap = time.monotonic() + timeout_seconds, _FIRST_NAP
        try:
            self._ensure_lease()
            while True:
                if records := self._next(max_records):
                    return records
                left = deadline - time.monotonic()
                if left <= 0:
                    self._ensure_lease()
                    return []
                time.sleep(min(nap, left))
                nap = min(nap * 1.5, _LONGEST_NAP)
        except sqlite3.Error as error:
            raise BusUnavailable(f"bus: {self._store.path} cannot be read: {error}") from error

    def _next(self, max_records: int) -> list[Record]:
        for topic in self._topics:
            records = self._store.records(topic, self._positions[topic] - 1, max_records)
            if records:
                self._positions[topic] = records[-1].offset + 1
                return records
        return []

    def _ensure_lease(self) -> None:
        if self._generation:
            if not self._store.holds(self._group, self._worker, self._generation):
                self._generation = 0
                raise Fenced(f"bus: another consumer has taken over group {self._group!r}")
            return
        with self._store.writing():
            now = time.time()
            generation = self._store.take_lease(self._group, self._worker, now, now + self._lease_seconds)
            if generation is None:
                raise Fenced(
                    f"bus: group {self._group!r} is being read by another consumer; the embedded bus has one per "
                    "group: stop the other one, or use kafka:// to share the work"
                )
            self._generation = generation
            self.rewind()
            # Noted at once, so that a group that has committed nothing yet shows its whole lag.
            self._store.commit_positions(self._group, self._positions)
        if not self._beat.is_alive():
            self._beat.start()

    def _keep_lease(self) -> None:
        """Renew the lease from a thread: one batch of a slow model may take longer than the lease."""
        while not self._stop.wait(self._lease_seconds / 4):
            try:
                if self._generation:
                    with self._beat_store.writing():
                        self._beat_store.renew(
                            self._group, self._worker, self._generation, time.time() + self._lease_seconds
                        )
            except sqlite3.Error:
                continue  # the lease may run out; then commit says so

    def commit(self) -> None:
        try:
            with self._store.writing():
                if not self._store.holds(self._group, self._worker, self._generation):
                    self._generation = 0
                    raise Fenced(f"bus: group {self._group!r} was taken over before its work was committed")
                self._store.commit_positions(self._group, self._positions)
                for topic in RETENTION.keys() & set(self._topics):
                    self._store.forget(topic, time.time() - RETENTION[topic].total_seconds())
        except sqlite3.Error as error:
            raise BusUnavailable(f"bus: {self._store.path} cannot be written: {error}") from error

    def rewind(self) -> None:
        self._positions = {topic: self._store.committed(self._group, topic) for topic in self._topics}

    def close(self) -> None:
        self._stop.set()
        if self._beat.is_alive():
            self._beat.join()
        try:
            if self._generation:
                with self._store.writing():
                    self._store.release(self._group, self._worker, self._generation)
        except sqlite3.Error:
            pass  # the lease runs out by itself
        finally:
            self._store.close()
            self._beat_store.close()
