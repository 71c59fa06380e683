"""Provinces and large cities: a company's name may begin with one, which does not say which company it is. Pure."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
_CITIES, _COUNTRIES = (
    frozenset(name.strip() for line in _WORDS[table].splitlines() for name in line.split(",") if name.strip())
    for table in ("cities", "countries")
)
_LONGEST_FIRST = "|".join(map(re.escape, sorted(_CITIES, key=len, reverse=True)))
_LEADING = re.compile(rf"(?:{_LONGEST_FIRST})(?:(?<=[㐀-鿿])[省市]|(?<=[a-z])(?![a-z0-9])|(?<=[㐀-鿿]))\s*")


def is_city(name: str) -> bool:
    return bool(name) and not after_city(name)


def after_city(name: str) -> str:
    """What follows a leading province or city: 上海微创 is 微创. Nothing where the name is a place alone."""
    return name[found.end() :] if (found := _LEADING.match(name)) else name


def is_place(name: str) -> bool:
    """A city, a country or who is from there: the name of no company."""
    return name in _COUNTRIES or is_city(name)


def after_owner(name: str) -> str:
    """Without the place that a company is said to be of: "China's Northstar" is Northstar, and Moody's stays."""
    place, mark, rest = name.replace("’", "'").partition("'s ")
    return rest if mark and is_place(place) else name
