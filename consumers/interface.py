"""What the loop needs of a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bus.events import Event

Clock = Callable[[], datetime]  # aware, UTC


class Handler(Protocol):
    """Turns events into events; it never publishes.

    May see the same event again after a restart, so handling it twice must be harmless. Raise InvalidMessage for an event
    that can never succeed, BusUnavailable (or a subclass of Unavailable) for what will pass; anything else is tried again.
    """

    name: str
    topic: str

    def handle(self, events: Sequence[Event]) -> list[Event]: ...


class Unavailable(Exception):
    """Something the handler needs does not answer (a database that restarts): wait, and do not count an attempt."""


class WorkerBroken(Exception):
    """Nearly everything fails: the worker stops rather than empty its topic into the dead letters."""
