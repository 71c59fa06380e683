"""The outbox -> the channels. Each destination has a lane of its own, so that one slow channel delays no other.

Channels of one destination share its lane, and so one of them that hangs would hold up the rest: from its first time-out on it
waits in a second lane of the destination, for slow ones, until it answers quickly again.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from alerts.canary import MARK
from alerts.channels import destination
from alerts.delivery import Alert, Outcome
from alerts.outbox import Outbox
from consumers import metrics

log = structlog.get_logger("tidings.worker").bind(worker="send")


class Sender(Protocol):
    """Sends one alert; never raises for what a channel does."""

    def send(self, alert: Alert) -> Outcome: ...


@dataclass(frozen=True)
class SendOptions:
    """How the sender works."""

    lane_size: int = 1  # sends at a time to one destination; each of them may be sent twice when a sender dies
    ahead: int = 4  # that wait in a lane for their turn
    claim: int = 20
    poll_seconds: float = 0.25
    longest_wait_seconds: float = 30.0
    slow_seconds: float = 5.0  # an answer that takes longer makes a channel a slow one


@dataclass(frozen=True)
class _Held:
    """An alert in a lane."""

    alert: Alert
    lane: str
    future: Future[None]


class SendAlerts:
    """Not a bus consumer: it works off the outbox. Of several senders each needs a name of its own."""

    name = "send"

    def __init__(
        self, outbox: Outbox, sender: Sender, options: SendOptions | None = None, *, worker: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._outbox, self._sender, self._options = outbox, sender, options or SendOptions()
        self._worker = worker or "send"
        self._sleep = sleep
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._held: dict[str, _Held] = {}
        self._lane_of: dict[int, str] = {}
        self._slow: set[int] = set()  # channels whose last answer took long
        self._misses = 0

    def run(self, stop: threading.Event, *, until_idle: bool = False) -> int:
        """Send until asked to stop, or until nothing is due. Returns how many attempts were made."""
        total = 0
        try:
            self._recover(stop)
            while not stop.is_set():
                taken = self._turn()
                total += max(0, taken)
                if until_idle and taken == 0 and not self._held and self._outbox.due() == 0:
                    break
                if taken <= 0:
                    self._sleep(self._options.poll_seconds)
        finally:
            self._close_lanes()
        return total

    def _close_lanes(self) -> None:
        """Finish what is being sent; the rest goes back."""
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)
        self._lanes.clear()
        unsent = [held.alert for held in self._held.values() if held.future.cancelled()]
        try:
            self._outbox.give_back(unsent, self._worker)
        except (OperationalError, InterfaceError) as error:  # their leases run out
            log.warning("not_given_back", alerts=len(unsent), error=str(error.orig))

    def _recover(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                return self._outbox.take_back_own(self._worker)
            except (OperationalError, InterfaceError) as error:
                self._wait(error)

    def _wait(self, error: OperationalError | InterfaceError) -> None:
        pause = min(self._options.longest_wait_seconds, 0.5 * 2**self._misses)
        self._misses += 1
        log.warning("unavailable", error=str(error.orig), retry_seconds=pause)
        self._sleep(pause)

    def _turn(self) -> int:
        """Hand what is due to the lanes: how many, or -1 when the database did not answer."""
        metrics.LAST_TURN.labels(self.name).set_to_current_time()
        self._held = {key: held for key, held in self._held.items() if not held.future.done()}
        try:
            alerts = self._outbox.claim(self._worker, self._options.claim, self._full_channels())
            number, age = self._outbox.pending()
            metrics.CHANNELS_PAUSED.set(self._outbox.paused_channels())
        except (OperationalError, InterfaceError) as error:
            self._wait(error)
            return -1
        self._misses = 0
        metrics.OUTBOX_PENDING.set(number)
        metrics.OUTBOX_OLDEST.set(age)
        for alert in alerts:
            lane = self._lane_of[alert.channel_id] = self._lane(alert)
            pool = self._lanes.setdefault(lane, ThreadPoolExecutor(self._options.lane_size, thread_name_prefix="send"))
            self._held[alert.id] = _Held(alert, lane, pool.submit(self._send, alert, lane))
        return len(alerts)

    def _lane(self, alert: Alert) -> str:
        shared = destination(alert.kind, alert.url)
        return f"{shared}#slow" if alert.channel_id in self._slow else shared

    def _full_channels(self) -> list[int]:
        """Channels of lanes that are full: what they have is due, but must not be held while others could send."""
        load = Counter(held.lane for held in self._held.values())
        most = self._options.lane_size + self._options.ahead
        return [channel for channel, lane in self._lane_of.items() if load[lane] >= most]

    def _send(self, alert: Alert, lane: str) -> None:
        if lane != self._lane(alert) and alert.channel_id in self._slow:
            return self._move(alert)
        started = time.monotonic()
        try:
            outcome = self._sender.send(alert)
        except Exception as error:  # a bug in a plugin must not end the lane
            outcome = Outcome("retry", f"{type(error).__name__} while sending")
        (self._slow.add if time.monotonic() - started > self._options.slow_seconds else self._slow.discard)(alert.channel_id)
        if MARK not in alert.content:
            metrics.ALERTS.labels(alert.kind, outcome.kind).inc()
        if outcome.kind == "sent" and "fetched_at" in alert.content:  # not of a digest, which waits on purpose
            metrics.ALERT_SECONDS.labels(alert.kind).observe(max(0.0, time.time() - alert.content["fetched_at"]))
        log.info("alert", alert_id=alert.id, channel=alert.kind, outcome=outcome.kind, attempt=alert.attempts,
                 records=len(alert.records))  # fmt: skip
        return self._finish(alert, outcome)

    def _move(self, alert: Alert) -> None:
        """It was put in the lane before its channel was known to be slow: the next turn puts it in the other one."""
        try:
            self._outbox.give_back([alert], self._worker)
        except (OperationalError, InterfaceError) as error:  # its lease runs out
            log.warning("not_given_back", alerts=1, error=str(error.orig))

    def _finish(self, alert: Alert, outcome: Outcome) -> None:
        for pause in (0.5, 2.0, 8.0, 30.0):
            try:
                return self._outbox.finish(alert, outcome, self._worker)
            except (OperationalError, InterfaceError) as error:
                log.warning("outcome_not_stored", alert_id=alert.id, error=str(error.orig), retry_seconds=pause)
                self._sleep(pause)
        return None  # the lease runs out and the outcome counts as unknown
