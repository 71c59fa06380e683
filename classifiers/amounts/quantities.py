"""Quantities: a numeral with its scale, exact or vague, before anything is known of money.

1.2 billion · forty million · 1亿5千万 · tens of millions · a mid-double-digit million · 数千万 · 千万级
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from string import ascii_letters
from typing import NamedTuple

from classifiers.amounts import currencies, numerals, units
from classifiers.amounts.numerals import DIGITS, HAN_DIGITS, HAN_UNITS, ONE, Quantity
from classifiers.amounts.worded import find_worded

_D = "".join(HAN_DIGITS)
_HAN_NUMBER = rf"(?:{DIGITS}|[{_D}]++(?:点[{_D}]++)?+)"
# 3 | 3万 | 1亿5千万 | 三点五亿 | 百亿 | 3万多 | 2.5个亿 | 20余万
_HAN = re.compile(
    rf"(?P<few>[数几]|(?<![以之])上(?=[{HAN_UNITS}]))?(?P<body>(?:{_HAN_NUMBER}?+\s?(?:[多余来几]|个(?=[万亿百千]))?+[{HAN_UNITS}]++(?:[多余几来](?=[{HAN_UNITS}]))?+[{HAN_UNITS}]*+){{1,6}}+{_HAN_NUMBER}?+"
    rf"|[{_D}]++(?:点[{_D}]++)?+|{DIGITS})(?P<more>\s?[多余](?!元[化素])|\+)?"
)
# Most numerals are digits with at most a unit or two, and nothing that could make them longer: they are spared the long pattern.
_SIMPLE = re.compile(
    rf"(?>(?P<number>[0-9]++(?:\.[0-9]{{1,2}}+)?+(?![0-9.,'])|{DIGITS}))(?:\s?(?P<unit>[{HAN_UNITS}]{{1,2}}+))?+(?!\s?[\d{_D}{HAN_UNITS}多余来几个点+])"
)
_COUNTED = frozenset("年月号时周岁届版名家项%")  # 2026年, 12%: numbers of something else
_GRADE = re.compile(r"(?P<before>元|美元|人民币|美金|港元|欧元)?级别?")
# A word may be glued to what follows it ("$96.6 millionGuiding"), a letter may not ("$5 mRNA").
_LATIN_SCALE = re.compile(
    r"(?P<odd>\+|-plus|-odd)?[ -]?(?:(?P<scale>(?i:hundred[ -](?:thousand|million|billion)|thousand[ -](?:million|billion)|lakh[ -]crores?|million|"
    r"billion|trillion|hundred|thousand|millions|billions|trillions|lakhs?|crores?)(?![a-z])|(?i:[mb]illion)(?!s\b|th\b|aire))"
    r"|(?P<letters>(?i:mil|mio|mln|mn|mm|m|bln|bil|bn|b|trn|tn|k|cr)|T)(?![A-Za-z]))(?P<more>\+|-plus)?"
)
_SCALED_END = re.compile(r"\d ?(?:k|m|mn|mln|b|bn|bln|tn)-$", re.I)  # "5.9m-6.1m"
_POINT_AFTER_SIGN = re.compile(r"[$€£]\.$")
_ODD = re.compile(r"\+|-plus|-odd|(?= (?:or so|plus)\b)")
_LINKS = "-~至到和与"  # what may stand between the two ends of a range
# A character before a number that may give it a currency, by its unit or as the upper end of a range.
_LEADING = units.ENDS | frozenset(_LINKS + "od上、,")
_EVEN_SCALES = {
    unit: numerals.parse_han(unit) for unit in ("万", "亿", "十万", "百万", "千万", "十亿", "百亿", "千亿", "万亿")
}


class _Around(NamedTuple):
    """What tells from the characters that touch a number that it may be money."""

    start: re.Pattern[str]  # where a number can begin
    one: frozenset[str]  # Chinese characters after a number that may go on with it, or are a currency
    two: frozenset[str]  # of those that take a second one to tell, both


@functools.cache
def _around() -> _Around:
    names = currencies.names_by_beginning()
    one = frozenset(_D + HAN_UNITS + "多余来几点级以" + _LINKS) | {name for name in names if len(name) == 1}
    two = frozenset(["个万", "个亿", "个百", "个千"] + [name for name in names if len(name) == 2])
    # A Chinese numeral of a single character is mostly none of money (一家, 数据, 上市): it is passed over here.
    after, before = (re.escape("".join(sorted(of))) for of in ({*one, *(pair[0] for pair in two)}, _LEADING))
    start = rf"[0-9{_D}{HAN_UNITS}数几上](?:(?<=[0-9])|(?![\u3001-\U0010ffff])|(?=[{after}])|(?<=[{before}].))"
    return _Around(re.compile(start, re.DOTALL), one, two)


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of the folded text that may be money, in order, without overlap."""
    found = _numerals(text)
    worded = find_worded(text)
    if not worded:
        return found
    kept: list[Quantity] = []
    for quantity in sorted(found + worded, key=lambda q: (q.start, -q.end)):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


def _numerals(text: str) -> list[Quantity]:
    found: list[Quantity] = []
    (begins, one, two), end = _around(), 0
    while begin := begins.search(text, end):
        start = begin.start()
        match = _SIMPLE.match(text, start) or _HAN.match(text, start)
        if not match:
            end = start + 1
            continue
        end = match.end()
        following = text[end : end + 1]
        if (
            (following > "\u3000" or following == "%")
            and following not in one
            and text[end : end + 2] not in two
            and text[start - 1 : start] not in _LEADING
        ):
            continue  # neither money nor an end of a range of money
        if quantity := _quantity(text, match, start, end):
            found.append(quantity)
    return found


def _quantity(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    if text[start - 1 : start] in _GLUED and "0" <= text[start] <= "9" and _is_part_of_a_word(text, start):
        return None
    if end - start > numerals.MAX_LENGTH + 4:
        return None
    if match.re is _HAN:
        body, few, more = match.group("body", "few", "more")
    elif match["unit"]:
        return _scaled(text, match, start, end)
    else:
        body, few, more = match[0], None, None
    if body.isascii():
        if text[end : end + 1] in _COUNTED and text[start - 1 : start] not in currencies.SIGNS:
            return None
        if not few:
            return _latin(text, body, start, more)
    return _han(text, match)


def _scaled(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    """Digits with a Chinese unit: 1.2亿."""
    number, unit = match.group("number", "unit")
    if scale := _EVEN_SCALES.get(unit):
        value = numerals.parse_digits(number)
        if value and end - start <= numerals.MAX_LENGTH:
            return Quantity(start, end, value * scale, None, scale)
    longer = _HAN.match(text, start)
    return _han(text, longer) if longer else None


def _is_part_of_a_word(text: str, start: int) -> bool:
    """Digits within B200, 1.2.3 or COVID-19; a currency code may touch its number, so three capitals may too."""
    before = text[max(0, start - 6) : start]
    if before[-1] in ".," and before[-2:-1].isdigit():
        return True
    if before[-1] == "-":
        return before[-2:-1].isascii() and before[-2:-1].isalpha() and not _SCALED_END.search(before)
    if _IS_R.search(before) and _RAND.match(text, start):
        return False
    return before[-1].isalpha() and not _GLUED_UNIT.search(before)


_GLUED = frozenset(ascii_letters + ".,-")
_GLUED_UNIT = re.compile(r"(?:^|[^A-Za-z])(?:[A-Z]{2,3}|[Kk]r)$|[Rr]s$|euro$|Euro$")
_IS_R = re.compile(r"(?:^|[^A-Za-z])R$")
_RAND = re.compile(r"[\d.,]{1,28}[ -]?(?:m|mn|bn|million|billion|trillion)\b")  # R2.4bn is money, an R21 none


def _latin(text: str, body: str, start: int, somewhat_more: str | None) -> Quantity | None:
    number = numerals.parse_digits(body)
    if number is None:
        return None
    end = start + len(body)
    if text[start - 1 : start] == "." and body.isdigit() and _POINT_AFTER_SIGN.search(text, max(0, start - 2), start):
        start, number = start - 1, number.scaleb(-len(body))  # $.75
    scale, more = ONE, bool(somewhat_more)
    following = text[end : end + 1]
    if following > "\u3000" or following in _ENDING:
        return Quantity(start, end, number, more=more)
    if found := _LATIN_SCALE.match(text, end):
        scale, more = numerals.parse_scale(found["scale"] or found["letters"]), bool(found["odd"] or found["more"])
        end = found.end()
    elif odd := _ODD.match(text, end):
        more, end = True, odd.end()
    return Quantity(start, end, number * scale, scale=scale, more=more)


_BESIDE = re.compile(r"[\s个多余来几]")
_UNITS_LAST = re.compile(rf"[{HAN_UNITS}]+$")
_UNITS_AND_FEW = re.compile(rf"[{HAN_UNITS}]+几")
_TWO_DIGITS = re.compile(rf"([{_D}])([{_D}])[{HAN_UNITS}]")
_SOMEWHAT_MORE = re.compile(r"[多余来]")
_ENDING = frozenset([*",.;:)%/", ""])


def _han(text: str, match: re.Match[str]) -> Quantity | None:
    body, few = match["body"], match["few"]
    digits = body[0].isascii()
    number = numerals.parse_han(_BESIDE.sub("", body))
    if number is None:
        return None
    scale = ONE
    if ending := _UNITS_LAST.search(body):
        scale = numerals.parse_han(ending[0]) or ONE
    high: Decimal | None = None
    if few or _UNITS_AND_FEW.match(body):  # 数亿 · 十几亿
        high = number * 2 if not few else number * 10
    elif (pair := _TWO_DIGITS.match(body)) and HAN_DIGITS[pair[2]] - HAN_DIGITS[pair[1]] == 1:
        number, high = HAN_DIGITS[pair[1]] * scale, HAN_DIGITS[pair[2]] * scale  # 两三千万
    more = bool(match["more"] or _SOMEWHAT_MORE.search(body))
    end, bare = match.end(), body[0] in HAN_UNITS and not few
    if bare and (grade := _GRADE.match(text, end)) and not grade["before"]:
        end, high = grade.end(), number * 10  # 千万级
    return Quantity(match.start(), end, number, high, scale, more, high is not None, digits, bare)
