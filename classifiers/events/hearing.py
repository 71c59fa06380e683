"""What the network hears in a sentence of which no rule knows the words: that it tells an event of some kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bus.events import Label
from classifiers.events.drafts import Draft, kinds_of
from classifiers.events.passages import Passage
from classifiers.events.sides import FAMILY
from classifiers.events.tables import grammar
from classifiers.tags import Tags

FAINT = 0.1  # below which a kind is not heard
SURE = 0.8  # from which one is taken to be told, whatever the words
ANOTHER, LOUDER = 0.5, 0.2  # how likely another kind must be for a clause to tell another event, and by how much likelier


def hear(clauses: Sequence[Passage], labels: Sequence[Label], tags: Tags, language: str) -> list[Passage]:
    """The clauses with the kinds of these labels that are heard in their sentences."""
    told: dict[int, set[str]] = defaultdict(set)
    for clause in clauses:
        for label in labels:
            told[clause.number] |= {f"{label}/{kind}" for kind in kinds_of(clause.text, grammar(label, language))}
    return [_heard(clause, labels, tags, told[clause.number]) for clause in clauses]


def _heard(clause: Passage, labels: Sequence[Label], tags: Tags, told: set[str]) -> Passage:
    read = tags.heard(clause.span)
    heard = {kind: share for kind, share in read.items() if share >= FAINT and _of(kind) in labels}
    unread = sorted((kind for kind, share in heard.items() if share >= SURE and kind not in told), key=lambda k: -heard[k])
    return replace(clause, is_read=bool(read), heard=heard, unread=tuple(kind for kind in unread if kind != "deal/other"))


def _of(kind: str) -> str:
    return kind.partition("/")[0]


def tells_another(clause: Passage, kind: str, draft: Draft) -> bool:
    """Whether the sentence is heard to tell an event of this kind, and not of the draft's."""
    own, other = (loudest([clause], family(draft.label, one)) for one in (kind, draft.kind))
    return own >= ANOTHER and own >= other + LOUDER


def family(label: Label, kind: str) -> frozenset[str]:
    """The kind, as "deal/license", and the others that have the same parties."""
    alike = (one for one in FAMILY if label == "deal" and FAMILY[one] == FAMILY.get(kind))
    return frozenset((f"{label}/{kind}", *(f"{label}/{one}" for one in alike)))


def loudest(clauses: Iterable[Passage], kinds: Collection[str]) -> float:
    """How surely one of these kinds is heard in one of the clauses."""
    return max((share for clause in clauses for kind, share in clause.heard.items() if kind in kinds), default=0.0)


def step(share: float) -> int:
    """0 to 6: under 10, 25, 40, 60, 75, 90 % or more."""
    return sum(share >= bound for bound in (0.1, 0.25, 0.4, 0.6, 0.75, 0.9))
