"""When to ask again: sources, pages that failed, articles that their source says were changed. Pure: time is handed in."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawlers.health import DAY, HOUR, Cycle, SourceState

LOOK_AGAIN = (0.2, 0.2, 0.4)  # of an interval after the first failures: four of them take less than one interval
FASTEST, SLOWEST = 1 / 3, 4.0  # of the configured interval
LEAST_SECONDS = 300.0  # adapting never asks more often, unless the operator does
LONGEST_PAUSE, LONGEST_WAIT = DAY, DAY
JITTER = 0.1
PAGE_PAUSE, PAGE_ATTEMPTS = 900.0, 10  # about five days
MAX_CHECKS, CHECK_PAUSE = 5, HOUR


def interval(configured_seconds: float, state: SourceState) -> float:
    """How often to ask a source that is well: three times in its usual gap, within bounds."""
    if not state.gap_seconds:
        return configured_seconds
    least = min(configured_seconds, max(configured_seconds * FASTEST, LEAST_SECONDS))
    return min(max(state.gap_seconds / 3, least), configured_seconds * SLOWEST)


def next_due(configured_seconds: float, state: SourceState, cycle: Cycle, chance: float) -> float:
    """When to ask a source again after a cycle. `chance` is a random number of 0 to 1, so that sources do not march in step."""
    pause = interval(configured_seconds, state)
    if state.failures:
        known = state.failures <= len(LOOK_AGAIN)
        factor = LOOK_AGAIN[state.failures - 1] if known else 2.0 ** min(state.failures - len(LOOK_AGAIN) - 1, 12)
        pause = min(pause * factor, max(LONGEST_PAUSE, pause))
    pause *= 1 + JITTER * (2 * chance - 1)
    return max(cycle.at + pause, min(cycle.wait_until, cycle.at + LONGEST_WAIT))


def retry_after(value: str, now: float) -> float:
    """The seconds that a Retry-After header asks for: a number or a date; a minute where it says nothing."""
    text = value.strip()
    if text.isdecimal():
        return min(float(text), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 60.0
    return min(max(0.0, until.replace(tzinfo=until.tzinfo or UTC).timestamp() - now), LONGEST_WAIT)


def next_try(attempts: int, now: float) -> float | None:
    """When to fetch a page again that has failed so often: at once, then ever later; None gives it up."""
    if attempts >= PAGE_ATTEMPTS:
        return None
    return now if attempts <= 1 else now + PAGE_PAUSE * 2.0 ** (attempts - 2)


def is_check_due(
    stated: datetime | None,
    known_modified_at: float | None,
    first_seen_at: float,
    checks: int,
    checked_at: float,
    now: float,
) -> bool:
    """Whether an article is fetched again, since its source says that it was changed after what is known.

    A source that moves all its dates forward at each cycle costs a few fetches an article, ever further apart, and no more.
    """
    if stated is None or checks >= MAX_CHECKS or stated.timestamp() <= (known_modified_at or first_seen_at):
        return False
    return checks == 0 or now - checked_at >= CHECK_PAUSE * 2.0 ** (checks - 1)
