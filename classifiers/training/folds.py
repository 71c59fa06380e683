"""Cross-validation of the recipe: five trainings, each measured on the fifth of the stories that it did not see.

A fold takes little time of its own, for what tells no story of the data to be measured trains first and once: `common`, from
which each fold goes on with the articles of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bus.events import LABELS
from classifiers.training import recipe
from classifiers.training.dataset import Example
from classifiers.training.evaluate import Judged
from classifiers.training.network import Network
from classifiers.training.train import TrainingArguments, predict

THRESHOLD = 0.5  # on the plain scores: nothing is chosen on what is measured


def cross_validate(
    folder: Path,
    labelled: Sequence[Example],
    read: Sequence[Example],
    extra: Sequence[Example],
    arguments: TrainingArguments,
    on_step: Callable[[str, int, int, float], None],
) -> list[Judged]:
    """Every article of `labelled`, as the network says in fp32 that was not trained on its story.

    The common part (where there is one) and each fold are runs in folders of their own; finished ones are not trained again,
    and a stopped one is gone on with. Raises ModelError when a folder holds a run of another recipe.
    `on_step(name, step, steps, loss)` is called after each step.
    """
    common = recipe.common(labelled, read, extra)
    start = _first(folder / "common", common, arguments, partial(on_step, "common"))
    known = set(common)
    judged = []
    for fold in range(recipe.FOLDS):
        parts = recipe.split(labelled, read, fold, extra)
        own = [e for e in parts.train if e not in known]
        run = folder / f"fold{fold}"
        if not recipe.is_finished(run, own, arguments):
            recipe.run(run, own, arguments, partial(on_step, f"fold {fold + 1} of {recipe.FOLDS}"), start)
        judged += judge_run(run, parts.test)
    return judged


def _first(
    run: Path, examples: Sequence[Example], arguments: TrainingArguments, on_step: Callable[[int, int, float], None]
) -> Path | None:
    """The run of the common part; None where there is nothing in common."""
    if not examples:
        return None
    if not recipe.is_finished(run, examples, arguments):
        recipe.run(run, examples, arguments, on_step)
    return run


def judge_run(run: Path, examples: Sequence[Example]) -> list[Judged]:
    """What the network of a finished run says of articles, after all layers, in fp32."""
    network, tokenizer, notes = recipe.load_run(run)
    return judged_by(network, tokenizer, examples, notes["arguments"]["max_tokens"])


def judged_by(network: Network, tokenizer: Tokenizer, examples: Sequence[Example], max_tokens: int) -> list[Judged]:
    """The same of a network that is at hand."""
    logits = predict(network, tokenizer, examples, max_tokens)[:, -1]
    scores = 1.0 / (1.0 + np.exp(-logits.astype(np.float64)))
    return [
        Judged(e, frozenset(label for label, score in zip(LABELS, row, strict=True) if score >= THRESHOLD), tuple(row))
        for e, row in zip(examples, scores.tolist(), strict=True)
    ]
