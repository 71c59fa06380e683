"""From logits to decisions: temperature scales, thresholds, exits. Chosen on articles that were not trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bus.events import LABELS
from classifiers.training.dataset import Example

Floats = NDArray[np.float64]
SCALES = np.geomspace(0.4, 2.5, 61)
THRESHOLDS = np.arange(0.20, 0.81, 0.01)
# Thresholds stay within: the articles that calibrate were chosen for their doubt, where the best F1 is lower than in news as
# it comes, and a few dozen of them say no more.
LOWEST, HIGHEST = 0.45, 0.5
EXIT_BOUNDS = (0.30, 0.25, 0.20, 0.15, 0.10, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01)


def truth_of(examples: Sequence[Example]) -> Floats:
    """(examples, labels) of 0 and 1."""
    return np.array([[label in e.labels for label in LABELS] for e in examples], dtype=np.float64)


def fit_scales(logits: Floats, truth: Floats) -> dict[str, float]:
    """What each label's logits are multiplied with so that scores are frequencies: the least log loss."""
    return {label: _best_scale(logits[:, i], truth[:, i]) for i, label in enumerate(LABELS)}


def _best_scale(logits: Floats, truth: Floats) -> float:
    losses = [np.mean(np.logaddexp(0.0, -(2 * truth - 1) * logits * scale)) for scale in SCALES]
    return round(float(SCALES[int(np.argmin(losses))]), 3)


def fit_thresholds(scores: Floats, truth: Floats) -> dict[str, float]:
    """The threshold of each label: half the best F1 that any threshold reaches here.

    For calibrated scores that is the threshold of the best expected F1 (Lipton, Elkan, Naryanaswamy 2014,
    arXiv:1402.1892), and it swings far less from sample to sample than the best threshold itself.
    """
    found: dict[str, float] = {}
    for i, label in enumerate(LABELS):
        best = max(_f1(scores[:, i] >= t, truth[:, i]) for t in THRESHOLDS)
        found[label] = round(float(np.clip(best / 2, LOWEST, HIGHEST)), 2)
    return found


def _f1(found: NDArray[np.bool_], truth: Floats) -> float:
    hit = float((found * truth).sum())
    return 2 * hit / max(1.0, float(found.sum()) + float(truth.sum()))


def fit_exits(scores: Floats, decided: NDArray[np.bool_], agreement: float) -> list[float]:
    """For each early exit the highest score under which an article counts as clear of every label.

    `scores` (articles, exits, labels) are calibrated, `decided` (articles, labels) are the decisions after all layers. The
    bound is the highest under which at least `agreement` of the articles that leave there carry no label in the end.
    """
    return [
        _bound(scores[:, number].max(axis=1), np.asarray(decided.any(axis=1)), agreement)
        for number in range(scores.shape[1] - 1)
    ]


def _bound(highest: Floats, labelled: NDArray[np.bool_], agreement: float) -> float:
    for bound in EXIT_BOUNDS:
        leaving = highest < bound
        if leaving.any() and 1 - labelled[leaving].mean() >= agreement:
            return bound
    return 0.0
