"""Numbers and days that a text names, the same in both languages: 18,000 and 1.8万, thirty-one and 31, 20 November and 11月20日."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

SMALLEST_FIGURE = 100  # smaller whole numbers are counts: many texts share one by chance
_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
_MONTH = "|".join([*_MONTHS, *(name[:3] for name in _MONTHS if name != "may")])
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\b\.?|\b(?P<before>{_MONTH})\b\.? (?P<after>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)|"
    r"(?<!\d)(?P<number>\d{1,2})月(?P<date>\d{1,2})[日号]?"
)
# Years, months, hours, bare days of a month and phases of trials are no figures.
_NO_FIGURE = re.compile(
    rf"\b(?:{_MONTH})\b\.?(?: \d{{4}}\b)?|(?:19|20)\d\d(?:年|[-—–](?:19|20)\d\d年?)|(?<!\d)\d{{1,2}}[月日号时点](?!\d)|\b\d{{1,2}}:\d\d\b|\bphases? \d[ab]?(?:[/-]\d[ab]?)?\b"
)
_SCALES = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "mln": 6, "mn": 6, "billion": 9, "bln": 9, "bn": 9, "trillion": 12,
    "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12,
}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\d.,a-z-])(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?"
    r"(?:(?P<percent> ?%| percent\b| per cent\b)|[ -]?(?P<scale>hundred|thousand|million|mln|mn|billion|bln|bn|trillion|k)\b|"
    r"(?P<chinese>万亿|千万|百万|亿|万|千|百))?(?![\d])"
)
_UNIT_NAMES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = {name: number for number, name in enumerate(_UNIT_NAMES.split())}
_TEN_NAMES = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {name: number for number, name in enumerate(_TEN_NAMES.split(), start=2)}
_WORD = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<unit>{'|'.join(_UNITS)}))?|(?P<alone>{'|'.join(_UNITS)}))"
    r"(?:[ -](?P<scale>hundred|thousand|million|billion|trillion))?\b"
)
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_CHINESE = re.compile(
    r"(?P<tens>[一二三四五六七八九]?)十(?P<unit>[一二三四五六七八九]?)(?![余几多])|(?P<alone>[两三四五六七八九])(?=[个项类家款种份名条届批省市部州国])"
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a text counts and when."""

    figures: frozenset[str]  # from 100, with a fraction, or in per cent
    counts: frozenset[str]  # whole numbers from 3 to 99
    days: frozenset[str]  # as month and day, 11-20


def numbers(text: str) -> Numbers:
    folded = unicodedata.normalize("NFKC", text).casefold()
    days = frozenset(_days(folded))
    rest = _NO_FIGURE.sub(" ", _DAY.sub(" ", folded))
    found = {*_written(rest), *_spelled(rest)}
    counts = {name for name in found if name.isdigit() and len(name) < len(str(SMALLEST_FIGURE))}
    return Numbers(frozenset(found - counts), frozenset(name for name in counts if int(name) > 2), days)


def _days(text: str) -> Iterator[str]:
    for match in _DAY.finditer(text):
        month = match["month"] or match["before"]
        number = int(match["number"]) if match["number"] else next(n for name, n in _MONTHS.items() if name[:3] == month[:3])
        day = int(match["day"] or match["after"] or match["date"])
        if 1 <= number <= 12 and 1 <= day <= 31:
            yield f"{number:02}-{day:02}"


def _written(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        value = Decimal(match["whole"].replace(",", "") + (match["part"] or ""))
        if scale := match["scale"] or match["chinese"]:
            value *= 10 ** _SCALES[scale]
        is_year = len(match["whole"]) == 4 and match["whole"][:2] in ("19", "20") and not (match["part"] or scale)
        if not is_year and value != SMALLEST_FIGURE:
            yield _shown(value) + ("%" if match["percent"] else "")


def _spelled(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        value = _UNITS[match["alone"]] if match["alone"] else 10 * _TENS[match["tens"]] + _UNITS.get(match["unit"] or "", 0)
        yield _shown(Decimal(value) * 10 ** _SCALES.get(match["scale"] or "", 0))
    for match in _CHINESE.finditer(text):
        tens = 0 if match["alone"] else 10 * _DIGITS.get(match["tens"], 1)
        yield str(tens + _DIGITS.get(match["alone"] or match["unit"], 0))


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}"
