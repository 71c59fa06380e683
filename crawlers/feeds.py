"""Read a feed of any kind: RSS, Atom, RDF, JSON Feed."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree
from lxml_html_clean import Cleaner

from crawlers.dates import parse_date
from crawlers.entries import Entry, Unreadable, looks_like_html
from crawlers.urls import is_fetchable

MAX_ENTRIES = 500
_TAG = re.compile(r"<(?:[a-zA-Z/!?][^>]*)>")
_ACTIVE = re.compile(r"<\s*(?:script|style|iframe|object|embed|meta|link|base)\b|\bon\w+\s*=", re.IGNORECASE)
_SCHEME = re.compile(r"(?:java|vb)script:|data:", re.IGNORECASE)
_CLEANER = Cleaner(scripts=True, javascript=True, style=True, inline_style=True, embedded=True, frames=True, meta=True)


class NotAFeed(Unreadable):
    """The body is not a feed; the message says what it looks like."""

    outcome = "not_a_feed"


def read_feed(body: bytes, headers: dict[str, str], url: str, zone: str, now: datetime) -> list[Entry]:
    """The entries of a feed that have a link that may be fetched. Raises NotAFeed."""
    return [entry for entry in read_entries(body, headers, url, zone, now) if entry.url]


def read_entries(body: bytes, headers: dict[str, str], url: str, zone: str, now: datetime) -> list[Entry]:
    """All entries of a feed, in its order. Raises NotAFeed."""
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
    return [_entry(entry, url, zone, now) for entry in parsed.entries[:MAX_ENTRIES]]


def _utf8(body: bytes) -> bytes:
    return body.decode("utf-16", "replace").encode()


def _entry(entry: Any, base: str, zone: str, now: datetime) -> Entry:
    parts = [*entry.get("content", []), entry.get("summary_detail") or {}]
    content = max((_safe(part.get("value") or "", part.get("type") or "") for part in parts), key=len)
    title, link = plain(_safe(entry.get("title") or "", "text/html")), _link(entry.get("link") or "", base)
    # feedparser's own look-up gives the time of publication where no change is stated.
    changed = parse_date(entry["updated"], zone, now) if dict.__contains__(entry, "updated") else None
    return Entry(link, title, _published(entry, zone, now), content, changed, entry.get("id") or "")


def _link(link: str, base: str) -> str:
    """The address of an item; an empty link joined with the base would be the feed itself."""
    try:
        link = urljoin(base, link.strip())
    except ValueError:
        return ""
    return link if is_fetchable(link) and link != base else ""


def _published(entry: Any, zone: str, now: datetime) -> datetime | None:
    for name in ("published", "updated", "created"):
        if dict.__contains__(entry, name) and (found := parse_date(entry[name], zone, now)):
            return found
    return None


def _safe(value: str, kind: str) -> str:
    """Markup without anything that executes. feedparser cleans what says it is HTML, but text may be markup all the same."""
    read = html.unescape(value)  # a browser reads java&#115;cript: and java<tab>script: as well
    if not _ACTIVE.search(read) and not _SCHEME.search(re.sub(r"[\x00-\x20]", "", read)):
        return value
    if kind == "text/plain":
        return html.escape(value)
    try:
        cleaned: str = _CLEANER.clean_html(f"<div>{value}</div>")
    except (ValueError, AssertionError, etree.LxmlError):
        return html.escape(value)
    return cleaned.removeprefix("<div>").removesuffix("</div>")


def _json_feed(body: bytes, url: str, zone: str, now: datetime) -> list[Entry]:
    try:
        feed = json.loads(body)
        items = feed["items"]
        if "jsonfeed.org" not in str(feed.get("version", "")) or not isinstance(items, list):
            raise KeyError("version")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAFeed("JSON, but not a JSON Feed") from error
    return [_json_entry(item, url, zone, now) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]


def _json_entry(item: dict[str, Any], base: str, zone: str, now: datetime) -> Entry:
    text = html.escape(str(item.get("content_text") or item.get("summary") or ""))
    content = _safe(str(item.get("content_html") or ""), "text/html") or text
    stated, changed = str(item.get("date_published") or ""), str(item.get("date_modified") or "")
    dates = parse_date(stated or changed, zone, now), parse_date(changed, zone, now)
    link = _link(str(item.get("url") or item.get("external_url") or ""), base)
    title = plain(_safe(str(item.get("title") or ""), "text/html"))
    return Entry(link, title, dates[0], content, dates[1], str(item.get("id") or ""))


def plain(markup: str) -> str:
    """Text without tags, on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())
