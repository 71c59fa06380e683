"""Whether a draft is an event of its own, weighed: several sentences may tell one event, and a sentence may only seem to tell one.

The rules propose drafts freely; weights fitted on read articles decide (benchmarks/events_existence.py makes existence.json). What
is no event of its own goes to the draft that it came from, or away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from classifiers.events.drafts import Draft, party_numbers
from classifiers.events.hearing import family, loudest, step
from classifiers.events.sides import FAMILY, settle
from classifiers.events.tables import grammar
from classifiers.events.weighing import View, logistic

# How unlikely a draft must be to be dropped: chosen on articles that did not fit the weights; where nothing is heard the rules count more.
DOUBTFUL, DOUBTFUL_MUTE = 0.33, 0.75
Weights = Mapping[str, float]


def features(draft: Draft, drafts: Sequence[Draft], seen: View) -> list[str]:
    """What is told of a draft beside the others of its label."""
    others = [other for other in drafts if other.label == draft.label and other is not draft]
    before = sum(other.label == draft.label for other in drafts[: drafts.index(draft)])
    numbers = {clause.number for clause in draft.clauses}
    found = [
        "1", f"lang={seen.language}", f"label={draft.label}", f"kind={draft.label}.{draft.kind}", f"rank={min(before, 2)}",
        f"of={min(len(others), 3)}", f"clauses={min(len(draft.clauses), 3)}", f"weight={step(sum(draft.kinds.values()) / 8)}",
        f"titled={any(clause.in_title for clause in draft.clauses)}", f"first={min(numbers, default=9) // 2 if numbers else 5}",
        f"document={draft.document is not None}", f"document={draft.document is not None}|{draft.label}",
        f"parent={draft.parent is not None}", f"named={seen.title != ()}", f"apart={draft.apart}", f"apart={draft.apart}|{draft.label}",
    ]  # fmt: skip
    found += list(_of_parties(draft, others))
    found += list(_of_sums(draft, others))
    found += list(_beside(draft, others))
    found += list(_heard(draft, others)) if seen.tags is not None else ["mute"]
    return list(dict.fromkeys(found))


def _of_parties(draft: Draft, others: Sequence[Draft]) -> Iterator[str]:
    parties = set(draft.sides)
    yield f"parties={min(len(parties), 3)}"
    yield f"parties={min(len(parties), 3)}|{draft.label}"
    shared = max((len(parties & set(other.sides)) / len(parties) for other in others), default=0.0) if parties else -1
    yield f"shared={-1 if shared < 0 else int(shared * 2)}"
    alike = [
        o for o in others if o.kind == draft.kind or (o.label == "deal" and FAMILY.get(o.kind) == FAMILY.get(draft.kind))
    ]
    yield f"alike={min(len(alike), 2)}"
    yield f"alike={min(len(alike), 1)}|shared={-1 if shared < 0 else int(shared * 2)}"
    if any(other.kind == draft.kind for other in others):
        yield "same kind"
    names = {n for clause in draft.clauses for n in party_numbers(clause)}
    fresh = names - {n for other in others for clause in other.clauses for n in party_numbers(clause)}
    yield f"fresh={min(len(fresh), 2)}"
    yield f"fresh={min(len(fresh), 2)}|{draft.label}"


def _of_sums(draft: Draft, others: Sequence[Draft]) -> Iterator[str]:
    sums = {one for clause in draft.clauses for one in clause.sums}
    told = {one for other in others for clause in other.clauses for one in clause.sums}
    yield f"sums={'none' if not sums else 'own' if sums - told else 'shared'}"
    yield f"sums={'none' if not sums else 'own' if sums - told else 'shared'}|{draft.label}"


def _beside(draft: Draft, others: Sequence[Draft]) -> Iterator[str]:
    numbers = {clause.number for clause in draft.clauses if not clause.in_title}
    if not numbers:
        yield "title alone"
        return
    near = {clause.number for other in others for clause in other.clauses if not clause.in_title}
    yield f"beside={'same' if numbers <= near else 'some' if numbers & near else 'apart'}"
    if all(clause.background for clause in draft.clauses):
        yield "background"


def _heard(draft: Draft, others: Sequence[Draft]) -> Iterator[str]:
    """How surely the network hears the kind, its family and its label in the draft's sentences, and those of the others there."""
    kinds = family(draft.label, draft.kind)
    of_family = step(loudest(draft.clauses, kinds))
    theirs = {f"{other.label}/{other.kind}" for other in others} - kinds
    rival = step(loudest(draft.clauses, theirs))
    of_label = {kind for clause in draft.clauses for kind in clause.heard if kind.startswith(f"{draft.label}/")}
    yield f"heard={step(loudest(draft.clauses, {f'{draft.label}/{draft.kind}'}))}"
    yield f"family={of_family}"
    yield f"family={of_family}|{draft.label}"
    yield f"family={of_family}|parties={min(len(draft.sides), 2)}"
    yield f"heard label={step(loudest(draft.clauses, of_label))}"
    yield f"rival={rival}"
    yield f"rival={rival}|family={of_family}"


@cache
def weights() -> Weights:
    """The weights that ship."""
    table: dict[str, float] = json.loads((Path(__file__).parent / "existence.json").read_text(encoding="utf-8"))
    return table


def decide(drafts: list[Draft], seen: View, table: Weights | None = None) -> None:
    """Take the least likely drafts out, one after the other, while a label has several and one of them is doubtful."""
    table = weights() if table is None else table
    bar = DOUBTFUL_MUTE if seen.tags is None else DOUBTFUL
    while True:
        several = [d for d in drafts if sum(other.label == d.label for other in drafts) > 1]
        doubts = [(1 - logistic(sum(table.get(sign, 0.0) for sign in features(d, drafts, seen))), d) for d in several]
        doubt, draft = max(doubts, key=lambda pair: pair[0], default=(0.0, None))
        if draft is None or doubt < bar:
            return
        drafts.remove(draft)
        _give_back(draft, drafts, seen)


def _give_back(draft: Draft, drafts: Sequence[Draft], seen: View) -> None:
    """What was told of it to the draft that it came from."""
    parent = next((other for other in drafts if other is draft.parent), None)
    if parent is None:
        return
    parent.clauses = sorted(
        [*parent.clauses, *(c for c in draft.clauses if c not in parent.clauses)], key=lambda c: c.number
    )
    if parent.label == "deal" and parent.kind in FAMILY:
        settle(parent, grammar("deal", seen.language), seen.named, seen.clauses)
    else:
        for number, sides in draft.sides.items():
            parent.sides[number].update(sides)
