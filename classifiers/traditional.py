"""Traditional Chinese letters as the simplified ones of the grammar, one for one, so that places stay what they were.

OpenCC knows the letters; they are taken one by one, for of whole words it may make longer or shorter ones.
"""

from __future__ import annotations

from opencc import OpenCC

_LETTERS = [chr(code) for code in range(0x3400, 0xA000)]
_MORE = {
    "瞭": "了",
    "衞": "卫",
    "妳": "你",
    "栢": "柏",
    "砲": "炮",
    "粧": "妆",
}  # of Hong Kong and Taiwan, which OpenCC leaves
_CONVERTED = OpenCC("t2s").convert("\n".join(_LETTERS)).split("\n")
TABLE = {a: b for a, b in zip(_LETTERS, _CONVERTED, strict=True) if a != b and len(b) == 1} | _MORE
_TABLE = str.maketrans(TABLE)


def simplified(text: str) -> str:
    """The text in simplified letters; as long as before."""
    return text.translate(_TABLE)
