"""Which of several drafts tell an event of their own: the others retell one, or tell what is no news."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifiers.events.drafts import APART, Draft
from classifiers.events.kinds import grams
from classifiers.events.passages import Passage, parties_in
from classifiers.events.pieces import AHEAD, ENDS, GOES_ON, PAST, family_of, said, step
from classifiers.events.sides import EXCHANGES, FAMILY
from classifiers.events.weighing import View, weighed
from classifiers.tags import COMPANY_SIDES, NUMBER

LEAST = 0.3  # how likely a draft must tell an event of its own to stay
READ = 160  # characters of a clause whose words are weighed


@dataclass(frozen=True, slots=True)
class Doubt:
    """A draft beside others of its label."""

    draft: Draft
    signs: tuple[str, ...]


def keep(drafts: list[Draft], seen: View, decide: Callable[[Doubt], float] | None = None) -> list[Draft]:
    """The drafts that tell events of their own, at least one of each label; what retells one of them goes to it."""
    decide = likelihood if decide is None else decide
    kept: list[Draft] = []
    for label in dict.fromkeys(draft.label for draft in drafts):
        of_label = [draft for draft in drafts if draft.label == label]
        if len(of_label) == 1:
            kept += of_label
            continue
        fits = [decide(Doubt(draft, tuple(dict.fromkeys(_signs(draft, of_label, seen))))) for draft in of_label]
        best = max(fits)
        staying = [draft for draft, fit in zip(of_label, fits, strict=True) if fit >= LEAST or fit == best]
        for draft in of_label:
            if not any(draft is other for other in staying):
                _join(draft, staying)
        kept += staying
    return kept


def _join(draft: Draft, staying: Sequence[Draft]) -> None:
    """What is told of a draft that goes, for the one that it shares most companies with."""
    names = _names(draft)
    home = max(staying, key=lambda other: len(names & _names(other)))
    if names & _names(home) and not any(clause.background for clause in draft.clauses):
        home.clauses += [clause for clause in draft.clauses if clause not in home.clauses]


def _names(draft: Draft) -> set[int]:
    return {number for clause in draft.clauses for number in parties_in(clause.text)}


def _signs(draft: Draft, drafts: Sequence[Draft], seen: View) -> Iterator[str]:
    others = [other for other in drafts if other is not draft]
    label, kind = draft.label, draft.kind
    place = next(number for number, other in enumerate(drafts) if other is draft)
    first = draft.clauses[0] if draft.clauses else None
    names = {n for n in _names(draft) if seen.named.entities[n].canonical not in EXCHANGES}
    companies = {n for n in names if seen.named.entities[n].kind == "company"}
    theirs = {n for other in others for n in _names(other)}
    nearest = max(others, key=lambda other: (len(names & _names(other)), -abs(_start(other) - _start(draft))))
    relation = "same" if nearest.kind == kind else "kin" if _kin(nearest, draft) else "other"
    titled = any(clause.in_title for clause in draft.clauses)
    yield from ("1", f"lang={seen.language}|{label}", f"kind={label}.{kind}", f"kind={kind}|beside={nearest.kind}")
    yield from (
        f"place={min(place, 3)}/{min(len(drafts), 4)}|{label}",
        f"place={min(place, 1)}|{relation}",
        f"relation={relation}|{label}",
    )
    yield from (
        f"titled={titled}|alone={all(c.in_title for c in draft.clauses)}",
        f"clauses={min(len(draft.clauses), 4)}|{label}",
    )
    yield from (f"starts={min(_start(draft), 6)}|{label}", f"far={min(abs(_start(draft) - _start(nearest)), 5)}|{relation}")
    yield f"weight={_weight(draft)}|{label}"
    yield f"more={_weight(draft) - _weight(nearest)}|{relation}"
    yield from (f"own={min(len(companies - theirs), 3)}|{label}", f"own={min(len(companies - theirs), 2)}|{relation}")
    yield f"shared={min(len(companies & theirs), 2)}|own={min(len(companies - theirs), 2)}|place={min(place, 1)}"
    yield f"within={names <= theirs}|{relation}"
    yield f"sides={min(len(draft.sides), 3)}|{label}"
    yield f"sides shared={min(len(set(draft.sides) & set(nearest.sides)), 2)}/{min(len(draft.sides), 3)}|{relation}"
    sums, known = _sums(draft), {one for other in others for one in _sums(other)}
    yield from (
        f"sums={min(len(sums - known), 2)}/{min(len(sums & known), 1)}/{min(len(known), 1)}|{relation}",
        f"sums={min(len(sums - known), 1)}|{label}",
    )
    if draft.document or nearest.document:
        yield f"documents={bool(draft.document)}/{bool(nearest.document)}|{relation}"
    if first is None:
        yield "nowhere"
        return
    yield from _of_words(first, label, relation, place, seen)
    yield from _of_tags(draft, nearest, companies, seen)


def _of_words(first: Passage, label: str, relation: str, place: int, seen: View) -> Iterator[str]:
    yield f"background={first.background}"
    for name, pattern in (("apart", APART), ("goes on", GOES_ON), ("past", PAST), ("ahead", AHEAD), ("ends", ENDS)):
        if pattern.search(first.text):
            yield from (name, f"{name}|{relation}", f"{name}|{label}|place={min(place, 1)}")
    yield from (f"w:{gram}" for gram in grams(first.text[:READ], seen.language))


def _of_tags(draft: Draft, nearest: Draft, companies: set[int], seen: View) -> Iterator[str]:
    """What the network says: of its kind, of its companies, and of theirs beside those of the nearest draft."""
    if seen.tags is None:
        return
    share = seen.tags.kinds.get(f"{draft.label}/{draft.kind}", 0.0)
    beside = seen.tags.kinds.get(f"{nearest.label}/{nearest.kind}", 0.0)
    yield from (f"likely={step(share)}|{draft.label}", f"likely={step(share)}/{step(beside)}|{_kin(nearest, draft)}")
    rows = [
        row
        for clause in draft.clauses[:4]
        for n, row in said(parties_in(clause.text), clause, seen).items()
        if n in companies
    ]
    if rows:
        parties = sorted(sum(float(row[NUMBER[side]]) for side in COMPANY_SIDES) for row in rows)
        yield from (
            f"party={step(parties[-1])}|{draft.label}",
            f"parties={sum(share >= 0.5 for share in parties[-3:])}|{draft.label}",
        )
        beside_rows = [row for clause in nearest.clauses[:4] for row in said(parties_in(clause.text), clause, seen).values()]
        families = family_of(rows), family_of(beside_rows)
        if all(families):
            yield f"families={families[0] == families[1]}|{draft.label}"


def _start(draft: Draft) -> int:
    return min((clause.number for clause in draft.clauses if not clause.in_title), default=0)


def _kin(one: Draft, other: Draft) -> bool:
    return one.label == "deal" and FAMILY.get(one.kind) == FAMILY.get(other.kind)


def _weight(draft: Draft) -> int:
    return sum(max(draft.kinds.values(), default=0) >= bound for bound in (1, 2, 4, 8))


def _sums(draft: Draft) -> set[str]:
    return {one for clause in draft.clauses for one in clause.sums}


@cache
def weights() -> dict[str, float]:
    """The weights that ship, of each sign."""
    table: dict[str, float] = json.loads((Path(__file__).parent / "keeping.json").read_text(encoding="utf-8"))
    return table


def likelihood(doubt: Doubt) -> float:
    """How likely the draft tells an event of its own."""
    return weighed(doubt.signs, weights())
