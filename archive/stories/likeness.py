"""Do two articles tell the same event? Evidence for it and against it, weighed; pure.

The weights are those of a logistic regression on the development half of benchmarks/stories and on real articles that were read
in pairs, rounded. What may never be joined whatever else agrees is a veto, with its reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from archive.stories.concepts import ILLNESSES
from archive.stories.facts import Facts, Happening
from archive.stories.names import same_company, shared

DAY = 86_400.0
WINDOW = 7 * DAY  # news is retold within days
BID_WINDOW = 45 * DAY  # between an offer and a better one
LONG_WINDOW = 400 * DAY  # between an announced deal and its end
ENDS = frozenset({"completed", "terminated", "amended"})
FEWEST_WORDS = 2  # of which an overlap can be told
MANY = 5  # companies: a round-up, whose names say little
NEAR = 0.02  # sums that differ by less were rounded
JOINED, JOINED_UNREAD = 0.5, 0.6  # scores from which two articles are one story; where one of them has no event
BIAS = -6.5
WEIGHTS = {
    "a_shared_company": 2.1, "several_shared_companies": 1.5, "many_companies": -2.5, "no_company": -0.3,
    "other_companies": -1.7, "another_party": -2.8, "same_kind": 0.4, "another_kind": -0.9, "another_label": -1.3,
    "no_event": -1.0, "same_agency": 2.1, "another_agency": -1.4, "same_product": 1.1, "another_product": -1.0,
    "same_document": 0.3, "another_document": -0.5, "same_sum": 2.6, "other_sums": -0.7, "another_sum": -0.1,
    "same_figure": 4.5, "words": 3.6, "titles": 3.6, "latin_words": 2.7, "subjects": 1.5, "subjects_across": 2.3,
    "other_subjects": -1.7, "meaning": 1.7, "meaning_across": 3.9, "days": -2.2,
}  # fmt: skip
OTHER_OBJECT = "another company is bought or funded"
_GROUPS = {
    "license": "agreement", "option": "agreement", "collaboration": "agreement", "joint_venture": "agreement",
    "contract": "agreement", "supply": "agreement", "acquisition": "purchase", "merger": "purchase",
    "asset_purchase": "purchase", "divestiture": "purchase", "investment": "funding", "financing": "funding",
    "submission": "filing", "acceptance": "filing", "trial_start": "trial", "enrolment": "trial",
    "readout_positive": "readout", "readout_negative": "readout", "launch": "launch", "model_release": "launch",
    "law": "act", "regulation": "act", "guideline": "act", "plan": "act", "other": "act", "funding_program": "act",
    "pricing": "payment", "reimbursement": "payment",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely it is that two articles are one story, and what decided."""

    score: float  # 0 to 1
    reason: str


def compare(one: Facts, other: Facts) -> Likeness:
    """Raises nothing; the order of the two does not matter."""
    if veto := _veto(one, other):
        return Likeness(0.0, veto)
    found = traits(one, other)
    total = BIAS + sum(WEIGHTS[name] * value for name, value in found.items())
    return Likeness(1 / (1 + math.exp(-total)), ", ".join(name.replace("_", " ") for name, value in found.items() if value))


def is_joined(likeness: Likeness, one: Facts, other: Facts) -> bool:
    return likeness.score >= (JOINED if one.events and other.events else JOINED_UNREAD)


def _veto(one: Facts, other: Facts) -> str | None:
    pairs = _pairs(one, other)
    if abs(one.at - other.at) > WINDOW and not _is_later_step(one, other, pairs):
        return "too far apart in time"
    if pairs and all(x.phase and y.phase and x.phase != y.phase for x, y in pairs):
        return "another phase"
    if any(_another_object(x, y) for x, y in pairs) and not any(shared(x.objects, y.objects) for x, y in pairs):
        return OTHER_OBJECT
    acts = [(x, y) for x, y in pairs if x.label == "milestone" and group_of(x) == group_of(y) and x.agencies and y.agencies]
    if acts and not any(x.agencies & y.agencies for x, y in acts):
        return "another agency"
    if (mine := one.subjects & ILLNESSES) and (yours := other.subjects & ILLNESSES) and not mine & yours:
        return "another illness"
    kinds = {group_of(x) for x in one.events if x.label == "milestone" and x.kind}
    others = {group_of(y) for y in other.events if y.label == "milestone" and y.kind}
    # Of one product each step is news of its own; kinds of deals are told apart less surely.
    if kinds and others and not kinds & others and not _same_deal(pairs):
        return "another step"
    return None


def contradict(one: Facts, other: Facts) -> bool:
    """Whether two texts that are all but the same tell different things: a form with other names, sums or numbers in it."""
    found = traits(one, other)
    names = ("other_companies", "another_party", "other_sums", "another_product", "another_document", "another_agency")
    if any(found[name] for name in names) or _veto(one, other):
        return True
    fewest = min(len(one.figures), len(other.figures))
    return fewest > 1 and len(one.figures & other.figures) * 2 < fewest


def _another_object(one: Happening, other: Happening) -> bool:
    if group_of(one) != group_of(other) or shared(one.objects, other.objects):
        return False
    return any(x.isascii() == y.isascii() for x in one.objects for y in other.objects)


def _is_later_step(one: Facts, other: Facts, pairs: list[tuple[Happening, Happening]]) -> bool:
    """A deal of before goes on: both parties again, the same kind of deal; months later only its end is news."""
    later, apart = max(one, other, key=lambda facts: facts.at), abs(one.at - other.at)
    is_end = any(event.status in ENDS for event in later.events)
    return apart <= (LONG_WINDOW if is_end else BID_WINDOW) and any(
        x.label == "deal" and group_of(x) == group_of(y) and len(shared(x.parties, y.parties)) > 1 for x, y in pairs
    )


def _same_deal(pairs: list[tuple[Happening, Happening]]) -> bool:
    return any(x.label == y.label == "deal" and group_of(x) == group_of(y) for x, y in pairs)


def _pairs(one: Facts, other: Facts) -> list[tuple[Happening, Happening]]:
    """The events of the two that may be one: of the same label."""
    return [(x, y) for x in one.events for y in other.events if x.label == y.label]


def group_of(event: Happening) -> str:
    return _GROUPS.get(event.kind or "", event.kind or "")


def traits(one: Facts, other: Facts) -> dict[str, float]:
    """What speaks for and against, as numbers of about 0 to 1."""
    pairs, is_same_language = _pairs(one, other), one.language == other.language
    companies = shared(one.companies, other.companies)
    known = [(x, y) for x, y in pairs if x.kind and y.kind]
    same_kind = any(group_of(x) == group_of(y) for x, y in known)
    words = _overlap(one.words, other.words)
    sums = _shared_sums(one, other)
    figures = len(one.figures & other.figures)
    return {
        "a_shared_company": float(bool(companies)),
        "several_shared_companies": float(len(companies) > 1),
        "many_companies": float(bool(companies) and max(len(one.companies), len(other.companies)) > MANY),
        "no_company": float(not one.companies or not other.companies),
        "other_companies": float(bool(one.companies and other.companies and not companies)),
        "another_party": _another_party(one, other, companies, is_same_language),
        "same_kind": float(same_kind),
        "another_kind": float(bool(known) and not same_kind),
        "another_label": float(bool(one.events and other.events) and not pairs),
        "no_event": float(not one.events or not other.events),
        "same_agency": float(any(x.agencies & y.agencies for x, y in pairs)),
        "another_agency": float(any(x.agencies and y.agencies and not x.agencies & y.agencies for x, y in pairs)),
        "same_product": float(any(x.product and x.product == y.product for x, y in pairs)),
        "another_product": float(any(_another(x.product, y.product) for x, y in pairs)),
        "same_document": float(any(x.document and x.document == y.document for x, y in pairs)),
        "another_document": float(any(_another(x.document, y.document) for x, y in pairs)),
        "same_sum": float(sums > 0),
        "other_sums": float(sums == 0 and bool(one.sums) and bool(other.sums)),
        "another_sum": float(sums == 0 and any(_another_sum(x, y) for x, y in pairs)),
        "same_figure": min(figures, 3) / 3,
        "words": words if is_same_language else 0.0,
        "titles": _overlap(one.title, other.title) if is_same_language else 0.0,
        "latin_words": 0.0 if is_same_language else min(len(one.words & other.words), 3) / 3,
        "subjects": _overlap(one.subjects, other.subjects) if is_same_language else 0.0,
        "subjects_across": 0.0 if is_same_language else _overlap(one.subjects, other.subjects),
        "other_subjects": float(min(len(one.subjects), len(other.subjects)) > 1 and not one.subjects & other.subjects),
        "meaning": _cosine(one, other) if is_same_language else 0.0,
        "meaning_across": 0.0 if is_same_language else _cosine(one, other),
        "days": abs(one.at - other.at) / WINDOW if abs(one.at - other.at) <= WINDOW else 0.0,
    }


def _overlap(one: frozenset[Any], other: frozenset[Any]) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least >= FEWEST_WORDS else 0.0


def _cosine(one: Facts, other: Facts) -> float:
    if one.embedding is None or other.embedding is None or len(one.embedding) != len(other.embedding):
        return 0.0  # read by different models: nothing to compare
    return float(one.embedding @ other.embedding)


def _another(one: str | None, other: str | None) -> bool:
    """Two names that cannot be one: in the same script, neither within the other."""
    if not one or not other or one.isascii() != other.isascii():
        return False
    return one not in other and other not in one


def _another_party(one: Facts, other: Facts, companies: set[str], is_same_language: bool) -> float:
    """Whether each tells of a party that the other does not know; in another language it may bear another name."""
    mine = {p for e in one.events for p in e.parties} - companies
    yours = {p for e in other.events for p in e.parties}
    yours -= {p for p in yours if any(same_company(p, name) for name in companies)}
    if not is_same_language:
        mine, yours = {p for p in mine if p.isascii()}, {p for p in yours if p.isascii()}
    mine, yours = mine - shared(mine, other.companies), yours - shared(yours, one.companies)
    return float(bool(mine and yours))


def _shared_sums(one: Facts, other: Facts) -> int:
    return sum(any(_is_near(x, y) for y in other.sums) for x in one.sums)


def _is_near(one: str, other: str) -> bool:
    if one == other:
        return True
    (currency, value), (second, worth) = one.split(), other.split()
    return currency == second and abs(float(value) - float(worth)) <= NEAR * max(float(value), float(worth))


def _another_sum(one: Happening, other: Happening) -> bool:
    """Whether the two name different sums for the same role, where each names one."""
    for role in ("upfront", "total", "funding", "penalty", "equity"):
        mine, yours = [t for t in one.terms if t[0] == role], [t for t in other.terms if t[0] == role]
        if len(mine) == len(yours) == 1 and _differ(mine[0], yours[0]):
            return True
    return False


def _differ(one: tuple[str, float, str, float | None], other: tuple[str, float, str, float | None]) -> bool:
    if one[2] == other[2]:
        a, b, margin = one[1], other[1], NEAR
    elif one[3] and other[3]:
        a, b, margin = one[3], other[3], 0.1  # at rates of different days
    else:
        return False
    return abs(a - b) > margin * max(a, b)
