"""Numerals: digits, English words, Chinese numerals, and their scales. Exact decimals only."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

MAX_LENGTH = 28  # characters; a longer numeral is no amount of money
ONE = Decimal(1)


class Quantity(NamedTuple):
    """A numeral with its scale in text[start:end]."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None = None  # of a vague quantity
    scale: Decimal = ONE  # what the numeral was multiplied by; a range may share it
    more: bool = False  # "-plus", 多, 余: somewhat more than it says
    vague: bool = False
    digits: bool = True  # begins with a digit
    bare_unit: bool = False  # 亿, 百万: a unit without a numeral

    @property
    def is_scaled(self) -> bool:
        return self.scale != 1


# Digits with separators: 1,042.6 and 1'000 but not 1,2 (a list); 1.250.000 and the comma of "1,5 million" are continental,
# 1,02,500 is Indian.
# [0-9], for \d is also the digits of a dozen other scripts. Possessive throughout, so that a megabyte of digits is read once.
DIGITS = (
    r"(?:[0-9]{1,3}(?:\.[0-9]{3}){2,6}+(?![0-9.])"
    r"|[0-9]{1,2}(?:,[0-9][0-9]){1,4},[0-9]{3}(?![0-9,])(?:\.[0-9]++)?+"
    r"|[0-9]{1,3},[0-9]{1,2}(?=[ -]?(?:million|billion|mn|bn|mln)\b)"
    r"|[0-9]++(?:[,'][0-9]{3}(?![0-9]))*+(?:\.[0-9]++)?+)"
)

WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "dozen": 12,
}  # fmt: skip
# The power of ten that a scale word stands for.
SCALES = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "millions": 6, "m": 6, "mn": 6, "mln": 6, "mm": 6, "mio": 6, "mil": 6,
    "billion": 9, "billions": 9, "bn": 9, "bln": 9, "b": 9, "bil": 9, "trillion": 12, "trillions": 12, "tn": 12, "trn": 12,
    "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "cr": 7, "t": 12,
}  # fmt: skip
_BY_SCALE = {word: Decimal(10) ** power for word, power in SCALES.items()}
LARGE_WORDS = ("hundred", "thousand", "million", "billion", "trillion", "lakh", "crore")

HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
HAN_UNITS = "".join([*_SMALL, *_LARGE])
_HAN_TOKEN = re.compile(rf"{DIGITS}|[{''.join(HAN_DIGITS)}]+|点|[{HAN_UNITS}]")


def parse_digits(text: str) -> Decimal | None:
    """1,042.6 · 1'000 · 26 500 · 1.250.000 · 1,5."""
    if len(text) > MAX_LENGTH:
        return None
    if text.replace(".", "", 1).isdigit():
        return Decimal(text)
    if text.count(".") > 1:
        text = text.replace(".", "")
    elif re.fullmatch(r"\d{1,3},\d{1,2}", text):
        text = text.replace(",", ".")
    return Decimal(re.sub(r"[,' ]", "", text))


def parse_scale(text: str) -> Decimal:
    """What "million", "hundred million", "lakh crore" or "bn" multiplies by; 1 for no scale."""
    text = text.lower()
    return _BY_SCALE.get(text) or Decimal(10) ** sum(SCALES[word] for word in re.findall(r"[a-z]+", text))


def parse_words(text: str) -> Decimal | None:
    """forty, one hundred and twenty million, half a billion, two and a half million, a million."""
    total = current = Decimal(0)
    seen = False
    text = re.sub(r"\b(?:a )?half\b", "half", text.lower().replace("-", " "))
    for word in text.split():
        if word in WORDS:
            current += WORDS[word]
        elif word in {"half", "quarter"}:
            current += Decimal("0.5") if word == "half" else Decimal("0.25")
        elif word == "hundred":
            current = (current or Decimal(1)) * 100
        elif word in LARGE_WORDS:
            total, current = total + (current or Decimal(1)) * Decimal(10) ** SCALES[word], Decimal(0)
        elif word not in {"a", "an", "and", "of"}:
            return None
        seen = seen or word not in {"a", "an", "and", "of"}
    return total + current if seen else None


def parse_han(text: str) -> Decimal | None:
    """一亿二千万 · 三点五亿 · 1亿5千万 · 2.5亿 · 百亿 (a unit alone counts once); None when it is no numeral."""
    if len(text) > MAX_LENGTH:
        return None
    high = middle = section = Decimal(0)  # what is closed by 亿 or 兆, by 万, by 十百千
    current: Decimal | None = None
    tokens = _HAN_TOKEN.findall(text)
    for i, part in enumerate(tokens):
        if part in _SMALL:
            section += (Decimal(1) if current is None else current) * _SMALL[part]
            current = None
        elif part in _LARGE:
            below = middle + section + (current or 0)
            if not below and current is None:
                below = Decimal(1) if not high else Decimal(0)
            if part == "万":
                middle = below * _LARGE[part]
            elif below:
                high, middle = high + below * _LARGE[part], Decimal(0)
            else:  # 万亿 is handled above; 亿亿 is none
                return None
            section, current = Decimal(0), None
        elif part == "点":
            continue
        else:
            number = _plain(part)
            if number is None:
                return None
            after_point = i > 0 and tokens[i - 1] == "点"
            current = (current or 0) + number.scaleb(-len(part)) if after_point else number
    return high + middle + section + (current or 0)


def _plain(part: str) -> Decimal | None:
    if part[0].isascii():
        return parse_digits(part)
    return Decimal("".join(str(HAN_DIGITS[c]) for c in part))
