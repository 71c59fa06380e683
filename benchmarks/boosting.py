"""What fitting names and sums has in common: weights as they ship, and boosted trees that look again, grown by scikit-learn and written as numbers for classifiers/events/trees.py."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context
from pathlib import Path
from typing import Any

from benchmarks.events import Tallies, rates
from classifiers.events.trees import LEAF

# A threshold may be a value that many rows have and go left with: one that is rounded is never less.
_SEVEN_DIGITS = Context(prec=7, rounding=ROUND_CEILING)

# Chosen on articles that did not fit them, within a point of smaller and larger ones.
SECOND_LOOKS: dict[str, Any] = {
    "max_iter": 200, "learning_rate": 0.06, "max_leaf_nodes": 15, "min_samples_leaf": 40, "l2_regularization": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looks:
    """What second looks know of the names or sums of an article (looks, numbers), and which are right."""

    rows: list[list[float]]
    right: list[bool]


def grown_of(looks: Sequence[Looks]) -> dict[str, Any]:
    """The trees of second looks."""
    return grown([row for one in looks for row in one.rows], [right for one in looks for right in one.right], SECOND_LOOKS)


def grown(rows: Sequence[Sequence[float]], right: Sequence[bool], shape: dict[str, Any]) -> dict[str, Any]:
    """Boosted trees that tell which rows are right, the same each time, as numbers."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return trees_of(HistGradientBoostingClassifier(**shape, random_state=1, early_stopping=False).fit(rows, right))


def trees_of(model: Any) -> dict[str, Any]:
    """The trees of a HistGradientBoostingClassifier as numbers, for classifiers/events/trees.py."""
    table: dict[str, Any] = {key: [] for key in ("roots", "feature", "threshold", "left", "right", "missing", "value")}
    for (tree,) in model._predictors:  # scikit-learn has no public way to them
        start = len(table["feature"])
        table["roots"].append(start)
        for node in tree.nodes:
            leaf = bool(node["is_leaf"])
            table["feature"].append(LEAF if leaf else int(node["feature_idx"]))
            table["threshold"].append(
                0.0 if leaf else float(_SEVEN_DIGITS.create_decimal_from_float(float(node["num_threshold"])))
            )
            table["left"].append(0 if leaf else start + int(node["left"]))
            table["right"].append(0 if leaf else start + int(node["right"]))
            table["missing"].append(0 if leaf else int(node["missing_go_to_left"]))
            table["value"].append(float(f"{node['value']:.5g}") if leaf else 0.0)
    return {"baseline": float(model._baseline_prediction.item()), **table}


def write_trees(table: dict[str, Any], file: Path) -> None:
    """Write trees, what is told of all nodes a line."""
    lines = [f"{json.dumps(key)}: {json.dumps(values, separators=(',', ':'))}" for key, values in table.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{file.name}: {len(table['roots'])} trees, {file.stat().st_size / 1000:.0f} kB")


def write_table(table: Mapping[str, Mapping[str, float]], file: Path, articles: int) -> None:
    """Write weights, a block a line, and say of how many articles they are."""
    lines = [f'"{block}": {json.dumps(row, ensure_ascii=False, sort_keys=True)}' for block, row in sorted(table.items())]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB of {articles} articles")


def print_looks(tallies: Mapping[str, Tallies], what: str) -> None:
    """Print, for each source, what the rules and each look find."""
    for key in sorted(tallies["rules"]):
        for name, tally in tallies.items():
            print(f"{' '.join(key)}, {name}: {rates(tally[key], what)}")
