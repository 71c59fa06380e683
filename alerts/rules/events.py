"""Conditions on one event: its kind, status, parties, sides, agency and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alerts.rules.conditions import COMPARE
from alerts.rules.facts import EventFacts, Facts, Key, is_named, name_key
from alerts.rules.messages import Found, told
from alerts.rules.quoting import bare, listed
from alerts.rules.tree import Condition, Place, Scope
from alerts.words import Both, named


@dataclass(frozen=True, slots=True)
class OfEvent(Condition):
    """Base of conditions that only an event can fulfil."""

    @property
    def scope(self) -> Scope:
        return "event"

    def holds(self, facts: Facts, event: Place) -> bool:
        return event is not None and self.fits(event)

    def fits(self, event: EventFacts) -> bool:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Kind(OfEvent):
    kinds: tuple[str, ...]

    def fits(self, event: EventFacts) -> bool:
        return event.event.kind in self.kinds

    def keys(self) -> list[Key]:
        return [("kind", kind) for kind in self.kinds]

    def frequency(self) -> float:
        return 0.05 * len(self.kinds)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("kind", _each(named("kinds", e.event.kind) if e.event.kind else _no_kind() for e in events if e))

    def __str__(self) -> str:
        return f"kind {bare(self.kinds)}"


@dataclass(frozen=True, slots=True)
class Status(OfEvent):
    statuses: tuple[str, ...]

    def fits(self, event: EventFacts) -> bool:
        return event.event.status in self.statuses

    def keys(self) -> list[Key]:
        return [("status", status) for status in self.statuses]

    def frequency(self) -> float:
        return sum(0.4 if status == "announced" else 0.04 for status in self.statuses)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("status", _each(named("statuses", e.event.status) for e in events if e))

    def __str__(self) -> str:
        return f"status {bare(self.statuses)}"


@dataclass(frozen=True, slots=True)
class Party(OfEvent):
    """One of these companies or agencies takes part, on one of the sides where any is named."""

    names: tuple[str, ...]
    known: tuple[str, ...]  # every name of theirs, folded
    sides: tuple[str, ...] = ()

    def fits(self, event: EventFacts) -> bool:
        return any((not self.sides or side in self.sides) and is_named(names, self.known) for names, side in event.parties)

    def keys(self) -> list[Key]:
        return [name_key("party", name) for name in self.known]

    def frequency(self) -> float:
        return 0.003 * len(self.known)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        parties = _each(_party(p.name, p.side if self.sides else None) for e in events if e for p in e.event.parties)
        holds = any(self.holds(facts, event) for event in events)
        return Found("party_holds" if holds else "party", parties, ", ".join(self.names))

    def __str__(self) -> str:
        return f"party {listed(self.names)}{f' as {bare(self.sides)}' if self.sides else ''}"


def _party(name: str, side: str | None) -> str:
    return Both(f"{name} ({side})", f"{name}（{named('sides', side).chinese}）") if side else name


def _no_kind() -> Both:
    return Both(told("words", "unnamed", "en"), told("words", "unnamed", "zh"))


@dataclass(frozen=True, slots=True)
class Side(OfEvent):
    """Somebody stands on one of these sides."""

    sides: tuple[str, ...]

    def fits(self, event: EventFacts) -> bool:
        return any(side in event.sides for side in self.sides)

    def keys(self) -> list[Key]:
        return [("side", side) for side in self.sides]

    def frequency(self) -> float:
        return 0.08 * len(self.sides)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("side", _each(named("sides", p.side) for e in events if e for p in e.event.parties if p.side))

    def __str__(self) -> str:
        return f"side {bare(self.sides)}"


@dataclass(frozen=True, slots=True)
class Agency(OfEvent):
    """One of these agencies acts: it is the event's agency, or a party that issues or decides."""

    names: tuple[str, ...]
    known: tuple[str, ...]

    def fits(self, event: EventFacts) -> bool:
        return is_named(event.agencies, self.known)

    def keys(self) -> list[Key]:
        return [name_key("agency", name) for name in self.known]

    def frequency(self) -> float:
        return 0.01 * len(self.known)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("agency", _each(e.event.agency for e in events if e and e.event.agency))

    def __str__(self) -> str:
        return f"agency {listed(self.names)}"


@dataclass(frozen=True, slots=True)
class Confidence(OfEvent):
    """How sure it is that the event is what it is read as."""

    comparison: str
    least: Decimal

    def fits(self, event: EventFacts) -> bool:
        return COMPARE[self.comparison](Decimal(repr(event.event.confidence)), self.least)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("confidence", _each(f"{e.event.confidence:.2f}" for e in events if e))

    def __str__(self) -> str:
        return f"confidence {self.comparison} {self.least:f}"


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
