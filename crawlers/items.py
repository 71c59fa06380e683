"""What a spider yields: a page, not yet read."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawlers.entries import Entry
from crawlers.sources import Source


@dataclass
class PageItem:
    """A fetched page and the entry that led to it; no body where only the feed has the article."""

    source: Source
    entry: Entry
    url: str
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    is_check: bool = False  # it was read before, and its source says that it was changed
