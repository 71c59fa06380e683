"""When an alert is sent: at once, with a digest, after quiet hours, or with the rest of a storm. Pure: the time is handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alerts.quiet import DAYS, QuietHours, moment, parse_day, parse_quiet, parse_time, quiet_until
from alerts.subscriptions import SubscriptionError

Digest = Literal["immediate", "hourly", "daily", "weekly"]
Hold = Literal["", "digest", "quiet", "burst", "snooze"]  # why an alert waits; those that wait are sent together
BURST_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a subscriber wants to be told, on the clock of their zone."""

    zone: str = "UTC"
    digest: Digest = "immediate"
    at: time = time(8)  # of daily and weekly digests
    weekday: int = 0  # of weekly digests, 0 is Monday
    quiet: tuple[QuietHours, ...] = ()
    urgent_passes: bool = False  # alerts of urgent rules are sent at once, whatever else holds
    burst: int = 100  # so many within BURST_WINDOW are sent one by one, the rest together

    def as_json(self) -> dict[str, Any]:
        return {
            "zone": self.zone, "digest": self.digest, "at": f"{self.at:%H:%M}", "weekday": DAYS[self.weekday],
            "quiet": [str(hours) for hours in self.quiet], "urgent_passes": self.urgent_passes, "burst": self.burst,
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, Any] | None) -> Schedule:
        return changed(cls(), **row) if row else cls()


@dataclass(frozen=True, slots=True)
class Due:
    """When an alert is to be sent, and why not at once."""

    at: datetime
    hold: Hold = ""


def send_after(schedule: Schedule, when: datetime, *, urgent: bool = False, recent: int = 0) -> Due:
    """When an alert that is written now may be sent. `recent`: how many of its subscriber were sent one by one of late."""
    if urgent and schedule.urgent_passes:
        return Due(when)
    due = _before_quiet(schedule, when, recent)
    at = quiet_until(schedule.quiet, ZoneInfo(schedule.zone), due.at)
    return replace(due, at=at, hold=due.hold or "quiet") if at > due.at else due


def _before_quiet(schedule: Schedule, when: datetime, recent: int) -> Due:
    if schedule.digest != "immediate":
        return Due(next_digest(schedule, when), "digest")
    if recent >= schedule.burst:
        # On a grid, so that all of a storm end up in the same digest.
        passed = timedelta(seconds=when.timestamp() % BURST_WINDOW.total_seconds())
        return Due(when - passed + BURST_WINDOW, "burst")
    return Due(when)


def next_digest(schedule: Schedule, after: datetime) -> datetime:
    """The next digest later than a moment; daily if the schedule has none."""
    zone = ZoneInfo(schedule.zone)
    if schedule.digest == "hourly":
        return _next_hour(after, zone)
    today = after.astimezone(zone).date()
    return next(found for day in _days(schedule, today) if (found := moment(day, schedule.at, zone)) > after)


def _days(schedule: Schedule, today: date) -> list[date]:
    days = [today + timedelta(days=i) for i in range(9)]
    return [day for day in days if schedule.digest != "weekly" or day.weekday() == schedule.weekday]


def _next_hour(after: datetime, zone: ZoneInfo) -> datetime:
    """When the clock next shows a full hour; where clocks change by half an hour that takes a second step."""
    found = after
    while found == after or found.astimezone(zone).minute:
        local = found.astimezone(zone)
        found += timedelta(hours=1) - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return found.astimezone(UTC)


def _parse_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SubscriptionError(
            f"schedule: {text!r} is not a time zone; write one as Europe/Berlin or Asia/Shanghai"
        ) from error
    return text


def _parse_digest(text: str) -> Digest:
    if text not in get_args(Digest):
        raise SubscriptionError(f"schedule: {text!r} is no kind of digest; write one of {', '.join(get_args(Digest))}")
    return cast(Digest, text)


def _parse_burst(number: int) -> int:
    if number < 1:
        raise SubscriptionError(f"schedule: a burst of {number} would hold every alert; write 1 or more")
    return number


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "zone": _parse_zone, "digest": _parse_digest, "at": parse_time, "weekday": parse_day, "quiet": parse_quiet,
    "urgent_passes": bool, "burst": _parse_burst,
}  # fmt: skip


def changed(schedule: Schedule, **typed: str | int | bool | Sequence[str] | None) -> Schedule:
    """A schedule with what was typed put in; None leaves a part as it is. Raises SubscriptionError with the cure."""
    return replace(schedule, **{name: _PARSERS[name](value) for name, value in typed.items() if value is not None})


def in_words(schedule: Schedule) -> str:
    """One line about a schedule."""
    at = {"daily": f" at {schedule.at:%H:%M}", "weekly": f" on {DAYS[schedule.weekday]} at {schedule.at:%H:%M}"}
    kind = "at once" if schedule.digest == "immediate" else f"{schedule.digest} digest{at.get(schedule.digest, '')}"
    quiet = f"; quiet {'; '.join(map(str, schedule.quiet))}" if schedule.quiet else ""
    urgent = "; urgent rules at once" if schedule.urgent_passes else ""
    return f"{kind}, {schedule.zone}{quiet}{urgent}; over {schedule.burst} in 10 minutes together"
