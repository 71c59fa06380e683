"""Subscribers, their rules and their channels, as plain data, checked on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bus.events import LABELS

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

    def as_json(self) -> dict[str, Any]:
        return {
            "labels": sorted(self.labels), "text": list(self.text), "currency": self.currency,
            "min_amount": None if self.min_amount is None else str(self.min_amount),
            "sources": sorted(self.sources), "languages": sorted(self.languages),
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Conditions:
        return cls(
            frozenset(row["labels"]), tuple(row["text"]), None if row["min_amount"] is None else Decimal(row["min_amount"]),
            row["currency"], frozenset(row["sources"]), frozenset(row["languages"]),
        )  # fmt: skip


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
) -> Conditions:
    """Conditions from what was typed. Raises SubscriptionError that names the rule, the value and the cure."""
    for label in labels:
        if label not in LABELS:
            raise SubscriptionError(f"rule {name!r}: {label!r} is not a label; write {', '.join(LABELS)}")
    for language in languages:
        if language not in LANGUAGES:
            raise SubscriptionError(f"rule {name!r}: {language!r} is not a language; write {' or '.join(LANGUAGES)}")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise SubscriptionError(f"rule {name!r}: {currency!r} is not a currency; write its ISO code, as USD or CNY")
    words = tuple(word.strip() for word in text if word.strip())
    return Conditions(
        frozenset(labels), words, _amount(name, min_amount), currency.upper(), frozenset(sources), frozenset(languages)
    )


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
