"""The contract of a transport. Both transports pass the same suite: tests/bus/test_contract.py.

Delivery is at least once and in order per key. A consumer's position moves only by `commit`; whatever was polled and not
committed is delivered again, to this consumer after `rewind`, or to the next one after a crash. A topic that a group reads
for the first time is read from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

MAX_RECORD_BYTES = 1_048_576  # value, on both transports: Kafka's message.max.bytes by default


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it lies on a topic."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    published_at: datetime | None = None  # aware UTC, by the transport's clock


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a group is behind on a topic, all partitions together."""

    group: str
    topic: str
    records: int
    oldest_seconds: float | None = None  # age of the oldest record not committed, where the transport knows it


class Producer(Protocol):
    """Publishes records. Safe to use from several threads."""

    def publish(self, topic: str, key: str, value: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Hand over a record; it is durable only after `flush` has returned.

        Raises RecordTooLarge at once for a value over MAX_RECORD_BYTES, BusUnavailable when it cannot be buffered.
        """

    def flush(self, timeout_seconds: float = 30.0) -> None:
        """Wait until every record published so far is acknowledged.

        Raises BusUnavailable if one is not: treat all records since the last good flush as not published.
        """

    def close(self) -> None: ...


class Consumer(Protocol):
    """Reads topics as a member of a group. Not safe to share between threads."""

    def poll(self, timeout_seconds: float = 1.0, max_records: int = 32) -> list[Record]:
        """The next records, or an empty list when none came in time.

        Raises BusUnavailable while the transport is away, Fenced when another consumer has taken over.
        """

    def commit(self) -> None:
        """Everything polled so far is done with. Raises Fenced or BusUnavailable, and then nothing was committed."""

    def rewind(self) -> None:
        """Go back to the last commit: what was polled since then is delivered again."""

    def close(self) -> None:
        """Leave the group without committing."""


class Bus(Protocol):
    """A connection to a transport."""

    url: str  # without secrets: fit for logs

    def ensure_topics(self, names: Iterable[str]) -> None:
        """Create the topics that do not exist yet."""

    def producer(self) -> Producer: ...

    def consumer(self, group: str, topics: Iterable[str], worker: str = "") -> Consumer: ...

    def topics(self) -> list[str]:
        """The names of the topics that exist."""

    def size(self, topic: str) -> int:
        """How many records lie on the topic."""

    def read(self, topic: str, since: datetime | None = None) -> Iterator[Record]:
        """Every record on the topic at the time of the call, oldest first per partition, without a group."""

    def lag(self) -> list[Lag]:
        """The lag of every group on every topic it has committed or joined."""

    def seek(self, group: str, topic: str, since: datetime) -> None:
        """Move a group, which must have no active consumer, to the first records published at or after a time."""

    def close(self) -> None: ...
