"""Which amounts are terms of an event and as what, weighed: what the rules say of each sum beside where it stands and what stands beside it.

terms.py proposes; weights fitted on read articles decide (benchmarks/events_term_weights.py makes weights_terms.json). One row of weights says
how likely a sum is a term of the event, one for each role what it is as such.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bus.events import Amount
from classifiers.events.drafts import Draft
from classifiers.events.passages import AMOUNT, AMOUNTS, PARTY, Passage, amounts_in
from classifiers.events.term_roles import role_in
from classifiers.events.terms import rounds, veto
from classifiers.events.weighing import logistic, nearest, plain
from classifiers.tags import Tags

ROLES = ("upfront", "milestone", "total", "royalty", "equity", "funding", "price", "penalty", "subsidy", "other")
TERM = "term"  # the row that says whether a sum is one
MOST_SUMS, MOST_EVENTS = 24, 8  # of an article that are weighed
ALLOWED = "veto=-"
TOLD = 3  # places of one sum that are looked at
_WORD = re.compile(r"[A-Za-zÀ-ž%-]+|\d+|[\ue000-\uf8ff]|[^\s\w]")
Table = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of an article, wherever it is told."""

    numbers: tuple[int, ...]  # of the amounts
    signs: tuple[str, ...]  # what is told of it whatever the event


@dataclass(frozen=True, slots=True)
class Account:
    """The sums of an article beside its events."""

    drafts: Sequence[Draft]
    terms: dict[int, list[Amount]]  # as the rules have them, by event
    amounts: tuple[Amount, ...]
    language: str
    year: int
    where: dict[int, Passage]  # the clause of each amount
    sums: tuple[Sum, ...]
    tags: Tags | None = None


def account(
    drafts: Sequence[Draft], terms: dict[int, list[Amount]], clauses: Sequence[Passage], amounts: tuple[Amount, ...],
    language: str, year: int, tags: Tags | None = None,
) -> Account:  # fmt: skip
    where: dict[int, Passage] = {}
    for clause in clauses:
        for number in amounts_in(clause.text):
            where.setdefault(number, clause)
    groups: dict[tuple[object, object], list[int]] = {}
    for number, amount in enumerate(amounts[:AMOUNTS]):
        if amount.value is not None and not amount.conversion:
            groups.setdefault((amount.value, amount.currency), []).append(number)
    kept = [tuple(numbers) for numbers in groups.values()][:MOST_SUMS]
    firsts = [amounts[numbers[0]] for numbers in kept]
    sums = tuple(Sum(n, tuple(_of_sum(place, n, firsts, amounts, where, language, year))) for place, n in enumerate(kept))
    return Account(drafts, terms, amounts, language, year, where, sums, tags)


def _of_sum(
    place: int, numbers: tuple[int, ...], firsts: list[Amount], amounts: tuple[Amount, ...], where: dict[int, Passage],
    language: str, year: int,
) -> Iterator[str]:  # fmt: skip
    first = firsts[place]
    told = [number for number in numbers if number in where]
    of_currency = sorted((a.value for a in firsts if a.currency == first.currency and a.value is not None), reverse=True)
    value = first.value
    assert value is not None
    size = min(max(value.adjusted(), -1), 12) if value else -1
    money = first.currency if first.currency in ("USD", "CNY") else "-"
    yield language
    yield f"rank={min(of_currency.index(value), 3)}/{min(len(of_currency), 4)}"
    yield f"size={size}{money}"
    yield f"place={min(place, 4)}"
    yield f"sums={min(len(firsts), 8)}"
    yield f"count={min(len(numbers), 4)}"
    yield f"titled={any(amounts[n].field == 'title' for n in numbers)}/{amounts[0].field == 'title'}"
    yield f"aside={not told}"
    if any(rounds(first, other) for other in firsts):
        yield "rounded"
    if any(rounds(other, first) for other in firsts):
        yield "exact"
    if any(a.conversion and (a.value, a.currency) == (value, first.currency) for a in amounts):
        yield "converted"
    if told and all(where[n].background for n in told):
        yield "background"
    for number in numbers[:TOLD]:
        amount = amounts[number]
        yield f"cue={amount.role}"
        yield f"cue={amount.role}|size={size}{money}"
        for flag in ("up_to", "approx", "vague", "value_max", "milestone_kind"):
            if getattr(amount, flag):
                yield flag
    for number in told[:TOLD]:
        clause = where[number]
        yield f"sentence={min(clause.number, 5)}{'b' if clause.background else ''}"
        yield f"veto={veto(amounts[number], clause.text, number, year) or '-'}"
        yield from _beside(clause.text, number, language)


def _beside(clause: str, number: int, language: str) -> Iterator[str]:
    sign = chr(AMOUNT + number)
    before, _, after = clause.partition(sign)
    others = amounts_in(clause)
    yield f"in clause={min(others.index(number), 2)}/{min(len(others), 3)}"
    if language == "en":
        left, right = (
            [plain(w) for w in _WORD.findall(before[-90:])[-8:]],
            [plain(w) for w in _WORD.findall(after[:90])[:8]],
        )
        for word in dict.fromkeys(left):
            yield f"<~{word}"
        for word in dict.fromkeys(right):
            yield f">~{word}"
        glue = " "
    else:
        left, right = [plain(c) for c in before[-16:]], [plain(c) for c in after[:14]]
        for pair in dict.fromkeys(a + b for a, b in zip(left, left[1:], strict=False)):
            yield f"<~{pair}"
        for pair in dict.fromkeys(a + b for a, b in zip(right, right[1:], strict=False)):
            yield f">~{pair}"
        glue = ""
    yield from nearest(left, right, glue)
    if not before.strip():
        yield "opens"
    if not after.strip():
        yield "closes"


def rule_of(one: Sum, number: int, told: Account) -> str | None:
    """The role that the rules give a sum in an event."""
    first = told.amounts[one.numbers[0]]
    terms = told.terms.get(number, ())
    return next((t.role for t in terms if t.value == first.value and t.currency == first.currency), None)


def features(one: Sum, number: int, told: Account) -> list[str]:
    """What is told of a sum beside an event."""
    draft = told.drafts[number]
    kind = f"{draft.label}.{draft.kind}"
    rule = rule_of(one, number, told) or "-"
    elsewhere = next((r for n in told.terms if n != number and (r := rule_of(one, n, told))), "-")
    has = sorted({term.role for term in told.terms.get(number, ())})
    events, same = len(told.drafts), sum(d.label == draft.label for d in told.drafts)
    found = [
        "1", f"kind={kind}", f"rule={rule}", f"rule={rule}|{kind}", f"rule={rule}|{told.language}",
        f"elsewhere={elsewhere != '-'}|{rule != '-'}", f"elsewhere={elsewhere}", f"events={min(events, 4)}|{rule != '-'}",
        f"alike={min(same, 3)}|{rule != '-'}", f"has={min(len(has), 3)}|{rule != '-'}",
    ]  # fmt: skip
    found += [f"has={role}|{rule}" for role in has]
    for amount_number in one.numbers[:TOLD]:
        found += list(_of_place(amount_number, draft, rule, kind, told))
    found += one.signs
    found += [f"{sign}|{rule != '-'}" for sign in one.signs if not sign.startswith(("<", ">"))]
    found += [f"{sign}|{kind}" for sign in one.signs if sign.startswith(("rank", "size", "sentence", "up_to"))]
    return list(dict.fromkeys(found))


def _of_place(number: int, draft: Draft, rule: str, kind: str, told: Account) -> Iterator[str]:
    amount, clause = told.amounts[number], told.where.get(number)
    yield f"cue={amount.role}|{rule}"
    yield f"cue={amount.role}|{kind}"
    if clause is None:
        return
    role = role_in(draft.kind, amount.role, clause.text, chr(AMOUNT + number), amount.value) or "-"
    yield f"as={role}"
    yield f"as={role}|{rule}"
    yield f"as={role}|{kind}"
    own = clause in draft.clauses
    far = min((clause.number - c.number for c in draft.clauses), key=abs, default=9)
    yield f"own={own}|{rule != '-'}"
    yield f"far={max(-3, min(far, 4))}|{rule != '-'}"
    owners = sum(clause in d.clauses for d in told.drafts)
    yield f"owners={min(owners, 2)}|{own}"
    before, _, after = clause.text.partition(chr(AMOUNT + number))
    for mark, signs in (("<", reversed(before)), (">", iter(after))):
        near = next((c for c in signs if PARTY <= ord(c) < AMOUNT), None)
        side = "-" if near is None else draft.side(n) if (n := ord(near) - PARTY) in draft.sides else "?"
        yield f"side{mark}{side}"


@cache
def weights() -> Table:
    """The weights that ship: of being a term, and of each role, by feature."""
    table: Table = json.loads((Path(__file__).parent / "weights_terms.json").read_text(encoding="utf-8"))
    return table


def likelihood(told: Sequence[str], table: Table) -> float:
    """How likely a sum of which this is told is a term of the event."""
    row = table.get(TERM, {})
    return logistic(sum(row[f] for f in told if f in row))


def roles(told: Sequence[str], table: Table) -> dict[str, float]:
    """How likely a term of which this is told has each role."""
    scores = {role: sum(row[f] for f in told if f in row) for role in ROLES if (row := table.get(role)) is not None}
    top = max(scores.values(), default=0.0)
    shares = {role: math.exp(score - top) for role, score in scores.items()}
    return {role: share / sum(shares.values()) for role, share in shares.items()}
