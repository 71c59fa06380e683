"""find_amounts: spans, then flags, then roles."""

from __future__ import annotations

import re

from bus.events import Amount, TextField
from classifiers.amounts.folding import fold
from classifiers.amounts.spans import Money, find_money

MAX_CHARACTERS = 400_000  # of a text that are looked at
_HAN = re.compile(r"[\u4e00-\u9fff]")


def find_amounts(text: str, language: str | None = None, field: TextField = "text") -> list[Amount]:
    """The amounts of money in a text, in order, without overlap; `text[a.start:a.end] == a.text` for each."""
    folded = fold(text[:MAX_CHARACTERS])
    language = language or ("zh" if _HAN.search(folded) else "en")
    return [_amount(text, money, field) for money in find_money(folded, language)]


def _amount(text: str, money: Money, field: TextField) -> Amount:
    return Amount(
        field=field, start=money.start, end=money.end, text=text[money.start : money.end], value=money.low, value_max=money.high,
        currency=money.currency, approx=money.more, vague=money.vague,
    )  # fmt: skip
