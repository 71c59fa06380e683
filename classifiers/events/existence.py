"""Whether a draft is an event of its own, weighed: several sentences may tell one event, and a sentence may only seem to tell one.

The rules propose drafts freely; weights fitted on read articles decide (benchmarks/events_existence.py makes existence.json). What
is no event of its own goes to the draft that it came from, or away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bus.events import Label
from classifiers.events.drafts import Draft, party_numbers
from classifiers.events.flat_weights import Weights, likelihood, weights
from classifiers.events.hearing import family, loudest, step
from classifiers.events.sides import FAMILY, settle
from classifiers.events.tables import grammar
from classifiers.events.weighing import View

# How unlikely a draft must be to be dropped: chosen on articles that did not fit the weights; where nothing is heard the rules count more.
DOUBTFUL, DOUBTFUL_MUTE = 0.28, 0.75


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


def features(draft: Draft, beside: Beside, seen: View) -> list[str]:
    """What is told of a draft beside the others of its label."""
    numbers = {clause.number for clause in draft.clauses}
    found = [
        "1", f"lang={seen.language}", f"label={draft.label}", f"kind={draft.label}.{draft.kind}", f"rank={min(beside.ranks[id(draft)], 2)}",
        f"of={min(len(beside.drafts) - 1, 3)}", f"clauses={min(len(draft.clauses), 3)}", f"weight={step(sum(draft.kinds.values()) / 8)}",
        f"titled={any(clause.in_title for clause in draft.clauses)}", f"first={min(numbers, default=9) // 2 if numbers else 5}",
        f"document={draft.document is not None}", f"document={draft.document is not None}|{draft.label}",
        f"parent={draft.parent is not None}", f"named={seen.title != ()}", f"apart={draft.apart}", f"apart={draft.apart}|{draft.label}",
    ]  # fmt: skip
    found += list(_of_parties(draft, beside))
    found += list(_of_sums(draft, beside))
    found += list(_of_places(draft, beside))
    found += list(_heard(draft, beside)) if is_heard(draft) else ["mute"]
    return list(dict.fromkeys(found))


def is_heard(draft: Draft) -> bool:
    """Whether the network read a sentence of it."""
    return any(clause.is_read for clause in draft.clauses)


def _of_parties(draft: Draft, beside: Beside) -> Iterator[str]:
    parties, shared = min(len(draft.sides), 3), beside.shared(draft)
    share = -1 if shared < 0 else int(shared * 2)
    alike = beside.families[_family(draft)] - 1
    fresh = sum(beside.names[number] == 1 for number in beside.named(draft))
    yield from (f"parties={parties}", f"parties={parties}|{draft.label}", f"shared={share}")
    yield from (f"alike={min(alike, 2)}", f"alike={min(alike, 1)}|shared={share}")
    if beside.kinds[draft.kind] > 1:
        yield "same kind"
    yield from (f"fresh={min(fresh, 2)}", f"fresh={min(fresh, 2)}|{draft.label}")


def _of_sums(draft: Draft, beside: Beside) -> Iterator[str]:
    sums = {one for clause in draft.clauses for one in clause.sums}
    whose = "none" if not sums else "own" if any(beside.sums[one] == 1 for one in sums) else "shared"
    yield from (f"sums={whose}", f"sums={whose}|{draft.label}")


def _of_places(draft: Draft, beside: Beside) -> Iterator[str]:
    numbers = {clause.number for clause in draft.clauses if not clause.in_title}
    if not numbers:
        yield "title alone"
        return
    near = sum(beside.places[number] > 1 for number in numbers)
    yield f"beside={'same' if near == len(numbers) else 'some' if near else 'apart'}"
    if all(clause.background for clause in draft.clauses):
        yield "background"


def _heard(draft: Draft, beside: Beside) -> Iterator[str]:
    """How surely the network hears the kind, its family and its label in the draft's sentences, and those of the others there."""
    kinds = family(draft.label, draft.kind)
    of_family = step(loudest(draft.clauses, kinds))
    theirs = {f"{draft.label}/{kind}" for kind in beside.kinds} - kinds
    rival = step(loudest(draft.clauses, theirs))
    of_label = {kind for clause in draft.clauses for kind in clause.heard if kind.startswith(f"{draft.label}/")}
    yield f"heard={step(loudest(draft.clauses, {f'{draft.label}/{draft.kind}'}))}"
    yield f"family={of_family}"
    yield f"family={of_family}|{draft.label}"
    yield f"family={of_family}|parties={min(len(draft.sides), 2)}"
    yield f"heard label={step(loudest(draft.clauses, of_label))}"
    yield f"rival={rival}"
    yield f"rival={rival}|family={of_family}"


def decide(drafts: list[Draft], seen: View, table: Weights | None = None) -> None:
    """Take the least likely drafts out, one after the other, while a label has several and one of them is doubtful."""
    table = weights("existence") if table is None else table
    numbers: dict[int, set[int]] = {}
    while True:
        besides = {label: Beside(drafts, label, numbers) for label in {draft.label for draft in drafts}}
        several = [draft for draft in drafts if len(besides[draft.label].drafts) > 1]
        doubts = [(_doubt(draft, besides[draft.label], seen, table), draft) for draft in several if not draft.titled]
        over, draft = max(doubts, key=lambda pair: pair[0], default=(-1.0, None))
        if draft is None or over < 0:
            return
        drafts.remove(draft)
        _give_back(draft, drafts, seen)


def _doubt(draft: Draft, beside: Beside, seen: View, table: Weights) -> float:
    """By how much more unlikely it is than may be."""
    unlikely = 1 - likelihood(features(draft, beside, seen), table)
    return unlikely - (DOUBTFUL if is_heard(draft) else DOUBTFUL_MUTE)


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
