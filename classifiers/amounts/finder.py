"""Find the spans: number, scale and currency in either order, ranges with a shared unit, vague amounts with bounds."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from bus.events import Amount, TextField
from classifiers.amounts import currencies, numbers
from classifiers.amounts.folding import fold
from classifiers.amounts.roles import role_of

MAX_CHARACTERS = 400_000  # of a text that are looked at
_APPROX = re.compile(r"(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|more than|over|at least|an estimated|"
                     r"close to|just under|just over|exceeding|in excess of|约|近|超过?|逾|大约|将近|接近|不低于|至少|高达|约合|约为)\s*(?:人民币)?$", re.I)  # fmt: skip
_UP_TO = re.compile(r"(?:up to|as much as|at most|maximum of|max\.? of|as high as|no more than|potentially|最高可?达?|最多|高达|至多|不超过|上限为?|可达)\s*(?:an additional |a total of |about |approximately |人民币|约)?$", re.I)  # fmt: skip
_CONVERSION = re.compile(
    r"[(（]\s*(?:(?:or|about|approximately|approx\.?|around|roughly|equivalent to|some|约合?|折合?|相当于|即)\s*)*(?:人民币)?$",
    re.I,
)
_OPENING = re.compile(r"(?:元|圆|\$|€|£|[A-Za-z万亿])\s*$")
_VAGUE_EN = {"tens": (10, 99), "dozens": (24, 99), "hundreds": (100, 999), "several": (2, 9), "a few": (2, 9)}
_VAGUE_DIGITS = {"low": (1, 3), "mid": (4, 6), "high": (7, 9)}


@dataclass(frozen=True)
class _Grammar:
    pattern: re.Pattern[str]
    vague: re.Pattern[str]


@functools.cache
def _grammar() -> _Grammar:
    number = rf"(?:{numbers.MIXED}|{numbers.DIGITS}|{numbers.WORDS}|{numbers.CHINESE})"
    latin = "hundred million|" + "|".join(s for s in sorted(numbers.SCALES, key=len, reverse=True) if s.isascii())
    han = "万亿|萬億|百万|千万|十亿|百亿|千亿|[万亿萬億兆]"
    scale = rf"(?:[\s-]?(?:{latin})(?![a-z])|个?(?:{han})|\s(?:{han}))"
    sign = f"(?-i:{currencies.alternatives([*currencies.SIGNS, *currencies.CODES])})"  # "a $5 fee" is no A$
    latin_name = currencies.alternatives([n for n in currencies.names() if n.isascii()])
    han_name = currencies.alternatives([n for n in currencies.names() if not n.isascii()])
    to = r"(?:\s?(?:-|–|—|~|to|至|到|and)\s?)"
    after = rf"(?:[\s-]?多?余?(?P<after>(?:{latin_name})(?![a-z])|{han_name}))"
    pattern = (
        rf"(?P<before>(?<![A-Za-z])(?:{sign}|人民币)\s?)?(?P<first>(?<![\d.,A-Za-z]){number})(?P<scale1>{scale})?"
        rf"(?:(?P<to>{to})(?P<before2>(?:{sign})\s?)?(?P<second>{number})(?P<scale2>{scale})?)?"
        rf"(?P<more>\s?[多余])?(?:{after})?"
    )
    vague = (
        rf"(?P<zh>(?P<few>[数几]|上)(?P<unit>[十百千]?[万亿]|[十百千])(?P<zhcur>{currencies.alternatives([n for n in currencies.names() if not n.isascii()])}))"
        rf"|(?P<grade>[十百千][万亿]?级(?P<gradecur>美元|元|人民币|欧元|港元))"
        rf"|(?P<en>(?P<sign>(?:{sign})\s?)?(?P<many>tens|dozens|hundreds|several|a few)(?: hundred)? (?:of )?(?P<enscale>thousands?|millions?|billions?)(?: of)?\s(?P<encur>{currencies.alternatives([n for n in currencies.names() if n.isascii() and len(n) > 3])}))"
        rf"|(?P<digits>(?P<level>low|mid|high)[\s-](?:to[\s-]\w+[\s-])?(?P<size>single|double|triple)[\s-]digit[\s-](?P<dscale>million|billion)s?(?:[\s-](?P<dcur>{currencies.alternatives([n for n in currencies.names() if n.isascii() and len(n) > 3])}))?)"
    )
    return _Grammar(re.compile(pattern, re.I), re.compile(vague, re.I))


def find_amounts(text: str, language: str | None = None, field: TextField = "text") -> list[Amount]:
    """The amounts of money in a text, in order, without overlap; `text[a.start:a.end] == a.text` for each."""
    folded = fold(text[:MAX_CHARACTERS])
    found = [amount for match in _grammar().vague.finditer(folded) if (amount := _vague(match, language, field))]
    taken = [(a.start, a.end) for a in found]
    for start, end in _regions(folded):
        for match in _grammar().pattern.finditer(folded, start, end):
            for amount in _plain(match, folded, language, field):
                if not any(a < amount.end and amount.start < b for a, b in taken):
                    found.append(amount)
    found.sort(key=lambda a: a.start)
    return [_described(folded, text, a, found[i - 1] if i else None) for i, a in enumerate(found)]


_NEAR = re.compile(r"[$€£¥₹₩₪元币圆镑郎卢]|\b(?:" + "|".join(currencies.CODES) + r"|dollars?|euros?|pounds?|yuan|renminbi|yen|won|"
                   r"rupees|francs|kron\w+|kroner|sterling|shekels|Rs)", re.I)  # fmt: skip


def _regions(text: str) -> list[tuple[int, int]]:
    """Where money can be: around each sign, code or name. Most sentences hold none, and are not parsed at all."""
    regions: list[tuple[int, int]] = []
    for match in _NEAR.finditer(text):
        start, end = max(0, match.start() - 60), min(len(text), match.end() + 60)
        # Not within a run of digits or letters, which would be half a number.
        while start > 0 and start > match.start() - 90 and (text[start - 1].isalnum() or text[start - 1] in ".,"):
            start -= 1
        if regions and start <= regions[-1][1]:
            regions[-1] = (regions[-1][0], end)
        else:
            regions.append((start, end))
    return regions


def _plain(match: re.Match[str], text: str, language: str | None, field: TextField) -> list[Amount]:
    before, after = match["before"], match["after"]
    if not before and not after and not match["before2"]:
        return []
    if _is_guarded(match, text):
        return []
    currency = _currency(match, text, language)
    first, second = _value(match["first"], match["scale1"]), None
    end = match.end()
    if match["second"] is not None:
        second = _value(match["second"], match["scale2"])
        own_unit = bool(match["scale1"]) and bool(before and match["before2"])
        if own_unit or (before and not match["before2"] and match["to"].strip().lower() == "and"):
            return _two(match, text, currency, language, field)
        if second is None:
            return []
        if (not match["scale1"] and match["scale2"] and not match["before2"]) or (not match["scale1"] and match["scale2"]):
            first = _value(match["first"], match["scale2"])
        if first is None or second <= first:
            return _two(match, text, currency, language, field)
    if first is None:
        return []
    # "$5 and" must not swallow what follows it.
    start, end = match.start(), _trim(text, match.start(), end)
    return [Amount(field=field, start=start, end=end, text="", value=first, value_max=second, currency=currency)]


def _two(match: re.Match[str], text: str, currency: str, language: str | None, field: TextField) -> list[Amount]:
    """Two amounts that stand side by side."""
    found = []
    first = _value(match["first"], match["scale1"])
    if first is not None and (match["before"] or match["after"]):
        end = match.end("scale1") if match["scale1"] else match.end("first")
        found.append(Amount(field=field, start=match.start(), end=end, text="", value=first, currency=currency))
    second = _value(match["second"], match["scale2"])
    if second is not None and (match["before2"] or match["after"]):
        sign = currencies.code_of(match["before2"], language) if match["before2"] else currency
        start = match.start("before2") if match["before2"] else match.start("second")
        found.append(
            Amount(field=field, start=start, end=_trim(text, start, match.end()), text="", value=second, currency=sign)
        )
    return found


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " -–—~":
        end -= 1
    return end


def _currency(match: re.Match[str], text: str, language: str | None) -> str:
    written = (match["before"] or match["before2"] or "").strip()
    after = (match["after"] or "").strip()
    if written == "人民币":
        return "CNY"
    if written in ("$", "") and after and len(after) >= 2:
        return currencies.code_of(after, language)
    if not written:
        return currencies.code_of(after, language)
    if written == "¥" and language == "en":
        near = text[max(0, match.start() - 200) : match.end() + 200]
        return "CNY" if re.search(r"china|chinese|beijing|shanghai|shenzhen|hangzhou|rmb|yuan", near, re.I) else "JPY"
    return currencies.code_of(written, language)


def _value(number: str, scale: str | None) -> Decimal | None:
    if number[0].isdigit():
        value = numbers.parse_chinese(number) if "亿" in number else numbers.parse_digits(number)
    elif number[0].isascii():
        value = numbers.parse_words(number)
    else:
        value = numbers.parse_chinese(number)
    if value is None or scale is None:
        return value
    unit = re.sub(r"[\s-]|^个", "", scale.lower())
    exponent = 8 if unit == "hundredmillion" else numbers.SCALES[unit]
    return (value * Decimal(10) ** exponent).normalize() + 0


def _is_guarded(match: re.Match[str], text: str) -> bool:
    """Things that look like money and are none."""
    after, end = (match["after"] or "").lower(), match.end()
    following = text[end : end + 12].lower()
    if after == "元" and following[:1] in tuple("旦宵素件组数认年月首老凶宝宇"):
        return True
    if after in {"pounds", "pound"} and re.match(
        r"\s*(?:of (?:body )?weight|heavier|lighter|lost|per square|of (?!compensation))", following
    ):
        return True
    if (
        not match["before"]
        and not match["scale1"]
        and not match["scale2"]
        and after == "won"
        and not following.startswith(" (")
    ):
        return True  # "two won": they were victorious
    if not match["before"] and after in {"won", "all", "try"} and match["first"][0].isalpha():
        return True
    if text[match.start() - 1 : match.start()] in {"/", "-"} and match.start() and not match["before"]:
        return text[match.start() - 2 : match.start() - 1].isalnum()
    return bool(re.match(r"\s*%|%", following)) and not after


def _vague(match: re.Match[str], language: str | None, field: TextField) -> Amount | None:
    low: Decimal
    high: Decimal
    if match["zh"]:
        unit = _unit(match["unit"])
        low, high = unit, unit * 9
        currency = currencies.code_of(match["zhcur"], language)
    elif match["grade"]:
        unit = _unit(match["grade"].split("级")[0])
        low, high, currency = unit, unit * 10 - 1, currencies.code_of(match["gradecur"], language)
    elif match["en"]:
        least, most = _VAGUE_EN[match["many"].lower()]
        unit = Decimal(10) ** numbers.SCALES[match["enscale"].lower().rstrip("s")]
        low, high = least * unit, most * unit
        currency = currencies.code_of((match["sign"] or match["encur"]).strip(), language)
    else:
        least, most = _VAGUE_DIGITS[match["level"].lower()]
        power = {"single": 0, "double": 1, "triple": 2}[match["size"].lower()]
        unit = Decimal(10) ** (numbers.SCALES[match["dscale"].lower()] + power)
        low, high = least * unit, most * unit + (unit - unit / 10**power if power else 0)
        currency = currencies.code_of(match["dcur"], language) if match["dcur"] else "USD"
    return Amount(field=field, start=match.start(), end=match.end(), text="", value=low + 0, value_max=high + 0,
                  currency=currency, vague=True)  # fmt: skip


def _unit(text: str) -> Decimal:
    value = Decimal(1)
    for character in text:
        value *= Decimal(10) ** {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}[character]
    return value


def _described(folded: str, text: str, amount: Amount, previous: Amount | None) -> Amount:
    """The amount with its text, hedges and role."""
    lead = folded[max(0, amount.start - 40) : amount.start]
    conversion = _is_conversion(folded, amount, previous)
    role, kind = (
        (previous.role, previous.milestone_kind)
        if conversion and previous and previous.role != "other"
        else role_of(folded, amount.start, amount.end)
    )
    return amount.model_copy(
        update={
            "text": text[amount.start : amount.end], "up_to": bool(_UP_TO.search(lead)),
            "approx": bool(_APPROX.search(lead)) or bool(re.search(r"[多余]", text[amount.start : amount.end])),
            "conversion": conversion, "role": role, "milestone_kind": kind,
        }
    )  # fmt: skip


def _is_conversion(text: str, amount: Amount, previous: Amount | None) -> bool:
    if previous is None or amount.start - previous.end > 30 or amount.currency == previous.currency:
        return False
    between = text[previous.end : amount.start]
    return bool(_CONVERSION.search(between)) or bool(
        re.fullmatch(r"\s*,?\s*(?:or|,)\s*(?:about|approximately|around)?\s*", between)
    )
