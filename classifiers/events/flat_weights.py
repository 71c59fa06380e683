"""Weights of yes or no that ship with this package: a number for each sign, whose sum through the logistic curve is how likely it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from classifiers.events.weighing import logistic

Weights = Mapping[str, float]


@cache
def weights(name: str) -> Weights:
    """Those of a file beside this one."""
    table: dict[str, float] = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return table


def likelihood(signs: Iterable[str], table: Weights) -> float:
    return logistic(sum(table.get(sign, 0.0) for sign in signs))
