"""The dead-man's switch: an article of our own goes the whole path again and again; when none arrives, operators are told.

One message when a canary is late, and one when they arrive again. Neither goes through what is watched: the message is sent
from here, and what happened is kept in memory too, so that an absent bus or database silences nothing.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from alerts.canary import LATEST_SECONDS, NAME, Alarm, Canaries, token
from alerts.reasons import told
from bus import codec, topics
from bus.dead_letters import list_dead_letters
from bus.errors import BusError
from bus.events import ArticleCrawled, article_id
from bus.interface import Bus
from consumers import metrics
from consumers.interface import Clock

log = structlog.get_logger("tidings.worker").bind(worker="canary")
Tell = Callable[[str, Sequence[str]], bool]  # subject and lines; whether the operators' channel took it
STAGES = (("classify", topics.CRAWLED), ("archive", topics.CLASSIFIED), ("match", topics.ARCHIVED))
RETRY_SECONDS = 30.0  # before a message that the operators' channel did not take is sent again
_ABSENT = (OperationalError, InterfaceError)
_TEXTS = {
    "en": "Corvane Therapeutics has agreed to acquire Lanterix for $2.1 billion in cash, the companies said on Monday.",
    "zh": "科万医药宣布，已同意以21亿美元现金收购兰特瑞克斯，双方于周一公布了这一消息。",
}


@dataclass(frozen=True)
class CanaryOptions:
    """How often, and how long one may take."""

    every_seconds: float = 300.0
    late_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Flight:
    """A canary that has not arrived."""

    article: ArticleCrawled
    began: float  # when it was first tried to be published
    published: float | None = None  # when the bus acknowledged it


def canary(number: int, now: datetime) -> ArticleCrawled:
    """A canary, in English and Chinese by turns."""
    url = f"tidings:canary/{uuid.uuid4().hex}"
    language = ("en", "zh")[number % 2]
    return ArticleCrawled(
        id=article_id(url), url=url, source=NAME, title=f"{NAME} {token(article_id(url))}", text=_TEXTS[language],
        language=language, published_at=now, fetched_at=now, is_canary=True,
        may_alert=False,  # of workers of a version that knows no canaries none must tell anybody
    )  # fmt: skip


def late(waiting: Sequence[float], now: float, bound: float) -> float | None:
    """When the first of the canaries that are late began; None while none is."""
    return min((began for began in waiting if now - began > bound), default=None)


class WatchCanary:
    """Publishes canaries, and sees whether they arrive."""

    name = "canary"

    def __init__(self, bus: Bus, canaries: Canaries, tell: Tell, options: CanaryOptions, clock: Clock) -> None:
        self._bus, self._canaries, self._tell = bus, canaries, tell
        self._options, self._clock = options, clock
        self._flights: dict[str, Flight] = {}
        self._alarm: Alarm | None = None
        self._unsaved = self._loaded = False
        self._next = self._next_tell = 0.0
        self._number, self._trouble = 0, ""

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            metrics.LAST_TURN.labels(self.name).set_to_current_time()
            self.turn()
            stop.wait(min(1.0, self._options.every_seconds / 4))

    def turn(self) -> None:
        """Collect what has arrived, publish what is due, and tell what there is to tell."""
        now = self._clock().timestamp()
        try:
            self._load(now)
            if self._flights:
                self._collect()
        except _ABSENT as error:
            log.warning("unavailable", error=str(error.orig))
        self._publish(now)
        self._judge(now)
        self._message(now)

    def _load(self, now: float) -> None:
        """What an earlier process left: a silence must be told once, also when this one was started again."""
        if self._loaded:
            return
        alarm = self._canaries.alarm()
        if self._alarm is None and alarm and (alarm.over_at is None or (alarm.told_at and not alarm.over_told_at)):
            self._alarm = alarm
        for key, at in self._canaries.waiting(now - LATEST_SECONDS).items():
            found = canary(0, self._clock()).model_copy(update={"id": key})
            # From now, since the workers may have been stopped together with this one.
            self._flights.setdefault(key, Flight(found, now, at))
        self._loaded = True

    def _collect(self) -> None:
        for key, at in self._canaries.collect().items():
            flight = self._flights.pop(key, None)
            if flight and flight.published:
                metrics.CANARY_SECONDS.set(max(0.0, at - flight.published))
                metrics.CANARY_ACCEPTED.set(at)
                log.info("canary", article_id=key, seconds=round(at - flight.published, 2))
        if self._unsaved and self._alarm:
            self._save(self._alarm)

    def _publish(self, now: float) -> None:
        """One that the bus did not take is tried again instead of a new one."""
        waiting = next((f for f in self._flights.values() if f.published is None), None)
        if waiting is None:
            if now < self._next:
                return
            self._next = now + self._options.every_seconds
            self._number += 1
            article = canary(self._number, self._clock())
            waiting = self._flights[article.id] = Flight(article, now)
        article = waiting.article.model_copy(update={"fetched_at": self._clock(), "published_at": self._clock()})
        try:
            self._canaries.note_published(article.id, now)
        except _ABSENT as error:
            log.warning("unavailable", error=str(error.orig))
        try:
            self._bus.ensure_topics([topics.CRAWLED])
            producer = self._bus.producer()
            try:
                producer.publish(article.topic, article.key, codec.encode(article), codec.headers())
                producer.flush(10.0)
            finally:
                producer.close()
        except BusError as error:
            self._trouble = str(error)
            log.warning("unavailable", error=str(error))
            return
        self._flights[article.id] = replace(waiting, published=now)

    def _judge(self, now: float) -> None:
        for key in [k for k, f in self._flights.items() if now - f.began > LATEST_SECONDS]:
            del self._flights[key]  # nobody would send it any more
        since = late([f.began for f in self._flights.values()], now, self._options.late_seconds)
        is_open = self._alarm is not None and self._alarm.over_at is None
        if since is not None and not is_open:
            flight = min(self._flights.values(), key=lambda f: f.began)
            self._set(Alarm(0, since, self._where(flight)))
            log.error("canary_silent", detail=self._alarm.detail if self._alarm else "")
        elif since is None and is_open and self._alarm and self._has_arrived():
            self._set(replace(self._alarm, over_at=now))
            log.info("canary_back")
        metrics.CANARY_SILENT.set(self._alarm is not None and self._alarm.over_at is None)

    def _has_arrived(self) -> bool:
        """Since the silence began; that none is late says nothing when none was published."""
        try:
            newest = self._canaries.newest_accepted()
        except _ABSENT:
            return False
        return newest is not None and self._alarm is not None and newest[0] > self._alarm.since

    def _message(self, now: float) -> None:
        alarm = self._alarm
        if alarm is None or now < self._next_tell:
            return
        if alarm.over_at is None and alarm.told_at is None:
            lines = [f"A test article of {_time(alarm.since)} did not arrive: {alarm.detail}", "See tidings status."]
            if self._sent("tidings: alerts do not arrive", lines, now):
                self._set(replace(alarm, told_at=now))
        elif alarm.over_at is not None and alarm.told_at is not None and alarm.over_told_at is None:
            lines = [f"Test articles arrive again, since {_time(alarm.over_at)}; they did not since {_time(alarm.since)}."]
            if self._sent("tidings: alerts arrive again", lines, now):
                self._set(replace(alarm, over_told_at=now))

    def _sent(self, subject: str, lines: Sequence[str], now: float) -> bool:
        if self._tell(subject, lines):
            return True
        self._next_tell = now + RETRY_SECONDS
        return False

    def _set(self, alarm: Alarm) -> None:
        self._alarm = alarm
        self._save(alarm)

    def _save(self, alarm: Alarm) -> None:
        names = ("since", "detail", "told_at", "over_at", "over_told_at")
        try:
            self._canaries.save_alarm({name: getattr(alarm, name) for name in names})
            self._unsaved = False
        except _ABSENT as error:
            self._unsaved = True
            log.warning("unavailable", error=str(error.orig))

    def _where(self, flight: Flight) -> str:
        """How far it came, as far as bus and database can tell."""
        if flight.published is None:
            return f"the bus does not take it: {self._trouble}"
        try:
            record = self._canaries.record(flight.article.id)
            if record is not None:
                said = f", {told(record.reason)}" if record.reason else ""
                return (
                    f"it was matched; its alert is {record.state} after {record.attempts} attempts{said}: look at the sender"
                )
            letters = [x for x in list_dead_letters(self._bus) if x.record.key == flight.article.id]
            if letters:
                return f"dead letter {letters[-1].id}: {letters[-1].error_class}: {letters[-1].message}"
            behind = {(entry.group, entry.topic): entry.records for entry in self._bus.lag()}
        except BusError as error:
            return f"the bus does not answer: {error}"
        except _ABSENT as error:
            return f"the database does not answer: {error.orig}"
        # The one furthest behind: the others may just have a record in hand.
        known = self._bus.topics()
        left = {stage: behind.get(stage, self._bus.size(stage[1]) if stage[1] in known else 0) for stage in STAGES}
        worst = max(left, key=lambda stage: left[stage])
        if left[worst] > 0:
            return f"the worker {worst[0]} is {left[worst]} records behind: look whether it runs"
        return "it was put on the bus, and no worker is behind: look at their logs"


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
