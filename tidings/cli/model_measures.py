"""A model read, measured, and set beside two baselines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifiers.training.dataset import Example
    from classifiers.training.evaluate import Judged
    from classifiers.training.recipe import Split


def by_labels(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Those with labels, those without."""
    return [e for e in examples if e.labelled], [e for e in examples if not e.labelled]


def judge(folder: Path, examples: Sequence[Example]) -> list[Judged]:
    """What the model of a folder says of the examples."""
    from rich.progress import track

    from bus.events import LABELS
    from classifiers.training import evaluate
    from classifiers.transformer import TransformerClassifier

    reader = TransformerClassifier(folder)

    def decide(example: Example) -> tuple[Sequence[str], Sequence[float]]:
        reading = reader.read(example.title, example.text, example.language)
        return reading.labels, [reading.scores[label] for label in LABELS]

    return evaluate.judge(track(examples, "reading", disable=not sys.stderr.isatty()), decide)


def baselines(parts: Split, examples: Sequence[Example]) -> dict[str, Sequence[Judged]]:
    """What keyword rules say of the examples, and TF-IDF fitted on those that train."""
    from classifiers.training import baselines as rivals
    from classifiers.training import evaluate

    return {
        "keywords": evaluate.judge(examples, rivals.keywords()),
        "TF-IDF": evaluate.judge(examples, rivals.tfidf(by_labels([*parts.train, *parts.calibration])[0])),
    }


def measure(folder: Path, test: Sequence[Example], trained_on: str, beside: dict[str, Sequence[Judged]]) -> None:
    """Write how good the model of a folder is, in numbers and as its card."""
    from classifiers.training import report

    judged = judge(folder, test)
    found = report.numbers(judged, beside)
    found |= {"trained_on": trained_on, "measured_on": f"{len(test)} articles of stories that were not trained on"}
    report.write_numbers(found, folder)
    (folder / "README.md").write_text(report.card(folder), encoding="utf-8")
