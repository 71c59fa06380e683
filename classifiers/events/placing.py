"""Who is a party of an event, decided: each name is weighed for itself (weighing.py), then all are looked at once more together.

The first look knows the words around a name. The second knows what the first said of the others: that a licence has its licensee
already, that the same name fits better into the event beside it; and it takes what the network says of name and sentence as numbers. It
is made of boosted trees (benchmarks/events_weights.py makes placing.json), fitted on what first looks said of articles that had not fitted them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from classifiers.events.drafts import Draft
from classifiers.events.hearing import family, loudest
from classifiers.events.passages import PARTY, Passage, parties_in
from classifiers.events.trees import FAR, Forest, forest
from classifiers.events.weighing import Table, View, candidates, features, likelihood, logit, sides_of, tagged, weights
from classifiers.tags import NUMBER, SIDES

# How likely a party of the rules must be to stay, and a name that they do not place to become one; of a second look, how likely either must
# be: the least at which precision is what is asked for, 0.90, in both languages, on articles that did not fit it (docs/benchmarks.md).
KEEP, ADD = 0.25, 0.5
SURE_ENOUGH = 0.7
# Of the agency that fits best, where an English measure would be left without any; real Chinese ones lost by it.
LEAST_ISSUER = 0.1
MARGIN = 0.1  # by how much another side must fit better


@dataclass(frozen=True, slots=True)
class Weighed:
    """A name beside an event: the side that the rules give it, and how likely it has each."""

    number: int
    rule: str | None
    fits: dict[str, float]


def decide(drafts: Sequence[Draft], seen: View, table: Table | None = None, trees: Forest | None = None) -> None:
    """Drop whom the rules place and little speaks for, move whom another side fits better, add whom much speaks for.

    Weights that are being fitted come with trees of their own, or with none: then the first look decides.
    """
    if table is None:
        table = weights(seen.tags is not None)
        trees = forest("placing") if seen.tags is not None else None
    looked = [weighed(draft, seen, table) for draft in drafts]
    if trees is not None:
        looked = again(drafts, looked, seen, trees)
    for draft, names in zip(drafts, looked, strict=True):
        _place(draft, names, seen, SURE_ENOUGH if trees is not None else None)


def weighed(draft: Draft, seen: View, table: Table) -> list[Weighed]:
    """The names that may be a party, each by what is told of it alone; not those that the rules give a side that such events do not have."""
    sides, found = sides_of(draft), []
    for number in candidates(draft, seen):
        rule = draft.side(number) if number in draft.sides else None
        if rule is None or rule in sides:
            told = features(draft, number, seen)
            found.append(Weighed(number, rule, {side: likelihood(told, side, rule, table) for side in sides}))
    return found


def again(drafts: Sequence[Draft], looked: Sequence[Sequence[Weighed]], seen: View, trees: Forest) -> list[list[Weighed]]:
    """The names with how likely each side is beside all others."""
    likely = iter(trees.likelihoods([row for *_, row in rows(drafts, looked, seen)]))
    return [[replace(one, fits={side: float(next(likely)) for side in one.fits}) for one in names] for names in looked]


def rows(
    drafts: Sequence[Draft], looked: Sequence[Sequence[Weighed]], seen: View
) -> Iterator[tuple[int, int, str, list[float]]]:
    """For each event (its rank), name and side what the second look knows, as numbers."""
    elsewhere: dict[tuple[int, str], list[tuple[float, int]]] = defaultdict(list)
    for rank, names in enumerate(looked):
        for one in names:
            for side, fit in one.fits.items():
                elsewhere[one.number, side].append((fit, rank))
    best = {key: sorted(fits, reverse=True)[:2] for key, fits in elsewhere.items()}
    naming: dict[int, list[Passage]] = defaultdict(list)
    for clause in seen.clauses:
        for number in parties_in(clause.text) if clause.is_read and not clause.background else ():
            naming[number].append(clause)
    for rank, (draft, names) in enumerate(zip(drafts, looked, strict=True)):
        of_side: dict[str, list[float]] = defaultdict(list)
        for one in names:
            for side, fit in one.fits.items():
                of_side[side].append(fit)
        ordered = {side: sorted(fits, reverse=True) for side, fits in of_side.items()}
        kinds, total = family(draft.label, draft.kind), sum(sum(sides.values()) for sides in draft.sides.values()) or 1
        of_event = [float(len(drafts)), float(rank), float(sum(draft.kinds.values())), loudest(draft.clauses, kinds)]
        for one in names:
            share = sum(draft.sides[one.number].values()) / total if one.number in draft.sides else 0.0
            of_name = _of_name(draft, one.number, naming[one.number], kinds, share, seen)
            said = tagged(draft, one.number, seen)
            for side, fit in one.fits.items():
                rivals = ordered[side].copy()
                rivals.remove(fit)
                others = [other for name, other in one.fits.items() if name != side]
                there = [other for other, where in best[one.number, side] if where != rank]
                known = [math.nan] * 3
                if said is not None:
                    known = [
                        float(said[NUMBER[side]]),
                        float(said[0]),
                        max(float(said[NUMBER[s]]) for s in SIDES if s != side),
                    ]
                yield rank, one.number, side, [
                    logit(fit), *(logit(rival) for rival in [*rivals, 0.0, 0.0][:2]), sum(rivals), float(sum(rival > fit for rival in rivals)),
                    logit(max(others, default=0.0)), logit(max(there, default=0.0)), float(NUMBER[side]), float(one.rule == side),
                    *known, *of_name, *of_event,
                ]  # fmt: skip


def _of_name(
    draft: Draft, number: int, named: Sequence[Passage], kinds: frozenset[str], share: float, seen: View
) -> list[float]:
    """Where a name stands and what is heard there, in the event and in all clauses that are read; `share` is its part of what the rules place."""
    sign, entity = chr(PARTY + number), seen.named.entities[number]
    told = [clause for clause in draft.clauses if sign in clause.text]
    return [
        loudest(named, kinds), loudest(told, kinds), float(seen.counts[number]), float(seen.first.get(number, FAR)),
        float(seen.title.index(number)) if number in seen.title else -1.0, float(len(told)),
        float(min((clause.number for clause in told), default=FAR)), share,
        float(len(seen.counts)), float(len(entity.name)), float(entity.told), float(seen.language == "zh"),
    ]  # fmt: skip


def _place(draft: Draft, names: Sequence[Weighed], seen: View, sure: float | None) -> None:
    """Give the names of an event the sides that are likely enough."""
    likeliest = (0.0, -1)  # agency to have issued it
    for one in names:
        side = max(one.fits, key=lambda name: one.fits[name])
        if side == "issuer" and seen.language == "en" and seen.named.entities[one.number].kind == "agency":
            likeliest = max(likeliest, (one.fits[side], one.number))
        if one.rule is not None and one.fits[side] <= one.fits[one.rule] + MARGIN:
            side = one.rule
        if one.fits[side] < (sure if sure is not None else ADD if one.rule is None else KEEP):
            draft.sides.pop(one.number, None)
        elif side != one.rule:
            draft.sides[one.number] = Counter({side: 1})
    if likeliest[0] >= LEAST_ISSUER and not any(draft.side(number) == "issuer" for number in draft.sides):
        draft.sides[likeliest[1]] = Counter({"issuer": 1})
