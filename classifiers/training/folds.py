"""Cross-validation of the recipe: five trainings, each measured on the fifth of the stories that it did not see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from bus.events import LABELS
from classifiers.training import recipe
from classifiers.training.dataset import Example
from classifiers.training.evaluate import Judged
from classifiers.training.train import TrainingArguments, predict

THRESHOLD = 0.5  # on the plain scores: nothing is chosen on what is measured


def cross_validate(
    folder: Path,
    labelled: Sequence[Example],
    read: Sequence[Example],
    extra: Sequence[Example],
    arguments: TrainingArguments,
    on_step: Callable[[int, int, int, float], None],
) -> list[Judged]:
    """Every article of `labelled`, as the network says in fp32 that was not trained on its story.

    Each fold is a run in a folder of its own; finished ones are not trained again, and a stopped one is gone on with. Raises ModelError when a folder holds a run of another recipe.
    `on_step(fold, step, steps, loss)` is called after each step.
    """
    judged = []
    for fold in range(recipe.FOLDS):
        parts = recipe.split(labelled, read, fold, extra)
        run = folder / f"fold{fold}"
        if not recipe.is_finished(run, parts.train, arguments):
            recipe.run(run, parts.train, arguments, partial(on_step, fold))
        judged += judge_run(run, parts.test)
    return judged


def judge_run(run: Path, examples: Sequence[Example]) -> list[Judged]:
    """What the network of a finished run says of articles, after all layers, in fp32."""
    network, tokenizer, notes = recipe.load_run(run)
    logits = predict(network, tokenizer, examples, notes["arguments"]["max_tokens"])[:, -1]
    scores = 1.0 / (1.0 + np.exp(-logits.astype(np.float64)))
    return [
        Judged(e, frozenset(label for label, score in zip(LABELS, row, strict=True) if score >= THRESHOLD), tuple(row))
        for e, row in zip(examples, scores.tolist(), strict=True)
    ]
