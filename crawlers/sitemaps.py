"""Read a sitemap: an index, a list of pages, or a news sitemap with titles and dates; plain or gzipped."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from crawlers.dates import parse_date
from crawlers.entries import Entry, Found, Unreadable, looks_like_html
from crawlers.feeds import plain
from crawlers.urls import is_fetchable

MAX_BYTES = 50 * 2**20  # after decompression: the protocol's own limit
MAX_ENTRIES, MAX_CHILDREN = 2000, 20


def read_sitemap(body: bytes, url: str, zone: str, now: datetime, max_age_days: int) -> Found:
    """The newest entries, or the children of an index that may hold some. Raises Unreadable."""
    body = _unzip(body)
    if looks_like_html(body):
        raise Unreadable("an HTML page instead of a sitemap")
    # Entities are left as they stand: a sitemap needs none of its own, and a bomb is made of them.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"not a sitemap: {str(error)[:120] or 'the body is empty'}") from error
    if root is None or _local(root) not in {"urlset", "sitemapindex"}:
        raise Unreadable(f"not a sitemap: its root is {'missing' if root is None else _local(root)!r}")
    rows = [_fields(node) for node in root if isinstance(node.tag, str)]
    oldest = now - timedelta(days=max_age_days)
    if _local(root) == "sitemapindex":
        return Found(further=_children(rows, url, zone, now, oldest))
    entries = [entry for row in rows if (entry := _entry(row, url, zone, now))]
    entries.sort(key=lambda e: e.published_at or e.modified_at or oldest, reverse=True)
    return Found(entries[:MAX_ENTRIES])


def _unzip(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise Unreadable("a broken gzip file") from error
    if unpacker.unconsumed_tail:
        raise Unreadable(f"a gzip file of more than {MAX_BYTES // 2**20} MB")
    return data


def _local(node: Any) -> str:
    return str(etree.QName(node).localname)


def _fields(node: Any) -> dict[str, str]:
    """The texts below an entry by local name; those of images and videos do not stand for the page's."""
    found: dict[str, str] = {}
    for child in node.iter():
        if isinstance(child.tag, str) and child.text and "image" not in child.tag and "video" not in child.tag:
            found.setdefault(_local(child), child.text.strip())
    return found


def _entry(row: dict[str, str], base: str, zone: str, now: datetime) -> Entry | None:
    link = urljoin(base, row.get("loc", ""))
    if not is_fetchable(link) or link == base:
        return None
    published, changed = parse_date(row.get("publication_date"), zone, now), parse_date(row.get("lastmod"), zone, now)
    return Entry(link, plain(row.get("title", "")), published, modified_at=changed)


def _children(rows: list[dict[str, str]], base: str, zone: str, now: datetime, oldest: datetime) -> tuple[str, ...]:
    """The children that may hold news, newest first; one without a date may."""
    dated = [(parse_date(row.get("lastmod"), zone, now) or now, urljoin(base, row.get("loc", ""))) for row in rows]
    recent = [(when, link) for when, link in dated if when >= oldest and is_fetchable(link)]
    recent.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(dict.fromkeys(link for _, link in recent[:MAX_CHILDREN]))
