"""Which of a source's entries are wanted, and why the others are not. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from crawlers.entries import Entry
from crawlers.sources import SITEMAP_DAYS, Source

# Parts of paths that are paid for, on the sites of the catalogue and elsewhere.
SPONSORED = (
    "/sponsored", "/sponsor-content", "/sponsor/", "/spons/", "/partner-content", "/partnercontent", "/paid-content",
    "/advertorial", "/brandpost", "/brand-studio", "/promoted/", "/webinar", "/whitepaper", "/white-paper", "/guanggao", "/tuiguang",
)  # fmt: skip
# Of a source that was never read: all that a feed or list may hold; of the archive behind a sitemap the newest. What is
# listed beyond is known from then on, and not fetched.
FIRST_ENTRIES = 500


def why_not(source: Source, entry: Entry, now: datetime) -> str:
    """The outcome of an entry that is not wanted; nothing for one that is."""
    path = urlsplit(entry.url).path.lower()
    if source.include and not any(part in entry.url for part in source.include):
        return "excluded"
    if any(part in entry.url for part in source.exclude):
        return "excluded"
    if not source.sponsored and any(part in path for part in SPONSORED):
        return "excluded"
    days = source.max_age_days or (SITEMAP_DAYS if source.kind == "sitemap" else 0)
    stated = entry.published_at or entry.modified_at
    return "old" if days and stated and stated < now - timedelta(days=days) else ""


def first_entries(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """What to fetch of a source that was never read, newest first where there are dates; and the rest."""
    undated = datetime.min.replace(tzinfo=UTC)
    newest = sorted(entries, key=lambda e: e.published_at or e.modified_at or undated, reverse=True)
    return newest[:FIRST_ENTRIES], newest[FIRST_ENTRIES:]
