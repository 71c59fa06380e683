"""Events told in one breath, taken apart: "buys P for $38 million and Q for $17.5 million" is two purchases.

The rules collect what several clauses say of one event. Here every clause is cut further, at its conjunctions, and each piece is
asked whether it tells an event of its own: by weights that were fitted on read articles (benchmarks/events_parts.py makes
parts.json), from the names and sums it adds, from its words and from what the network's tags say of the names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bus.events import Amount, Label
from classifiers.events.drafts import APART, Draft, kinds_of
from classifiers.events.passages import AMOUNT, AMOUNTS, PARTY, Passage, amounts_in, parties_in
from classifiers.events.sides import EXCHANGES, FAMILY
from classifiers.events.tables import Grammar, grammar
from classifiers.events.weighing import View, weighed
from classifiers.tags import COMPANY_SIDES, NUMBER, Floats

MOST = 60  # clauses of an article that are cut
_SIGN = re.compile("[\ue000-\uf8ff]")
_JOINT = {
    "en": re.compile(r",? (?:and|but|while|whereas|plus|then|as well as)(?: (?:also|then|separately|in turn|it|has|have|will|is|was))* |, (?:which|who) |,? (?:\w+ )?(?:after|before) |, (?=[\ue000-\uf8ff])|[:–—] ?"),
    "zh": re.compile("[，,、]|(?<=.)(?=(?:并|同时|另|以及|和|及)[^\ue000-\uf8ff，。]{0,12}[\ue000-\uf8ff])"),
}  # fmt: skip
_VERB = re.compile(
    r"^(?:also |then |in turn |it )?(?:[a-z]+(?:s|ed|ing|t|ght|ve|ll|ok|de|ld|as|ke|en)|buy|pay|sell|get|take|put)\b"
)
_GOES_ON = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Ii]ts|[Tt]hat) (?:\w+ ){0,2}(?:round|financing|deal|transaction|agreement|acquisition|purchase|sale|loan|offering|investment|contract|order|licen[cs]e|"
    r"pact|proceeds|buyers?|sellers?|investors?|decision|approval|rules?|measure)\b|^(?:其中|本轮|本次|此次|该|这|双方|根据)|\b(?:led by|participa\w+)\b|领投|跟投|参与"
)
_PAST = re.compile(
    r"\b(?:19|20)\d\d\b|\bhad\b|\b(?:last|previous|earlier|former\w*|since|ago)\b|去年|此前|曾|年前|历史|早在"
)
_AHEAD = re.compile(r"\b(?:expects?|plans?|hopes?|would|could|may|might|aims?)\b|预计|计划|有望|将于")
_ENDS = re.compile(
    r"\b(?:end(?:s|ed|ing)?|terminat\w+|dissolv\w+|cancel\w*|wound|abandon\w*|scrap\w*|expir\w+)\b|终止|解除|到期|取消|结束"
)
_LEADS = re.compile("(\\w+) (?:[\\w-]+(?:'s)? ){0,2}(?=[\ue000-\uf8ff])|(\\w)(?=[\ue000-\uf8ff])")  # "from ¶", "for ¤"
_TWO = re.compile(r"\b(?:two|both|twin|double|three|pair|separate|each|respectively)\b|两|三|双|分别|各|均")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a clause between two conjunctions."""

    clause: Passage
    number: int  # of the piece in its clause
    text: str
    joint: str = ""  # what joins it to the piece before


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that may tell another event than the draft that it stands in, or after."""

    label: Label
    piece: Piece
    draft: Draft
    inside: bool  # the draft holds the clause of the piece
    signs: tuple[str, ...]


def pieces(clauses: Sequence[Passage], language: str) -> list[Piece]:
    """The clauses of the text cut at their conjunctions; a headline stays whole, but for one without a text."""
    alone = all(clause.in_title for clause in clauses)
    found: list[Piece] = []
    for clause in clauses[:MOST]:
        if alone or not clause.in_title:
            found += _cut(clause, language)
    return found


def _cut(clause: Passage, language: str) -> list[Piece]:
    """Every piece names a company or a sum."""
    parts: list[tuple[str, str]] = []
    start, joint = 0, ""
    for match in _JOINT[language].finditer(clause.text):
        if _SIGN.search(clause.text, start, match.start()) and _SIGN.search(clause.text, match.end()):
            parts.append((joint, clause.text[start : match.start()]))
            start, joint = match.end(), match.group()
    parts.append((joint, clause.text[start:]))
    return [Piece(clause, number, text, joint) for number, (joint, text) in enumerate(parts)]


def candidate(
    label: Label, piece: Piece, read: Sequence[Piece], drafts: Sequence[Draft], seen: View, amounts: Sequence[Amount]
) -> Candidate | None:
    """The piece beside the draft that it stands in, or after; None where there is nothing that it could be told apart from.

    `read` are the pieces before it, `drafts` those of the label.
    """
    if not _SIGN.search(piece.text):
        return None
    holding = [d for d in drafts if piece.clause in d.clauses]
    earlier = [d for d in drafts if any(c.number <= piece.clause.number and not c.in_title for c in d.clauses)]
    draft = next(iter([*holding, *earlier[-1:]]), None)
    before = [p for p in read if p.clause in draft.clauses] if draft else []
    if draft is None or not before:
        return None
    signs = _signs(label, piece, before, draft, bool(holding), drafts, grammar(label, seen.language), seen, amounts)
    return Candidate(label, piece, draft, bool(holding), tuple(dict.fromkeys(signs)))


def _signs(
    label: str, piece: Piece, before: Sequence[Piece], draft: Draft, inside: bool, drafts: Sequence[Draft], words: Grammar,
    seen: View, amounts: Sequence[Amount],
) -> Iterator[str]:  # fmt: skip
    """What is told of a piece beside the pieces of its draft before."""
    text = piece.text
    known = {n for p in before for n in parties_in(p.text)}
    elsewhere = {n for d in drafts if d is not draft for c in d.clauses for n in parties_in(c.text)}
    here = [n for n in parties_in(text) if seen.named.entities[n].canonical not in EXCHANGES]
    new = [n for n in here if n not in known and n not in elsewhere]
    companies = [n for n in new if seen.named.entities[n].kind == "company"]
    agencies = [n for n in new if seen.named.entities[n].kind == "agency"]
    kinds = kinds_of(text, words)
    kin = _kin(kinds, draft, label)
    spot = f"{'in' if inside else 'after'}{min(piece.number, 1)}"
    where = f"{label}|{spot}"
    yield from ("1", f"lang={seen.language}|{where}", where)
    yield from (f"drafts={min(len(drafts), 3)}", f"far={min(piece.clause.number - min(p.clause.number for p in before), 4)}")
    yield from (f"sentence={min(piece.clause.number, 6)}", f"background={piece.clause.background}|{spot}")
    yield from (f"companies={min(len(companies), 2)}|{where}", f"agencies={min(len(agencies), 1)}|{label}")
    yield f"known={min(len([n for n in here if n in known]), 2)}|new={min(len(companies), 1)}"
    yield from (f"kin={kin}|{where}", f"kin={kin}|new={min(len(companies), 1)}|{label}")
    yield from (f"kind={kind}|of={draft.kind}" for kind in kinds[:1])
    yield from (f"kind={kind}|{label}" for kind in kinds[:1])
    sums = _sums(text, amounts)
    old = [one for p in before for one in _sums(p.text, amounts)]
    fresh = [one for one in sums if one not in old]
    yield from (
        f"sums={min(len(fresh), 2)}/{min(len(old), 2)}|{where}",
        f"sums={min(len(fresh), 1)}|new={min(len(companies), 1)}|{spot}",
    )
    if fresh and old and {role for _, role in fresh} & {role for _, role in old}:
        yield from (f"role again|{spot}", f"role again|new={min(len(companies), 1)}")
    for name, pattern in (
        ("apart", APART),
        ("goes on", _GOES_ON),
        ("past", _PAST),
        ("ahead", _AHEAD),
        ("ends", _ENDS),
        ("verb", _VERB),
    ):
        if pattern.search(text) or (name == "apart" and pattern.search(piece.joint)):
            yield from (name, f"{name}|{spot}", f"{name}|new={min(len(companies), 1)}", f"{name}|kin={kin}")
    if any(_TWO.search(c.text) for c in seen.clauses if c.in_title) or _TWO.search(" ".join(p.text for p in before)):
        yield f"two|new={min(len(companies), 1)}"
    if any(_ENDS.search(p.text) for p in before) != bool(_ENDS.search(text)):
        yield f"ended|kin={kin}"
    yield from _of_place(piece, before, companies, fresh, seen, amounts)
    yield f"joint={piece.joint.strip()[:12]}|new={min(len(companies), 1)}"
    yield f"opens={opens_with(text)}"
    yield from _of_tags(label, piece, before, companies, kinds, draft, seen)


def _of_place(
    piece: Piece, before: Sequence[Piece], new: Sequence[int], fresh: Sequence[tuple[str, str]], seen: View, amounts: Sequence[Amount]
) -> Iterator[str]:  # fmt: skip
    """Whether the headline names what is new, how often the article does, and whether the piece has the shape of one before."""
    if new:
        counts = max(seen.counts[n] for n in new)
        yield from (f"titled={any(n in seen.title for n in new)}|{min(len(seen.title), 4)}", f"times={min(counts, 4)}")
    told = {one for clause in seen.clauses if clause.in_title for one in _sums(clause.text, amounts)}
    if fresh and told:
        yield f"sum titled={any(one[0] in {t[0] for t in told} for one in fresh)}"
    shapes = ["".join("¶" if ord(char) < AMOUNT else "¤" for char in _SIGN.findall(p.text))[:4] for p in (*before, piece)]
    yield from (
        f"shape={shapes[-1]}",
        f"shape={shapes[-1]}|of={shapes[-2]}",
        f"like={shapes[-1] in shapes[:-1] and len(shapes[-1]) > 1}",
    )
    leads = [set(_LEADS.findall(p.text)) for p in (before[-1], piece)]
    yield f"leads={bool(leads[0] & leads[1])}|new={min(len(new), 1)}"
    yield f"long={min(len(piece.text) // 30, 4)}|{min(piece.number, 1)}"
    if '"' in piece.text or "“" in piece.text:
        yield "quoted"


def opens_with(text: str) -> str:
    return (
        "¶" if PARTY <= ord(text[:1] or " ") < AMOUNT else "¤" if _SIGN.match(text) else "verb" if _VERB.match(text) else "-"
    )


def _kin(kinds: Sequence[str], draft: Draft, label: str) -> str:
    """How what the words of a piece call it relates to the kind of the draft."""
    if not kinds:
        return "none"
    if draft.kind in kinds:
        return "same"
    return "family" if label == "deal" and FAMILY[kinds[0]] == FAMILY.get(draft.kind) else "other"


def _sums(text: str, amounts: Sequence[Amount]) -> list[tuple[str, str]]:
    told = [amounts[n] for n in amounts_in(text) if n < min(len(amounts), AMOUNTS)]
    return [(f"{a.value.normalize()} {a.currency}", a.role) for a in told if a.value is not None and not a.conversion]


_FAMILIES = {
    "rights": ("licensor", "licensee"), "purchase": ("acquirer", "target", "seller"), "partner": ("partner",), "supply": ("supplier", "customer"),
    "money": ("investor", "investee"), "policy": ("issuer", "subject"), "milestone": ("sponsor", "agency"),
}  # fmt: skip


def _said(numbers: Sequence[int], clause: Passage, seen: View) -> dict[int, Floats]:
    """What the tags say of names in the sentence of a clause."""
    found: dict[int, list[Floats]] = {}
    for m in seen.named.mentions:
        inside = m.field == clause.span.field and clause.span.start <= m.start < clause.span.end
        if seen.tags and inside and m.entity in numbers and (row := seen.tags.over(m.field, m.start, m.end)) is not None:
            found.setdefault(m.entity, []).append(row)
    return {number: np.mean(rows, axis=0) for number, rows in found.items()}


def _of_tags(
    label: str, piece: Piece, before: Sequence[Piece], new: Sequence[int], kinds: Sequence[str], draft: Draft, seen: View
) -> Iterator[str]:
    """Whether the network takes the new names for parties, of which family of deals, and how many kinds of event it reads."""
    if seen.tags is None:
        return
    said = _said(parties_in(piece.text), piece.clause, seen)
    parties = [sum(float(row[NUMBER[side]]) for side in COMPANY_SIDES) for n, row in said.items() if n in new]
    if parties:
        yield from (f"party={_step(max(parties))}", f"party={_step(max(parties))}|{label}|{min(piece.number, 1)}")
    likely = [k for k, share in seen.tags.kinds.items() if k.startswith(label) and share >= 0.3]
    yield f"likely={min(len(likely), 3)}|{label}"
    for kind in kinds[:1]:
        yield f"kind likely={_step(seen.tags.kinds.get(f'{label}/{kind}', 0.0))}|kin={_kin(kinds, draft, label)}"
    clauses = {p.clause.number: p.clause for p in before}
    earlier = [_said(parties_in(c.text), c, seen) for number, c in clauses.items() if number != piece.clause.number]
    families = [_family([row for one in rows for row in one.values()]) for rows in ([said], earlier)]
    if said and earlier and all(families):
        yield f"family={families[0] == families[1]}|{label}"
    moved = [
        n
        for n, row in said.items()
        for one in earlier
        if n in one and _side(row) and _side(one[n]) not in (None, _side(row))
    ]
    if earlier and set(said) & {n for one in earlier for n in one}:
        yield f"moved={bool(moved)}|{label}"


def _family(rows: Sequence[Floats]) -> str | None:
    sums = {family: sum(float(row[NUMBER[side]]) for row in rows for side in sides) for family, sides in _FAMILIES.items()}
    best = max(sums, key=lambda family: sums[family])
    return best if rows and sums[best] >= 0.4 * len(rows) else None


def _side(row: Floats) -> int | None:
    best = int(np.argmax(row[1:15])) + 1
    return best if float(row[best]) >= 0.5 else None


def _step(share: float) -> int:
    return sum(share >= bound for bound in (0.1, 0.25, 0.5, 0.75, 0.92))


Weights = dict[str, float]


@cache
def weights() -> Weights:
    """The weights that ship, of each sign."""
    table: Weights = json.loads((Path(__file__).parent / "parts.json").read_text(encoding="utf-8"))
    return table


def likelihood(one: Candidate) -> float:
    """How likely the piece tells an event of its own."""
    return weighed(one.signs, weights())
