"""Takes apart what is told in one breath: where a piece tells an event of its own, clause and draft are cut in two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from bus.events import Amount
from classifiers.events.drafts import Draft, kinds_of, weight_of
from classifiers.events.passages import PARTY, Passage, amounts_in, parties_in
from classifiers.events.pieces import Candidate, Piece, candidate, likelihood, opens_with, pieces
from classifiers.events.sides import settle
from classifiers.events.tables import grammar
from classifiers.events.weighing import View

SURE = 0.5  # how likely a piece must tell an event of its own
MOST_NEW = 2  # events that an article gains; one wrong cut invites the next
LANGUAGES = frozenset({"en"})  # in Chinese as many articles with one event were cut as others gained (docs/benchmarks.md)
_WITH_SUBJECT = frozenset({"enforcement", "pricing", "reimbursement"})


def apart(drafts: list[Draft], seen: View, amounts: Sequence[Amount]) -> list[Draft]:
    """What `part` makes of the drafts by the weights that ship: with tags, and in the languages that gain by it."""
    return part(drafts, seen, amounts) if seen.tags is not None and seen.language in LANGUAGES else drafts


def part(
    drafts: list[Draft], seen: View, amounts: Sequence[Amount], decide: Callable[[Candidate], float] = likelihood,
    cut: Sequence[Piece] | None = None,
) -> list[Draft]:  # fmt: skip
    """The drafts with those that are told beside them, in the order of their telling; clauses that are cut are cut in the view too."""
    rest = list(pieces(seen.clauses, seen.language) if cut is None else cut)
    read: list[Piece] = []
    found = 0
    labels = list(dict.fromkeys(draft.label for draft in drafts))
    while rest:
        piece = rest.pop(0)
        for label in labels:
            of_label = [draft for draft in drafts if draft.label == label]
            one = candidate(label, piece, read, of_label, seen, amounts)
            if one is None or found == MOST_NEW or decide(one) < SURE:
                continue
            clause, rest = _cut(one, read, rest, drafts, seen, amounts)
            piece = replace(piece, clause=clause)
            drafts.insert(next(n for n, d in enumerate(drafts) if d is one.draft) + 1, _new(replace(one, piece=piece), seen))
            found += 1
        read.append(piece)
    return drafts


def _cut(
    one: Candidate, read: list[Piece], rest: list[Piece], drafts: list[Draft], seen: View, amounts: Sequence[Amount]
) -> tuple[Passage, list[Piece]]:
    """The clause that begins with the piece, whose first half the drafts keep; a piece that opens its clause is one already."""
    clause = one.piece.clause
    left = [p for p in read if p.clause == clause]
    if not left:
        return clause, rest
    right = [one.piece, *(p for p in rest if p.clause == clause)]
    told = clause.text[: len(clause.text) - sum(len(p.joint) + len(p.text) for p in right)]
    halves = (
        _passage(clause, told, amounts),
        _passage(clause, _head(told, one.piece) + one.piece.text + "".join(p.joint + p.text for p in right[1:]), amounts),
    )
    for draft in drafts:
        if clause in draft.clauses:
            kept = halves[:1] if draft is one.draft else halves
            draft.clauses[:] = [half for c in draft.clauses for half in (kept if c == clause else (c,))]
    seen.clauses[:] = [half for c in seen.clauses for half in (halves if c == clause else (c,))]
    read[:] = [replace(p, clause=halves[0]) if p.clause == clause else p for p in read]
    return halves[1], [replace(p, clause=halves[1]) if p.clause == clause else p for p in rest]


def _passage(clause: Passage, text: str, amounts: Sequence[Amount]) -> Passage:
    told = [amounts[n] for n in amounts_in(text)]
    sums = tuple(f"{a.value.normalize()} {a.currency}" for a in told if a.value is not None and not a.conversion)
    return replace(clause, text=text.strip(), sums=sums)


def _head(told: str, piece: Piece) -> str:
    """What the second half shares with the first: "P buys" of "P buys Q for ¤ and R for ¤", "P" of "P buys Q and sells R"."""
    opening = opens_with(piece.text)
    signs = [n for n, char in enumerate(told) if char >= chr(PARTY) and opens_with(char) == opening]
    if opening in ("¶", "¤") and signs:
        return told[: signs[0] if opening == "¤" else signs[-1]] if len(signs) > (opening == "¶") else ""
    parties = [char for char in told if opens_with(char) == "¶"]
    subject = parties[-1:] if piece.joint.startswith((", which", ", who")) else parties[:1]
    return f"{subject[0]} " if subject and opening == "verb" else ""


def _new(one: Candidate, seen: View) -> Draft:
    """The draft of the piece, with what is told of it later; the other one keeps the rest."""
    old, clause = one.draft, one.piece.clause
    words = grammar(one.label, seen.language)
    kinds = kinds_of(clause.text, words) or [old.kind]
    new = Draft(one.label)
    new.add(clause, kinds[0], weight_of(clause, kinds[0]))
    first = next((n for n, c in enumerate(old.clauses) if c == clause), None)
    known = {
        n for c in old.clauses if c != clause and not c.in_title and c.number <= clause.number for n in parties_in(c.text)
    }
    ours, theirs = set(parties_in(clause.text)) - known, known - set(parties_in(clause.text))
    last = new
    for later in [c for c in old.clauses if not c.in_title and c.number >= clause.number and c != clause]:
        if first is None and later.number == clause.number:
            continue
        names = set(parties_in(later.text))
        last = (
            new if names & ours and not names & theirs else old if names & theirs or later.number == clause.number else last
        )
        if last is new:
            new.clauses.append(later)
    old.clauses[:] = [c for c in old.clauses if c not in new.clauses]
    _place(new, old, seen)
    return new


def _place(new: Draft, old: Draft, seen: View) -> None:
    """Who takes part in either, now that they are two."""
    words = grammar(new.label, seen.language)
    if new.label == "deal":
        told: Counter[str] = Counter()
        for clause in old.clauses:
            for kind in kinds_of(clause.text, words)[:1]:
                told[kind] += weight_of(clause, kind)  # type: ignore[assignment]  # weights are halves
        old.kinds = told or old.kinds
        for draft in (old, new):
            settle(draft, words, seen.named, seen.clauses)
        return
    ours = parties_in(new.text)
    agencies = [n for n in ours if seen.named.entities[n].kind == "agency"]
    companies = [n for n in ours if seen.named.entities[n].kind == "company"]
    if new.label == "milestone":
        placed = [(n, "agency") for n in agencies[:1]] + [(n, "sponsor") for n in companies[:1]]
        shared = ("sponsor",)
    else:
        placed = [(n, "issuer") for n in agencies] + [(n, "subject") for n in companies if new.kind in _WITH_SUBJECT]
        shared = ("issuer",)
    for number, side in placed:
        new.sides[number][side] += 2
    theirs = set(parties_in(old.text))
    for number in list(old.sides):
        if old.side(number) in shared and not any(new.side(n) in shared for n in new.sides):
            new.sides[number][old.side(number)] += 1
        if number in new.sides and number not in theirs:
            old.sides.pop(number)
