"""Dead letters: records that failed for good, with their error, on a topic beside their own.

The original key, value and headers are kept untouched; what went wrong stands in headers that begin with `dlq.`. A replay
publishes the original record to its topic again and counts the replays in a header.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bus import topics
from bus.interface import Bus, Producer, Record

PREFIX = "dlq."
REPLAYED = "replayed"  # how often the record has been replayed before it failed (again)
MAX_MESSAGE = 1_000  # characters of an error message
_REPLAY_MARKS = "dead-letters.replayed"


@dataclass(frozen=True, slots=True)
class Failure:
    """How and when a record failed."""

    error: Exception
    attempts: int
    worker: str
    first_at: datetime
    last_at: datetime
    code_version: str = ""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A failed record as it lies on its dead-letter topic."""

    record: Record
    source_topic: str
    group: str
    partition: int
    offset: int
    error_class: str
    message: str
    attempts: int
    worker: str
    last_at: str
    replayed: bool

    @property
    def id(self) -> str:
        return f"{self.record.topic}:{self.record.partition}:{self.record.offset}"


def publish_dead_letter(producer: Producer, record: Record, group: str, failure: Failure) -> None:
    """Put a record on its dead-letter topic; it is durable after the producer's next flush."""
    notes = {
        "topic": record.topic,
        "group": group,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "error.class": type(failure.error).__name__,
        "error.message": str(failure.error)[:MAX_MESSAGE],
        "attempts": str(failure.attempts),
        "worker": failure.worker,
        "first_at": failure.first_at.isoformat(),
        "last_at": failure.last_at.isoformat(),
        "code_version": failure.code_version,
    }
    headers = {**record.headers, **{PREFIX + name: value for name, value in notes.items()}}
    producer.publish(topics.dead_letter_topic(record.topic, group), record.key, record.value, headers)


def list_dead_letters(bus: Bus, topic: str | None = None) -> Iterator[DeadLetter]:
    """The dead letters of one dead-letter topic, or of all, oldest first."""
    names = [topic] if topic else [name for name in bus.topics() if topics.is_dead_letter_topic(name)]
    known = set(bus.topics())
    done = {r.key for r in bus.read(_REPLAY_MARKS)} if _REPLAY_MARKS in known else set()
    for name in names:
        if name in known:
            for record in bus.read(name):
                yield _as_letter(record, done)


def _as_letter(record: Record, done: set[str]) -> DeadLetter:
    def note(name: str) -> str:
        return record.headers.get(PREFIX + name, "")

    return DeadLetter(
        record, note("topic"), note("group"), int(note("partition") or 0), int(note("offset") or 0), note("error.class"),
        note("error.message"), int(note("attempts") or 0), note("worker"), note("last_at"),
        replayed=f"{record.topic}:{record.partition}:{record.offset}" in done,
    )  # fmt: skip


def replay(bus: Bus, letters: Iterable[DeadLetter]) -> int:
    """Publish the original records to their topics again, and mark them as replayed. Returns how many.

    The mark follows the record: a crash between them leaves the letter unmarked, and a second replay is harmless.
    """
    producer = bus.producer()
    count = 0
    try:
        for letter in letters:
            headers = {n: v for n, v in letter.record.headers.items() if not n.startswith(PREFIX)}
            again = int(letter.record.headers.get(PREFIX + REPLAYED, headers.get(REPLAYED, "0"))) + 1
            producer.publish(letter.source_topic, letter.record.key, letter.record.value, {**headers, REPLAYED: str(again)})
            producer.flush()
            bus.ensure_topics([_REPLAY_MARKS])
            producer.publish(_REPLAY_MARKS, letter.id, b"{}", {})
            producer.flush()
            count += 1
    finally:
        producer.close()
    return count
