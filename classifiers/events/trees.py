"""Boosted regression trees that ship as numbers, read without the library that grew them (scikit-learn's HistGradientBoostingClassifier)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 2_048  # rows that are read together, so that many rows do not take much memory
LEAF = -1  # in place of a feature
FAR = 99.0  # of rows, in place of a sentence's number where there is none


class Forest:
    """Trees whose leaves add up to the logit of yes."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """`table` holds a number for each node, of all trees in a row: `feature` (LEAF of a leaf), `threshold`, `left` and `right` (the
        nodes below), `missing` (1 where what is not known goes left), `value` (of a leaf); and the `roots` and the `baseline`.
        """
        self._feature, self._left, self._right = (
            np.array(table[key], dtype=np.int32) for key in ("feature", "left", "right")
        )
        self._threshold, self._value = (np.array(table[key], dtype=np.float64) for key in ("threshold", "value"))
        self._missing = np.array(table["missing"], dtype=np.bool_)
        self._roots = np.array(table["roots"], dtype=np.int32)
        self._baseline = float(table["baseline"])

    def likelihoods(self, rows: Sequence[Sequence[float]] | NDArray[np.float64]) -> NDArray[np.float64]:
        """How likely yes is for each row (rows, features); NaN is a feature that is not known."""
        matrix = np.asarray(rows, dtype=np.float64)
        parts = [self._sums(matrix[start : start + AT_ONCE]) for start in range(0, len(matrix), AT_ONCE)]
        return 1 / (1 + np.exp(-np.concatenate(parts))) if parts else np.zeros(0)

    def _sums(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        nodes = np.broadcast_to(self._roots, (len(rows), len(self._roots)))
        which = np.arange(len(rows))[:, None]
        while (inner := self._feature[nodes] != LEAF).any():
            values = rows[which, np.maximum(self._feature[nodes], 0)]
            left = np.where(np.isnan(values), self._missing[nodes], values <= self._threshold[nodes])
            nodes = np.where(inner, np.where(left, self._left[nodes], self._right[nodes]), nodes)
        return np.asarray(self._baseline + self._value[nodes].sum(axis=1))


@cache
def forest(name: str) -> Forest:
    """That of a file beside this one."""
    return Forest(json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8")))
