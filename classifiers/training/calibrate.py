"""From logits to decisions: temperature scales, thresholds, exits. Chosen on articles that were not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from bus.events import LABELS
from classifiers.model_store import blended
from classifiers.training.dataset import Example

Floats = NDArray[np.float64]
SCALES = np.geomspace(0.4, 2.5, 61)
BLENDS = (0.0, 0.25, 0.5)
THRESHOLDS = np.arange(0.20, 0.81, 0.01)
# Thresholds stay within: the articles that calibrate were chosen for their doubt, where the best F1 is lower than in news as
# it comes, and a few dozen of them say no more.
LOWEST, HIGHEST = 0.45, 0.5
LOW_EXITS = (0.30, 0.25, 0.20, 0.15, 0.10, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01)
HIGH_EXITS = (1.0, 0.99, 0.98, 0.97, 0.96, 0.95, 0.93, 0.90, 0.85, 0.80, 0.70)


def truth_of(examples: Sequence[Example]) -> Floats:
    """(examples, labels) of 0 and 1."""
    return np.array([[label in e.labels for label in LABELS] for e in examples], dtype=np.float64)


def fit_scales(logits: Floats, truth: Floats) -> dict[str, float]:
    """What each label's logits are multiplied with so that scores are frequencies: the least log loss."""
    return {label: _best_scale(logits[:, i], truth[:, i]) for i, label in enumerate(LABELS)}


def fit_blend(logits: Floats, truth: Floats) -> float:
    """The share of the exit before the last one, of `logits` (articles, exits, labels), with the least log loss once scaled."""
    if logits.shape[1] < 2:
        return 0.0

    def loss(share: float) -> float:
        mixed = np.asarray(blended(logits.swapaxes(0, 1), share), dtype=np.float64)
        scales = list(fit_scales(mixed, truth).values())
        return float(np.logaddexp(0.0, -(2 * truth - 1) * mixed * scales).mean())

    return min(BLENDS, key=loss)


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


def fit_exits(scores: Floats, decided: NDArray[np.bool_], thresholds: Floats, agreement: float) -> list[tuple[float, float]]:
    """For each early exit two scores: an article leaves when each label's score is under the first or over the second.

    `scores` (articles, exits, labels) are calibrated, `decided` (articles, labels) are the decisions after all layers at
    `thresholds` (articles, labels). Of the pairs that let out the most articles are taken, of which at least the share
    `agreement` carry the same labels in the end. (0, 1), which lets out none, where no pair does.
    """
    return [_bounds(scores[:, number], decided, thresholds, agreement) for number in range(scores.shape[1] - 1)]


def _bounds(scores: Floats, decided: NDArray[np.bool_], thresholds: Floats, agreement: float) -> tuple[float, float]:
    same = ((scores >= thresholds) == decided).all(axis=1)
    best, found = 0, (0.0, 1.0)
    for below, above in product(LOW_EXITS, HIGH_EXITS):
        leaving = ((scores < below) | (scores > above)).all(axis=1)
        if leaving.sum() > best and same[leaving].mean() >= agreement:
            best, found = int(leaving.sum()), (below, above)
    return found
