"""The catalogue of sources: data in TOML, checked on the way in."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawlers.urls import is_fetchable

SHIPPED = Path(__file__).parent / "sources.toml"
KINDS = ("feed",)


class SourceError(ValueError):
    """The catalogue is wrong; the message names file, block, key and the cure."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where news is published."""

    id: str
    url: str
    name: str = ""
    kind: str = "feed"
    language: str = ""  # of most articles; each article's own is found by reading it
    zone: str = "UTC"  # of dates that state none
    interval_minutes: int = 15
    exclude: tuple[str, ...] = ()  # parts of paths that are not news: /sponsored, /webinar
    enabled: bool = True


def load_sources(path: Path = SHIPPED) -> list[Source]:
    """The sources of a catalogue. Raises SourceError."""
    try:
        blocks = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except FileNotFoundError as error:
        raise SourceError(f"sources: {path} is not there; name one with --sources, or run `tidings init`") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"sources: {path} is not TOML: {error}") from error
    if not isinstance(blocks, list):
        raise SourceError(f"sources: {path}: write [[source]], with two brackets, above each source")
    found = [_source(path, number, block) for number, block in enumerate(blocks, 1)]
    names = [source.id for source in found]
    for name in names:
        if names.count(name) > 1:
            raise SourceError(f"sources: {path}: the id {name!r} is used twice")
    return found


def _source(path: Path, number: int, block: dict[str, Any]) -> Source:
    where = f"sources: {path}: source {block.get('id', number)!r}"
    known = [field.name for field in fields(Source)]
    for key in block:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            raise SourceError(f"{where}: unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    if not isinstance(block.get("id"), str) or not is_fetchable(str(block.get("url", ""))):
        raise SourceError(f"{where}: needs an id, and a url that begins with http:// or https://")
    source = Source(**{**block, "exclude": tuple(block.get("exclude", ()))})
    if source.kind not in KINDS:
        raise SourceError(f"{where}: kind {source.kind!r} is not known; write one of {', '.join(KINDS)}")
    try:
        ZoneInfo(source.zone)
    except (KeyError, ValueError, OSError) as error:
        raise SourceError(f"{where}: zone {source.zone!r} is not known; write one as Asia/Shanghai") from error
    if not isinstance(source.interval_minutes, int) or source.interval_minutes < 1:
        raise SourceError(f"{where}: interval_minutes must be a whole number of at least 1")
    return source
