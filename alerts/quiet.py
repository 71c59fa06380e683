"""Quiet hours on the subscriber's own clock, right on the days on which it is changed. Pure.

On a day on which the clocks go forward, a time that they jump over is the moment of the jump. On a day on which they go back,
quiet hours run from the first time the clock shows their start to the last time it shows their end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.subscriptions import SubscriptionError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(r"(?:(?P<days>[a-z,\s-]+?)\s+)?(?P<start>\d{1,2}:\d\d)\s*-\s*(?P<end>\d{1,2}:\d\d)")
_WEEK_MINUTES, _DAY_MINUTES = 7 * 24 * 60, 24 * 60
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` of the clock, on the days on which they start. An end that is not later is of the next day."""

    days: frozenset[int]  # 0 is Monday
    start: time
    end: time

    def __str__(self) -> str:
        days = ",".join(DAYS[day] for day in sorted(self.days))
        return f"{days} {self.start:%H:%M}-{self.end:%H:%M}"


def moment(day: date, at: time, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """When a clock in the zone shows a time on a day: the first or the last time it does, or the jump over it. In UTC."""
    wall = datetime.combine(day, at)
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early <= late:  # the clock shows it once, or twice
        return late if last else early
    # Jumped over: counted with the offset after the jump it lies before the jump, and the other way round.
    after = early.astimezone(zone).utcoffset()
    found = late
    while found.astimezone(zone).utcoffset() != after:
        found += _MINUTE
    return found


def quiet_until(quiet: Sequence[QuietHours], zone: ZoneInfo, when: datetime) -> datetime:
    """The first moment from `when` on that is not in quiet hours: `when` itself, unless it is."""
    while ends := [end for start, end in _spans(quiet, zone, when) if start <= when < end]:
        when = max(ends)
    return when


def _spans(quiet: Sequence[QuietHours], zone: ZoneInfo, when: datetime) -> list[tuple[datetime, datetime]]:
    """Those that may hold a moment: of this day and, across midnight, of the day before."""
    today = when.astimezone(zone).date()
    return [
        (moment(day, hours.start, zone), moment(_end_day(day, hours), hours.end, zone, last=True))
        for day in (today - timedelta(days=1), today)
        for hours in quiet
        if day.weekday() in hours.days
    ]


def _end_day(day: date, hours: QuietHours) -> date:
    return day if hours.end > hours.start else day + timedelta(days=1)


def parse_quiet(texts: Sequence[str]) -> tuple[QuietHours, ...]:
    """Quiet hours from `mon-fri 22:00-07:00`, `sat,sun 00:00-24:00` or `22:00-07:00`. Raises SubscriptionError."""
    quiet = tuple(_parse(text) for text in texts)
    if len(set().union(*map(_minutes, quiet))) == _WEEK_MINUTES:
        raise SubscriptionError("quiet hours: they fill the whole week; pause the subscriber instead")
    return quiet


def _parse(text: str) -> QuietHours:
    found = _FORM.fullmatch(text.strip().lower())
    if not found:
        raise SubscriptionError(
            f"quiet hours: {text!r} is not understood; write 'mon-fri 22:00-07:00' or 'sat,sun 00:00-24:00'"
        )
    return QuietHours(_parse_days(found["days"] or "mon-sun"), parse_time(found["start"]), parse_time(found["end"]))


def _parse_days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        start, end = parse_day(first), parse_day(last or first)
        days |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}  # fri-mon goes over the weekend
    return frozenset(days)


def parse_day(text: str) -> int:
    """A weekday, 0 is Monday. Raises SubscriptionError."""
    name = text.strip().lower()[:3]
    if name not in DAYS:
        raise SubscriptionError(f"schedule: {text!r} is not a weekday; write one of {', '.join(DAYS)}")
    return DAYS.index(name)


def parse_time(text: str) -> time:
    """A time of the clock; 24:00 is midnight. Raises SubscriptionError."""
    hour, _, minute = text.strip().partition(":")
    if hour.isdecimal() and minute.isdecimal() and len(minute) == 2:
        if (int(hour), int(minute)) == (24, 0):
            return time(0)
        if int(hour) < 24 and int(minute) < 60:
            return time(int(hour), int(minute))
    raise SubscriptionError(f"schedule: {text!r} is not a time; write it as 08:00 or 22:30")


def _minutes(hours: QuietHours) -> set[int]:
    """The minutes of a week that they fill, as a clock that is never changed counts."""
    start, end = (at.hour * 60 + at.minute for at in (hours.start, hours.end))
    length = (end - start) % _DAY_MINUTES or _DAY_MINUTES
    return {(day * _DAY_MINUTES + start + i) % _WEEK_MINUTES for day in hours.days for i in range(length)}
