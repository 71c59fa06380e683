"""The words of the pages in both languages, from wording.toml, and what is safe to show of strange text."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))


@cache
def words(language: str) -> dict[str, str]:
    """Every word of the pages in a language."""
    return {name: both[language] for name, both in _table().items()}


# Controls, zero-width and direction characters, tags and lone surrogates: they show nothing, but turn or hide what stands by.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_TOWER = re.compile(f"([{_MARKS}]{{2}})[{_MARKS}]+")  # covers the lines above, and makes a page wider than the screen


def plain(value: Any) -> Any:
    """What a template writes, without hidden characters; markup of our own stays as it is."""
    return _TOWER.sub(r"\1", _HIDDEN.sub("", value)) if type(value) is str else value
