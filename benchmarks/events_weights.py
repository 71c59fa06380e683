"""Fit the weights that decide who is a party of an event: python benchmarks/events_weights.py --data FILE... [--write]

FILE is gold as benchmarks/events.py reads it; articles may be real ones that stay outside the repository, for only weights come of them.
Cross-validated by article: each is judged by weights that were fitted without it. Of a file whose name holds "dev" or "more", which
the rules were written with, an article counts a third. What the network says of an article that trained it is flattered: gold of
--learned fits what the words say, without tags. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.events import (
    add_gold,
    add_learned,
    aligned,
    count,
    found_events,
    learned_gold,
    normalised,
    part,
    rates,
    tags_by,
    weight_of,
)  # fmt: skip
from classifiers.events.drafts import Draft
from classifiers.events.weighing import Table, View, candidates, decide, features, relation, sides_of
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
    """An article of gold with all its examples."""

    row: dict[str, Any]
    file: str
    weight: float
    tags: Tags | None
    examples: list[Example]

    @property
    def fold(self) -> int:
        return part(self.row["id"], FOLDS)


def read(row: dict[str, Any], file: str, tags: Tags | None = None) -> Read:
    drafts: list[tuple[Draft, View]] = []
    events = found_events(row, settle=lambda draft, seen: drafts.append((draft, seen)), tags=tags)
    gold_of = {id(found): gold for gold, found in aligned(row["events"], events) if found is not None}
    examples: list[Example] = []
    for (draft, seen), event in zip(drafts, events, strict=False):
        gold = gold_of.get(id(event)) or {"parties": []}
        for number in candidates(draft, seen):
            entity = seen.named.entities[number]
            names = {normalised(entity.name), (entity.canonical or "--").casefold()}
            side = next((p["side"] for p in gold["parties"] if normalised(p["name"]) in names), None)
            rule = draft.side(number) if number in draft.sides else None
            examples.append(Example(features(draft, number, seen), sides_of(draft), rule, side))
    return Read(row, file, weight_of(file), tags, examples)


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


def measured(articles: list[Read], table: Table | None) -> Counter[str]:
    tally: Counter[str] = Counter()
    for article in articles:
        settle = (lambda draft, seen: None) if table is None else (lambda draft, seen: decide(draft, seen, table))
        found = found_events(article.row, settle=settle, tags=article.tags)
        count(aligned(article.row["events"], found), tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_gold(parser)
    add_learned(parser)
    parser.add_argument("--write", action="store_true", help="put weights of all articles into classifiers/events")
    options = parser.parse_args()
    out = EVENTS / ("weights.json" if options.rules else "weights_tagged.json")
    fresh, learned = learned_gold(options)
    tags = (lambda row: None) if options.rules else tags_by(options.folder)
    articles = [read(row, name, tags(row)) for row, name in fresh]
    unmeasured = [read(row, name) for row, name in learned]
    before: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for fold in range(FOLDS):
        table = fitted([article for article in [*articles, *unmeasured] if article.fold != fold])
        for article in (article for article in articles if article.fold == fold):
            before[article.file].update(measured([article], None))
            after[article.file].update(measured([article], table))
    for file in sorted(before):
        print(f"{file}: rules {rates(before[file], 'party')}\n{' ' * len(file)}  weighed {rates(after[file], 'party')}")
    if options.write:
        lines = [
            f'"{block}": {json.dumps(row, ensure_ascii=False, sort_keys=True)}'
            for block, row in sorted(fitted([*articles, *unmeasured]).items())
        ]
        out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{out.name}: {out.stat().st_size / 1000:.0f} kB of {len(articles) + len(unmeasured)} articles")


if __name__ == "__main__":
    main()
