"""Spans of money: a quantity and its currency, ranges with a shared unit, and what looks like money and is none."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from classifiers.amounts import currencies, guards
from classifiers.amounts.countries import code_by_country
from classifiers.amounts.elided import is_elided
from classifiers.amounts.numerals import Quantity
from classifiers.amounts.quantities import find_quantities
from classifiers.amounts.units import Sides, Unit, may_name_unit, unit_after, unit_before


class Money(NamedTuple):
    """An amount of money in text[start:end]."""

    start: int
    end: int
    low: Decimal
    currency: str
    high: Decimal | None = None
    more: bool = False
    vague: bool = False
    is_scaled: bool = False  # said in thousands, millions, 万 or 亿
    closes_range: bool = False  # the second of "$15 to $17"


class _Candidate(NamedTuple):
    start: int
    end: int
    quantity: Quantity
    sides: Sides


FAR = 8  # characters between two numbers that are no range
LEADING_FOREIGN = frozenset(currencies.LEADING) - {"人民币"}
_TO = re.compile(r"(?:以上)? ?(?P<to>--?|~|to|and|or|至|到|和|与) ?|以上[、,]?")
_BETWEEN = re.compile(r"(?:between|from|介于|在|于)\s?(?:[a-z]+ )?$", re.I)
# No more groups than an amount has: in a table of numbers every one of them would be read to its end again.
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3}){1,6}+(?!\d|[,.]\d| \d)")
_POUNDS_AND_PENCE = re.compile(r" (?:and )?$")


def find_money(text: str, language: str) -> list[Money]:
    """Every amount of money of a folded text, in order, without overlap."""
    found: list[Money] = []
    candidates = _candidates(text) if may_name_unit(text) else []
    i = 0
    while i < len(candidates):
        first = candidates[i]
        i += 1
        if i < len(candidates) and candidates[i].start - first.end <= FAR:
            pair = _pair(text, first, candidates[i], language)
            if pair is not None:
                found += pair
                i += 1
                continue
        money = _single(text, first, language)
        if money is None and found and language == "en" and is_elided(text, found[-1].end, first.quantity):
            plain = first.quantity
            money = Money(plain.start, plain.end, plain.low, found[-1].currency, plain.high, plain.more, is_scaled=True)
        if money:
            found.append(money)
    return found


def _candidates(text: str) -> list[_Candidate]:
    """Every quantity with the units that touch it; those without one stay, for a range may lend them one."""
    found: list[_Candidate] = []
    for plain in find_quantities(text):
        before = unit_before(text, plain.start)
        if found and before and before.start < found[-1].end:
            before = None  # it belongs to the number before it
        if before and text[plain.start - 1] == "(" and text[plain.end : plain.end + 1] != ")":
            before = None  # $(0.35) is a loss, $(12 and so on is none
        if found and plain.start < found[-1].end:
            continue
        quantity = _spaced(text, plain, before) if text[plain.end : plain.end + 1] == " " else plain
        after = unit_after(text, quantity.end, dollar_before=bool(before and before.written == "$"))
        if before and before.written in LEADING_FOREIGN and not (quantity.is_scaled or after):
            before = None  # 美元100.8 is an index
        start, end = before.start if before else quantity.start, after.end if after else quantity.end
        found.append(_Candidate(start, end, quantity, Sides(before, after)))
    return found


def _spaced(text: str, quantity: Quantity, before: Unit | None) -> Quantity:
    """$26 500, 1 088 pence, before a space: thousands set apart by spaces, which only a unit on either side makes sure."""
    if (
        quantity.digits
        and (match := _SPACED.match(text, quantity.start))
        and match.end() > quantity.end
        and (before or unit_after(text, match.end()))
    ):
        return quantity._replace(end=match.end(), low=Decimal(match[0].replace(" ", "")))
    return quantity


def _single(text: str, candidate: _Candidate, language: str) -> Money | None:
    quantity, sides = candidate.quantity, candidate.sides
    if quantity.vague and guards.is_stated_sum(text, quantity, sides):
        return Money(candidate.start, candidate.end, quantity.low, "USD", quantity.high, vague=True, is_scaled=True)
    if not guards.is_money(text, quantity, sides):
        return None
    code = _code(text, candidate.start, candidate.end, sides, language)
    end = candidate.end
    low, high, vague = quantity.low, quantity.high, quantity.vague
    if sides.before and not sides.after and text[quantity.start - 1] == "(":
        end += 1
    if quantity.bare_unit and text.startswith("级", end):  # 亿元级
        end, high, vague = end + 1, low * 10, True
    if sides.after and sides.after.is_cents:
        low, high = low / 100, high / 100 if high is not None else None
    return Money(candidate.start, end, low, code, high, quantity.more, vague, quantity.is_scaled)


def _pair(text: str, first: _Candidate, second: _Candidate, language: str) -> list[Money] | None:
    """What two neighbours are together: a range, two ends with a unit each, pounds and pence; None when they stand apart."""
    gap = text[first.end : second.start]
    if joined := _pounds_and_pence(first, second, gap, language):
        return [joined]
    link = _TO.fullmatch(gap)
    if not link or first.quantity.high is not None or second.quantity.high is not None:
        return None
    if link["to"] is None and not text.startswith("以下", second.end):
        return None
    listed = link["to"] in {"and", "or", "和", "与"}
    if listed and not _BETWEEN.search(text[max(0, first.start - 16) : first.start]):
        return None
    if _own_units(first, second):
        return _two(text, first, second, language)
    return _range(text, first, second, language)


def _own_units(first: _Candidate, second: _Candidate) -> bool:
    """$15 to $17 is two amounts; $5.9 to $6.1 million shares its scale, and 20亿元至25亿元 is one range in Chinese."""
    one, two = first.sides, second.sides
    if one.after and two.after and not one.after.written.isascii():
        return False
    has_both = (one.before and two.before) or (one.after and two.after)
    shares = (
        second.quantity.is_scaled
        and not first.quantity.is_scaled
        and first.quantity.low < second.quantity.low / second.quantity.scale
    )
    return bool(has_both and not (one.before and two.before and shares))


def _two(text: str, first: _Candidate, second: _Candidate, language: str) -> list[Money]:
    one, two = _single(text, first, language), _single(text, second, language)
    if one and two:
        two = two._replace(closes_range=True)
    return [money for money in (one, two) if money]


def _range(text: str, first: _Candidate, second: _Candidate, language: str) -> list[Money] | None:
    sides = Sides(first.sides.before or second.sides.before, second.sides.after or first.sides.after)
    if second.sides.before and not first.sides.before:
        return None
    low, high = first.quantity, second.quantity
    if low.is_scaled and not high.is_scaled and not second.sides.after:
        return None  # "$5 million to 12 companies"
    start = low.low if low.is_scaled or not high.is_scaled or first.sides.after else low.low * high.scale
    stop = high.low
    if not (sides.before or second.sides.after) or not _is_plausible(start, stop, text, second):
        return None
    joined = high._replace(start=low.start, low=high.low, digits=low.digits)
    if not guards.is_money(text, joined, Sides(sides.before, second.sides.after)):
        return None
    if second.sides.after and second.sides.after.is_cents:
        start, stop = start / 100, stop / 100
    code = _code(text, first.start, second.end, sides, language)
    ends = sorted((start, stop))
    return [Money(first.start, second.end, ends[0], code, ends[1], low.more or high.more, is_scaled=high.is_scaled)]


def _is_plausible(start: Decimal, stop: Decimal, text: str, second: _Candidate) -> bool:
    """Losses run from the greater to the lesser in Chinese; elsewhere a falling range is no range."""
    if second.sides.after or start < stop:
        return start != stop and (start < stop or not second.sides.after.written.isascii() if second.sides.after else True)
    return False


def _pounds_and_pence(first: _Candidate, second: _Candidate, gap: str, language: str) -> Money | None:
    large, small = first.sides.after, second.sides.after
    if not (
        large
        and small
        and small.is_cents
        and not large.is_cents
        and not second.sides.before
        and _POUNDS_AND_PENCE.fullmatch(gap)
    ):
        return None
    if first.quantity.is_scaled or second.quantity.low >= 100 or small.code != large.code:
        return None
    return Money(first.start, second.end, first.quantity.low + second.quantity.low / 100, large.code)


_CHINA = re.compile(r"china|chinese|beijing|shanghai|shenzhen|hangzhou|rmb|cny|yuan|renminbi|中国|人民币", re.I)
_JAPAN = re.compile(r"japan|tokyo|osaka|yen\b|jpy|nikkei|日本|东京|日元", re.I)


def _code(text: str, start: int, end: int, sides: Sides, language: str) -> str:
    """The ISO code of an amount; what says the country wins over a bare sign, and `¥` follows the words around it."""
    before, after = sides
    unit = after if after and (before is None or (before.is_bare and not after.is_bare)) else before
    assert unit
    if language == "en" and (code := code_by_country(text, start, end, unit.written)):
        return code
    if unit.code != "¥":
        return unit.code
    around = text[max(0, start - 200) : end + 200]
    if _JAPAN.search(around) and not _CHINA.search(around):
        return "JPY"
    return "CNY" if language == "zh" or _CHINA.search(around) else "JPY"
