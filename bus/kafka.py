"""The Kafka transport, on kafka-python 3.

Settings differ from the library's defaults where those lose records: a new group starts at the earliest record, commits are
ours alone, every blocking call has a timeout. A commit may fail while the group rebalances; the positions are kept and
committed with the next turn. Positions are committed when partitions are revoked, never when they are lost.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.consumer.subscription_state import ConsumerRebalanceListener
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import (
    CommitFailedError,
    FencedInstanceIdError,
    IllegalGenerationError,
    KafkaError,
    MessageSizeTooLargeError,
    RebalanceInProgressError,
    TopicAlreadyExistsError,
    UnknownMemberIdError,
)
from kafka.structs import OffsetAndMetadata

from bus.errors import BusUnavailable, Fenced, RecordTooLarge
from bus.interface import MAX_RECORD_BYTES, Consumer, Lag, Producer, Record
from bus.topics import RETENTION

PARTITIONS = 4
CALL_MS = 10_000  # for calls that answer at once when the broker is well
SESSION_MS = 10_000  # how long a killed worker's partitions wait for their next owner
REQUEST_BYTES = MAX_RECORD_BYTES + 65_536  # the largest value, its key and headers, and the batch around them
_SIZE = {"max.message.bytes": str(REQUEST_BYTES)}
_KEPT = {  # only closed segments are deleted
    name: dict.fromkeys(("retention.ms", "segment.ms"), str(int(kept.total_seconds() * 1000)))
    for name, kept in RETENTION.items()
}
_FENCED = (CommitFailedError, IllegalGenerationError, UnknownMemberIdError, FencedInstanceIdError)


@contextmanager
def _translated(doing: str) -> Iterator[None]:
    try:
        yield
    except _FENCED as error:
        raise Fenced(f"bus: {doing}: {error}") from error
    except (KafkaError, OSError) as error:
        raise BusUnavailable(f"bus: {doing}: {error or type(error).__name__}") from error


class KafkaBus:
    """A connection to a Kafka cluster."""

    def __init__(self, servers: list[str]) -> None:
        self.url = "kafka://" + ",".join(servers)
        self._servers = servers

    @contextmanager
    def _admin(self, doing: str) -> Iterator[KafkaAdminClient]:
        with _translated(f"{doing} at {self.url}"):
            admin = KafkaAdminClient(bootstrap_servers=self._servers, request_timeout_ms=CALL_MS)
            with closing(admin):
                yield admin

    def ensure_topics(self, names: Iterable[str]) -> None:
        with self._admin("creating topics") as admin:
            missing = sorted(set(names) - set(admin.list_topics()))
            if not missing:
                return
            options = {n: {"num_partitions": PARTITIONS, "configs": {**_SIZE, **_KEPT.get(n, {})}} for n in missing}
            with suppress(TopicAlreadyExistsError):  # another worker was faster
                admin.create_topics(options, timeout_ms=CALL_MS, wait_for_metadata=True)

    def producer(self) -> Producer:
        with _translated(f"connecting to {self.url}"):
            return _Producer(
                KafkaProducer(
                    bootstrap_servers=self._servers, acks="all", enable_idempotence=True, linger_ms=5,
                    max_request_size=REQUEST_BYTES, max_block_ms=CALL_MS, delivery_timeout_ms=60_000,
                    request_timeout_ms=CALL_MS,
                )
            )  # fmt: skip

    def consumer(self, group: str, topics: Iterable[str], worker: str = "") -> Consumer:
        names = list(topics)
        self.ensure_topics(names)
        with _translated(f"joining group {group!r} at {self.url}"):
            consumer = KafkaConsumer(
                bootstrap_servers=self._servers, group_id=group, client_id=worker or f"{group}-{uuid.uuid4().hex[:8]}",
                enable_auto_commit=False, auto_offset_reset="earliest", session_timeout_ms=SESSION_MS,
                heartbeat_interval_ms=SESSION_MS // 3, request_timeout_ms=CALL_MS + 5_000, max_poll_records=32,
                partition_assignment_strategy=[CooperativeStickyAssignor()],
            )  # fmt: skip
            return _Consumer(consumer, names, group)

    def topics(self) -> list[str]:
        with self._admin("listing topics") as admin:
            return sorted(name for name in admin.list_topics() if not name.startswith("__"))

    @contextmanager
    def _reader(self, doing: str) -> Iterator[KafkaConsumer]:
        with _translated(f"{doing} at {self.url}"):
            consumer = KafkaConsumer(
                bootstrap_servers=self._servers, enable_auto_commit=False, auto_offset_reset="earliest",
                request_timeout_ms=CALL_MS + 5_000,
            )  # fmt: skip
            try:
                yield consumer
            finally:
                consumer.close(autocommit=False, timeout_ms=CALL_MS)

    def size(self, topic: str) -> int:
        with self._reader(f"measuring {topic}") as reader:
            partitions = _partitions(reader, topic)
            ends, starts = reader.end_offsets(partitions), reader.beginning_offsets(partitions)
            return sum(ends[p] - starts[p] for p in partitions)

    def read(self, topic: str, since: datetime | None = None) -> Iterator[Record]:
        with self._reader(f"reading {topic}") as reader:
            partitions = _partitions(reader, topic)
            ends = reader.end_offsets(partitions)
            starts = reader.beginning_offsets(partitions)
            if since:
                starts = _offsets_at(reader, partitions, since, ends)
            left = [p for p in partitions if starts[p] < ends[p]]
            reader.assign(left)
            for partition in left:
                reader.seek(partition, starts[partition])
            yield from _until(reader, {p: ends[p] for p in left})

    def lag(self) -> list[Lag]:
        with self._admin("listing groups") as admin:
            groups = [g["group_id"] for g in admin.list_groups()]
            committed = admin.list_group_offsets(dict.fromkeys(groups)) if groups else {}
        with self._reader("measuring lag") as reader:
            return [lag for group in sorted(committed) for lag in _group_lag(reader, group, committed[group])]

    def seek(self, group: str, topic: str, since: datetime) -> None:
        with self._reader(f"looking for {since:%Y-%m-%d %H:%M} in {topic}") as reader:
            partitions = _partitions(reader, topic)
            offsets = _offsets_at(reader, partitions, since, reader.end_offsets(partitions))
        with self._admin(f"moving group {group!r}") as admin:
            result = admin.alter_group_offsets(group, {p: OffsetAndMetadata(o, "", -1) for p, o in offsets.items()})
            failed = [error for error in result.values() if getattr(error, "errno", 0)]
        if failed:
            raise Fenced(f"bus: group {group!r} has active consumers ({failed[0].__name__}); stop its workers first")

    def close(self) -> None:
        """Nothing is held open between calls."""


def _partitions(reader: KafkaConsumer, topic: str) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for number in sorted(reader.partitions_for_topic(topic) or ())]


def _offsets_at(
    reader: KafkaConsumer,
    partitions: list[TopicPartition],
    since: datetime,
    ends: Mapping[TopicPartition, int],
) -> dict[TopicPartition, int]:
    found = reader.offsets_for_times({p: int(since.timestamp() * 1000) for p in partitions}, timeout_ms=CALL_MS)
    return {p: found[p].offset if found.get(p) and found[p].offset >= 0 else ends[p] for p in partitions}


def _group_lag(reader: KafkaConsumer, group: str, committed: Mapping[TopicPartition, Any]) -> Iterator[Lag]:
    for topic in sorted({partition.topic for partition in committed}):
        partitions = _partitions(reader, topic)
        ends, starts = reader.end_offsets(partitions), reader.beginning_offsets(partitions)
        # Of a partition that the group has committed nothing of, everything is still to be read.
        done = {p: max(committed[p].offset, starts[p]) if p in committed else starts[p] for p in partitions}
        yield Lag(group, topic, sum(max(0, ends[p] - done[p]) for p in partitions))


def _until(reader: KafkaConsumer, ends: dict[TopicPartition, int]) -> Iterator[Record]:
    deadline = time.monotonic() + 30
    while ends and time.monotonic() < deadline:
        for partition, messages in reader.poll(timeout_ms=1000).items():
            for message in messages:
                if partition in ends and message.offset < ends[partition]:
                    yield _as_record(message)
        ends = {p: end for p, end in ends.items() if reader.position(p, timeout_ms=CALL_MS) < end}


def _as_record(message: Any) -> Record:
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=(message.key or b"").decode("utf-8", "replace"),
        value=message.value or b"",
        headers={name: (value or b"").decode("utf-8", "replace") for name, value in message.headers or ()},
        published_at=datetime.fromtimestamp(message.timestamp / 1000, UTC),
    )


class _Producer:
    def __init__(self, producer: KafkaProducer) -> None:
        self._producer = producer
        self._sent: list[Any] = []

    def publish(self, topic: str, key: str, value: bytes, headers: Mapping[str, str] | None = None) -> None:
        if len(value) > MAX_RECORD_BYTES:
            raise RecordTooLarge(f"bus: a record of {len(value)} bytes for {topic} is over the limit of {MAX_RECORD_BYTES}")
        pairs = [(name, text.encode()) for name, text in (headers or {}).items()]
        try:
            self._sent.append(self._producer.send(topic, value=value, key=key.encode(), headers=pairs))
        except MessageSizeTooLargeError as error:
            raise RecordTooLarge(f"bus: a record for {topic} is too large with its headers: {error}") from error
        except (KafkaError, OSError) as error:
            raise BusUnavailable(f"bus: publishing to {topic}: {error}") from error

    def flush(self, timeout_seconds: float = 30.0) -> None:
        sent, self._sent = self._sent, []
        deadline = time.monotonic() + timeout_seconds
        with _translated("waiting for acknowledgements"):
            for future in sent:
                future.get(timeout=max(0.001, deadline - time.monotonic()))

    def close(self) -> None:
        with suppress(KafkaError):  # what was not flushed was never promised
            self._producer.close(timeout=5)


class _Consumer(ConsumerRebalanceListener):  # type: ignore[misc]
    """`_polled` is what the caller has seen, `_done` what it has asked to commit, `_kept` what the broker has."""

    def __init__(self, consumer: KafkaConsumer, topics: list[str], group: str) -> None:
        self._consumer, self._group = consumer, group
        self._polled: dict[TopicPartition, int] = {}
        self._done: dict[TopicPartition, int] = {}
        consumer.subscribe(topics, listener=self)

    def poll(self, timeout_seconds: float = 1.0, max_records: int = 32) -> list[Record]:
        with _translated(f"polling as {self._group!r}"):
            if self._done:
                self._commit_done()
            batches = self._consumer.poll(timeout_ms=int(timeout_seconds * 1000), max_records=max_records)
        records = [_as_record(message) for messages in batches.values() for message in messages]
        for record in records:
            self._polled[TopicPartition(record.topic, record.partition)] = record.offset + 1
        return records

    def commit(self) -> None:
        self._done.update(self._polled)
        self._polled = {}
        with _translated(f"committing as {self._group!r}"):
            try:
                self._commit_done()
            except Exception:
                # Not done after all: the caller rewinds and sees the records again.
                self._done = {}
                raise

    def _commit_done(self) -> None:
        if not self._done:
            return
        offsets = {p: OffsetAndMetadata(offset, "", -1) for p, offset in self._done.items()}
        with suppress(RebalanceInProgressError):  # kept, and committed with the next turn
            self._consumer.commit(offsets, timeout_ms=CALL_MS)
            self._done = {}

    def rewind(self) -> None:
        self._polled = {}
        with _translated(f"rewinding {self._group!r}"):
            for partition in self._consumer.assignment():
                offset = self._done.get(partition)
                if offset is None:
                    offset = self._consumer.committed(partition, timeout_ms=CALL_MS)
                if offset is None:
                    self._consumer.seek_to_beginning(partition)
                else:
                    self._consumer.seek(partition, offset)

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        with suppress(KafkaError):
            self._commit_done()
        self._forget(revoked)

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Positions come from the broker."""

    def on_partitions_lost(self, lost: Iterable[TopicPartition]) -> None:
        self._forget(lost)

    def _forget(self, partitions: Iterable[TopicPartition]) -> None:
        for partition in partitions:
            self._polled.pop(partition, None)
            self._done.pop(partition, None)

    def close(self) -> None:
        with suppress(KafkaError, OSError):
            self._consumer.close(autocommit=False, timeout_ms=5_000)
