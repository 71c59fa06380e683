"""Why a rule does not match an article: the first condition that fails; and condition by condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alerts.rules.chinese import in_chinese
from alerts.rules.facts import Facts
from alerts.rules.messages import told
from alerts.rules.tree import And, AnyEvent, Condition, Node, Not, Or, Place, events_of


def first_failure(tree: Node, facts: Facts, language: str = "en") -> str | None:
    """The first condition that fails, in words, or None when the rule matches.

    Conditions are taken in the order in which they are written. Each leaves the events that it holds for; the one that
    leaves none is the one that fails, and what it found is told of the events that were left before it.
    """
    return _failure(tree, facts, events_of(facts), language)


def _clause(node: Node, language: str) -> str:
    return in_chinese(str(node)) if language == "zh" else str(node)


def _failure(node: Node, facts: Facts, events: Sequence[Place], language: str) -> str | None:
    if any(node.holds(facts, event) for event in events):
        return None
    if isinstance(node, And):
        for part in node.parts:
            left = [event for event in events if part.holds(facts, event)]
            if not left:
                return _failure(part, facts, events, language)
            events = left
    if isinstance(node, Or):
        reasons = [_failure(part, facts, events, language) or "" for part in node.parts]
        return told("words", "alternatives", language, reasons="; ".join(reasons))
    if isinstance(node, Not):
        return told("words", "excluded", language, clause=_clause(node.part, language))
    if isinstance(node, AnyEvent):
        reason = _failure(node.part, facts, facts.events or (None,), language) or ""
        return told("words", "event", language, reason=reason)
    assert isinstance(node, Condition)
    return node.found(facts, events).tell(language)


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of a rule, as it stands with an article."""

    clause: str
    holds: bool
    found: str  # what the article has there
    excluded: bool = False  # it stands under a `not`
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule matches an article and why, for somebody who asks."""

    matches: bool
    reason: str  # nothing where it matches
    event: int | None  # the number of the event that the conditions were tried on, counted from 0
    checks: tuple[Check, ...]


def verdict(tree: Node, facts: Facts, language: str = "en") -> Verdict:
    """Every condition, tried on the event that fulfils most of them."""
    reason = first_failure(tree, facts, language)
    tried = [(event, tuple(_checks(tree, facts, event, language))) for event in events_of(facts)]
    number, (event, checks) = max(enumerate(tried), key=lambda t: (tree.holds(facts, t[1][0]), _score(t[1][1]), -t[0]))
    return Verdict(reason is None, reason or "", None if event is None else number, checks)


def _score(checks: Sequence[Check]) -> int:
    return sum(check.holds != check.excluded for check in checks)


def _checks(
    node: Node, facts: Facts, event: Place, language: str, excluded: bool = False, depth: int = 0
) -> Iterator[Check]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _checks(part, facts, event, language, excluded, depth + isinstance(part, And | Or))
    elif isinstance(node, Not):
        yield from _checks(node.part, facts, event, language, not excluded, depth)
    elif isinstance(node, AnyEvent):
        best = next((e for e in facts.events if node.part.holds(facts, e)), facts.events[0] if facts.events else None)
        yield from _checks(node.part, facts, best, language, excluded, depth + 1)
    elif isinstance(node, Condition):
        found = node.found(facts, (event,)).tell(language)
        yield Check(_clause(node, language), node.holds(facts, event), found, excluded, depth)
