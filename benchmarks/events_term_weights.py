"""Fit the weights that decide which amounts are terms of an event: python benchmarks/events_term_weights.py --data FILE... [--write]

FILE is gold as benchmarks/events.py reads it. Cross-validated by story: each article is judged by weights that were fitted without its
story. Of a file whose name holds "dev" or "more", which the rules were written with, an article counts a third. Real articles that tell a
story of the reader's test fold are left out (--labelled names its texts). Needs the extra `train`.
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

from benchmarks.events import add_gold, aligned, count, found_events, gold, part, rates, weight_of
from bus.events import Amount
from classifiers.events.term_decisions import finished, settle
from classifiers.events.term_weighing import MOST_EVENTS, TERM, Account, Sum, Table, features, rule_of
from classifiers.training.dataset import Example, read_examples, story_groups
from classifiers.training.recipe import Split, apart, split

OUT = Path(__file__).resolve().parents[1] / "classifiers" / "events" / "weights_terms.json"
STRENGTH, STRENGTH_OF_ROLES, LEAST, FOLDS = 0.2, 1.0, 5, 5  # inverse of the penalty, times a feature must be seen, parts
SMALLEST = 0.06  # weights nearer to zero are left out


@dataclass(frozen=True, slots=True)
class Beside:
    """A sum beside an event: what is told of it, and what the rules and the gold say."""

    one: Sum
    event: int
    told: list[str]
    rule: str | None
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


def read(row: dict[str, Any], file: str, fold: int) -> Read:
    accounts: list[Account] = []

    def rules(told: Account) -> dict[int, list[Amount]]:
        accounts.append(told)
        return told.terms

    events = found_events(row, settle_terms=rules)
    gold_of = {id(found): gold for gold, found in aligned(row["events"], events) if found is not None}
    pairs = []
    for told in accounts:
        for number in range(min(len(told.drafts), MOST_EVENTS)):
            gold = (gold_of.get(id(events[number])) or {"terms": []})["terms"]
            for one in told.sums:
                first = told.amounts[one.numbers[0]]
                role = next((term["role"] for term in gold if _same(term, first)), None)
                pairs.append(Beside(one, number, features(one, number, told), rule_of(one, number, told), role))
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


def weighed(article: Read, table: Table) -> list[dict[str, Any]]:
    """The events of the article with the terms that the weights decide."""
    told = article.account
    if told is None:
        return article.events
    terms = {n: list(told.terms.get(n, ())) for n in range(len(told.drafts))}
    for pair in article.pairs:
        settle(pair.one, pair.event, pair.rule, pair.told, terms[pair.event], told, table)
    dumped = {n: [term.model_dump(mode="json") for term in finished(kept, n, told)] for n, kept in terms.items()}
    return [{**event, "terms": dumped.get(n, event["terms"])} for n, event in enumerate(article.events)]


def folds_of(rows: list[dict[str, Any]]) -> list[int]:
    examples = [Example(row["id"], row["title"], row["text"], row["language"], frozenset()) for row in rows]
    names = [rows[group]["id"] for group in story_groups(examples)]
    return [part(name, FOLDS) for name in names]


def articles_of(options: argparse.Namespace) -> list[Read]:
    files = [(path.name, row) for path in options.data for row in gold([path], (), ())]
    real = [(path.name, row) for path in options.places for row in gold((), [path], options.texts)]
    if options.labelled:
        parts = split([one for path in options.labelled for one in read_examples(path)])
        kept = {
            id(row) for row in apart([row for _, row in real], Split([*parts.train, *parts.calibration], [], parts.test))
        }
        real = [(name, row) for name, row in real if id(row) in kept]
    rows = [*files, *real]
    folds = folds_of([row for _, row in rows])
    return [read(row, name, fold) for (name, row), fold in zip(rows, folds, strict=True)]


def cross_validated(articles: list[Read]) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """By file and language, what the rules find and what the weights that were fitted without the article's story decide."""
    tallies: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for fold in range(FOLDS):
        table = fitted([article for article in articles if article.fold != fold])
        for article in articles:
            if article.fold == fold:
                before, after = tallies[f"{article.file} {article.row['language']}"]
                count(aligned(article.row["events"], article.events), before)
                count(aligned(article.row["events"], weighed(article, table)), after)
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_gold(parser)
    parser.add_argument("--labelled", nargs="+", type=Path, default=[], help="the labelled articles that hold the test fold")
    parser.add_argument("--write", action="store_true", help="put weights of all articles into classifiers/events")
    options = parser.parse_args()
    articles = articles_of(options)
    totals: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for name, tallies in sorted(cross_validated(articles).items()):
        language = name.split()[-1]
        real = any(path.name == name.split()[0] for path in options.places)
        for total, tally in zip(totals[f"all {'real' if real else 'written'} {language}"], tallies, strict=True):
            total.update(tally)
        totals[name] = tallies
    for name, (before, after) in totals.items():
        print(f"{name}: rules {rates(before, 'term')}\n{' ' * len(name)}  weighed {rates(after, 'term')}")
    if options.write:
        rows = [
            f'"{block}": {json.dumps(row, ensure_ascii=False, sort_keys=True)}'
            for block, row in sorted(fitted(articles).items())
        ]
        OUT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
        print(f"{OUT.name}: {OUT.stat().st_size / 1000:.0f} kB of {len(articles)} articles")


if __name__ == "__main__":
    main()
