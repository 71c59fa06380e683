"""Conditions on the whole article: its labels, scores, words, source and language."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from alerts.rules.facts import Facts, Key, stands_in, text_keys
from alerts.rules.messages import Found
from alerts.rules.quoting import bare, listed
from alerts.rules.tree import Condition, Place, Scope
from alerts.words import Both, named

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label(Condition):
    """The article was read as one of these; beside conditions on events, the event is one of them, too."""

    labels: tuple[str, ...]

    @property
    def scope(self) -> Scope:
        return "either"

    def holds(self, facts: Facts, event: Place) -> bool:
        if not self.of_event or event is None:
            return any(label in self.labels for label in facts.classified.labels)
        return event.event.label in self.labels and event.event.label in facts.classified.labels

    def keys(self) -> list[Key]:
        return [("label", label) for label in self.labels]

    def frequency(self) -> float:
        return 0.2 * len(self.labels)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        if not self.of_event or not (set(self.labels) & set(facts.classified.labels)):
            return Found("label", _labels(facts.classified.labels))
        return Found("event_label", _labels(dict.fromkeys(e.event.label for e in events if e)))

    def __str__(self) -> str:
        return f"label {bare(self.labels)}"


@dataclass(frozen=True, slots=True)
class Score(Condition):
    """How sure the classifier was of a label, or of the surest that it gave."""

    label: str  # or nothing
    comparison: str
    least: Decimal

    def holds(self, facts: Facts, event: Place) -> bool:
        return any(COMPARE[self.comparison](Decimal(repr(score)), self.least) for score in self._scores(facts).values())

    def _scores(self, facts: Facts) -> dict[str, float]:
        scores, labels = facts.classified.scores, facts.classified.labels
        wanted = (self.label,) if self.label else (max(labels, key=lambda label: scores.get(label, 0.0)),) if labels else ()
        return {label: score for label, score in scores.items() if label in wanted}

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("score", tuple(_score(label, score) for label, score in self._scores(facts).items()))

    def __str__(self) -> str:
        return f"score {f'{self.label} ' if self.label else ''}{self.comparison} {self.least:f}"


@dataclass(frozen=True, slots=True)
class Text(Condition):
    """One of these words or phrases stands in title or text."""

    words: tuple[str, ...]
    known: tuple[str, ...]  # folded

    def holds(self, facts: Facts, event: Place) -> bool:
        return any(stands_in(facts.text, words) for words in self.known)

    def keys(self) -> list[Key] | None:
        """Of each phrase the part that is rarest, going by its length."""
        chosen = [max(text_keys(words), key=_rarity, default=None) for words in self.known]
        return [key for key in chosen if key] if all(chosen) else None

    def frequency(self) -> float:
        return sum(1 / (1 + _rarity(key)) for key in self.keys() or ())

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        there = tuple(words for words, own in zip(self.words, self.known, strict=True) if stands_in(facts.text, own))
        return Found("text_holds", (), ", ".join(there)) if there else Found("text", (), ", ".join(self.words))

    def __str__(self) -> str:
        return f"text {listed(self.words)}"


def _rarity(key: Key) -> float:
    """Two Chinese characters are about as rare as a Latin word of seven letters."""
    kind, part = key
    return 90.0 if kind == "gram" and len(part) > 1 else 15.0 if kind == "gram" else float(min(len(part), 12)) ** 2.3


@dataclass(frozen=True, slots=True)
class Source(Condition):
    """The article is of one of these outlets."""

    names: tuple[str, ...]
    known: tuple[str, ...]  # folded

    def holds(self, facts: Facts, event: Place) -> bool:
        return facts.source in self.known

    def keys(self) -> list[Key]:
        return [("source", name) for name in self.known]

    def frequency(self) -> float:
        return 0.02 * len(self.names)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("source", (facts.classified.article.source,))

    def __str__(self) -> str:
        return f"source {listed(self.names)}"


@dataclass(frozen=True, slots=True)
class Language(Condition):
    """The article is in one of these."""

    languages: tuple[str, ...]

    def holds(self, facts: Facts, event: Place) -> bool:
        return facts.classified.article.language in self.languages

    def keys(self) -> list[Key]:
        return [("language", language) for language in self.languages]

    def frequency(self) -> float:
        return 0.5 * len(self.languages)

    def found(self, facts: Facts, events: Sequence[Place]) -> Found:
        return Found("language", (named("languages", facts.classified.article.language),))

    def __str__(self) -> str:
        return f"language {bare(self.languages)}"


def _labels(labels: Iterable[str]) -> tuple[Both, ...]:
    return tuple(named("shown", label) for label in labels)


def _score(label: str, score: float) -> Both:
    return Both(f"{label} {score:.2f}", f"{named('shown', label).chinese} {score:.2f}")
