"""Whether a draft is an event of its own, weighed: several sentences may tell one event, and a sentence may only seem to tell one.

The rules propose drafts freely; boosted trees fitted on read articles decide (benchmarks/events_existence.py makes existence.json). What
is no event of its own goes to the draft that it came from, or away.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from bus.events import LABELS, Label
from classifiers.events.drafts import Draft, party_numbers
from classifiers.events.hearing import family, loudest
from classifiers.events.sides import FAMILY, settle
from classifiers.events.tables import grammar
from classifiers.events.trees import FAR, Forest, forest
from classifiers.events.weighing import View
from classifiers.tags import KINDS

# How unlikely a draft must be to be dropped: chosen on articles that did not fit the weights; where nothing is heard the rules count more.
DOUBTFUL, DOUBTFUL_MUTE = 0.32, 0.75


_LABELS = tuple(LABELS)
_KINDS = {kind.partition("/")[2]: number for number, kind in enumerate(KINDS)}


class Beside:
    """What the drafts of one label have, counted: so that what one has alone is told without looking through all others."""

    def __init__(self, drafts: Sequence[Draft], label: Label, numbers: dict[int, set[int]] | None = None) -> None:
        """`numbers` keeps the names of clauses, by their identity, from one round to the next."""
        self._numbers = {} if numbers is None else numbers
        self.drafts = [draft for draft in drafts if draft.label == label]
        self.ranks = {id(draft): rank for rank, draft in enumerate(self.drafts)}
        self.names, self.sums, self.places = Counter[int](), Counter[str](), Counter[int]()
        self.kinds, self.families = Counter[str](), Counter[str | None]()
        self.of_party: dict[int, list[int]] = defaultdict(list)
        for draft in self.drafts:
            self.names.update(self.named(draft))
            self.sums.update({one for clause in draft.clauses for one in clause.sums})
            self.places.update({clause.number for clause in draft.clauses if not clause.in_title})
            self.kinds[draft.kind] += 1
            self.families[_family(draft)] += 1
            for number in draft.sides:
                self.of_party[number].append(id(draft))

    def named(self, draft: Draft) -> set[int]:
        found: set[int] = set()
        for clause in draft.clauses:
            if id(clause) not in self._numbers:
                self._numbers[id(clause)] = party_numbers(clause)
            found |= self._numbers[id(clause)]
        return found

    def shared(self, draft: Draft) -> float:
        """The largest share of the draft's parties that another one has; -1 where it has none."""
        if not draft.sides:
            return -1.0
        times = Counter(other for number in draft.sides for other in self.of_party[number] if other != id(draft))
        return max(times.values(), default=0) / len(draft.sides)


def _family(draft: Draft) -> str | None:
    return FAMILY.get(draft.kind) if draft.label == "deal" else draft.kind


def features(draft: Draft, beside: Beside, seen: View) -> dict[str, float]:
    """What is told of a draft beside the others of its label, as numbers by name; NaN of what the network did not read."""
    numbers = {clause.number for clause in draft.clauses}
    of_text = {clause.number for clause in draft.clauses if not clause.in_title}
    sums = {one for clause in draft.clauses for one in clause.sums}
    named = beside.named(draft)
    near = sum(beside.places[number] > 1 for number in of_text)
    return {
        "rank": beside.ranks[id(draft)], "others": len(beside.drafts) - 1, "clauses": len(draft.clauses),
        "weight": float(sum(draft.kinds.values())), "weight of kind": float(max(draft.kinds.values(), default=0)),
        "titled": any(clause.in_title for clause in draft.clauses), "first": min(numbers, default=FAR),
        "document": draft.document is not None, "parent": draft.parent is not None, "apart": draft.apart,
        "parties": len(draft.sides), "shared": beside.shared(draft), "alike": beside.families[_family(draft)] - 1,
        "of the kind": beside.kinds[draft.kind] - 1, "fresh": sum(beside.names[number] == 1 for number in named),
        "names": len(named), "names of all": len(seen.counts), "names of the title": len(seen.title), "length": len(draft.text),
        "label": _LABELS.index(draft.label), "kind": _KINDS.get(draft.kind, -1), "zh": seen.language == "zh",
        "sums": len(sums), "own sums": sum(beside.sums[one] == 1 for one in sums),
        "beside": near / len(of_text) if of_text else -1.0, "background": all(clause.background for clause in draft.clauses),
        **_heard(draft, beside, seen),
    }  # fmt: skip


def is_heard(draft: Draft) -> bool:
    """Whether the network read a sentence of it."""
    return any(clause.is_read for clause in draft.clauses)


def _heard(draft: Draft, beside: Beside, seen: View) -> dict[str, float]:
    """How surely the network hears in its sentences its kind, its family, its label and the kinds of the others there, and its kind in the lead."""
    own, kinds = f"{draft.label}/{draft.kind}", family(draft.label, draft.kind)
    of_label = {kind for clause in draft.clauses for kind in clause.heard if kind.startswith(f"{draft.label}/")}
    of_text = [clause for clause in draft.clauses if not clause.in_title]
    heard = {
        "heard": loudest(draft.clauses, {own}), "family": loudest(draft.clauses, kinds),
        "rival": loudest(draft.clauses, {f"{draft.label}/{kind}" for kind in beside.kinds} - kinds),
        "heard label": loudest(draft.clauses, of_label), "family in the text": loudest(of_text, kinds),
    }  # fmt: skip
    lead = seen.tags.kinds.get(own, 0.0) if seen.tags else math.nan
    return {**(heard if is_heard(draft) else dict.fromkeys(heard, math.nan)), "lead": lead}


def decide(drafts: list[Draft], seen: View, trees: Forest | None = None) -> None:
    """Take the least likely drafts out, one after the other, while a label has several and one of them is doubtful."""
    trees = forest("existence") if trees is None else trees
    numbers: dict[int, set[int]] = {}
    while True:
        besides = {label: Beside(drafts, label, numbers) for label in {draft.label for draft in drafts}}
        doubtful = [draft for draft in drafts if len(besides[draft.label].drafts) > 1 and not draft.titled]
        likely = trees.likelihoods([list(features(draft, besides[draft.label], seen).values()) for draft in doubtful])
        doubts = [(_doubt(draft, float(one)), draft) for draft, one in zip(doubtful, likely, strict=True)]
        over, draft = max(doubts, key=lambda pair: pair[0], default=(-1.0, None))
        if draft is None or over < 0:
            return
        drafts.remove(draft)
        _give_back(draft, drafts, seen)


def _doubt(draft: Draft, likely: float) -> float:
    """By how much more unlikely it is than may be."""
    return 1 - likely - (DOUBTFUL if is_heard(draft) else DOUBTFUL_MUTE)


def _give_back(draft: Draft, drafts: Sequence[Draft], seen: View) -> None:
    """What was told of it to the draft that it came from, or that one went into."""
    parent = draft.parent
    while parent is not None and parent not in drafts:
        parent = parent.parent
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
