"""Words of an article made fit to be shown."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit


def is_web(url: str) -> bool:
    """Whether a link may be made of it: a page can put anything into its canonical URL."""
    return urlsplit(url).scheme in {"http", "https"}


def clean(text: str, limit: int) -> str:
    """One line without control, direction or invisible characters, cut at a character."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
