"""How conditions are joined. A rule matches when some one event makes it true; an article without events is tried as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeVar

from alerts.rules.facts import EventFacts, Facts, Key
from alerts.rules.messages import Found

Place = EventFacts | None  # the event that is tried, or none
Scope = Literal["article", "event", "either"]


class Node(Protocol):
    """A part of a rule."""

    def holds(self, facts: Facts, event: Place) -> bool: ...

    def __str__(self) -> str:
        """The part in the rule language."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Base of what stands at the leaves. `keys` are such that one of them stands in every article where it holds, or None."""

    start: int = field(default=0, compare=False, kw_only=True)  # where its clause stands in what was typed
    end: int = field(default=0, compare=False, kw_only=True)
    of_event: bool = field(default=False, kw_only=True)  # asked of the event that is tried, not of the whole article

    @property
    def scope(self) -> Scope:
        return "article"

    def holds(self, facts: Facts, event: Place) -> bool:
        raise NotImplementedError

    def keys(self) -> list[Key] | None:
        return None

    def frequency(self) -> float:
        """About how many articles have one of the keys, as a share; the index files a rule under its rarest."""
        return 1.0

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        """What the article, or these events of it, have instead."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Everything(Condition):
    """Holds for every article."""

    def holds(self, facts: Facts, event: Place) -> bool:
        return True

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("everything")

    def __str__(self) -> str:
        return "everything"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]

    def holds(self, facts: Facts, event: Place) -> bool:
        return all(part.holds(facts, event) for part in self.parts)

    def __str__(self) -> str:
        return " and ".join(f"({part})" if isinstance(part, Or) else str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]

    def holds(self, facts: Facts, event: Place) -> bool:
        return any(part.holds(facts, event) for part in self.parts)

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    part: Node

    def holds(self, facts: Facts, event: Place) -> bool:
        return not self.part.holds(facts, event)

    def __str__(self) -> str:
        return f"not ({self.part})" if isinstance(self.part, And | Or) else f"not {self.part}"


@dataclass(frozen=True, slots=True)
class AnyEvent:
    """`event (...)`: some event of the article fits, whichever one the rest of the rule is about."""

    part: Node

    def holds(self, facts: Facts, event: Place) -> bool:
        return any(self.part.holds(facts, other) for other in facts.events)

    def __str__(self) -> str:
        return f"event ({self.part})"


N = TypeVar("N", bound=Node)


def matches(tree: Node, facts: Facts) -> bool:
    return any(tree.holds(facts, event) for event in events_of(facts))


def events_of(facts: Facts) -> Sequence[Place]:
    return facts.events or (None,)


def conditions(node: Node) -> Iterator[Condition]:
    """The leaves, in order."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from conditions(part)
    elif isinstance(node, Not | AnyEvent):
        yield from conditions(node.part)
    elif isinstance(node, Condition):
        yield node


def asks_of_event(node: Node) -> bool:
    """Whether a part, `event (...)` aside, has a condition that only an event can fulfil."""
    if isinstance(node, And | Or):
        return any(asks_of_event(part) for part in node.parts)
    if isinstance(node, Not):
        return asks_of_event(node.part)
    return isinstance(node, Condition) and node.scope == "event"


def bind(node: Node, of_event: bool = False) -> Node:
    """Say of labels and amounts whether they are asked of the event: they are where a condition on events stands beside them.

    The alternatives of an `or` are looked at one by one: in `kind license or total > 1 billion` the total is anyone's.
    """
    if isinstance(node, And):
        inside = of_event or asks_of_event(node)
        return And(tuple(bind(part, inside) for part in node.parts))
    if isinstance(node, Or):
        return Or(tuple(bind(part, of_event) for part in node.parts))
    if isinstance(node, Not):
        return Not(bind(node.part, of_event))
    if isinstance(node, AnyEvent):
        return AnyEvent(bind(node.part, True))
    if isinstance(node, Condition) and node.scope == "either":
        return replace(node, of_event=of_event)
    return node
