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
    of_sentence: dict[int, list[Passage]] = defaultdict(list)
    for clause in clauses:
        of_sentence[clause.number].append(clause)
    return [_heard(clause, of_sentence[clause.number], labels, tags, language) for clause in clauses]


def _heard(clause: Passage, sentence: Sequence[Passage], labels: Sequence[Label], tags: Tags, language: str) -> Passage:
    read = tags.heard(clause.span)
    heard = {kind: share for kind, share in read.items() if share >= FAINT and _of(kind) in labels}
    sure = [kind for kind, share in heard.items() if share >= SURE and kind != "deal/other"]
    told = {
        f"{label}/{kind}"
        for label in labels if any(_of(kind) == label for kind in sure)  # most sentences are silent
        for one in sentence
        for kind in kinds_of(one.text, grammar(label, language))
    }  # fmt: skip
    unread = sorted((kind for kind in sure if kind not in told), key=lambda kind: -heard[kind])
    return replace(clause, is_read=bool(read), heard=heard, unread=tuple(unread))


def _of(kind: str) -> str:
    return kind.partition("/")[0]


def tells_another(clause: Passage, kind: str, draft: Draft) -> bool:
    """Whether the sentence is heard to tell an event of this kind, and not of the draft's."""
    own, other = (loudest([clause], family(draft.label, one)) for one in (kind, draft.kind))
    return own >= ANOTHER and own >= other + LOUDER


def parted(
    clause: Passage, kinds: Sequence[str], draft: Draft | None, drafts: Sequence[Draft]
) -> tuple[Draft | None, Draft | None]:
    """The draft that the clause goes on with, and the one which that came from if it is heard to tell another event: none yet, or
    one that came from there before.
    """
    if draft is None or draft.kind in kinds or not tells_another(clause, kinds[0], draft):
        return draft, None
    return next((other for other in drafts if other.kind == kinds[0] and other.parent is draft), None), draft


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
