"""How a source fares: whether it fails, falls silent, or loses its texts. Pure: numbers and the time are handed in.

A problem is told once when it begins and once when it is over. A failure is looked at again soon, so that four in a row,
which no passing trouble brings, take less than two of the source's intervals (see schedule.py). Silence is measured in
working time: weekends do not count, since most newsrooms and agencies rest then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

HOUR, DAY = 3600.0, 86400.0
FAILING = 4  # failures in a row
SILENT = 3.0  # times the longest gap of its last days with news
LEAST_SILENCE = 6 * HOUR
SETTLED = 7 * DAY  # after which a source that never had an item is silent
KEPT_DAYS, LEAST_DAYS = 28, 5
UNREADABLE, READABLE_AGAIN, LEAST_PAGES = 0.4, 0.7, 5

CURES: Mapping[str, str] = {
    "source_failed": "open its url; if it has moved, change url or add fallbacks",
    "not_a_feed": "the feed is gone or guarded: find another with `tidings sources add`, or read its list page",
    "unreadable": "open its url; correct kind or select, see `tidings sources test`",
    "challenged": "the site wants a browser: mark the source blocked and take the news from another one",
    "robots_denied": "the site's robots.txt forbids it: remove the source",
    "refused": "its address is not on the public internet, or its port is not allowed",
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day with news."""

    number: int  # since 1970, UTC
    items: int
    longest_gap: float  # working seconds before one of them


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one cycle did for a source."""

    at: float
    error: str = ""  # nothing when the source was read
    error_kind: str = ""
    news: int = 0  # entries that it did not list before
    published: int = 0
    texts: tuple[bool, ...] = ()  # of each page that was fetched: whether it held a text
    wait_until: float = 0.0  # as the site asks


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source fares."""

    source_id: str
    next_due_at: float = 0.0
    first_try_at: float | None = None
    last_try_at: float | None = None
    last_success_at: float | None = None
    last_item_at: float | None = None
    failures: int = 0
    last_error: str = ""
    error_kind: str = ""
    items: int = 0
    gap_seconds: float = 0.0  # between two cycles with news, smoothed
    days: tuple[Day, ...] = ()
    readable: float = 1.0  # share of pages with a text, smoothed
    pages_read: int = 0
    problem: str = ""
    problem_since: float | None = None

    def items_per_day(self, now: float) -> float:
        """Over its last days with news, and at least over one day."""
        if not self.days or self.first_try_at is None:
            return 0.0
        since = max(self.first_try_at, self.days[0].number * DAY)
        return sum(day.items for day in self.days) / max(1.0, (now - since) / DAY)


@dataclass(frozen=True, slots=True)
class Notice:
    """What operators are told about a source: once when trouble begins, once when it is over."""

    source_id: str
    problem: str
    is_recovery: bool
    detail: str
    at: float


def observe(state: SourceState, cycle: Cycle, zone: str = "UTC") -> SourceState:
    """The state after a cycle."""
    state = replace(
        state, first_try_at=state.first_try_at or cycle.at, last_try_at=cycle.at, items=state.items + cycle.published,
        last_error=cycle.error[:500], error_kind=cycle.error_kind, failures=state.failures + 1 if cycle.error else 0,
        last_success_at=state.last_success_at if cycle.error else cycle.at,
    )  # fmt: skip
    for has_text in cycle.texts:
        state = replace(state, readable=0.8 * state.readable + 0.2 * has_text, pages_read=state.pages_read + 1)
    return _with_news(state, cycle, zone) if cycle.news else state


def _with_news(state: SourceState, cycle: Cycle, zone: str) -> SourceState:
    if state.last_item_at is None:  # what a source lists at first came at any time
        return replace(state, last_item_at=cycle.at)
    gap = cycle.at - state.last_item_at
    smoothed = 0.8 * state.gap_seconds + 0.2 * gap if state.gap_seconds else gap
    today = Day(int(cycle.at // DAY), cycle.news, working_seconds(state.last_item_at, cycle.at, zone))
    days = state.days
    if days and days[-1].number == today.number:
        last, days = days[-1], days[:-1]
        today = Day(today.number, last.items + today.items, max(last.longest_gap, today.longest_gap))
    return replace(state, last_item_at=cycle.at, gap_seconds=smoothed, days=(*days, today)[-KEPT_DAYS:])


def working_seconds(start: float, end: float, zone: str) -> float:
    """The time between two moments without Saturdays and Sundays."""
    offset = datetime.fromtimestamp(end, ZoneInfo(zone)).utcoffset()
    shift = (offset.total_seconds() if offset else 0.0) + 3 * DAY  # 1970 began on a Thursday; weeks begin on Mondays
    return _worked(end + shift) - _worked(start + shift)


def _worked(moment: float) -> float:
    weeks, rest = divmod(moment, 7 * DAY)
    return weeks * 5 * DAY + min(rest, 5 * DAY)


def diagnose(state: SourceState, now: float, zone: str = "UTC") -> tuple[str, str]:
    """The problem of a source and its details with the cure; two empty strings when it is well."""
    if state.failures >= FAILING or (state.failures and state.problem == "failing"):
        cure = CURES.get(state.error_kind, CURES["source_failed"])
        return "failing", f"{state.failures} failures in a row: {state.last_error}; {cure}"
    limit = READABLE_AGAIN if state.problem == "unreadable" else UNREADABLE
    if state.pages_read >= LEAST_PAGES and state.readable < limit:
        return "unreadable", (
            f"{state.readable:.0%} of its last pages held a text; look with `tidings sources test {state.source_id}`; "
            "where pages are walled, set fetch_pages = false"
        )
    if told := _silence(state, now, zone):
        return "silent", f"{told}; open its url; if it moved, change url, else set enabled = false"
    return "", ""


def _silence(state: SourceState, now: float, zone: str) -> str:
    if state.first_try_at is None:
        return ""
    if state.last_item_at is None:
        return "no item since it was added" if now - state.first_try_at > SETTLED else ""
    usual = max((day.longest_gap for day in state.days), default=0.0)
    if len(state.days) < LEAST_DAYS:
        return ""  # too young to know what is usual
    limit = max(SILENT * usual, LEAST_SILENCE)
    if now - state.last_item_at <= limit or (quiet := working_seconds(state.last_item_at, now, zone)) <= limit:
        return ""
    return f"no item for {quiet / HOUR:.0f} working hours; the longest gap of late was {usual / HOUR:.0f}"


def judge(state: SourceState, now: float, zone: str = "UTC") -> tuple[SourceState, Notice | None]:
    """The state with its problem, and what to tell about it if anything began or ended."""
    problem, detail = diagnose(state, now, zone)
    if bool(problem) == bool(state.problem):  # one trouble that turns into another is still the same trouble
        return replace(state, problem=problem), None
    if problem:
        return replace(state, problem=problem, problem_since=now), Notice(state.source_id, problem, False, detail, now)
    hours = (now - (state.problem_since or now)) / HOUR
    notice = Notice(state.source_id, state.problem, True, f"well again after {hours:.1f} hours", now)
    return replace(state, problem="", problem_since=None), notice
