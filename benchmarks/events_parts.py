"""Fit the weights that tell events apart which are told in one breath: python benchmarks/events_parts.py --data FILE... --places FILE... --texts FILE... [--write]

FILE is gold as benchmarks/events.py reads it. Cross-validated by story, as benchmarks/events_kinds.py: each article is judged by weights that
were fitted without it. Chinese articles are read and measured too, though what ships takes only English ones apart. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.events import add_gold, aligned, count, found_events, gold, normalised, rates
from benchmarks.events_kinds import folds
from bus.events import Amount
from classifiers.events import parting
from classifiers.events.drafts import Draft, kinds_of
from classifiers.events.passages import amounts_in, parties_in
from classifiers.events.pieces import Candidate, Piece, Weights, pieces
from classifiers.events.tables import grammar
from classifiers.events.weighing import View, weighed
from classifiers.tags import Tags
from classifiers.transformer import TransformerClassifier

OUT = Path(__file__).resolve().parents[1] / "classifiers" / "events" / "parts.json"
STRENGTH, LEAST, FOLDS = 0.5, 5, 5  # inverse of the penalty, times a sign must be seen, parts of the cross-validation
SMALLEST = 0.03  # weights nearer to zero are left out


Divide = Callable[[list[Draft], View, tuple[Amount, ...]], list[Draft]]


def as_they_are(drafts: list[Draft], view: View, amounts: tuple[Amount, ...]) -> list[Draft]:
    return drafts


@dataclass(frozen=True, slots=True)
class Asked:
    """A piece that was asked, and whether by the gold it tells an event of its own."""

    signs: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Read:
    """An article of gold with the pieces that it was asked about."""

    row: dict[str, Any]
    file: str
    fold: int
    tags: Tags | None
    asked: list[Asked]


def telling(
    events: Sequence[dict[str, Any]], cut: Sequence[Piece], view: View, amounts: Sequence[Amount]
) -> dict[int, Piece]:
    """For each event of the gold, by number, the first piece that says most of what only this one has."""
    names = {n: {normalised(e.name), (e.canonical or e.name).casefold()} for n, e in enumerate(view.named.entities)}
    found = {}
    for number, event in enumerate(events):
        others = [e for e in events if e is not event and e["label"] == event["label"]]
        scores = [_fit(event, others, *_held(piece, names, event["label"], view, amounts)) for piece in cut]
        best = max(scores, default=0.0)
        if best >= 2:
            found[number] = cut[next(n for n, one in enumerate(scores) if one >= max(2, 0.5 * best))]
    return found


Sums = set[tuple[float, str | None]]


def _held(
    piece: Piece, names: dict[int, set[str]], label: str, view: View, amounts: Sequence[Amount]
) -> tuple[set[str], Sums, set[str]]:
    """The names, sums and kinds of a piece."""
    told = [amounts[n] for n in amounts_in(piece.text) if n < len(amounts)]
    return (
        {name for n in parties_in(piece.text) for name in names[n]},
        {(float(a.value or 0), a.currency) for a in told},
        set(kinds_of(piece.text, grammar(label, view.language))),
    )


def _fit(event: dict[str, Any], others: list[dict[str, Any]], names: set[str], told: Sums, kinds: set[str]) -> float:
    """How much of an event a piece tells; nothing, where others have all of it too."""
    parties = {normalised(p["name"]) for p in event["parties"]} & names
    shared = {normalised(p["name"]) for e in others for p in e["parties"]}
    terms = {(float(t["value"]), t["currency"]) for t in event["terms"]} & told
    elsewhere = {(float(t["value"]), t["currency"]) for e in others for t in e["terms"]}
    kind = event["kind"] in kinds
    alone = kind and all(e["kind"] != event["kind"] for e in others)
    own = 2 * len(parties - shared) + 2 * len(terms - elsewhere) + 1.5 * alone
    return own + 0.5 * len(parties & shared) + 0.5 * kind if own else 0.0


def read(row: dict[str, Any], file: str, fold: int, tags: Tags | None) -> Read:
    """The article with its pieces as the gold answers for them."""
    asked: list[Asked] = []

    def part(drafts: list[Draft], view: View, amounts: tuple[Amount, ...]) -> list[Draft]:
        cut = pieces(view.clauses, view.language)
        told = telling(row["events"], cut, view, amounts)
        if any(number not in told for number in missing):
            return drafts  # an event that is not found again says nothing of the pieces
        own: list[tuple[str, str, int]] = []
        for draft in drafts:
            inside = [n for n, event in enumerate(row["events"]) if event["label"] == draft.label and n in told
                      and told[n].clause in draft.clauses]  # fmt: skip
            inside.sort(key=lambda n: cut.index(told[n]))
            own += [_key(row["events"][n]["label"], told[n]) for n in inside[1:] if n in missing or inside[0] in missing]
        held = [clause for draft in drafts for clause in draft.clauses]
        own += [_key(row["events"][n]["label"], told[n]) for n in missing if told[n].clause not in held]

        def decide(one: Candidate) -> float:
            right = _key(one.label, one.piece) in own
            asked.append(Asked(one.signs, right))
            return float(right)

        return parting.part(drafts, view, amounts, decide, cut)

    before = found_events(row, tags=tags, parted=as_they_are)
    pairs = aligned(row["events"], before)
    lost = [id(event) for event, found in pairs if found is None]
    missing = [n for n, event in enumerate(row["events"]) if id(event) in lost]
    found_events(row, tags=tags, parted=part)
    return Read(row, file, fold, tags, asked)


def _key(label: str, piece: Piece) -> tuple[str, str, int]:
    return label, piece.text, piece.clause.number


def divided(weights: Weights) -> Divide:
    """What takes drafts apart by these weights."""
    return lambda drafts, view, amounts: parting.part(drafts, view, amounts, lambda one: weighed(one.signs, weights))


def fitted(articles: Sequence[Read]) -> Weights:
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    asked = [one for article in articles for one in article.asked]
    counts = Counter(sign for one in asked for sign in one.signs)
    signs = sorted(sign for sign, times in counts.items() if times >= LEAST)
    known = {sign: number for number, sign in enumerate(signs)}
    places = [[known[sign] for sign in one.signs if sign in known] for one in asked]
    ends = np.cumsum([0, *(len(place) for place in places)])
    matrix = csr_matrix((np.ones(ends[-1]), [n for p in places for n in p], ends), shape=(len(asked), len(signs)))
    model = LogisticRegression(C=STRENGTH, max_iter=300, fit_intercept=False, tol=1e-3)
    model.fit(matrix, [one.own for one in asked])
    return {sign: round(float(w), 2) for sign, w in zip(signs, model.coef_[0], strict=True) if abs(w) >= SMALLEST}


def measured(articles: Iterable[Read], weights: Weights | None) -> dict[tuple[str, str], Counter[str]]:
    """The counts of benchmarks/events.py, by file and language."""
    tallies: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    parted = as_they_are if weights is None else divided(weights)
    for article in articles:
        found = found_events(article.row, tags=article.tags, parted=parted)
        real = "real" if "places" in article.file or "annotations" in article.file else "written"
        several = "several" if len(article.row["events"]) > 1 else "one"
        tally = tallies[f"{real} {several}", article.row["language"]]
        tally["articles"] += 1
        tally["exact count"] += len(found) == len(article.row["events"])
        tally["too many"] += len(found) > len(article.row["events"])
        count(aligned(article.row["events"], found), tally)
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_gold(parser)
    parser.add_argument("--write", action="store_true", help="put weights of all articles into classifiers/events")
    options = parser.parse_args()
    files = [(path.name, gold([path], (), ())) for path in options.data]
    files += [(path.name, gold((), [path], options.texts)) for path in options.places]
    named = [(row, name) for name, rows in files for row in rows if row["labels"]]
    reader = None if options.rules else TransformerClassifier(options.folder)
    parts = folds([row for row, _ in named])
    articles = [
        read(row, name, fold, reader.tags(row["title"], row["text"]) if reader else None)
        for (row, name), fold in zip(named, parts, strict=True)
    ]
    report(articles)
    if options.write:
        write(fitted(articles))


def report(articles: list[Read]) -> None:
    """What the articles of each part give with the weights of the others."""
    before, after = measured(articles, None), defaultdict[tuple[str, str], Counter[str]](Counter)
    for fold in range(FOLDS):
        weights = fitted([article for article in articles if article.fold != fold])
        for key, tally in measured((a for a in articles if a.fold == fold), weights).items():
            after[key].update(tally)
    for key in sorted(before):
        for name, tally in (("as the rules say", before[key]), ("taken apart", after[key])):
            exact, many = tally["exact count"] / tally["articles"], tally["too many"]
            print(f"{' '.join(key)}, {name}: {tally['articles']} articles, exact count {exact:.3f} ({many} with too many)")
            for what in ("kind", "party", "term"):
                print(f"  {what:6} {rates(tally, what)}")


def write(weights: Weights) -> None:
    """One line a sign."""
    rows = ",\n".join(f"{json.dumps(sign, ensure_ascii=False)}: {weight}" for sign, weight in sorted(weights.items()))
    OUT.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    print(f"{OUT.name}: {len(weights)} signs")


if __name__ == "__main__":
    main()
