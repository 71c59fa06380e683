"""The catalogue of sources: data in TOML, checked on the way in."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cssselect import HTMLTranslator, SelectorError

from crawlers.urls import is_fetchable

SHIPPED = Path(__file__).parent / "sources.toml"
KINDS = ("feed", "sitemap", "listing", "api")
SELECT = {"listing": ("item", "link", "title", "date", "next"), "api": ("item", "link", "title", "date", "text")}
EVIDENCE = ("confirmed", "reported", "unconfirmed")
SITEMAP_DAYS = 30  # a sitemap lists a site's whole past


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
    interval_minutes: int = 15  # how often it is asked at first; then as often as it has news
    select: Mapping[str, str] = field(default_factory=dict)  # CSS in a listing, dotted paths in an API
    pages: int = 1  # of a listing, as long as a page holds only news
    include: tuple[str, ...] = ()  # parts of paths, one of which an article must have: /news/
    exclude: tuple[str, ...] = ()  # parts of paths that are not news: /careers/
    sponsored: bool = False  # take what is paid for, too
    fallbacks: tuple[str, ...] = ()  # other addresses of the same kind, asked in turn when this one fails
    max_age_days: int = 0  # older entries are left out; 0 takes all
    fetch_pages: bool = True  # False where pages are walled and the feed carries the text
    verify_certificates: bool = True
    evidence: str = ""  # that the address works: confirmed, reported, unconfirmed
    blocked: str = ""  # why plain HTTP gets no answer; the source is listed and not asked
    enabled: bool = True

    @property
    def label(self) -> str:
        return self.name or self.id


def load_sources(path: Path = SHIPPED) -> list[Source]:
    """The sources of a catalogue. Raises SourceError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SourceError(f"sources: {path} is not there; name one with --sources, or run `tidings init`") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"sources: {path} is not TOML: {error}; save it as UTF-8") from error
    return parse_sources(text, str(path))


def parse_sources(text: str, path: str) -> list[Source]:
    """The sources of a catalogue's text. Raises SourceError, which names `path`."""
    try:
        blocks = tomllib.loads(text).get("source", [])
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"sources: {path} is not TOML: {error}") from error
    if not isinstance(blocks, list):
        raise SourceError(f"sources: {path}: write [[source]], with two brackets, above each source")
    found = [_source(path, number, block) for number, block in enumerate(blocks, 1)]
    names = [source.id for source in found]
    for name in names:
        if names.count(name) > 1:
            raise SourceError(f"sources: {path}: the id {name!r} is used twice; rename one")
    return found


def _source(path: str, number: int, block: dict[str, Any]) -> Source:
    where = f"sources: {path}: source {block.get('id', number)!r}"
    _check_names(where, block, [f.name for f in fields(Source)])
    if not isinstance(block.get("id"), str) or not is_fetchable(str(block.get("url", ""))):
        raise SourceError(f"{where}: needs an id, and a url that begins with http:// or https://")
    values = {name: _typed(where, name, value) for name, value in block.items()}
    source = Source(**values)
    for check in (_check_kind, _check_zone, _check_numbers, _check_select, _check_addresses):
        if complaint := check(source):
            raise SourceError(f"{where}: {complaint}")
    return source if not source.blocked else Source(**{**values, "enabled": False})


def _check_names(where: str, block: Mapping[str, Any], known: list[str]) -> None:
    for key in block:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            cure = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise SourceError(f"{where}: unknown key {key!r}; {cure}")


_LISTS = {"include", "exclude", "fallbacks"}
_NUMBERS = {"interval_minutes", "pages", "max_age_days"}
_SWITCHES = {"sponsored", "fetch_pages", "verify_certificates", "enabled"}


def _typed(where: str, name: str, value: Any) -> Any:
    if name in _LISTS:
        if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
            raise SourceError(f'{where}: {name} must be a list of strings; write {name} = ["/news/"]')
        return tuple(value)
    if name == "select":
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
            raise SourceError(f'{where}: select must be a table of strings; write select = {{ item = "ul.list li" }}')
        return value
    kind, told = (
        (int, "a whole number") if name in _NUMBERS else (bool, "true or false") if name in _SWITCHES else (str, "a string")
    )
    if type(value) is not kind:
        raise SourceError(f"{where}: {name} must be {told}, not {value!r}")
    return value


def _check_kind(source: Source) -> str:
    if source.kind not in KINDS:
        return f"kind {source.kind!r} is not known; write one of {', '.join(KINDS)}"
    if source.evidence and source.evidence not in EVIDENCE:
        return f"evidence {source.evidence!r} is not known; write one of {', '.join(EVIDENCE)}"
    return ""


def _check_zone(source: Source) -> str:
    try:
        ZoneInfo(source.zone)
    except (KeyError, ValueError, OSError):
        return f"zone {source.zone!r} is not known; write one as Asia/Shanghai"
    return ""


def _check_numbers(source: Source) -> str:
    for name, least in (("interval_minutes", 1), ("pages", 1), ("max_age_days", 0)):
        if getattr(source, name) < least:
            return f"{name} must be a whole number of at least {least}"
    return ""


def _check_select(source: Source) -> str:
    known = SELECT.get(source.kind, ())
    for name, value in source.select.items():
        if name not in known:
            return f"select.{name} is not known for the kind {source.kind!r}; " + (
                f"known are {', '.join(known)}" if known else "it takes no select"
            )
        if source.kind == "listing" and (complaint := _css_error(value)):
            return f"select.{name} {value!r} is not a CSS selector: {complaint}"
    needed = {"listing": ("item",), "api": ("link",)}.get(source.kind, ())
    missing = [name for name in needed if name not in source.select]
    example = (
        '{ item = "ul.list li" }' if source.kind == "listing" else '{ item = "data.list", link = "url", title = "title" }'
    )
    return f"needs select.{missing[0]}; write select = {example}" if missing else ""


def _css_error(selector: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        return str(error) or "cannot be read"
    return ""


def _check_addresses(source: Source) -> str:
    wrong = [url for url in source.fallbacks if not is_fetchable(url)]
    return f"fallback {wrong[0]!r} must begin with http:// or https://" if wrong else ""
