"""Fold the width of characters, one to one, so that offsets stay what they were."""

from __future__ import annotations

import re

from classifiers.traditional import TABLE as _TRADITIONAL

# Full-width forms and the like that have exactly one narrow character of the same meaning.
_WIDE = {c: chr(ord(c) - 0xFEE0) for c in map(chr, range(0xFF01, 0xFF5F))}
_MORE = {
    "\u3000": " ", "\xa0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ",
    "￥": "¥", "￡": "£", "￠": "¢", "￦": "₩", "﹩": "$",
    "－": "-", "﹣": "-", "‐": "-", "‑": "-", "−": "-", "–": "-", "—": "-", "―": "-", "〜": "~", "∼": "~",
    "’": "'",
    "İ": "I",  # the only letter that grows when it is made lower case
}  # fmt: skip
_NARROW = {**_TRADITIONAL, **_WIDE, **_MORE}
_WIDER = re.compile(f"[{re.escape(''.join(_NARROW))}]")


def fold(text: str) -> str:
    """The text with narrow digits, letters and signs, one kind of dash and simplified Chinese letters; as long as before."""
    # Few characters of a text have another form: to look for them is four times as fast as to ask a table of each.
    return text if text.isascii() else _WIDER.sub(lambda wide: _NARROW[wide[0]], text)
