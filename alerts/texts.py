"""Words of an article made fit to be shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

MAX_URL = 1000  # longer ones serve nobody who reads, and would fill a message
_RUN = re.compile(r"[A-Za-z0-9.,%$€£¥₩'’-]+")  # a word or a number
_LONGEST = 40  # what is longer is no word and may be cut
_MARKS = 2  # combining marks on one letter; more are a tower that covers the lines above


def is_web(url: str) -> bool:
    """Whether a link may be made of it: a page can put anything into its canonical URL."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def safe_url(url: str) -> str:
    """A web address as it may stand in any message: pure ASCII without spaces, quotes or brackets; else nothing.

    A host of look-alike letters is shown as what it is, in Punycode.
    """
    if not is_web(url) or len(url) > MAX_URL:
        return ""
    parts = urlsplit(url)
    name = parts.hostname or ""
    try:
        host = name if name.isascii() else name.encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if not re.fullmatch(r"[a-z0-9._-]+", host):
        return ""
    rest = parts._replace(scheme="", netloc="").geturl()
    return f"{parts.scheme}://{host}{port}{re.sub(_UNSAFE, _percent, rest)}"


_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&*+,;=%]")  # brackets and quotes end a link in one channel or another


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def clean(text: str, limit: int, whole: Iterable[str] = ()) -> str:
    """One line without control, direction or invisible characters.

    What is too long is cut, never inside a word, a number, or one of the texts that must stay `whole`: amounts.
    """
    line = " ".join("".join(_visible(text)).split())
    return line if len(line) <= limit else line[: _end(line, limit - 1, whole)].rstrip() + "…"


def _visible(text: str) -> Iterator[str]:
    marks = 0
    for c in text:
        kind = unicodedata.category(c)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if c.isspace():
            yield " "
        elif kind[0] != "C" and marks <= _MARKS:
            yield c


def _end(line: str, end: int, whole: Iterable[str]) -> int:
    """Where to cut at the latest."""
    spans = [found.span() for found in _RUN.finditer(line) if len(found[0]) <= _LONGEST]
    spans += [found.span() for text in whole if text for found in re.finditer(re.escape(" ".join(text.split())), line)]
    while cut := [start for start, stop in spans if start < end < stop]:
        end = min(cut)
    return end


def local_time(when: datetime, zone: str) -> str:
    """A time on the clock of a zone, with the zone."""
    return f"{when.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
