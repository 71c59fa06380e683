"""Quantities in English words: forty million, half a billion, tens of millions, a mid-double-digit million."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from classifiers.amounts import numerals
from classifiers.amounts.numerals import Quantity

_W = "|".join(sorted(numerals.WORDS, key=len, reverse=True))
_L = "|".join(numerals.LARGE_WORDS)
_WORDS = re.compile(
    rf"(?<![\w$€£¥.])(?:(?:half|a quarter)(?:[ -](?:of )?an?)?[ -](?:{_L})"
    rf"|an?[ -](?:half[ -]|quarter[ -](?:of a )?)?(?:{_L})(?:[ -](?:{_L}))?+"
    rf"|(?:an?|(?:{_W}))[ -]and[ -]a[ -]half[ -](?:{_L})"
    rf"|(?:{_W})(?:[ -](?:{_W}|{_L})|(?<=hundred) and (?:{_W})){{0,8}}+"
    rf"|(?<!-)(?:{_L})(?=-dollar|-euro|-pound|-yuan| dollar | euro ))(?![a-z])"
)
_LARGE_LAST = re.compile(rf"(?:{_L})(?:[ -](?:{_L}))*$")
_MANY = {"tens": (10, 100), "dozens": (24, 100), "scores": (40, 100), "hundreds": (100, 1000), "thousands": (1000, 10_000)}
_SEVERAL = {"several": (2, 10), "a few": (2, 10), "a couple": (2, 3), "multiple": (2, 10), "few": (2, 10)}
_VAGUE = re.compile(
    r"(?<![a-z])(?:(?P<many>tens|dozens|scores|hundreds|thousands) of (?P<of>thousands?|millions?|billions?|trillions?)"
    r"|(?P<several>several|a few|a couple|multiple|few)(?: of)?(?: (?P<by>tens|dozens|hundred|thousand)(?: of)?)? (?P<unit>thousand|million|billion|trillion)s?"
    r"|multi[ -]?(?P<hundred>hundred[ -])?(?P<multi>thousand|million|billion|trillion)"
    r"|(?P<plural>hundreds|thousands|millions|billions|trillions)(?= of (?!thousand|million|billion|trillion))"
    r"|(?:(?P<level>low|mid|high)(?:[ -]to[ -](?P<to>mid|high))?[ -])?(?P<digits>single|double|triple)[ -]digit[ -](?P<size>million|billion)s?"
    r"|(?:(?P<figure_level>low|mid|high)[ -])?(?P<figures>five|six|seven|eight|nine|ten|eleven)[ -]figure)(?![a-z])"
)
_LEVELS = {"low": (1, 3), "mid": (4, 6), "high": (7, 10)}
# What a text must hold for the patterns above to find anything: looked for first, since most texts hold none of it.
_LONGER = re.compile(r"[A-Za-z]{3,}")
_WORD = re.compile(r"[a-z]+")
_VAGUE_WORDS = frozenset(
    {*_MANY, "millions", "billions", "trillions", "several", "few", "couple", "multiple", "digit", "figure", "multi"}
    | {f"multi{unit}" for unit in ("hundred", "thousand", "million", "billion", "trillion")}
)
_NUMBER_WORDS = frozenset({*numerals.WORDS, "half", "quarter"})
_LARGE_WORDS = frozenset(numerals.LARGE_WORDS)
_AFTER_LARGE = frozenset({"dollar", "dollars", "euro", "euros", "pound", "pounds", "yuan"})
_FIRST_WORDS = frozenset({*numerals.WORDS, *numerals.LARGE_WORDS, "half", "a", "an"})


def find_worded(text: str) -> list[Quantity]:
    """The quantities in words of a text: first the vague ones in order, then the others."""
    words = _LONGER.findall(text)
    if not words:
        return []
    words = " ".join(words).lower().split(" ")
    found: list[Quantity] = []
    if not _VAGUE_WORDS.isdisjoint(words):
        found += _vague(text.lower())
    large = _LARGE_WORDS.intersection(words)
    if not _NUMBER_WORDS.isdisjoint(words) or (large and _holds_alone(large, text.lower(), words)):
        found += _exact(text.lower())
    return found


def _holds_alone(large: frozenset[str], lower: str, words: list[str]) -> bool:
    """Whether a million may stand by itself: a million, million-dollar."""
    return not _AFTER_LARGE.isdisjoint(words) or any(f"a {word}" in lower or f"a-{word}" in lower for word in large)


def _vague(lower: str) -> Iterator[Quantity]:
    for match in _VAGUE.finditer(lower):
        low, high = _bounds(match)
        yield Quantity(match.start(), match.end(), low, high, low, vague=True, digits=False)


def _exact(lower: str) -> Iterator[Quantity]:
    end = 0
    for first in _WORD.finditer(lower):
        if first.start() < end or first[0] not in _FIRST_WORDS or not (match := _WORDS.match(lower, first.start())):
            continue
        words, end = match[0], match.end()
        value = numerals.parse_words(words) if len(words) < 80 else None
        if value is not None:
            unit = _LARGE_LAST.search(words)
            scale = numerals.parse_scale(unit[0]) if unit else numerals.ONE
            yield Quantity(first.start(), end, value, scale=scale, digits=False)


def _bounds(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    if many := match["many"]:
        unit = numerals.parse_scale(match["of"].rstrip("s"))
        return _MANY[many][0] * unit, _MANY[many][1] * unit
    if several := match["several"]:
        unit = (
            numerals.parse_scale(match["unit"])
            * {None: 1, "tens": 10, "dozens": 12, "hundred": 100, "thousand": 1000}[match["by"]]
        )
        return _SEVERAL[several][0] * unit, _SEVERAL[several][1] * unit
    if match["multi"]:
        unit = numerals.parse_scale(match["multi"]) * (100 if match["hundred"] else 1)
        return 2 * unit, 1000 * unit
    if plural := match["plural"]:
        unit = numerals.parse_scale(plural.rstrip("s"))
        return (unit, unit * 10) if plural == "hundreds" else (2 * unit, 1000 * unit)
    if match["figures"]:
        names = ("five", "six", "seven", "eight", "nine", "ten", "eleven")
        return _leveled(Decimal(10) ** (4 + names.index(match["figures"])), match["figure_level"], None)
    unit = numerals.parse_scale(match["size"]) * {"single": 1, "double": 10, "triple": 100}[match["digits"]]
    return _leveled(unit, match["level"], match["to"])


def _leveled(unit: Decimal, level: str | None, to: str | None) -> tuple[Decimal, Decimal]:
    """The bounds of a low, mid or high double-digit million, or of the whole decade."""
    low = _LEVELS[level][0] if level else 1
    high = _LEVELS[to or level or "high"][1]
    return low * unit, high * unit
