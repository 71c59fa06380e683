"""A dated table of exchange rates. Decimals only: a float would bend large sums."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path

from bus.events import Amount

REFERENCE = Path(__file__).parent / "reference.toml"
CENT = Decimal("0.01")
NEEDED = frozenset({"USD", "CNY", "GBP", "JPY", "CHF", "HKD"})
LEAST = 20  # currencies; the ECB has quoted about thirty for years
# Rates of neighbouring days move by a few hundredths; a slipped decimal point or a swapped pair moves them by far more.
SOON, JUMP_SOON, JUMP = timedelta(days=31), Decimal("1.3"), Decimal(2)


class RateError(ValueError):
    """A table of rates cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class RateTable:
    """The rates of one day."""

    day: date
    source: str
    per_euro: Mapping[str, Decimal]  # how many units of a currency one euro buys

    def dollars(self, value: Decimal, currency: str | None) -> Decimal | None:
        """The value in US dollars, to the cent, or None where no rate of the currency is known."""
        if currency == "USD":
            return value
        rate = Decimal(1) if currency == "EUR" else self.per_euro.get(currency or "") or self._pegged(currency)
        if rate is None:
            return None
        with localcontext() as context:
            context.prec = 60  # the default would refuse to round a sum of 27 digits to the cent
            return (value * self.per_euro["USD"] / rate).quantize(CENT)

    def _pegged(self, currency: str | None) -> Decimal | None:
        """Units for one euro of a currency that its central bank holds to the dollar."""
        peg = pegs().get(currency or "")
        return None if peg is None else peg * self.per_euro["USD"]


def in_dollars(amount: Amount, table: RateTable) -> Amount:
    """The amount with its value in US dollars beside it; unchanged where there is no value or no rate."""
    if amount.value is None or (usd := table.dollars(amount.value, amount.currency)) is None:
        return amount
    most = None if amount.value_max is None else table.dollars(amount.value_max, amount.currency)
    day = None if amount.currency == "USD" else table.day
    return amount.model_copy(update={"usd": usd, "usd_max": most, "usd_on": day})


@cache
def shipped() -> RateTable:
    """The table that comes with the package."""
    content = tomllib.loads(REFERENCE.read_text(encoding="utf-8"))
    return RateTable(content["day"], content["source"], _decimals(content["rates"]))


@cache
def pegs() -> Mapping[str, Decimal]:
    """Units for one US dollar, of currencies that are held to it."""
    return _decimals(tomllib.loads(REFERENCE.read_text(encoding="utf-8"))["pegs"])


def _decimals(rates: Mapping[str, str]) -> dict[str, Decimal]:
    return {currency: Decimal(rate) for currency, rate in rates.items()}


def objection(new: RateTable, old: RateTable, today: date) -> str | None:
    """Why a table should not replace the old one, or None."""
    if new.day > today + timedelta(days=1):  # a day ahead is the other side of the date line
        return f"it is dated {new.day}, in the future"
    if missing := NEEDED - set(new.per_euro):
        return f"{', '.join(sorted(missing))} missing"
    if len(new.per_euro) < LEAST:
        return f"it holds {len(new.per_euro)} currencies; fewer than {LEAST} is no full table"
    limit = JUMP_SOON if abs(new.day - old.day) <= SOON else JUMP
    for currency in sorted(set(new.per_euro) & set(old.per_euro)):
        before, after = old.per_euro[currency], new.per_euro[currency]
        if max(before, after) / min(before, after) > limit:
            return f"{currency} jumps from {before} for one euro on {old.day} to {after} on {new.day}"
    return None
