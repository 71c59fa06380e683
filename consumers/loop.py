"""The loop of every worker: poll, decode, handle, publish, flush, commit, in that order.

What was polled is committed only after its results, or its dead letters, are safely on the bus. A batch that fails is
handled record by record, so one bad article holds up nobody. An absent bus is waited for and costs no attempt.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bus import codec
from bus.dead_letters import Failure, publish_dead_letter
from bus.errors import BusUnavailable, Fenced, InvalidMessage, RecordTooLarge
from bus.events import Event
from bus.interface import Bus, Consumer, Producer, Record
from bus.topics import dead_letter_topic
from consumers import metrics
from consumers.crash_marks import MAX_CRASHES, CrashMarks
from consumers.interface import Handler, Unavailable, WorkerBroken

log = structlog.get_logger("tidings.worker")
Outcome = list[Event] | Failure


@dataclass(frozen=True)
class LoopOptions:
    """How a worker works."""

    batch_size: int = 32
    poll_seconds: float = 1.0
    attempts: int = 3  # of a record before it is a dead letter
    backoff_seconds: float = 0.5  # before the second attempt; doubled for each further one
    longest_wait_seconds: float = 30.0  # between tries of an absent bus or database
    breaker_window: int = 40  # records looked back on
    breaker_share: float = 0.5  # of dead letters among them that stops the worker
    breaker_least: int = 20  # records seen before the breaker may trip
    idle_polls: int = 2  # empty polls in a row that count as worked off
    state_folder: Path | None = None  # where crashes are counted
    code_version: str = ""


class Worker:
    """Runs a handler against a bus."""

    def __init__(
        self,
        bus: Bus,
        handler: Handler,
        options: LoopOptions | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._bus, self._handler, self._options = bus, handler, options or LoopOptions()
        self._sleep, self._clock = sleep, clock
        self._recent: deque[bool] = deque(maxlen=self._options.breaker_window)
        folder = self._options.state_folder
        self._marks = CrashMarks(folder / f"{handler.name}.inflight.json" if folder else None)
        self._misses = 0
        self._log = log.bind(worker=handler.name)

    def run(self, stop: threading.Event, *, until_idle: bool = False) -> int:
        """Work until asked to stop, or until the topic is worked off. Returns how many records were committed.

        Raises WorkerBroken when nearly everything fails.
        """
        total, idle = 0, 0
        consumer, producer = self._connect(stop)
        if consumer is None or producer is None:
            return 0
        try:
            while not stop.is_set() and not (until_idle and idle >= self._options.idle_polls):
                count = self._turn(consumer, producer)
                total += count or 0
                idle = idle + 1 if count == 0 else 0
        finally:
            consumer.close()
            producer.close()
        return total

    def _connect(self, stop: threading.Event) -> tuple[Consumer | None, Producer | None]:
        while not stop.is_set():
            try:
                self._bus.ensure_topics([self._handler.topic, dead_letter_topic(self._handler.topic, self._handler.name)])
                return self._bus.consumer(self._handler.name, [self._handler.topic]), self._bus.producer()
            except BusUnavailable as error:
                self._wait(error)
        return None, None

    def _turn(self, consumer: Consumer, producer: Producer) -> int | None:
        """One turn: the number of records committed, 0 when none came, None when the turn has to be made again."""
        metrics.LAST_TURN.labels(self._handler.name).set_to_current_time()
        try:
            records = consumer.poll(self._options.poll_seconds, self._options.batch_size)
            if not records:
                self._misses = 0
                return 0
            self._work(records, producer)
            consumer.commit()
            self._marks.done(records)
        except Fenced as error:
            self._log.warning("fenced", error=str(error))
            self._rewind(consumer)
            self._sleep(1.0)
            return None
        except (BusUnavailable, Unavailable) as error:
            self._wait(error)
            self._rewind(consumer)
            return None
        self._misses = 0
        return len(records)

    def _rewind(self, consumer: Consumer) -> None:
        try:
            consumer.rewind()
        except (BusUnavailable, Fenced) as error:
            self._log.warning("rewind_failed", error=str(error))

    def _wait(self, error: Exception) -> None:
        metrics.UNAVAILABLE.labels(self._handler.name).inc()
        pause = min(self._options.longest_wait_seconds, self._options.backoff_seconds * 2**self._misses)
        self._misses = min(self._misses + 1, 10)
        self._log.warning("unavailable", error=str(error), retry_seconds=pause)
        self._sleep(pause)

    def _work(self, records: Sequence[Record], producer: Producer) -> None:
        started = time.perf_counter()
        dead = []
        for settled, outcome in self._settle(records):
            if isinstance(outcome, Failure):
                dead.append(settled[0])
                self._bury(producer, settled[0], outcome)
            else:
                self._publish(producer, settled, outcome)
        producer.flush()
        failed = {id(record) for record in dead}
        for record in records:
            self._recent.append(id(record) in failed)
            metrics.RECORDS.labels(self._handler.name, "dead" if id(record) in failed else "done").inc()
        metrics.BATCH_SECONDS.labels(self._handler.name).observe(time.perf_counter() - started)
        self._check_breaker()

    def _publish(self, producer: Producer, records: Sequence[Record], events: list[Event]) -> None:
        for event in events:
            try:
                producer.publish(event.topic, event.key, codec.encode(event), codec.headers())
            except RecordTooLarge as error:
                now = self._clock()
                whose = next((r for r in records if r.key == event.key), records[0])
                self._bury(producer, whose, Failure(error, 1, self._handler.name, now, now, self._options.code_version))

    def _bury(self, producer: Producer, record: Record, failure: Failure) -> None:
        metrics.DEAD_LETTERS.labels(self._handler.name, type(failure.error).__name__).inc()
        self._log.error(
            "dead_letter", article_id=record.key, topic=record.topic, offset=record.offset,
            error=f"{type(failure.error).__name__}: {failure.error}"[:500], attempts=failure.attempts,
        )  # fmt: skip
        publish_dead_letter(producer, record, self._handler.name, failure)

    def _check_breaker(self) -> None:
        share = sum(self._recent) / max(1, len(self._recent))
        if len(self._recent) >= self._options.breaker_least and share > self._options.breaker_share:
            raise WorkerBroken(
                f"worker {self._handler.name!r}: {sum(self._recent)} of the last {len(self._recent)} records failed; "
                "see `tidings dead-letters list`, mend the cause, start the worker and replay them"
            )

    def _settle(self, records: Sequence[Record]) -> list[tuple[Sequence[Record], Outcome]]:
        """Handle a batch; when it fails, handle its records one by one to find the bad one."""
        if len(records) > 1 and not self._marks.is_suspicious:
            self._marks.take(records)
            try:
                return [(records, self._handler.handle([codec.decode(record) for record in records]))]
            except (BusUnavailable, Unavailable):
                raise
            except Exception as error:
                self._log.info("batch_failed", error=str(error)[:300], records=len(records))
        return [([record], self._attempt(record)) for record in records]

    def _attempt(self, record: Record) -> Outcome:
        first = self._clock()
        error: Exception = RuntimeError(f"the worker died {self._marks.crashes(record)} times while handling this record")
        attempt = self._marks.crashes(record)
        if attempt < MAX_CRASHES:
            self._marks.take([record])
            for attempt in range(1, self._options.attempts + 1):
                try:
                    return self._handler.handle([codec.decode(record)])
                except (BusUnavailable, Unavailable):
                    raise
                except InvalidMessage as invalid:
                    error = invalid
                    break
                except Exception as failure:  # the one broad catch: counted, logged and kept as a dead letter
                    error = failure
                    if attempt < self._options.attempts:
                        self._sleep(self._options.backoff_seconds * 2 ** (attempt - 1))
        return Failure(error, attempt, self._handler.name, first, self._clock(), self._options.code_version)
