"""The words of alerts in both languages, from words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

Group = Literal["shown", "kinds", "sides", "statuses", "roles"]


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def shown(language: str) -> dict[str, str]:
    """The fixed words of an alert."""
    return _tables()[language]["shown"]


def word(group: Group, value: str, language: str) -> str:
    """What readers call a kind, a side, a status or a role."""
    return _tables()[language][group].get(value, value.replace("_", " "))
