"""The weights by which stories are told apart, fitted: what `python benchmarks/stories.py --fit` does.

A logistic regression on pairs of articles that share a key, each trait bound to the sign that its name says. The strength of its
penalty and the scores from which two articles are joined are chosen by cross-validation over families: the articles of families that were not
fitted on are told in the order of their publication, as the archive does it, and the pairs counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from archive.stories.assign import best_fit, fit
from archive.stories.facts import facts_of
from archive.stories.likeness import Likeness, veto
from archive.stories.lookup import Candidate, keys_of
from archive.stories.signatures import signature
from archive.stories.steps import LONG_WINDOW
from archive.stories.traits import pairs_of, traits
from bus.events import ArticleClassified

FOLDS = 6
MOST_WRONG = 0.015  # of joined pairs, where at most 2 % is the goal
REAL = 3  # times that a pair of real articles counts: they are few, and longer than those of our own
LITTLE = 0.005  # of F1
PENALTIES = (0.3, 1.0, 3.0)
SCORES = tuple(np.arange(0.3, 0.95, 0.05).round(2).tolist())
MORE_UNREAD = (0.0, 0.05, 0.1, 0.15)
AGAINST = ("another_", "other_", "strange_", "unheard_", "no_company", "no_event", "many_companies", "labels_apart", "days")
FREE = ("across",)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weights, the thresholds, and what cross-validation says of them."""

    bias: float
    traits: dict[str, float]
    joined: float
    joined_unread: float
    told: dict[str, float]

    def as_toml(self, heading: str) -> str:
        lines = "\n".join(f"{name} = {value:.2f}" for name, value in self.traits.items())
        return f"{heading}bias = {self.bias:.2f}\njoined = {self.joined}\njoined_unread = {self.joined_unread}\n\n[traits]\n{lines}\n"


@dataclass(slots=True)
class Pair:
    """Two articles that share a key, the earlier first."""

    one: int
    other: int
    likeness: Likeness  # as it is without weights: a veto, or a near-duplicate
    values: NDArray[np.float64] | None  # its traits; None where weights decide nothing
    is_read: bool  # an event was read in both


class Articles:
    """Articles with what they are compared by, and their pairs."""

    def __init__(self, rows: Sequence[Row], events: Sequence[ArticleClassified]) -> None:
        by_id = {row["id"]: row for row in rows}
        self.rows = [by_id[event.article.url.rsplit("/", 1)[-1]] for event in events]
        self.facts = [facts_of(event) for event in events]
        signatures = [signature(event.article.title, event.article.text) for event in events]
        self.candidates = [
            Candidate(r["id"], r["id"], f, s) for r, f, s in zip(self.rows, self.facts, signatures, strict=True)
        ]
        self.names: tuple[str, ...] = ()
        keys = [set(keys_of(f, s)) for f, s in zip(self.facts, signatures, strict=True)]
        near = ((i, j) for i, j in combinations(range(len(events)), 2) if keys[i] & keys[j])
        self.pairs = [self._pair(i, j) for i, j in near if abs(self.facts[i].at - self.facts[j].at) <= LONG_WINDOW]

    def _pair(self, i: int, j: int) -> Pair:
        one, other = self.facts[i], self.facts[j]
        pairs = pairs_of(one, other)
        found = fit(other, self.candidates[j].signature, self.candidates[i])
        is_read = bool(one.events and other.events)
        if found.score > 1 or (reason := veto(one, other, pairs)):
            return Pair(i, j, found if found.score > 1 else Likeness(0.0, reason or "", is_joined=False), None, is_read)
        values = traits(one, other, pairs)
        self.names = tuple(values)
        return Pair(i, j, found, np.array([*values.values(), 1.0]), is_read)

    def is_same(self, pair: Pair) -> bool:
        return bool(self.rows[pair.one]["cluster"] == self.rows[pair.other]["cluster"])

    def lost(self) -> Iterable[str]:
        """Pairs of one story that no weights can join: no key in common, or a veto."""
        found = {(p.one, p.other): p for p in self.pairs}
        for i, j in combinations(range(len(self.rows)), 2):
            if self.rows[i]["cluster"] == self.rows[j]["cluster"]:
                pair = found.get((i, j))
                if pair is None or (pair.values is None and not pair.likeness.is_joined):
                    yield f"{self.rows[i]['id']} {self.rows[j]['id']}: {pair.likeness.reason if pair else 'no key in common'}"


def judged(
    verdicts: Iterable[tuple[str, str, bool]], events: Sequence[ArticleClassified]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Traits and verdicts of pairs of real articles, those aside that a veto keeps apart."""
    known = {e.article.url.rsplit("/", 1)[-1]: facts_of(e) for e in events}
    pairs = [(known[one], known[other], same) for one, other, same in verdicts if one in known and other in known]
    kept = [(one, other, same) for one, other, same in pairs if not veto(one, other, pairs_of(one, other))]
    return np.array([[*traits(one, other).values(), 1.0] for one, other, _ in kept]), np.array(
        [float(same) for *_, same in kept]
    )


def regression(x: NDArray[np.float64], y: NDArray[np.float64], names: Sequence[str], penalty: float) -> NDArray[np.float64]:
    """Weights with the signs that their names say; the last is the bias, which is not penalised."""
    bounds = [
        (None, 0.0) if n.startswith(AGAINST) and n != "no_company_meaning" else (None, None) if n in FREE else (0.0, None)
        for n in names
    ]
    strength = np.append(np.full(len(names), penalty), 0.0)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ w
        value = float(np.sum(np.logaddexp(0, z) - y * z) + 0.5 * np.sum(strength * w * w))
        return value, x.T @ (1 / (1 + np.exp(-z)) - y) + strength * w

    found = minimize(
        loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options={"maxiter": 500}
    )
    return np.asarray(found.x)


def told(
    articles: Articles, families: set[str] | None, w: NDArray[np.float64], joined: float, unread: float
) -> dict[int, str]:
    """The story of every article of the families, as the archive would choose it."""
    by_later: dict[int, list[Pair]] = {}
    for pair in articles.pairs:
        if families is None or (
            articles.rows[pair.one]["family"] in families and articles.rows[pair.other]["family"] in families
        ):
            by_later.setdefault(pair.other, []).append(pair)
    story: dict[int, str] = {}
    for number, row in enumerate(articles.rows):
        if families is not None and row["family"] not in families:
            continue
        fits = []
        for pair in by_later.get(number, []):
            likeness = pair.likeness
            if pair.values is not None:
                score = float(1 / (1 + np.exp(-pair.values @ w)))
                likeness = Likeness(score, "", score >= (joined if pair.is_read else unread))
            fits.append((likeness, replace(articles.candidates[pair.one], story_id=story[pair.one])))
        best = best_fit(fits)
        story[number] = row["id"] if best is None else best[1].story_id
    return story


def counts(articles: Articles, story: dict[int, str]) -> NDArray[np.int64]:
    """Pairs: joined, joined and right, of one story; of one story across languages, and of these joined."""
    total = np.zeros(5, dtype=np.int64)
    for i, j in combinations(story, 2):
        one, other = articles.rows[i], articles.rows[j]
        same, is_joined, across = (
            one["cluster"] == other["cluster"],
            story[i] == story[j],
            one["language"] != other["language"],
        )
        total += np.array(
            [is_joined, same and is_joined, same, same and across, same and across and is_joined], dtype=np.int64
        )
    return total


def figures(total: NDArray[np.int64]) -> dict[str, float]:
    joined, right, of_one, across, across_joined = (int(n) for n in total)
    precision, recall = right / max(joined, 1), right / max(of_one, 1)
    return {
        "precision": precision, "recall": recall, "pair_f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "false_merges": 1 - precision, "cross_language_joined": across_joined / max(across, 1),
    }  # fmt: skip


def fitted(sets: Sequence[Articles], real: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None) -> Weighed:
    """`sets` hold labelled stories; `real` are pairs of other articles with verdicts, on which nothing is measured."""
    names = next(s.names for s in sets)
    rows = [
        (pair.values, s.is_same(pair), s.rows[pair.one]["family"], s.rows[pair.other]["family"])
        for s in sets
        for pair in s.pairs
        if pair.values is not None
    ]
    x, y = np.array([r[0] for r in rows]), np.array([float(r[1]) for r in rows])
    families = sorted({f for s in sets for row in s.rows for f in (row["family"],)})
    fold = {family: number % FOLDS for number, family in enumerate(families)}
    folds = np.array([(fold[r[2]], fold[r[3]]) for r in rows])

    def trained(kept: NDArray[np.bool_], penalty: float) -> NDArray[np.float64]:
        if real is None:
            return regression(x[kept], y[kept], names, penalty)
        return regression(
            np.vstack([x[kept], *[real[0]] * REAL]), np.concatenate([y[kept], *[real[1]] * REAL]), names, penalty
        )

    tried: list[tuple[float, float, float, dict[str, float]]] = []
    for penalty in PENALTIES:
        weights = [trained(~(folds == k).any(axis=1), penalty) for k in range(FOLDS)]
        for joined, unread in ((a, round(a + b, 2)) for a in SCORES for b in MORE_UNREAD):
            total = sum(
                (counts(s, told(s, {f for f in families if fold[f] == k}, weights[k], joined, unread)) for s in sets for k in range(FOLDS)),
                start=np.zeros(5, dtype=np.int64),
            )  # fmt: skip
            tried.append((penalty, joined, unread, figures(total)))
    penalty, joined, unread, found = chosen(tried)
    w = trained(np.ones(len(x), dtype=bool), penalty)
    by_trait = dict(zip(names, w[:-1].tolist(), strict=True))
    return Weighed(float(w[-1]), by_trait, joined, unread, {"penalty": penalty, **found})


def chosen(tried: Sequence[tuple[float, float, float, dict[str, float]]]) -> tuple[float, float, float, dict[str, float]]:
    """The best by F1 of those that join little wrong, at the highest score that costs little of it: real news is less tidy."""
    right = [row for row in tried if row[3]["false_merges"] <= MOST_WRONG] or list(tried)
    best = max(row[3]["pair_f1"] for row in right)
    return max(
        (row for row in right if row[3]["pair_f1"] >= best - LITTLE), key=lambda row: (row[1], row[2], row[3]["pair_f1"])
    )
