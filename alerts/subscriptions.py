"""Subscribers, their rules and their channels, as plain data, checked on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bus.events import LABELS
from bus.vocabulary import ALL_KINDS, ROLES

LANGUAGES = ("en", "zh")


class SubscriptionError(ValueError):
    """A subscriber, rule or channel cannot be as given; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a rule asks of an article. Every condition given must hold; within one, any of its values."""

    labels: frozenset[str] = frozenset()
    text: tuple[str, ...] = ()  # words or phrases
    min_amount: Decimal | None = None  # of one amount, in `currency`
    currency: str = "USD"
    sources: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()  # of one event
    parties: frozenset[str] = frozenset()  # names of companies or agencies that take part in it
    roles: frozenset[str] = frozenset()  # of the amount
    min_usd: Decimal | None = None  # of the amount, whatever its currency

    def as_json(self) -> dict[str, Any]:
        return {
            "labels": sorted(self.labels), "text": list(self.text), "currency": self.currency,
            "min_amount": None if self.min_amount is None else str(self.min_amount),
            "sources": sorted(self.sources), "languages": sorted(self.languages), "kinds": sorted(self.kinds),
            "parties": sorted(self.parties), "roles": sorted(self.roles),
            "min_usd": None if self.min_usd is None else str(self.min_usd),
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Conditions:
        """Rules written before events were read lack what those add."""
        return cls(
            frozenset(row["labels"]), tuple(row["text"]), _decimal(row["min_amount"]), row["currency"],
            frozenset(row["sources"]), frozenset(row["languages"]), frozenset(row.get("kinds", ())),
            frozenset(row.get("parties", ())), frozenset(row.get("roles", ())), _decimal(row.get("min_usd")),
        )  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a subscriber, with the channels that it alerts."""

    id: int
    name: str
    subscriber_id: int
    subscriber: str
    language: str  # of the alert's own words
    conditions: Conditions
    channel_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a subscriber is told; the URL is a secret."""

    id: int
    subscriber_id: int
    kind: str
    url: str
    secret: str = ""  # signs what a webhook gets
    token: str = ""  # of its unsubscribe link
    paused: str = ""  # why nothing is sent to it; nothing: it is in use

    def __repr__(self) -> str:
        return f"Channel(id={self.id}, subscriber_id={self.subscriber_id}, kind={self.kind!r})"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who is told."""

    id: int
    name: str
    language: str
    active: bool = True


def parse_conditions(
    name: str,
    *,
    labels: tuple[str, ...] = (),
    text: tuple[str, ...] = (),
    min_amount: str | None = None,
    currency: str = "USD",
    sources: tuple[str, ...] = (),
    languages: tuple[str, ...] = (),
    kinds: tuple[str, ...] = (),
    parties: tuple[str, ...] = (),
    roles: tuple[str, ...] = (),
    min_usd: str | None = None,
) -> Conditions:
    """Conditions from what was typed. Raises SubscriptionError that names the rule, the value and the cure."""
    for what, given, known in (
        ("label", labels, LABELS), ("language", languages, LANGUAGES), ("kind", kinds, ALL_KINDS), ("role", roles, ROLES),
    ):  # fmt: skip
        for value in given:
            if value not in known:
                raise SubscriptionError(f"rule {name!r}: {value!r} is not a {what}; write {', '.join(known)}")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise SubscriptionError(f"rule {name!r}: {currency!r} is not a currency; write its ISO code, as USD or CNY")
    words = tuple(word.strip() for word in text if word.strip())
    names = frozenset(party.strip() for party in parties if party.strip())
    return Conditions(
        frozenset(labels), words, _amount(name, min_amount), currency.upper(), frozenset(sources), frozenset(languages),
        frozenset(kinds), names, frozenset(roles), _amount(name, min_usd),
    )  # fmt: skip


def _amount(name: str, text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        value = Decimal(text.replace(",", "").replace("_", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        raise SubscriptionError(f"rule {name!r}: amount {text!r} is not a number; write 5000000")
    return value
