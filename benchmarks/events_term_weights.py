"""Fit what decides which amounts are terms of an event: python benchmarks/events_term_weights.py --data FILE... [--write]

FILE is gold as benchmarks/events.py reads it; of --learned and --learned-places, which trained the network, its tags are not used.
Cross-validated by story: each article is judged by weights that were fitted without its story. Of a file whose name holds "dev" or "more",
which the rules were written with, an article counts a third. Boosted trees then look at all sums of an article once more together: they are
fitted on what weights say of articles that did not fit those. Real articles that tell a story of the reader's test fold are left out
(--labelled names its texts). Needs the extra `train`.
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

from benchmarks.boosting import Looks, grown_of, print_looks, write_table, write_trees
from benchmarks.events import (
    Named,
    Tallies,
    add_gold,
    add_learned,
    aligned,
    found_events,
    learned_gold,
    part,
    source_of,
    tags_by,
    tallied,
    weight_of,
)
from bus.events import Amount
from classifiers.events.term_decisions import decide
from classifiers.events.term_rows import rows, weighed
from classifiers.events.term_weighing import MOST_EVENTS, ROLES, TERM, Account, Sum, Table, features
from classifiers.events.trees import Forest
from classifiers.tags import Tags
from classifiers.training.dataset import Example, read_examples, story_groups
from classifiers.training.recipe import Split, apart, split

EVENTS = Path(__file__).resolve().parents[1] / "classifiers" / "events"
STRENGTH, STRENGTH_OF_ROLES, LEAST, FOLDS = 0.2, 1.0, 5, 5  # inverse of the penalty, times a feature must be seen, parts
SMALLEST = 0.06  # weights nearer to zero are left out


@dataclass(frozen=True, slots=True)
class Beside:
    """A sum beside an event: what is told of it, and its role by the gold."""

    one: Sum
    event: int
    told: list[str]
    gold: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """An article of gold with its sums."""

    row: dict[str, Any]
    file: str
    weight: float
    fold: int
    events: list[dict[str, Any]]  # with the rules' terms
    account: Account | None
    pairs: list[Beside]


def read(row: dict[str, Any], file: str, fold: int, tags: Tags | None = None) -> Read:
    accounts: list[Account] = []

    def rules(told: Account) -> dict[int, list[Amount]]:
        accounts.append(told)
        return told.terms

    events = found_events(row, settle_terms=rules, tags=tags)
    gold_of = {id(found): gold for gold, found in aligned(row["events"], events) if found is not None}
    pairs = []
    for told in accounts:
        for number in range(min(len(told.drafts), MOST_EVENTS)):
            gold = (gold_of.get(id(events[number])) or {"terms": []})["terms"]
            for one in told.sums:
                first = told.amounts[one.numbers[0]]
                role = next((term["role"] for term in gold if _same(term, first)), None)
                pairs.append(Beside(one, number, features(one, number, told), role))
    return Read(row, file, weight_of(file), fold, events, accounts[0] if accounts else None, pairs)


def _same(term: dict[str, Any], amount: Amount) -> bool:
    value = float(term["value"])
    return term["currency"] == amount.currency and abs(float(amount.value or 0) - value) <= 0.005 * abs(value)


def fitted(articles: list[Read]) -> Table:
    """The weights: of being a term, and of each role of one."""
    pairs = [(pair, article.weight) for article in articles for pair in article.pairs]
    table = _fitted([(p.told, TERM if p.gold else "", w) for p, w in pairs], STRENGTH)
    roles = [(p.told, p.gold, w) for p, w in pairs if p.gold and p.gold != "revenue_or_market"]
    return table | _fitted(roles, STRENGTH_OF_ROLES)


def _fitted(rows: list[tuple[list[str], str, float]], strength: float) -> Table:
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for told, _, _ in rows for name in told)
    known = {name: n for n, name in enumerate(sorted(name for name, times in counts.items() if times >= LEAST))}
    places = [[known[name] for name in told if name in known] for told, _, _ in rows]
    ends = np.cumsum([0, *(len(place) for place in places)])
    matrix = csr_matrix((np.ones(ends[-1]), [n for place in places for n in place], ends), shape=(len(rows), len(known)))
    model = LogisticRegression(C=strength, max_iter=300, fit_intercept=False)
    model.fit(matrix, [name for _, name, _ in rows], sample_weight=[weight for _, _, weight in rows])
    blocks = [TERM] if TERM in model.classes_ else list(model.classes_)
    return {
        block: {name: round(float(row[n]), 2) for name, n in known.items() if abs(row[n]) >= SMALLEST}
        for block, row in zip(blocks, model.coef_, strict=True)
    }


def looks(article: Read, table: Table) -> Looks:
    """What second looks know of the sums of an article by weights that were fitted without it."""
    told = article.account
    if told is None:
        return Looks([], [])
    sums = [weighed(pair.one, pair.event, told, table) for pair in article.pairs]
    return Looks(list(rows(sums, told)), [pair.gold == role for pair in article.pairs for role in ROLES])


def decided(article: Read, table: Table, trees: Forest | None = None) -> list[dict[str, Any]]:
    """The events of the article with the terms that the weights decide, and the trees."""
    if article.account is None:
        return article.events
    terms = decide(article.account, table, trees)
    dumped = {number: [term.model_dump(mode="json") for term in kept] for number, kept in terms.items()}
    return [{**event, "terms": dumped.get(number, event["terms"])} for number, event in enumerate(article.events)]


def folds_of(rows: list[dict[str, Any]]) -> list[int]:
    examples = [Example(row["id"], row["title"], row["text"], row["language"], frozenset()) for row in rows]
    names = [rows[group]["id"] for group in story_groups(examples)]
    return [part(name, FOLDS) for name in names]


def apart_from(labelled: Sequence[Path], articles: list[Named]) -> list[Named]:
    """Without the real articles that tell a story of the test fold of these labelled ones."""
    parts = split([one for path in labelled for one in read_examples(path)])
    real = [row for row, file in articles if source_of(row, file)[0] == "real"]
    kept = {id(row) for row in apart(real, Split([*parts.train, *parts.calibration], [], parts.test))}
    return [(row, file) for row, file in articles if source_of(row, file)[0] != "real" or id(row) in kept]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_gold(parser)
    add_learned(parser)
    parser.add_argument("--labelled", nargs="+", type=Path, default=[], help="the labelled articles that hold the test fold")
    parser.add_argument("--write", action="store_true", help="put weights of all articles into classifiers/events")
    options = parser.parse_args()
    fresh, learned = learned_gold(options)
    if options.labelled:
        fresh, learned = apart_from(options.labelled, fresh), apart_from(options.labelled, learned)
    tags = tags_by(options.folder)
    parts = folds_of([row for row, _ in [*fresh, *learned]])
    articles = [read(row, file, fold, tags(row)) for (row, file), fold in zip(fresh, parts, strict=False)]
    others = [read(row, file, fold) for (row, file), fold in zip(learned, parts[len(fresh) :], strict=True)]
    tables = [fitted([article for article in [*articles, *others] if article.fold != fold]) for fold in range(FOLDS)]
    of_article = [looks(article, tables[article.fold]) for article in articles]
    forests = [
        Forest(grown_of([one for one, article in zip(of_article, articles, strict=True) if article.fold != fold]))
        for fold in range(FOLDS)
    ]
    tallies: dict[str, Tallies] = {name: defaultdict(Counter) for name in ("rules", "weighed", "looked at again")}
    for article in articles:
        key, table = source_of(article.row, article.file), tables[article.fold]
        tallied(article.row, article.events, tallies["rules"][key])
        tallied(article.row, decided(article, table), tallies["weighed"][key])
        tallied(article.row, decided(article, table, forests[article.fold]), tallies["looked at again"][key])
    print_looks(tallies, "term")
    if options.write:
        write_table(fitted([*articles, *others]), EVENTS / "weights_terms.json", len(articles) + len(others))
        write_trees(grown_of(of_article), EVENTS / "terms.json")


if __name__ == "__main__":
    main()
