"""find_amounts: spans, then what is said beside each, then what it is for."""

from __future__ import annotations

import re
from decimal import Decimal

from bus.events import Amount, TextField
from classifiers.amounts.folding import fold
from classifiers.amounts.hedges import Hedges, hedges_of
from classifiers.amounts.roles import assign_roles
from classifiers.amounts.spans import Money, find_money

MAX_CHARACTERS = 400_000  # of a text that are looked at
_HAN = re.compile(r"[\u4e00-\u9fff]")


def find_amounts(text: str, language: str | None = None, field: TextField = "text") -> list[Amount]:
    """The amounts of money in a text, in order, without overlap; `text[a.start:a.end] == a.text` for each."""
    folded = fold(text[:MAX_CHARACTERS])
    found = find_money(folded, language or ("zh" if _HAN.search(folded) else "en"))
    found = [_of_norway(money, folded) for money in found]
    hedges: list[Hedges] = []
    for i, money in enumerate(found):
        hedges.append(hedges_of(folded, money, found[i - 1] if i else None, hedges[-1] if i else None))
    roles = assign_roles(folded, found, [hedge.conversion for hedge in hedges])
    return [
        Amount(
            field=field, start=money.start, end=money.end, text=text[money.start : money.end], value=_plain(money.low),
            value_max=None if money.high is None else _plain(money.high), currency=money.currency, role=role.name,
            milestone_kind=role.milestone_kind, vague=money.vague, **hedge._asdict(),
        )
        for money, hedge, role in zip(found, hedges, roles, strict=True)
    ]  # fmt: skip


def _of_norway(money: Money, text: str) -> Money:
    """Kroner, in a text about Norway that does not name Denmark, are Norwegian."""
    if money.currency != "DKK" or "dk" in text[money.start : money.end].casefold():
        return money
    return money._replace(currency="NOK") if _NORWEGIAN.search(text) and not _DANISH.search(text) else money


_NORWEGIAN = re.compile(r"\bnorw(?:ay|egian)", re.I)
_DANISH = re.compile(r"\b(?:danish|danes?|denmark|copenhagen)\b", re.I)


def _plain(value: Decimal) -> Decimal:
    """The value without the zeros that its scale left behind the point: 1.2亿 is 120000000, not 120000000.0."""
    whole = value.to_integral_value()
    return whole if whole == value else value
