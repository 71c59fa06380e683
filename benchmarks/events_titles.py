"""Fit the weights that choose the title of a Chinese measure: python benchmarks/events_titles.py --folder MODEL --data FILE... --learned FILE... [--write]

FILE is gold as benchmarks/events.py reads it, --places with --texts too, of which Chinese articles alone are fitted and measured: in English
weighing does not help (classifiers/events/titling.py), and the rules choose. Of --learned, which trained the network, only what was held back
counts. A conditional logit: of the names that may be the title one is, or none. Cross-validated by story. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import events as bench
from benchmarks.events_kinds import folds
from classifiers.events import titling
from classifiers.tags import Tags
from classifiers.traditional import simplified

OUT = Path(__file__).resolve().parents[1] / "classifiers" / "events" / "titles.json"
STRENGTH, LEAST = 0.6, 25  # inverse of the penalty, measures a sign must be seen in
SMALLEST = 0.15  # weights nearer to zero are left out
Choice = tuple[list[tuple[str, ...]], int]  # the signs of the names that may be the title, and which one is: -1 for none


@dataclass(frozen=True, slots=True)
class Read:
    """An article of gold, what the network says of it, and what may be the titles of its measures."""

    row: dict[str, Any]
    file: str
    fold: int
    tags: Tags | None
    choices: list[Choice]


def read(row: dict[str, Any], file: str, fold: int, tags: Tags | None) -> Read:
    seen: dict[int, list[titling.Candidate]] = {}
    events = bench.found_events(row, entitle=lambda drafts, page: seen.update(titling.candidates(drafts, page)), tags=tags)
    gold_of = {id(found): gold for gold, found in bench.aligned(row["events"], events) if gold and found}
    choices = []
    for number, names in seen.items():
        title = gold_of.get(id(events[number]), {}).get("document")
        is_title = [title is not None and one.name in (title, simplified(title)) for one in names]
        if names and (title is None or any(is_title)):
            choices.append(([one.signs for one in names], is_title.index(True) if any(is_title) else -1))
    return Read(row, file, fold, tags, choices)


def fitted(articles: Sequence[Read]) -> dict[str, float]:
    import numpy as np
    from scipy.optimize import minimize
    from sklearn.feature_extraction import DictVectorizer

    choices = [choice for article in articles for choice in article.choices]
    counts = Counter(sign for names, _ in choices for sign in {sign for signs in names for sign in signs})
    vectors = DictVectorizer().fit([{sign: 1.0 for sign, times in counts.items() if times >= LEAST}])
    matrix = vectors.transform([dict.fromkeys(signs, 1.0) for names, _ in choices for signs in names])
    sizes = np.array([len(names) for names, _ in choices])
    first = np.cumsum(sizes) - sizes
    of = np.repeat(np.arange(len(choices)), sizes)
    chosen = np.array([number == title for names, title in choices for number in range(len(names))], dtype=float)

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        top = np.maximum(np.maximum.reduceat(scores, first), 0)
        shares = np.exp(scores - top[of])
        whole = np.add.reduceat(shares, first) + np.exp(-top)  # no title scores 0
        value = np.sum(np.log(whole) + top) - scores @ chosen + weights @ weights / (2 * STRENGTH)
        return float(value), matrix.T @ (shares / whole[of] - chosen) + weights / STRENGTH

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {sign: round(float(w), 2) for sign, w in zip(vectors.feature_names_, found, strict=True) if abs(w) >= SMALLEST}


def measured(articles: Sequence[Read], table: dict[str, float] | None) -> bench.Tallies:
    tallies: bench.Tallies = defaultdict(Counter)
    for article in articles:
        entitle = titling.take_first if table is None else (lambda drafts, page: titling.decide(drafts, page, table))
        found = bench.found_events(article.row, entitle=entitle, tags=article.tags)
        bench.tallied(article.row, found, tallies[bench.source_of(article.row, article.file)])
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    bench.add_gold(parser)
    bench.add_learned(parser)
    parser.add_argument("--write", action="store_true", help="put weights of all articles into classifiers/events")
    options = parser.parse_args()
    if options.rules:
        parser.error("the weights take what the network tags: leave --rules out")
    gold = bench.learned_gold(options)[0]
    fresh = [(row, name) for row, name in gold if row["language"] == "zh" and "policy" in row["labels"]]
    tags = bench.tags_by(options.folder)
    parts = folds([row for row, _ in fresh])
    articles = [read(row, name, fold, tags(row)) for (row, name), fold in zip(fresh, parts, strict=True)]
    bench.compare(measured(articles, None), bench.cross_validated(articles, fitted, measured), "rules")
    if options.write:
        bench.write_weights(OUT, fitted(articles), f"{sum(len(article.choices) for article in articles)} measures")


if __name__ == "__main__":
    main()
