"""Publication dates, in both languages, in the zone of their source.

feedparser reads a date without a zone as UTC, eight hours wrong for every Chinese source, and makes a silent wrong date of
2026年7月31日. So the written date is read here first: RFC 822, ISO, Chinese patterns, then dateparser with the source's zone.
"""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

FUTURE_TOLERANCE = timedelta(hours=24)
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_CHINESE = re.compile(
    r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?(?:\s*(\d{1,2})[::时](\d{1,2})(?:[::分](\d{1,2}))?)?"
)
# parsedate_to_datetime takes these names for UTC.
_ZONES = {
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "CST": -6,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
    "BST": 1,
    "CEST": 2,
    "CET": 1,
}
_ZONE_NAME = re.compile(r"\b([A-Z]{3,4})\s*$")
_HAS_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|GMT|UTC|UT)\s*$")


def parse_date(text: str | None, zone: str, now: datetime) -> datetime | None:
    """The time that a text states, aware UTC; None when it states none, or one in the future or before the web."""
    if not text or not text.strip() or len(text) > 200:
        return None
    found = _rfc822(text.strip(), zone) or _iso(text.strip(), zone) or _chinese(text, zone) or _any(text, zone, now)
    if found is None:
        return None
    found = found.astimezone(UTC)
    return found if EARLIEST <= found <= now + FUTURE_TOLERANCE else None


def _rfc822(text: str, zone: str) -> datetime | None:
    if "," not in text and not re.match(r"\d{1,2} [A-Za-z]{3} \d{4}", text):
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    name = _ZONE_NAME.search(text)
    if name and name.group(1) in _ZONES:
        return parsed.replace(tzinfo=UTC) - timedelta(hours=_ZONES[name.group(1)])
    return _in_zone(parsed, zone) if not _HAS_ZONE.search(text) else parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _iso(text: str, zone: str) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else _in_zone(parsed, zone)


def _chinese(text: str, zone: str) -> datetime | None:
    match = _CHINESE.search(text)
    if match is None:
        return None
    try:
        return _in_zone(datetime(*(int(g) for g in match.groups(default="0"))), zone)  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def _any(text: str, zone: str, now: datetime) -> datetime | None:
    import dateparser

    base = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    settings = {
        "TIMEZONE": zone,
        "RETURN_AS_TIMEZONE_AWARE": True,
        "RELATIVE_BASE": base,
        "REQUIRE_PARTS": ["day", "month", "year"],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser warns of its own use of dates without a year
        found: datetime | None = dateparser.parse(text, languages=["en", "zh"], settings=settings)
        return found


def _in_zone(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=ZoneInfo(zone))
