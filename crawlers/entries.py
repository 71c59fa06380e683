"""What a source lists: the entries that feeds, sitemaps, list pages and APIs have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a source lists."""

    url: str  # empty where the source gives none that may be fetched
    title: str = ""
    published_at: datetime | None = None
    content: str = ""  # HTML, where the source carries the article
    modified_at: datetime | None = None  # when the source says that the article was changed last
    id: str = ""  # the source's own


@dataclass(frozen=True, slots=True)
class Found:
    """What one document of a source holds."""

    entries: list[Entry] = field(default_factory=list)
    further: tuple[str, ...] = ()  # documents to ask next: children of a sitemap index, the next page of a list


class Unreadable(ValueError):
    """The document is not what its source's kind says; the message tells what it looks like."""

    outcome = "unreadable"


def looks_like_html(body: bytes) -> bool:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    return start.startswith((b"<!doctype html", b"<html"))
