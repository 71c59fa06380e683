"""Fit the weights that decide of which kind an event is: python benchmarks/events_kinds.py --data FILE... --places FILE... --texts FILE... [--write]

FILE is gold as benchmarks/events.py reads it. Cross-validated by story: each article is judged by weights that were fitted without it and
without those that may tell its story. Of a file whose name holds "dev" or "more", which the rules were written with, an article counts a
third. What the network says of an article is not used. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.events import (
    Tallies,
    add_gold,
    aligned,
    compare,
    cross_validated,
    found_events,
    gold,
    part,
    source_of,
    tallied,
    weight_of,
)  # fmt: skip
from classifiers.events import kinds
from classifiers.events.drafts import Draft
from classifiers.events.weighing import View
from classifiers.training.dataset import Example, story_groups

OUT = Path(__file__).resolve().parents[1] / "classifiers" / "events" / "kinds.json"
STRENGTH, LEAST, FOLDS = 1.0, 4, 5  # inverse of the penalty, times a sign must be seen, parts of the cross-validation
MOST = {"deal": 2_000, "policy": 3_000, "milestone": 3_000}  # signs that are kept
SMALLEST = 0.08  # weights nearer to zero are left out


@dataclass(frozen=True, slots=True)
class Told:
    """A draft: its label, what is told of it, and its kind by the gold; None where the gold has no such event."""

    label: str
    signs: list[str]
    gold: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """An article of gold with all its drafts."""

    row: dict[str, Any]
    file: str
    fold: int
    drafts: list[Told]

    @property
    def weight(self) -> float:
        return weight_of(self.file)


def folds(rows: list[dict[str, Any]]) -> list[int]:
    """The part of each article; a story is wholly in one."""
    groups = story_groups([Example(r["id"], r["title"], r["text"], r["language"], frozenset()) for r in rows])
    first: dict[int, str] = {}
    for row, group in zip(rows, groups, strict=True):
        first.setdefault(group, row["id"])
    return [part(first[group], FOLDS) for group in groups]


def read(row: dict[str, Any], file: str, fold: int) -> Read:
    """The article with its drafts as the rules leave them, beside the gold."""
    seen: list[tuple[bool, str, list[str]]] = []

    def judge(drafts: list[Draft], view: View) -> None:
        seen.extend((not draft.kinds, draft.label, kinds.features(draft, drafts, view)) for draft in drafts)

    events = found_events(row, judge=judge, weed=lambda drafts, view: None)  # all of the drafts that were judged
    seen.sort(key=lambda one: one[0])  # those without a kind come last
    gold_of = {id(found): gold for gold, found in aligned(row["events"], events) if found is not None}
    golds = [(gold_of.get(id(event)) or {}).get("kind") for event in events]
    return Read(row, file, fold, [Told(label, signs, kind) for (_, label, signs), kind in zip(seen, golds, strict=True)])


def fitted(articles: list[Read]) -> kinds.Models:
    return {label: _fitted([(d, a.weight) for a in articles for d in a.drafts if d.label == label and d.gold], label)
            for label in MOST}  # fmt: skip


def _fitted(drafts: list[tuple[Told, float]], label: str) -> kinds.Model:
    """The weights of a label: of all signs first, then of those that weighed most."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(sign for draft, _ in drafts for sign in draft.signs)
    signs = sorted(sign for sign, times in counts.items() if times >= LEAST)
    for last in (False, True):
        known = {sign: number for number, sign in enumerate(signs)}
        places = [[known[sign] for sign in draft.signs if sign in known] for draft, _ in drafts]
        ends = np.cumsum([0, *(len(place) for place in places)])
        matrix = csr_matrix((np.ones(ends[-1]), [n for p in places for n in p], ends), shape=(len(drafts), len(signs)))
        model = LogisticRegression(C=STRENGTH, max_iter=300, fit_intercept=False, tol=1e-3)
        model.fit(matrix, [draft.gold for draft, _ in drafts], sample_weight=[weight for _, weight in drafts])
        if not last:
            told = np.sqrt((model.coef_**2).sum(axis=0) * [counts[sign] for sign in signs])
            signs = sorted(signs[number] for number in np.argsort(-told, kind="stable")[: MOST[label]])
    rows = np.where(np.abs(model.coef_) < SMALLEST, 0.0, model.coef_).round(2).T
    kept = {sign: tuple(float(w) for w in row) for sign, row in zip(signs, rows, strict=True) if row.any()}
    return kinds.Model(tuple(model.classes_), kept)


def measured(articles: Iterable[Read], models: kinds.Models | None) -> Tallies:
    """The counts of benchmarks/events.py, by file and language."""
    tallies: Tallies = defaultdict(Counter)
    for article in articles:
        found = found_events(
            article.row, judge=lambda drafts, view: None if models is None else kinds.decide(drafts, view, models)
        )
        tallied(article.row, found, tallies[source_of(article.row, article.file)])
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_gold(parser)
    parser.add_argument("--write", action="store_true", help="put weights of all articles into classifiers/events")
    options = parser.parse_args()
    files = [(path.name, gold([path], (), ())) for path in options.data]
    files += [(path.name, gold((), [path], options.texts)) for path in options.places]
    named = [(row, name) for name, rows in files for row in rows if row["labels"]]
    parts = folds([row for row, _ in named])
    articles = [read(row, name, part) for (row, name), part in zip(named, parts, strict=True)]
    compare(measured(articles, None), cross_validated(articles, fitted, measured), "rules")
    if options.write:
        write(fitted(articles))
        print(f"{OUT.name}: {OUT.stat().st_size / 1000:.0f} kB of {len(articles)} articles")


def write(models: kinds.Models) -> None:
    """One line a sign, in hundredths."""
    parts = []
    for label, model in models.items():
        rows = ",\n".join(
            f"{json.dumps(sign, ensure_ascii=False)}:[{','.join(str(round(w * 100)) for w in row)}]"
            for sign, row in sorted(model.signs.items())
        )
        parts.append(f'"{label}": {{"kinds": {json.dumps(model.kinds)}, "signs": {{\n{rows}\n}}}}')
    OUT.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
