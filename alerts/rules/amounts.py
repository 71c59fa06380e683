"""Conditions on amounts: their role, the currency they are named in, their size there or in US dollars, whether any is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from alerts.money import dollars, money
from alerts.rules.chinese import in_chinese
from alerts.rules.conditions import COMPARE
from alerts.rules.events import OfEvent
from alerts.rules.facts import EventFacts, Facts, Key, highest, lowest, magnitude
from alerts.rules.messages import Found
from alerts.rules.quoting import bare
from alerts.rules.tree import Condition, Place, Scope
from alerts.words import Both, word
from bus.events import Amount

ANY = "amount"
SHOWN = 4  # amounts in a reason


@dataclass(frozen=True, slots=True)
class Bound:
    """`>= 50 million USD`: what the amount is worth in US dollars, or in another currency if it is named in that."""

    comparison: str
    value: Decimal
    currency: str = "USD"

    def holds(self, amount: Amount, *, named: bool) -> bool:
        in_dollars = self.currency == "USD" and not named
        if not in_dollars and amount.currency != self.currency:
            return False
        least, most = lowest(amount, in_dollars=in_dollars), highest(amount, in_dollars=in_dollars)
        if least is None or most is None:
            return False
        if self.comparison == "=":
            return least <= self.value <= most
        # Of a range, or of what may be "up to" so much, the end that is in favour counts.
        return COMPARE[self.comparison](most if self.comparison.startswith(">") else least, self.value)

    def __str__(self) -> str:
        return f"{self.comparison} {written(self.value)} {self.currency}"


def written(value: Decimal) -> str:
    """A sum as people write it, exactly."""
    for power, name in ((12, " trillion"), (9, " billion"), (6, " million")):
        scaled = value.scaleb(-power).normalize()
        if value >= Decimal(10) ** power and -int(scaled.as_tuple().exponent) <= 3:
            return f"{scaled:f}{name}"
    return f"{value.normalize():f}"


@dataclass(frozen=True, slots=True)
class Sum(Condition):
    """One amount has one of the roles (any, where none is named) and keeps all bounds."""

    roles: tuple[str, ...] = ()
    currency: str = ""  # it is named in; nothing: in any
    bounds: tuple[Bound, ...] = ()

    @property
    def scope(self) -> Scope:
        return "either"

    def holds(self, facts: Facts, event: Place) -> bool:
        return any(self.fits(amount) for amount in self._amounts(facts, (event,)))

    def fits(self, amount: Amount) -> bool:
        if self.roles and amount.role not in self.roles:
            return False
        if self.currency and amount.currency != self.currency:
            return False
        return all(bound.holds(amount, named=bound.currency == self.currency) for bound in self.bounds)

    def _amounts(self, facts: Facts, events: Sequence[Place]) -> Sequence[Amount]:
        if self.of_event:
            return [term for event in events if event for term in event.event.terms]
        return facts.amounts

    def keys(self) -> list[Key]:
        least = next((bound for bound in self.bounds if bound.comparison in {">=", ">", "="}), None)
        if least is None:
            return [("amount", role, self.currency, "0") for role in self.roles or ("",)]
        in_dollars = least.currency == "USD" and self.currency != "USD"
        currency, size = "worth" if in_dollars else least.currency, str(magnitude(least.value))
        return [("amount", role, currency, size) for role in self.roles or ("",)]

    def frequency(self) -> float:
        size = int(self.keys()[0][3])
        return float((0.08 * len(self.roles) if self.roles else 0.4) * 0.85**size)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        amounts = self._amounts(facts, events)
        of_role = [a for a in amounts if not self.roles or a.role in self.roles] or amounts
        holds = any(self.fits(amount) for amount in amounts)
        return Found("amount_holds" if holds else "amount", shown(of_role), Both(str(self), in_chinese(str(self))))

    def __str__(self) -> str:
        if not self.currency and not self.bounds:
            return f"{_roles(self.roles)} disclosed"
        return " ".join([_roles(self.roles), *([f"in {self.currency}"] if self.currency else []), *map(str, self.bounds)])


@dataclass(frozen=True, slots=True)
class Undisclosed(OfEvent):
    """The event tells no amount of these roles, or none at all."""

    roles: tuple[str, ...] = ()

    def fits(self, event: EventFacts) -> bool:
        return not self._told(event)

    def _told(self, event: EventFacts) -> list[Amount]:
        return [term for term in event.event.terms if not self.roles or term.role in self.roles]

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("undisclosed", shown([term for e in events if e for term in self._told(e)]))

    def __str__(self) -> str:
        return f"{_roles(self.roles)} undisclosed"


def _roles(roles: Sequence[str]) -> str:
    return bare(roles) if roles else ANY


def shown(amounts: Sequence[Amount]) -> tuple[str, ...]:
    texts = (
        Both(_shown(amount, amount.role.replace("_", " "), "en"), _shown(amount, word("roles", amount.role, "zh"), "zh"))
        for amount in amounts
    )
    return tuple(dict.fromkeys(texts))[:SHOWN]


def _shown(amount: Amount, role: str, language: str) -> str:
    return " ".join(filter(None, (role, money(amount, language), dollars(amount, language))))
