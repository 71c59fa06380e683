"""Read a JSON API by dotted paths: to the list, and within each item to link, title, date and text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from crawlers.dates import parse_date
from crawlers.entries import Entry, Found, Unreadable
from crawlers.feeds import plain
from crawlers.urls import is_fetchable

MAX_ENTRIES = 500
_HOLE = re.compile(r"\{([\w.]+)\}")


def read_api(body: bytes, url: str, select: Mapping[str, str], zone: str, now: datetime) -> Found:
    """The entries of an answer. Raises Unreadable, with what the answer does hold."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the answer is not JSON") from error
    items = walk(answer, select.get("item", ""))
    if not isinstance(items, list):
        keys = f"; the answer has {', '.join(map(str, list(answer)[:8]))}" if isinstance(answer, dict) else ""
        raise Unreadable(f"select.item {select.get('item', '')!r} leads to no list{keys}")
    entries = [found for item in items[:MAX_ENTRIES] if (found := _entry(item, url, select, zone, now))]
    if not entries:
        keys = f"; an item has {', '.join(map(str, list(items[0])[:12]))}" if items and isinstance(items[0], dict) else ""
        raise Unreadable(f"{len(items)} items, none with a link at select.link {select['link']!r}{keys}")
    return Found(list({e.url: e for e in entries}.values()))


def walk(value: Any, path: str) -> Any:
    """What lies at a dotted path, with numbers for places in lists; None where nothing does."""
    for part in path.split(".") if path else []:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _entry(item: Any, base: str, select: Mapping[str, str], zone: str, now: datetime) -> Entry | None:
    link = urljoin(base, _link(item, select["link"]).strip())
    if not is_fetchable(link) or link == base:
        return None
    text = walk(item, select["text"]) if "text" in select else None
    title = walk(item, select["title"]) if "title" in select else None
    when = _date(walk(item, select["date"]), zone, now) if "date" in select else None
    return Entry(link, plain(str(title or "")), when, str(text or ""))


def _link(item: Any, path: str) -> str:
    """A path to the link, or a link with paths in braces: https://a.example/news/{id}.html"""
    if "{" not in path:
        return str(walk(item, path) or "")
    values = {name: walk(item, name) for name in _HOLE.findall(path)}
    if any(value is None for value in values.values()):
        return ""
    return _HOLE.sub(lambda match: str(values[match.group(1)]), path)


def _date(value: Any, zone: str, now: datetime) -> datetime | None:
    """A written date, or seconds or milliseconds since 1970."""
    number = float(value) if isinstance(value, int | float) or (isinstance(value, str) and value.isdecimal()) else 0.0
    if number < 10**8 or (isinstance(value, str) and len(value) < 9):
        return parse_date(str(value or ""), zone, now)
    seconds = number / 1000 if number > 10**11 else number
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found <= now + timedelta(days=1) else None
