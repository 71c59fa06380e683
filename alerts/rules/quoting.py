"""How values are written in the rule language."""

from __future__ import annotations

import re
from collections.abc import Iterable

PLAIN = re.compile(r"[A-Za-z_]+")


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def listed(values: Iterable[str]) -> str:
    """Free words: always in quotes, for they may hold words of the language."""
    return ", ".join(quoted(value) for value in values)


def bare(values: Iterable[str]) -> str:
    """Values that the language knows; one that it cannot know stays in quotes, so that it is refused as what it is."""
    return ", ".join(value if PLAIN.fullmatch(value) else quoted(value) for value in values)
