"""Quantities: a numeral with its scale, exact or vague, before anything is known of money.

1.2 billion · forty million · 1亿5千万 · tens of millions · a mid-double-digit million · 数千万 · 千万级
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from classifiers.amounts import currencies, numerals
from classifiers.amounts.numerals import DIGITS, HAN_DIGITS, HAN_UNITS


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeral with its scale in text[start:end]."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None = None  # of a vague quantity
    scale: Decimal = Decimal(1)  # what the numeral was multiplied by; a range may share it
    more: bool = False  # "-plus", 多, 余: somewhat more than it says
    vague: bool = False
    digits: bool = True  # begins with a digit
    bare_unit: bool = False  # 亿, 百万: a unit without a numeral

    @property
    def is_scaled(self) -> bool:
        return self.scale != 1


_D = "".join(HAN_DIGITS)
_HAN_NUMBER = rf"(?:{DIGITS}|[{_D}]++(?:点[{_D}]++)?+)"
# 3 | 3万 | 1亿5千万 | 三点五亿 | 百亿 | 3万多 | 2.5个亿 | 20余万
_HAN = re.compile(
    rf"(?P<few>[数几]|(?<![以之])上(?=[{HAN_UNITS}]))?(?P<body>(?:{_HAN_NUMBER}?+\s?(?:[多余来几]|个(?=[万亿百千]))?+[{HAN_UNITS}]++(?:[多余几来](?=[{HAN_UNITS}]))?+[{HAN_UNITS}]*+){{1,6}}+{_HAN_NUMBER}?+"
    rf"|[{_D}]++(?:点[{_D}]++)?+|{DIGITS})(?P<more>\s?[多余](?!元[化素])|\+)?"
)
# Most numerals are digits with at most a unit or two, and nothing that could make them longer: they are spared the long pattern.
_SIMPLE = re.compile(
    rf"(?P<few>(?!))?(?P<body>(?>{DIGITS})(?:\s?[{HAN_UNITS}]{{1,2}}+)?+)(?P<more>(?!))?(?!\s?[\d{_D}{HAN_UNITS}多余来几个点+])"
)
_COUNTED = frozenset("年月号时周岁届版名家项%")  # 2026年, 12%: numbers of something else
_GRADE = re.compile(r"(?P<before>元|美元|人民币|美金|港元|欧元)?级别?")
_START = re.compile(rf"[0-9{_D}{HAN_UNITS}数几上]")
# A word may be glued to what follows it ("$96.6 millionGuiding"), a letter may not ("$5 mRNA").
_LATIN_SCALE = re.compile(
    r"(?P<odd>\+|-plus|-odd)?[ -]?(?:(?P<scale>(?i:hundred[ -](?:thousand|million|billion)|thousand[ -](?:million|billion)|lakh[ -]crores?|million|"
    r"billion|trillion|hundred|thousand|millions|billions|trillions|lakhs?|crores?)(?![a-z])|(?i:[mb]illion)(?!s\b|th\b|aire))"
    r"|(?P<letters>(?i:mil|mio|mln|mn|mm|m|bln|bil|bn|b|trn|tn|k|cr)|T)(?![A-Za-z]))(?P<more>\+|-plus)?"
)
_SCALED_END = re.compile(r"\d ?(?:k|m|mn|mln|b|bn|bln|tn)-$", re.I)  # "5.9m-6.1m"
_POINT_AFTER_SIGN = re.compile(r"[$€£]\.$")
_ODD = re.compile(r"\+|-plus|-odd|(?= (?:or so|plus)\b)")
_W = "|".join(sorted(numerals.WORDS, key=len, reverse=True))
_L = "|".join(numerals.LARGE_WORDS)
_WORDS = re.compile(
    rf"(?<![\w$€£¥.])(?:(?:half|a quarter)(?:[ -](?:of )?an?)?[ -](?:{_L})"
    rf"|an?[ -](?:half[ -]|quarter[ -](?:of a )?)?(?:{_L})(?:[ -](?:{_L}))?+"
    rf"|(?:an?|(?:{_W}))[ -]and[ -]a[ -]half[ -](?:{_L})"
    rf"|(?:{_W})(?:[ -](?:{_W}|{_L})|(?<=hundred) and (?:{_W})){{0,8}}+"
    rf"|(?<!-)(?:{_L})(?=-dollar|-euro|-pound|-yuan| dollar | euro ))(?![a-z])"
)
_MANY = {"tens": (10, 100), "dozens": (24, 100), "scores": (40, 100), "hundreds": (100, 1000), "thousands": (1000, 10_000)}
_SEVERAL = {"several": (2, 10), "a few": (2, 10), "a couple": (2, 3), "multiple": (2, 10), "few": (2, 10)}
_VAGUE = re.compile(
    r"(?<![a-z])(?:(?P<many>tens|dozens|scores|hundreds|thousands) of (?P<of>thousands?|millions?|billions?|trillions?)"
    r"|(?P<several>several|a few|a couple|multiple|few)(?: of)?(?: (?P<by>tens|dozens|hundred|thousand)(?: of)?)? (?P<unit>thousand|million|billion|trillion)s?"
    r"|multi[ -]?(?P<hundred>hundred[ -])?(?P<multi>thousand|million|billion|trillion)"
    r"|(?P<plural>hundreds|thousands|millions|billions|trillions)(?= of (?!thousand|million|billion|trillion))"
    r"|(?:(?P<level>low|mid|high)(?:[ -]to[ -](?P<to>mid|high))?[ -])?(?P<digits>single|double|triple)[ -]digit[ -](?P<size>million|billion)s?"
    r"|(?:(?P<figure_level>low|mid|high)[ -])?(?P<figures>five|six|seven|eight|nine|ten|eleven)[ -]figure)(?![a-z])"
)
# What a text must hold for the patterns above to find anything: looked for first, since most texts hold none of it.
_VAGUE_MARKS = ("s of ", "several", "few ", "couple", "multi", "digit", "figure")
_WORD_MARKS = (
    " one", " two", " three", " four", " five", " six", " seven", " eight", " nine", " ten", " eleven", " twelve", " thirt", " twent",
    " fort", " fift", " dozen", " half", " quarter", " a hundred", " a thousand", " a million", " a billion", " a trillion", " a lakh", " a crore",
)  # fmt: skip
_ADJECTIVE_MARKS = ("-dollar", "-euro", "-pound", "-yuan", " dollar ", " euro ")
_TO_SPACE = str.maketrans(dict.fromkeys("-([{\\（('\"“”‘’/:;,>*_\n\t\r", " "))


def _may_hold_words(lower: str) -> bool:
    spaced = " " + lower.translate(_TO_SPACE)
    return any(mark in spaced for mark in _WORD_MARKS) or any(mark in lower for mark in _ADJECTIVE_MARKS)


_LEVELS = {"low": (1, 3), "mid": (4, 6), "high": (7, 10)}
_LATIN_MONEY = re.compile(
    r"dollar|euro|pound|yuan|yen|won\b|rupee|franc|kron|crown|renminbi|million|billion|trillion|figure|[A-Z]{3}", re.I
)


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of the folded text, in order, without overlap."""
    found = list(_numerals(text))
    if _LATIN_MONEY.search(text):
        lower = text.lower()
        found += _worded(lower)
        found.sort(key=lambda q: (q.start, -q.end))
    kept: list[Quantity] = []
    for quantity in found:
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


def _numerals(text: str) -> Iterator[Quantity]:
    position = 0
    while match := _START.search(text, position):
        quantity, position = quantity_at(text, match.start())
        if quantity:
            yield quantity


def quantity_at(text: str, start: int) -> tuple[Quantity | None, int]:
    """The quantity that begins with a digit or a Chinese numeral at start, and where to look on."""
    match = _SIMPLE.match(text, start) or _HAN.match(text, start)
    if not match:
        return None, start + 1
    end = match.end()
    if (text[start].isdigit() and _is_part_of_a_word(text, start)) or end - start > numerals.MAX_LENGTH + 4:
        return None, end
    if text[end : end + 1] in _COUNTED and match["body"].isascii() and text[start - 1 : start] not in currencies.SIGNS:
        return None, end
    if match["few"] or not match["body"].isascii():
        return _han(text, match), end
    return _latin(text, match, start), end


def _is_part_of_a_word(text: str, start: int) -> bool:
    """Digits within B200, 1.2.3 or COVID-19; a currency code may touch its number, so three capitals may too."""
    before = text[max(0, start - 6) : start]
    if not before:
        return False
    if before[-1] in ".," and before[-2:-1].isdigit():
        return True
    if before[-1] == "-":
        return before[-2:-1].isascii() and before[-2:-1].isalpha() and not _SCALED_END.search(before)
    if re.search(r"(?:^|[^A-Za-z])R$", before) and _RAND.match(text, start):
        return False
    return (
        before[-1].isascii()
        and before[-1].isalpha()
        and not re.search(r"(?:^|[^A-Za-z])(?:[A-Z]{2,3}|[Kk]r)$|[Rr]s$|euro$|Euro$", before)
    )


_RAND = re.compile(r"[\d.,]{1,28}[ -]?(?:m|mn|bn|million|billion|trillion)\b")  # R2.4bn is money, an R21 none


def _latin(text: str, match: re.Match[str], start: int) -> Quantity | None:
    number = numerals.parse_digits(match["body"])
    if number is None:
        return None
    if _POINT_AFTER_SIGN.search(text, max(0, start - 2), start) and match["body"].isdigit():
        start, number = start - 1, number.scaleb(-len(match["body"]))  # $.75
    end = match.end("body")
    scale, more = Decimal(1), bool(match["more"])
    if found := _LATIN_SCALE.match(text, end):
        scale, more = numerals.parse_scale(found["scale"] or found["letters"]), bool(found["odd"] or found["more"])
        end = found.end()
    elif odd := _ODD.match(text, end):
        more, end = True, odd.end()
    return Quantity(start, end, number * scale, scale=scale, more=more)


def _han(text: str, match: re.Match[str]) -> Quantity | None:
    body, few = match["body"], match["few"]
    digits = body[0].isascii()
    number = numerals.parse_han(re.sub(r"[\s个多余来几]", "", body))
    if number is None:
        return None
    scale = Decimal(1)
    if units := re.search(rf"[{HAN_UNITS}]+$", body):
        scale = numerals.parse_han(units[0]) or Decimal(1)
    high: Decimal | None = None
    if few or re.match(rf"[{HAN_UNITS}]+几", body):  # 数亿 · 十几亿
        high = number * 2 if not few else number * 10
    elif (pair := re.match(rf"([{_D}])([{_D}])[{HAN_UNITS}]", body)) and HAN_DIGITS[pair[2]] - HAN_DIGITS[pair[1]] == 1:
        number, high = HAN_DIGITS[pair[1]] * scale, HAN_DIGITS[pair[2]] * scale  # 两三千万
    more = bool(match["more"]) or bool(re.search(r"[多余来]", body))
    end, bare = match.end(), body[0] in HAN_UNITS and not few
    if bare and (grade := _GRADE.match(text, end)) and not grade["before"]:
        end, high = grade.end(), number * 10  # 千万级
    return Quantity(match.start(), end, number, high, scale, more, high is not None, digits, bare)


def _worded(lower: str) -> Iterator[Quantity]:
    for match in _VAGUE.finditer(lower) if any(mark in lower for mark in _VAGUE_MARKS) else ():
        low, high = _bounds(match)
        yield Quantity(match.start(), match.end(), low, high, low, vague=True, digits=False)
    for match in _WORDS.finditer(lower) if _may_hold_words(lower) else ():
        words = match[0]
        value = numerals.parse_words(words) if len(words) < 80 else None
        if value is not None:
            unit = re.search(rf"((?:{_L})(?:[ -](?:{_L}))*)$", words)
            scale = numerals.parse_scale(unit[0]) if unit else Decimal(1)
            yield Quantity(match.start(), match.end(), value, scale=scale, digits=False)


def _bounds(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    if many := match["many"]:
        unit = numerals.parse_scale(match["of"].rstrip("s"))
        return _MANY[many][0] * unit, _MANY[many][1] * unit
    if several := match["several"]:
        unit = (
            numerals.parse_scale(match["unit"])
            * {None: 1, "tens": 10, "dozens": 12, "hundred": 100, "thousand": 1000}[match["by"]]
        )
        return _SEVERAL[several][0] * unit, _SEVERAL[several][1] * unit
    if match["multi"]:
        unit = numerals.parse_scale(match["multi"]) * (100 if match["hundred"] else 1)
        return 2 * unit, 1000 * unit
    if plural := match["plural"]:
        unit = numerals.parse_scale(plural.rstrip("s"))
        return (unit, unit * 10) if plural == "hundreds" else (2 * unit, 1000 * unit)
    if match["figures"]:
        names = ("five", "six", "seven", "eight", "nine", "ten", "eleven")
        return _leveled(Decimal(10) ** (4 + names.index(match["figures"])), match["figure_level"], None)
    unit = numerals.parse_scale(match["size"]) * {"single": 1, "double": 10, "triple": 100}[match["digits"]]
    return _leveled(unit, match["level"], match["to"])


def _leveled(unit: Decimal, level: str | None, to: str | None) -> tuple[Decimal, Decimal]:
    """The bounds of a low, mid or high double-digit million, or of the whole decade."""
    low = _LEVELS[level][0] if level else 1
    high = _LEVELS[to or level or "high"][1]
    return low * unit, high * unit
