"""Fit the weights that decide who is a party of an event: python benchmarks/events_weights.py --data FILE... [--write]

FILE is gold as benchmarks/events.py reads it; articles may be real ones that stay outside the repository, for only weights come of them.
Cross-validated by article: each is judged by weights that were fitted without it. Of a file whose name holds "dev" or "more", which
the rules were written with, an article counts a third. What the network says of an article that trained it is flattered: gold of
--learned fits what the words say, without tags. Where there are tags, boosted trees look at all names of an article together once more
(placing.json): they are fitted on what weights say of articles that did not fit those. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.boosting import Looks, grown_of, print_looks, write_table, write_trees
from benchmarks.events import (
    Tallies,
    add_gold,
    add_learned,
    aligned,
    found_events,
    learned_gold,
    normalised,
    part,
    source_of,
    tags_by,
    tallied,
    weight_of,
)  # fmt: skip
from classifiers.events.drafts import Draft
from classifiers.events.placing import decide, rows, weighed
from classifiers.events.trees import Forest
from classifiers.events.weighing import Table, View, candidates, features, relation, sides_of
from classifiers.tags import Tags

EVENTS = Path(__file__).resolve().parents[1] / "classifiers" / "events"
STRENGTH, LEAST, FOLDS = 0.1, 3, 5  # inverse of the penalty, times a feature must be seen, parts of the cross-validation
SMALLEST = 0.03  # weights nearer to zero are left out


@dataclass(frozen=True, slots=True)
class Example:
    """A name beside an event: what is told of it, what the rules say and what the gold says."""

    told: list[str]
    sides: tuple[str, ...]
    rule: str | None
    gold: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """An article of gold with all its examples, and its events as they are before parties are decided."""

    row: dict[str, Any]
    file: str
    weight: float
    tags: Tags | None
    examples: list[Example]
    before: tuple[list[Draft], View] | None
    sides: list[dict[str, str]]  # of each of these events, who stands where by the gold

    @property
    def fold(self) -> int:
        return part(self.row["id"], FOLDS)


def read(row: dict[str, Any], file: str, tags: Tags | None = None) -> Read:
    kept: list[tuple[list[Draft], View]] = []
    events = found_events(
        row, settle=lambda drafts, seen: kept.append((drafts, seen)), settle_terms=lambda told: told.terms, tags=tags
    )
    gold_of = {id(found): gold for gold, found in aligned(row["events"], events) if found is not None}
    golds = [gold_of.get(id(event)) or {"parties": []} for event in events]
    sides = [{normalised(party["name"]): party["side"] for party in gold["parties"]} for gold in golds]
    examples: list[Example] = []
    for drafts, seen in kept:
        for draft, there in zip(drafts, sides, strict=False):
            for number in candidates(draft, seen):
                rule = draft.side(number) if number in draft.sides else None
                told = features(draft, number, seen)
                examples.append(Example(told, sides_of(draft), rule, side_of(number, seen, there)))
    return Read(row, file, weight_of(file), tags, examples, kept[0] if kept else None, sides)


def side_of(number: int, seen: View, sides: dict[str, str]) -> str | None:
    """The side of a name by the gold."""
    entity = seen.named.entities[number]
    return sides.get(normalised(entity.name)) or sides.get((entity.canonical or "--").casefold())


def fitted(articles: list[Read]) -> Table:
    """The weights, by side and by what the rules say."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [
        ([(block, name) for block in (side, relation(one.rule, side)) for name in one.told], side == one.gold, article.weight)
        for article in articles for one in article.examples for side in one.sides
    ]  # fmt: skip
    counts = Counter(key for keys, _, _ in rows for key in keys)
    known = {key: number for number, key in enumerate(sorted(key for key, count in counts.items() if count >= LEAST))}
    places = [[known[key] for key in keys if key in known] for keys, _, _ in rows]
    ends = np.cumsum([0, *(len(place) for place in places)])
    matrix = csr_matrix((np.ones(ends[-1]), [n for place in places for n in place], ends), shape=(len(rows), len(known)))
    model = LogisticRegression(C=STRENGTH, max_iter=500, fit_intercept=False, solver="liblinear")
    model.fit(matrix, [is_party for _, is_party, _ in rows], sample_weight=[weight for _, _, weight in rows])
    table: Table = defaultdict(dict)
    for (block, name), number in known.items():
        weight = float(model.coef_[0][number])
        if abs(weight) >= SMALLEST:
            table[block][name] = round(weight, 2)
    return dict(table)


def looks(article: Read, table: Table) -> Looks:
    """Those of an article by weights that were fitted without it."""
    found = Looks([], [])
    if article.before is not None:
        drafts, seen = article.before
        for rank, number, side, row in rows(drafts, [weighed(draft, seen, table) for draft in drafts], seen):
            found.rows.append(row)
            found.right.append(side_of(number, seen, article.sides[rank]) == side)
    return found


def measured(articles: list[Read], table: Table | None, trees: Forest | None = None) -> Counter[str]:
    tally: Counter[str] = Counter()
    for article in articles:
        settle = (lambda drafts, seen: None) if table is None else (lambda drafts, seen: decide(drafts, seen, table, trees))
        found = found_events(article.row, settle=settle, settle_terms=lambda told: told.terms, tags=article.tags)
        tallied(article.row, found, tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_gold(parser)
    add_learned(parser)
    parser.add_argument("--write", action="store_true", help="put weights of all articles into classifiers/events")
    options = parser.parse_args()
    fresh, learned = learned_gold(options)
    tags = (lambda row: None) if options.rules else tags_by(options.folder)
    articles = [read(row, name, tags(row)) for row, name in fresh]
    unmeasured = [read(row, name) for row, name in learned]
    folds = [[article for article in articles if article.fold == fold] for fold in range(FOLDS)]
    tables = [fitted([article for article in [*articles, *unmeasured] if article.fold != fold]) for fold in range(FOLDS)]
    of_fold = [
        [looks(article, table) for article in group if not options.rules] for group, table in zip(folds, tables, strict=True)
    ]
    tallies: dict[str, Tallies] = {name: defaultdict(Counter) for name in ("rules", "weighed", "looked at again")}
    for fold, (group, table) in enumerate(zip(folds, tables, strict=True)):
        others = [one for number, looked in enumerate(of_fold) if number != fold for one in looked]
        trees = None if options.rules else Forest(grown_of(others))
        for article in group:
            key = source_of(article.row, article.file)
            tallies["rules"][key].update(measured([article], None))
            tallies["weighed"][key].update(measured([article], table))
            if trees is not None:
                tallies["looked at again"][key].update(measured([article], table, trees))
    print_looks(tallies, "party")
    if options.write:
        out = EVENTS / ("weights.json" if options.rules else "weights_tagged.json")
        write_table(fitted([*articles, *unmeasured]), out, len(articles) + len(unmeasured))
        if not options.rules:
            write_trees(grown_of([one for looked in of_fold for one in looked]), EVENTS / "placing.json")


if __name__ == "__main__":
    main()
