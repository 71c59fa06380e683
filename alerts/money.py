"""Amounts as readers write them: in the currency they were named in, and in US dollars beside it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from babel.numbers import get_currency_name

from alerts.texts import clean
from bus.events import Amount

_SCALES = {
    "en": ((12, " trillion"), (9, " billion"), (6, " million")),
    "zh": ((12, "万亿"), (8, "亿"), (4, "万")),
}
# A rate of another day would move the fourth digit, so no more are shown.
_THREE_DIGITS = Context(prec=3, rounding=ROUND_HALF_UP)


def money(amount: Amount, language: str = "en") -> str:
    """USD 1.2 billion, 12亿美元; for an amount without a number, what the article says."""
    if amount.value is None or amount.currency is None:
        return clean(amount.text, 80)
    return _hedge(amount) + _between(amount.value, amount.value_max, amount.currency, language)


def dollars(amount: Amount, language: str = "en") -> str:
    """The value in US dollars, rounded; empty for an amount that is in dollars already, or whose rate is not known."""
    if amount.usd is None or amount.currency == "USD":
        return ""
    most = None if amount.usd_max is None else _THREE_DIGITS.plus(amount.usd_max)
    return "≈ " + _between(_THREE_DIGITS.plus(amount.usd), most, "USD", language)


def rates_note(amounts: Iterable[Amount], language: str = "en") -> str:
    """The days of the rates behind the dollars shown; empty where none was needed."""
    days = ", ".join(sorted({str(a.usd_on) for a in amounts if a.usd_on}))
    if not days:
        return ""
    return f"≈ 美元按{days}央行参考汇率折算" if language == "zh" else f"≈ USD at central banks' reference rates of {days}"


def _hedge(amount: Amount) -> str:
    return "≤ " if amount.up_to else "~ " if amount.approx or amount.vague else ""


def _between(least: Decimal, most: Decimal | None, currency: str, language: str) -> str:
    shown = scaled(least, language)
    if most is not None and most != least:
        shown = f"{shown} – {scaled(most, language)}"
    return f"{shown}{_name(currency)}" if language == "zh" else f"{currency} {shown}"


@cache
def _name(currency: str) -> str:
    return str(get_currency_name(currency, locale="zh"))


def scaled(value: Decimal, language: str) -> str:
    """A number in millions, 万 or 亿."""
    for power, name in _SCALES[language]:
        if abs(value) >= Decimal(10) ** power:
            return f"{(value / Decimal(10) ** power).normalize():f}{name}"
    return f"{value.normalize():,f}"
