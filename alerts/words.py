"""The words of alerts in both languages, from words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

Group = Literal["shown", "kinds", "sides", "statuses", "roles", "muted", "languages", "channels", "canary"]


class Both(str):
    """A text as it reads in English and in Chinese."""

    chinese: str

    def __new__(cls, english: str, chinese: str) -> Both:
        made = super().__new__(cls, english)
        made.chinese = chinese
        return made

    def told(self, language: str) -> str:
        return self.chinese if language == "zh" else str(self)


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def shown(language: str) -> dict[str, str]:
    """The fixed words of an alert."""
    return _tables()[language]["shown"]


def reason_words(language: str) -> dict[str, str]:
    """Why something was decided, by its code, with {values}."""
    return _tables()[language]["reasons"]


def word(group: Group, value: str, language: str) -> str:
    """What readers call a kind, a side, a status or a role."""
    return _tables()[language][group].get(value, value.replace("_", " "))


def named(group: Group, value: str) -> Both:
    """A value by its name in the rule language, and by what readers of Chinese call it."""
    return Both(value, word(group, value, "zh"))
