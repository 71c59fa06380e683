"""Read a list page by CSS selectors: links with titles, and on most Chinese sites a date beside each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from lxml import html as lxml_html

from crawlers.dates import parse_date
from crawlers.entries import Entry, Found, Unreadable
from crawlers.feeds import plain
from crawlers.urls import is_fetchable

MAX_ENTRIES = 500
# Where government sites keep their lists for a script to show.
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_FULL_DATE = re.compile(r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_ENGLISH_DATE = re.compile(
    r"\b(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+(?:\d{1,2},?\s+)?20\d{2}\b"
)
_RELATIVE = re.compile(r"(?:\d+\s*(?:分钟|小时|天)前|(?:今天|昨天)\s*\d{1,2}:\d{2})")
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})[-/月](\d{1,2})日?(?![\d-])")


def read_listing(page: str, url: str, select: Mapping[str, str], zone: str, now: datetime) -> Found:
    """The entries that the selectors find, in the order of the page. Raises Unreadable when they find none."""
    tree = _tree(page)
    items = tree.cssselect(select["item"])
    if not items and (records := _RECORD.findall(page)):
        tree = _tree("".join(records))
        items = tree.cssselect(select["item"])
    entries = [found for item in items[:MAX_ENTRIES] if (found := _entry(item, url, select, zone, now))]
    if not entries:
        told = f"finds {len(items)} items, none with a link" if items else "matches nothing"
        raise Unreadable(f"select.item {select['item']!r} {told}; the page has changed, or a script fills it")
    following = tree.cssselect(select["next"])[:1] if "next" in select else []
    further = [urljoin(url, node.get("href") or "") for node in following]
    return Found(list({e.url: e for e in entries}.values()), tuple(u for u in further if is_fetchable(u) and u != url))


def _tree(page: str) -> Any:
    try:
        return lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page.replace("\x00", "")))
    except (ValueError, AssertionError, lxml_html.etree.LxmlError) as error:
        raise Unreadable("the page is empty or broken") from error


def _entry(item: Any, base: str, select: Mapping[str, str], zone: str, now: datetime) -> Entry | None:
    anchor = _first(item, select.get("link", "a[href]"))
    if anchor is None and item.tag == "a":
        anchor = item
    link = urljoin(base, (anchor.get("href") or "").strip()) if anchor is not None else ""
    if not is_fetchable(link) or link.split("#")[0] == base:
        return None
    named = _first(item, select["title"]) if "title" in select else anchor
    title = _title(named if named is not None else anchor)
    dated = _first(item, select["date"]) if "date" in select else item
    return Entry(link, title, _date(dated, anchor, zone, now) if dated is not None else None)


def _date(node: Any, anchor: Any, zone: str, now: datetime) -> datetime | None:
    """What a <time> states; else the first date in the text beside the headline, which may name another day."""
    stated = [element.get("datetime") for element in node.iter("time") if element.get("datetime")]
    if stated and (found := parse_date(stated[0], zone, now)):
        return found
    return find_date(_text(node).replace(_text(anchor), " ") if node is not anchor else _text(node), zone, now)


def _first(item: Any, selector: str) -> Any:
    return next(iter(item.cssselect(selector)), None)


def _text(node: Any) -> str:
    # With a space between elements, so that <a>1类</a><i>2026-11-24</i> does not become one number.
    return plain(" ".join(node.itertext()))


def _title(node: Any) -> str:
    """The text, or the title attribute where the text is a shortened copy of it."""
    text, whole = plain(node.text_content()), plain(node.get("title") or "")
    shown = text.rstrip(".… ")
    return whole if len(whole) > len(text) and (not shown or shown[:4] in whole) else text


def find_date(text: str, zone: str, now: datetime) -> datetime | None:
    """The first date in a text; one without a year is the latest such day that is not to come."""
    for pattern in (_FULL_DATE, _ENGLISH_DATE, _RELATIVE):
        if (match := pattern.search(text)) and (found := parse_date(match.group(0), zone, now)):
            return found
    if match := _SHORT_DATE.search(text):
        local = now.astimezone(ZoneInfo(zone))
        for year in (local.year, local.year - 1):
            found = parse_date(f"{year}-{int(match.group(1)):02}-{int(match.group(2)):02}", zone, now)
            if found and found <= now + timedelta(days=1):
                return found
    return None
