"""What the workers need of a classifier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bus.events import Evidence, Label
from classifiers.tags import Tags


class ModelError(Exception):
    """A model folder is missing, damaged or of the wrong kind; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What of an article is read."""

    title: str
    text: str
    language: str  # en or zh


@dataclass(frozen=True, slots=True)
class Reading:
    """What a classifier makes of one article."""

    scores: dict[Label, float]  # 0 to 1 each; the labels are independent of each other
    labels: tuple[Label, ...]  # the scores that reached their threshold
    evidence: tuple[Evidence, ...] = ()  # one passage per decided label
    embedding: tuple[float, ...] | None = None  # unit length, for finding articles of the same story


class Classifier(Protocol):
    """Reads articles; the result does not depend on what was read before or beside it."""

    name: str  # name and version, as it is kept with every classification

    def read(self, title: str, text: str, language: str) -> Reading:
        """Labels with evidence. Takes any text, also an empty one, and never raises for what the text says."""

    def read_all(self, articles: Sequence[ArticleText]) -> Iterable[Reading]:
        """The same for several, in their order; a model on a graphics card reads them in batches.

        Others read one when it is asked for: `tags` of the article that was read last costs them less.
        """

    def tags(self, title: str, text: str) -> Tags | None:
        """What it says of the words of an article, beyond its labels; None where it has no such knowledge. Never raises either."""
