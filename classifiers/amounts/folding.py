"""Fold the width of characters, one to one, so that offsets stay what they were."""

from __future__ import annotations

import unicodedata

# Full-width forms and the like that have exactly one narrow character of the same meaning.
_WIDE = {c: chr(ord(c) - 0xFEE0) for c in map(chr, range(0xFF01, 0xFF5F))}
_MORE = {
    "\u3000": " ",
    "\xa0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "￥": "¥",
    "￡": "£",
    "￠": "¢",
    "￦": "₩",
    "－": "-",
    "﹣": "-",
}
_TABLE = str.maketrans({**_WIDE, **_MORE})


def fold(text: str) -> str:
    """The text with narrow digits, letters and signs; as long as before."""
    return text.translate(_TABLE)


def is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] == "L"
