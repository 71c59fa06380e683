"""Fit the trees that decide whether a draft is an event: python benchmarks/events_existence.py --data FILE... --places FILE... --texts FILE... [--write]

FILE is gold as benchmarks/events.py reads it; of --learned and --learned-places, which trained the network, what it hears is not used.
Cross-validated by story on the articles of the others. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.boosting import grown, write_trees
from benchmarks.events import (
    Tallies,
    add_gold,
    add_learned,
    aligned,
    compare,
    cross_validated,
    found_events,
    learned_gold,
    source_of,
    tags_by,
    tallied,
)  # fmt: skip
from benchmarks.events_kinds import folds
from classifiers.events import existence
from classifiers.events.drafts import Draft
from classifiers.events.trees import Forest
from classifiers.events.weighing import View
from classifiers.tags import Tags

OUT = Path(__file__).resolve().parents[1] / "classifiers" / "events" / "existence.json"
# Of the trees.
SHAPE = {"max_iter": 120, "learning_rate": 0.05, "max_leaf_nodes": 8, "min_samples_leaf": 20, "l2_regularization": 5}


@dataclass(frozen=True, slots=True)
class Read:
    """An article of gold, what the network says of it, and each draft of several of a label: what is told of it, and whether it is an event."""

    row: dict[str, Any]
    file: str
    fold: int
    tags: Tags | None
    drafts: list[tuple[list[float], bool]]


def read(row: dict[str, Any], file: str, fold: int, tags: Tags | None) -> Read:
    seen: list[tuple[list[float], bool]] = []

    def weed(drafts: list[Draft], view: View) -> None:
        besides = {draft.label: existence.Beside(drafts, draft.label) for draft in drafts}
        seen.extend(
            (list(existence.features(d, besides[d.label], view).values()), len(besides[d.label].drafts) > 1) for d in drafts
        )

    events = found_events(row, weed=weed, settle_terms=lambda told: told.terms, tags=tags)
    real = {id(found) for gold, found in aligned(row["events"], events) if gold is not None and found is not None}
    told = [(numbers, id(event) in real, several) for (numbers, several), event in zip(seen, events, strict=False)]
    return Read(row, file, fold, tags, [(numbers, is_event) for numbers, is_event, several in told if several])


def fitted(articles: list[Read]) -> dict[str, Any]:
    """Boosted trees, as numbers."""
    drafts = [draft for article in articles for draft in article.drafts]
    return grown([told for told, _ in drafts], [event for _, event in drafts], SHAPE)


def measured(articles: list[Read], table: dict[str, Any] | None) -> Tallies:
    tallies: Tallies = defaultdict(Counter)
    trees = None if table is None else Forest(table)
    for article in articles:
        weed = (lambda drafts, seen: None) if trees is None else (lambda drafts, seen: existence.decide(drafts, seen, trees))
        found = found_events(article.row, weed=weed, tags=article.tags)
        tallied(article.row, found, tallies[source_of(article.row, article.file)])
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_gold(parser)
    add_learned(parser)
    parser.add_argument("--write", action="store_true", help="put weights of all articles into classifiers/events")
    options = parser.parse_args()
    if options.rules:
        parser.error("the weights take what the network hears: leave --rules out")
    fresh, learned = learned_gold(options)
    tags = tags_by(options.folder)
    parts = folds([row for row, _ in [*fresh, *learned]])
    heard = [read(row, name, fold, tags(row)) for (row, name), fold in zip(fresh, parts, strict=False)]
    mute = [read(row, name, fold, None) for (row, name), fold in zip(learned, parts[len(fresh) :], strict=True)]
    compare(measured(heard, None), cross_validated(heard, fitted, measured, mute), "drafts")
    if options.write:
        write_trees(fitted([*heard, *mute]), OUT)


if __name__ == "__main__":
    main()
