"""Decisions: scales, thresholds and exits from logits whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from bus.events import LABELS
from classifiers.training import calibrate


def overconfident(seed: int = 1, items: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are twice as far out as they should be."""
    chance = np.random.default_rng(seed)
    honest = chance.normal(-1, 1.5, (items, len(LABELS)))
    truth = (chance.random(honest.shape) < 1 / (1 + np.exp(-honest))).astype(float)
    return honest * 2, truth


def test_scales_bring_overconfident_logits_back() -> None:
    logits, truth = overconfident()
    for scale in calibrate.fit_scales(logits, truth).values():
        assert scale == pytest.approx(0.5, abs=0.08)


def test_thresholds_are_half_of_the_best_f1_within_bounds() -> None:
    logits, truth = overconfident()
    scores = 1 / (1 + np.exp(-logits / 2))
    found = calibrate.fit_thresholds(scores, truth)
    assert set(found) == set(LABELS)
    for i, label in enumerate(LABELS):
        best = max(
            2 * ((scores[:, i] >= t) * truth[:, i]).sum() / ((scores[:, i] >= t).sum() + truth[:, i].sum())
            for t in np.arange(0.2, 0.8, 0.01)
        )
        assert found[label] == pytest.approx(np.clip(best / 2, calibrate.LOWEST, calibrate.HIGHEST), abs=0.02)


def test_thresholds_stay_within_bounds_for_a_label_that_never_stands() -> None:
    found = calibrate.fit_thresholds(np.zeros((20, 3)), np.zeros((20, 3)))
    assert set(found.values()) == {calibrate.LOWEST}


def test_an_exit_lets_out_only_what_has_the_same_labels_in_the_end() -> None:
    decided = np.zeros((100, 3), dtype=bool)
    decided[:50, 0] = True
    bars = np.full((100, 3), 0.45)
    early = np.full((100, 1, 3), 0.02)
    early[:50, 0, 0] = 0.12  # labelled in the end, and doubtful early
    early[50:, 0, 0] = 0.055
    assert calibrate.fit_exits(np.concatenate([early, early], axis=1), decided, bars, 0.995) == [(0.10, 1.0)]
    early[:40, 0, 0] = 0.965  # clearly labelled, early too: these may leave
    assert calibrate.fit_exits(np.concatenate([early, early], axis=1), decided, bars, 0.995) == [(0.10, 0.96)]
    early[:, 0, 0] = 0.001  # all look as clear as can be, and half of them carry a label in the end
    assert calibrate.fit_exits(np.concatenate([early, early], axis=1), decided, bars, 0.995) == [(0.0, 1.0)]


def test_two_exits_that_err_apart_are_blended() -> None:
    random = np.random.default_rng(5)
    truth = (random.random((900, 3)) < 0.4).astype(float)
    signal = (2 * truth - 1) * 1.5
    exits = [signal + random.normal(0, 2, truth.shape) for _ in range(2)]
    assert calibrate.fit_blend(np.stack([*exits[:1], *exits], axis=1), truth) == 0.5


def test_an_exit_that_knows_nothing_is_left_out() -> None:
    random = np.random.default_rng(6)
    truth = (random.random((900, 3)) < 0.4).astype(float)
    last = (2 * truth - 1) * 1.5 + random.normal(0, 1, truth.shape)
    assert calibrate.fit_blend(np.stack([random.normal(0, 3, truth.shape), last], axis=1), truth) == 0.0
    assert calibrate.fit_blend(last[:, None], truth) == 0.0
