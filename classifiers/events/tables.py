"""The tables of triggers.toml, compiled."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LIST = r"¶(?:(?:, and |, | and |、|和|与|及|以及|, alongside | & )[^¶¤，。；;]{0,28}?¶)*"
_LONG = {"§": _LIST, "~": r"(?:[^¶;。；]{0,60}?)", "…": r"(?:[^;。；]{0,90}?)"}
_PARTY, _AMOUNT = "\ue000-\uefff", "\uf000-\uf8ff"
_CLASS = re.compile(r"\[\^?[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of one label in one language."""

    kinds: dict[str, re.Pattern[str]]  # in order of strength
    sides: dict[str, tuple[re.Pattern[str], ...]]  # by group of kinds


@cache
def grammar(label: str, language: str, *, faint: bool = False) -> Grammar:
    """The words of a label; with faint ones, where those that tell were not found."""
    with (Path(__file__).parent / "triggers.toml").open("rb") as stream:
        table = tomllib.load(stream)[label]
    written = table.get("faint", {}).get(language, {}) if faint else table["kinds"][language]
    kinds = {kind: re.compile(_written(words), re.I) for kind, words in written.items()}
    sides = {
        group: tuple(re.compile(_written(pattern), re.I) for pattern in patterns)
        for group, patterns in table.get("sides", {}).get(language, {}).items()
    }
    return Grammar(kinds, sides)


def _written(words: str) -> str:
    """The pattern with its signs written out; within a class of characters a sign is a range."""
    for sign, pattern in _LONG.items():
        words = words.replace(sign, pattern)
    words = _CLASS.sub(lambda m: m.group().replace("¶", _PARTY).replace("¤", _AMOUNT), words)
    return words.replace("¶", f"[{_PARTY}]").replace("¤", f"[{_AMOUNT}]")
