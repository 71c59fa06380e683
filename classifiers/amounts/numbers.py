"""Numerals: digits, English words, Chinese numerals. Exact decimals only."""

from __future__ import annotations

import re
from decimal import Decimal

MAX_DIGITS = 24  # a longer run of digits is no amount

ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "millions": 6, "m": 6, "mn": 6, "mln": 6, "mm": 6, "mio": 6,
    "billion": 9, "billions": 9, "bn": 9, "bln": 9, "b": 9, "trillion": 12, "trillions": 12, "tn": 12, "trn": 12,
    "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "万": 4, "萬": 4, "亿": 8, "億": 8, "万亿": 12, "萬億": 12, "百万": 6,
    "千万": 7, "百亿": 10, "千亿": 11, "十亿": 9, "十万": 5, "兆": 12, "千": 3, "百": 2,
}  # fmt: skip
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

# Digits with separators: 1,042.6 but not 1,2 (a list); the possessive quantifiers keep it linear.
DIGITS = r"(?:\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d{1,24}+(?:\.\d{1,12}+)?)"
WORDS = r"(?:(?:" + "|".join(sorted(ENGLISH, key=len, reverse=True)) + r")(?:[ -](?:" + "|".join(ENGLISH) + r"))?)"
CHINESE = r"[零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十百千万亿萬億拾佰仟]{1,20}+(?:点[零〇一二三四五六七八九]{1,8}+)?[万亿萬億]{0,2}"
MIXED = r"\d{1,8}+(?:\.\d{1,6}+)?亿\d{1,5}+(?:\.\d{1,4}+)?[千]?万"


def parse_digits(text: str) -> Decimal | None:
    bare = text.replace(",", "")
    return Decimal(bare) if len(bare) <= MAX_DIGITS else None


def parse_words(text: str) -> Decimal | None:
    """forty, twenty-five."""
    parts = [ENGLISH.get(word) for word in re.split(r"[ -]", text.lower())]
    if None in parts or (len(parts) == 2 and not (parts[0] >= 20 and parts[1] < 10)):  # type: ignore[operator]
        return None
    return Decimal(sum(part for part in parts if part is not None))


def parse_chinese(text: str) -> Decimal | None:
    """一亿二千万, 三点五亿, 两千, 2亿5000万; None when it is no numeral."""
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)亿(\d+(?:\.\d+)?)(千?)万", text):
        whole, rest, thousand = match.groups()
        return Decimal(whole) * 10**8 + Decimal(rest) * (10**7 if thousand else 10**4)
    if "点" in text:
        return _with_point(text)
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = digit * 10 + _DIGITS[character] if digit and section == 0 else _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in _LARGE:
            section += digit
            total = (
                (total + section or 1) * _LARGE[character]
                if section == 0 or character in "亿億兆"
                else total + section * _LARGE[character]
            )
            section = digit = 0
    value = total + section + digit
    return Decimal(value) if value else None


def _with_point(text: str) -> Decimal | None:
    whole, _, rest = text.partition("点")
    fraction = ""
    while rest and rest[0] in _DIGITS:
        fraction, rest = fraction + str(_DIGITS[rest[0]]), rest[1:]
    scale = Decimal(1)
    for character in rest:
        scale *= _LARGE.get(character, 1)
    start = Decimal(0) if whole in {"零", "〇"} else parse_chinese(whole)
    return None if start is None or not fraction else (start + Decimal(f"0.{fraction}")) * scale
