"""What the workers need of a classifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bus.events import Evidence, Label


class ModelError(Exception):
    """A model folder is missing, damaged or of the wrong kind; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a classifier makes of one article."""

    scores: dict[Label, float]  # 0 to 1 each; the labels are independent of each other
    labels: tuple[Label, ...]  # the scores that reached their threshold
    evidence: tuple[Evidence, ...] = ()  # one passage per decided label
    embedding: tuple[float, ...] | None = None  # unit length, for finding articles of the same story


class Classifier(Protocol):
    """Reads one article at a time; the result does not depend on what was read before."""

    name: str  # name and version, as it is kept with every classification

    def read(self, title: str, text: str, language: str) -> Reading:
        """Labels with evidence. Takes any text, also an empty one, and never raises for what the text says."""
