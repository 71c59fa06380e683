"""Read a feed of any kind: RSS, Atom, RDF, JSON Feed."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawlers.dates import parse_date
from crawlers.entries import Entry, Unreadable, looks_like_html
from crawlers.urls import is_fetchable

MAX_ENTRIES = 500
_TAG = re.compile(r"<[^>]*>")


class NotAFeed(Unreadable):
    """The body is not a feed; the message says what it looks like."""

    outcome = "not_a_feed"


def read_feed(body: bytes, headers: dict[str, str], url: str, zone: str, now: datetime) -> list[Entry]:
    """The entries of a feed that have a link that may be fetched. Raises NotAFeed."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16, which feedparser reads only if every declaration agrees
        body, headers = _utf8(body), {**headers, "content-type": "application/xml; charset=utf-8"}
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if start.startswith(b"{"):
        return _json_feed(body, url, zone, now)
    if not start:
        raise NotAFeed("the body is empty")
    if looks_like_html(body):
        raise NotAFeed("an HTML page instead of a feed")
    parsed = feedparser.parse(body, response_headers={**headers, "content-location": url}, sanitize_html=True)
    if not parsed.entries and not parsed.version:
        raise NotAFeed(f"not a feed: {str(parsed.get('bozo_exception', 'no known format'))[:120]}")
    return [found for entry in parsed.entries[:MAX_ENTRIES] if (found := _entry(entry, url, zone, now))]


def _utf8(body: bytes) -> bytes:
    return body.decode("utf-16", "replace").encode()


def _entry(entry: Any, base: str, zone: str, now: datetime) -> Entry | None:
    link = urljoin(base, (entry.get("link") or "").strip())
    # An empty link joined with the base is the feed itself.
    if not is_fetchable(link) or link == base:
        return None
    content = max((c.get("value", "") for c in entry.get("content", [])), key=len, default="")
    content = max(content, entry.get("summary") or "", key=len)
    stated = entry.get("published") or entry.get("updated") or entry.get("created")
    # feedparser's own look-up gives the time of publication where no change is stated.
    changed = parse_date(entry["updated"], zone, now) if dict.__contains__(entry, "updated") else None
    return Entry(link, plain(entry.get("title") or ""), parse_date(stated, zone, now), content, changed)


def _json_feed(body: bytes, url: str, zone: str, now: datetime) -> list[Entry]:
    try:
        feed = json.loads(body)
        items = feed["items"]
        if "jsonfeed.org" not in str(feed.get("version", "")) or not isinstance(items, list):
            raise KeyError("version")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAFeed("JSON, but not a JSON Feed") from error
    found = []
    for item in (i for i in items[:MAX_ENTRIES] if isinstance(i, dict)):
        link = urljoin(url, str(item.get("url") or item.get("external_url") or "").strip())
        if is_fetchable(link) and link != url:
            content = str(item.get("content_html") or item.get("content_text") or item.get("summary") or "")
            stated, changed = str(item.get("date_published") or ""), str(item.get("date_modified") or "")
            dates = parse_date(stated or changed, zone, now), parse_date(changed, zone, now)
            found.append(Entry(link, plain(str(item.get("title") or "")), dates[0], content, dates[1]))
    return found


def plain(markup: str) -> str:
    """Text without tags, on one line."""
    import html

    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())
