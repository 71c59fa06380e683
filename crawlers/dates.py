"""Publication dates, in both languages, in the zone of their source.

feedparser reads a date without a zone as UTC, eight hours wrong for every Chinese source, and makes a silent wrong date of
2026年7月31日. So a written date is read here: RFC 822, ISO, patterns of both languages, then dateparser with the source's zone.
A date in the future, or of before the web, is a mistake of the page and counts as none: undated stays undated.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawlers.prose import Block

FUTURE_TOLERANCE = timedelta(hours=24)
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_CLOCK = (
    r"(?:[\sT,,|·-]{0,4}(?:at\s+)?(?P<half>上午|下午|凌晨|早上|中午|晚上)?\s*(?P<hour>\d{1,2})\s?[::时時点點]\s?(?P<minute>[0-5]\d)"
    r"(?:\s?[::分]\s?(?P<second>[0-5]\d))?分?\s*(?P<meridiem>[ap]\.?m\b\.?)?)?"
)
_NUMERIC = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*[年/.-]\s*(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})(?!\d)\s*[日号號]?(?:\s*[(（]?星期.[)）]?)?"
    + _CLOCK,
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b{_CLOCK}", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<year>(?:19|20)\d\d)\b{_CLOCK}", re.IGNORECASE
)
DATE_IN_TEXT = re.compile(
    "|".join(re.sub(r"\?P<\w+>", "?:", p.pattern) for p in (_NUMERIC, _MONTH_FIRST, _DAY_FIRST)), re.IGNORECASE
)
_IN_URL = re.compile(r"[/_t-](?P<year>20[0-4]\d)[/-]?(?P<month>0[1-9]|1[0-2])[/-]?(?P<day>0[1-9]|[12]\d|3[01])(?![\d])")
# parsedate_to_datetime takes these names for UTC. CST is Chicago's here: Chinese sources write +0800.
_ZONES = {
    "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "BST": 1, "IST": 5.5, "CEST": 2,
    "CET": 1, "EEST": 3, "EET": 2, "JST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "ET": -5, "PT": -8,
}  # fmt: skip
_ZONE_NAME = re.compile(r"\b([A-Z]{2,4})\W*$")
_HAS_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|GMT|UTC|UT)\W*$")
_UPDATED = re.compile(r"updat|modif|更新|修改", re.IGNORECASE)
_META = re.compile(
    r"^(?:article:published(?:_time)?|og:(?:article:)?published_time|datepublished|publish-?_?(?:date|time|ed|ed-?_?date|ed-?_?time)|pub-?_?(?:date|time)|"
    r"(?:dc|dcterms)\.?(?:date)?\.?(?:issued|created|available)?|dc\.date|citation_(?:publication_|online_)?date|parsely-pub-date|"
    r"sailthru\.date|releasedate|release_date|date|article\.published|bt:pubdate|cxenseparse:recs:publishtime|weibo:article:create_at|apub:time)$",
    re.IGNORECASE,
)


def parse_date(text: str | None, zone: str, now: datetime) -> datetime | None:
    """The time that a text states, aware UTC; None when it states none, or one in the future or before the web."""
    if not text or not text.strip() or len(text) > 200:
        return None
    text = text.strip()
    found = _epoch(text) or _rfc822(text, zone) or _iso(text, zone) or _written(text, zone) or _any(text, zone, now)
    return _plausible(found, now)


def page_date(tree: Any, blocks: list[Block], url: str, title: str, zone: str, now: datetime) -> datetime | None:
    """When a page says it was published: structured data, then meta and time elements, the address, the text by the title; where
    all are silent, what htmldate finds in the places it knows, without its search through the whole page, which guesses."""
    for text in (*_json_ld(tree), *_meta(tree), *_time_elements(tree)):
        if found := parse_date(text, zone, now):
            return found
    shown = _shown(blocks, title, zone, now)
    match = _IN_URL.search(url)
    stated = _plausible(_from_match(match, zone), now) if match else None
    # The address has the day; the text beside the title may have the hour too.
    is_same_day = shown and stated and abs(shown - stated) < timedelta(hours=24)
    found = shown if is_same_day or stated is None else stated
    return found or _by_htmldate(tree, url, zone, now)


def _by_htmldate(tree: Any, url: str, zone: str, now: datetime) -> datetime | None:
    from htmldate import find_date

    try:
        stated = find_date(
            deepcopy(tree), url=url, original_date=True, extensive_search=False, max_date=now.date().isoformat()
        )
    except Exception:  # as of every parser of pages: what it cannot read states no date
        return None
    return parse_date(stated, zone, now)


def _plausible(found: datetime | None, now: datetime) -> datetime | None:
    try:
        return found.astimezone(UTC) if found and EARLIEST <= found <= now + FUTURE_TOLERANCE else None
    except (OverflowError, ValueError):
        return None


def _epoch(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, as APIs have them."""
    if not re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _rfc822(text: str, zone: str) -> datetime | None:
    if "," not in text and not re.match(r"\d{1,2} [A-Za-z]{3} \d{4}", text):
        return None
    if DATE_IN_TEXT.match(text) and not re.match(r"\d", text):
        return None  # "Jul 31, 2026": the standard reader takes 31 for the year
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    name = _ZONE_NAME.search(text)
    if name and name.group(1) in _ZONES:
        return parsed.replace(tzinfo=UTC) - timedelta(hours=_ZONES[name.group(1)])
    return _in_zone(parsed, zone) if not _HAS_ZONE.search(text) else parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _iso(text: str, zone: str) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$|Z$)", "", text))
    except ValueError:
        return None
    return parsed if parsed.tzinfo else _in_zone(parsed, zone)


def _written(text: str, zone: str) -> datetime | None:
    for pattern in (_NUMERIC, _MONTH_FIRST, _DAY_FIRST):
        if match := pattern.search(text):
            found = _from_match(match, zone)
            name = _ZONE_NAME.search(text)
            if found and name and match.groupdict().get("hour") and name.group(1) in {*_ZONES, "GMT", "UTC"}:
                return found.replace(tzinfo=UTC) - timedelta(hours=_ZONES.get(name.group(1), 0))
            return found
    return None


def _from_match(match: re.Match[str], zone: str) -> datetime | None:
    parts = match.groupdict()
    month = parts["month"].lower()
    hour = int(parts.get("hour") or 0)
    is_afternoon = (parts.get("meridiem") or "").lower().startswith("p") or parts.get("half") in {"下午", "晚上"}
    if is_afternoon and hour < 12:
        hour += 12
    elif (parts.get("meridiem") or "").lower().startswith("a") and hour == 12:
        hour = 0
    clock = (hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    try:
        return _in_zone(datetime(int(parts["year"]), number, int(parts["day"]), *clock), zone)  # noqa: DTZ001
    except ValueError:
        return None


def _any(text: str, zone: str, now: datetime) -> datetime | None:
    import dateparser

    settings = {
        "TIMEZONE": zone,
        "RETURN_AS_TIMEZONE_AWARE": True,
        "RELATIVE_BASE": now.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "MDY" if zone.startswith("America/") else "DMY",  # 03/07 is a day in March in America only
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser warns of its own use of dates without a year
        found: datetime | None = dateparser.parse(text, languages=["en", "zh"], settings=settings)
        return found


def _in_zone(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=ZoneInfo(zone))


def _json_ld(tree: Any) -> Iterator[str]:
    for script in tree.xpath("//script[contains(@type,'ld+json')]/text()")[:8]:
        text = str(script)[:500_000]
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            # Scripts with a stray comma or an unescaped quote still say the date.
            yield from re.findall(r'"datePublished"\s*:\s*"([^"]{8,40})"', text)[:1]
            continue
        yield from _published(data)


def _published(data: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("datePublished"), str):
            yield data["datePublished"]
        data = [value for name, value in data.items() if name in {"@graph", "mainEntity", "mainEntityOfPage"}]
    if isinstance(data, list) and depth < 4:
        for node in data[:50]:
            yield from _published(node, depth + 1)


def _meta(tree: Any) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if _META.match(name.strip()) and meta.get("content"):
            yield meta.get("content")


def _time_elements(tree: Any) -> Iterator[str]:
    inside = tree.xpath(
        "//*[@itemprop='datePublished'] | //article//time | //time[@pubdate] | //abbr[contains(@class,'published')]"
    )
    loose = tree.xpath("//time")
    # A page with many times is a list, or has comments: the first need not be the article's.
    for element in (*inside[:3], *(loose if len(loose) <= 2 else [])):
        yield element.get("datetime") or element.get("content") or element.get("title") or element.text_content()


def _shown(blocks: list[Block], title: str, zone: str, now: datetime) -> datetime | None:
    """The date that stands by the title, where byline and source stand too."""
    wanted = "".join(title.split())
    at = next(
        (n for n, block in enumerate(blocks) if wanted and wanted in "".join(block.text.split()) and not block.linked), None
    )
    if at is None:
        return None
    near = [
        block.text for block in (*blocks[at : at + 10], *reversed(blocks[max(0, at - 3) : at])) if len(block.text) <= 200
    ]
    near.sort(key=lambda text: bool(_UPDATED.search(text)))
    return next((found for text in near if (found := _plausible(_written(text, zone), now))), None)
