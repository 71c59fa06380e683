"""Boosted trees read from numbers say what the library that grew them says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.boosting import trees_of, write_trees
from classifiers.events.trees import AT_ONCE, LEAF, Forest


def table(**changed: Any) -> dict[str, Any]:
    """One tree: yes where the second feature is more than 2.5, and where it is not known."""
    one: dict[str, Any] = {
        "baseline": 0.0, "roots": [0], "feature": [1, LEAF, LEAF], "threshold": [2.5, 0.0, 0.0], "left": [1, 0, 0], "right": [2, 0, 0],
        "missing": [0, 0, 0], "value": [0.0, -2.0, 2.0],
    }  # fmt: skip
    return one | changed


def leaf(value: float, **changed: Any) -> dict[str, Any]:
    return table(feature=[LEAF], threshold=[0.0], left=[0], right=[0], missing=[0], value=[value], **changed)


NO, YES = 1 / (1 + np.exp(2.0)), 1 / (1 + np.exp(-2.0))


@pytest.mark.parametrize(
    ("second", "missing", "likely"),
    [(2.5, 0, NO), (2.6, 0, YES), (np.nan, 0, YES), (np.nan, 1, NO), (-np.inf, 0, NO), (np.inf, 0, YES)],
)
def test_a_row_goes_left_up_to_the_threshold_and_where_the_tree_says_if_it_is_not_known(
    second: float, missing: int, likely: float
) -> None:
    (found,) = Forest(table(missing=[missing, 0, 0])).likelihoods([[0.0, second]])
    assert found == pytest.approx(likely)


def test_no_rows_give_no_likelihoods() -> None:
    for none in ([], np.zeros((0, 2))):
        found = Forest(table()).likelihoods(none)
        assert found.shape == (0,)
        assert found.dtype == np.float64


def test_a_forest_of_one_leaf_says_the_same_of_every_row() -> None:
    assert Forest(leaf(2.0)).likelihoods([[1.0], [np.nan]]).tolist() == pytest.approx([YES, YES])


def test_without_a_tree_the_baseline_is_left() -> None:
    forest = Forest(leaf(9.0, roots=[], baseline=2.0))
    assert forest.likelihoods([[1.0], [2.0]]).tolist() == pytest.approx([YES, YES])


def test_many_rows_are_read_in_parts_and_in_order() -> None:
    seconds = np.arange(2 * AT_ONCE + 3) % 5
    found = Forest(table()).likelihoods([[0.0, float(second)] for second in seconds])
    assert np.array_equal(found > 0.5, seconds > 2.5)


@pytest.mark.parametrize("unknown", [0.0, 0.15])
def test_a_forest_says_what_the_library_that_grew_it_says(unknown: float, tmp_path: Path) -> None:
    reason = "scikit-learn is not installed: it grows trees, the product does without it"
    ensemble = pytest.importorskip("sklearn.ensemble", reason=reason)
    chance = np.random.default_rng(7)
    rows = chance.normal(size=(3_000, 6))
    right = rows[:, 0] + rows[:, 1] * rows[:, 2] + chance.normal(size=3_000) > 0.5
    rows[chance.random(rows.shape) < unknown] = np.nan
    model = ensemble.HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.1, max_leaf_nodes=12, min_samples_leaf=20, early_stopping=False, random_state=1
    ).fit(rows[:2_000], right[:2_000])
    write_trees(trees_of(model), tmp_path / "grown.json")
    found = Forest(json.loads((tmp_path / "grown.json").read_text(encoding="utf-8"))).likelihoods(rows)
    # Leaves are written with five digits. A row of training may stand on a threshold, and must not fall to the other side by its rounding.
    assert np.allclose(found, model.predict_proba(rows)[:, 1], rtol=1e-4, atol=1e-6)
    assert np.abs(found / model.predict_proba(rows)[:, 1] - 1).mean() < 1e-5


def test_trees_are_written_as_they_are_read(tmp_path: Path) -> None:
    write_trees(table(), tmp_path / "one.json")
    assert json.loads((tmp_path / "one.json").read_text(encoding="utf-8")) == table()
