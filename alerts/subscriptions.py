"""Subscribers, their rules and their channels, as plain data, checked on the way in."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.rules.form import parse_conditions
from alerts.rules.wanted import Conditions
from alerts.subscription_error import SubscriptionError

LANGUAGES = ("en", "zh")
__all__ = ["LANGUAGES", "Channel", "Conditions", "Rule", "Subscriber", "SubscriptionError", "parse_conditions"]


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
    urgent: bool = False
    paused: bool = False


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
