"""What an article is about, named alike in both languages: lung cancer and 肺癌 are one subject, Brussels and 欧委会 one office."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_TABLES: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "concepts.toml").read_text(encoding="utf-8"))
_SEATS = {office.strip(): place for place, offices in _TABLES["seats"].items() for office in offices.split("|")}
ILLNESSES = frozenset(_TABLES["illnesses"])
ACTS = frozenset(name for line in _TABLES["acts"]["names"].split() for name in line.split("|"))
SUBJECTS, AGENCIES, PLACES = ("illnesses", "subjects"), ("agencies",), ("places",)


@cache
def _table(names: tuple[str, ...], column: int) -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """The concepts of every word, and where words stand; a word may name two."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        for concept, words in _TABLES[name].items():
            for word in words[column].split("|"):
                found[word] = (*found.get(word, ()), concept)
    choice = "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))
    return found, re.compile(choice if column else rf"\b(?:{choice})")


def concepts(text: str, language: str, tables: tuple[str, ...] = SUBJECTS) -> frozenset[str]:
    """What of the tables a text names."""
    table, words = _table(tables, int(language == "zh"))
    folded = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(concept for found in words.findall(folded) for concept in table[found])


def seats(offices: Iterable[str]) -> frozenset[str]:
    """The countries of offices."""
    return frozenset(_SEATS[office] for office in offices if office in _SEATS)
