"""What an article is about, named alike in both languages: lung cancer and 肺癌 are one subject."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

_TABLES = tomllib.loads((Path(__file__).parent / "concepts.toml").read_text(encoding="utf-8"))
ILLNESSES = frozenset(_TABLES["illnesses"])


@cache
def _tables() -> tuple[dict[str, str], re.Pattern[str], dict[str, str], re.Pattern[str]]:
    table = {**_TABLES["illnesses"], **_TABLES["subjects"]}
    latin = {word: name for name, (english, _) in table.items() for word in english.split("|")}
    chinese = {word: name for name, (_, words) in table.items() for word in words.split("|")}
    return latin, re.compile(rf"\b(?:{_any(latin)})"), chinese, re.compile(_any(chinese))


def _any(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def concepts(text: str, language: str) -> frozenset[str]:
    """The subjects that a text names."""
    latin, latin_words, chinese, chinese_words = _tables()
    folded = unicodedata.normalize("NFKC", text).casefold()
    if language == "zh":
        return frozenset(chinese[found] for found in chinese_words.findall(folded))
    return frozenset(latin[found] for found in latin_words.findall(folded))
