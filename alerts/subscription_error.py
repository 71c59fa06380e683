"""What every part of the room raises for what a subscriber typed."""

from __future__ import annotations


class SubscriptionError(ValueError):
    """A subscriber, rule or channel cannot be as given; the message says what to write."""
