"""Sums of money as rules write them: 50 million USD, $1.2bn, 3亿元, 5,000万美元."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache

from babel.numbers import list_currencies

_UNITS = {
    "trillion": 12, "tn": 12, "billion": 9, "bn": 9, "b": 9, "million": 6, "mn": 6, "m": 6, "thousand": 3, "k": 3,
    "万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3,
}  # fmt: skip
_SIGNS = {"us$": "USD", "hk$": "HKD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "rmb": "CNY"}
_NAMES = {
    "us dollars": "USD", "dollars": "USD", "dollar": "USD", "美元": "USD", "美金": "USD", "元": "CNY", "元人民币": "CNY",
    "人民币": "CNY", "rmb": "CNY", "yuan": "CNY", "欧元": "EUR", "euros": "EUR", "euro": "EUR", "英镑": "GBP", "pounds": "GBP",
    "日元": "JPY", "yen": "JPY", "港元": "HKD", "港币": "HKD", "瑞士法郎": "CHF", "韩元": "KRW",
}  # fmt: skip
_SUM = re.compile(
    rf"(?P<sign>{'|'.join(map(re.escape, _SIGNS))})?\s*(?P<number>\d[\d,_]*(?:\.\d+)?)\s*"
    rf"(?P<unit>(?:{'|'.join(_UNITS)})(?![a-z]))?\s*(?P<currency>.*)",
    re.IGNORECASE | re.DOTALL,
)


def parse_sum(text: str) -> tuple[Decimal, str] | None:
    """The value in major units and the currency, nothing where none is named; None for what is no sum."""
    match = _SUM.fullmatch(text.strip())
    if match is None:
        return None
    try:
        value = Decimal(re.sub("[,_]", "", match["number"])).scaleb(_UNITS.get((match["unit"] or "").lower(), 0))
    except InvalidOperation:
        return None
    currency = currency_of(match["currency"]) if match["currency"] else ""
    if currency is None:
        return None
    return value, currency or _SIGNS.get((match["sign"] or "").lower(), "")


def parse_share(text: str) -> Decimal | None:
    """0.9 or 90%, or None for what is no number from 0 to 1."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(%?)", text)
    value = Decimal(match[1]).scaleb(-2 if match[2] else 0) if match else None
    return value if value is not None and value <= 1 else None


def currency_of(text: str) -> str | None:
    """The ISO 4217 code of a currency by code or name, or None."""
    name = " ".join(text.lower().split())
    return _NAMES.get(name) or (name.upper() if name.upper() in _codes() else None)


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())
