"""Do two articles tell the same event? Evidence for it and against it, weighed; pure.

The weights are those of a logistic regression (`python benchmarks/stories.py --fit`). What may never be joined whatever else
agrees is a veto, with its reason.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from archive.stories.concepts import ILLNESSES, seats
from archive.stories.facts import Facts, Happening
from archive.stories.mentions import knows_all
from archive.stories.names import shared
from archive.stories.steps import is_later_step
from archive.stories.traits import (
    WINDOW,
    Pairs,
    another_step,
    group_of,
    have_other_sums,
    pairs_of,
    strange_titles,
    traits,
    unheard_titles,
)

WEIGHTS = Path(__file__).parent / "weights.toml"
OTHER_OBJECT = "another company is bought or funded"
_SAID = 0.1  # of a weight: what counted for less is no reason


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece of evidence counts for, and from which scores two articles are one story."""

    bias: float
    joined: float
    joined_unread: float  # where in one of the two no event was read
    traits: dict[str, float]


@cache
def load_weights() -> Weights:
    table: dict[str, Any] = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(table["bias"], table["joined"], table["joined_unread"], table["traits"])


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely it is that two articles are one story, and what decided."""

    score: float  # 0 to 1
    reason: str
    is_joined: bool


def compare(one: Facts, other: Facts) -> Likeness:
    """Raises nothing; the order of the two does not matter."""
    weights, pairs = load_weights(), pairs_of(one, other)
    if reason := veto(one, other, pairs):
        return Likeness(0.0, reason, is_joined=False)
    counted = {name: weights.traits.get(name, 0.0) * value for name, value in traits(one, other, pairs).items()}
    score = 1 / (1 + math.exp(-weights.bias - sum(counted.values())))
    reasons = ", ".join(name.replace("_", " ") for name, value in counted.items() if abs(value) >= _SAID)
    least = weights.joined if one.events and other.events else weights.joined_unread
    return Likeness(score, reasons, score >= least)


def veto(one: Facts, other: Facts, pairs: Pairs) -> str | None:
    """Why the two are never joined, or None."""
    if abs(one.at - other.at) > WINDOW and not is_later_step(one, other, pairs):
        return "too far apart in time"
    if pairs and all(x.phase and y.phase and x.phase != y.phase for x, y in pairs):
        return "another phase"
    if any(_another_object(x, y, one, other) for x, y in pairs) and not any(shared(x.objects, y.objects) for x, y in pairs):
        return OTHER_OBJECT
    if any(group_of(x) == group_of(y) == "funding" for x, y in pairs) and _share_a_backer(one, other):
        return OTHER_OBJECT
    if pairs and all(_is_a_round(pair, one, other) for pair in pairs):
        return "a round and an agreement"
    acts = [(x, y) for x, y in pairs if x.label == "milestone" and group_of(x) == group_of(y) and x.agencies and y.agencies]
    if acts and not one.agencies & other.agencies and not any(x.agencies & y.agencies for x, y in acts):
        return "another agency"
    if any(x.label == "policy" for x, _ in pairs) and _are_abroad(one, other):
        return "another country's agency"
    if pairs and all(x.label == "deal" for x, _ in pairs) and _are_nobodys(one, other):
        return "deals of which no party is known"
    if (mine := one.subjects & ILLNESSES) and (yours := other.subjects & ILLNESSES) and not mine & yours:
        return "another illness"
    if another_step(one, other, pairs) and not _tell_the_same(one, other):
        return "another step"
    return None


def _share_a_backer(one: Facts, other: Facts) -> bool:
    """Whether the titles of two rounds tell of companies that the other article does not know, in two languages by no name."""
    if one.language == other.language:
        return all(strange_titles(one, other))
    return unheard_titles(one, other) and not shared(one.title_companies, other.title_companies)


def _is_a_round(pair: tuple[Happening, Happening], one: Facts, other: Facts) -> bool:
    """Whether one of the two tells of a round of funding, the other of an agreement, each with sums of its own."""
    for x, y, facts, against in ((*pair, one, other), (*pair[::-1], other, one)):
        if group_of(x) == "funding" and group_of(y) == "agreement" and x.label == y.label == "deal":
            is_told = "funding_round" in facts.subjects and "funding_round" not in against.subjects
            return is_told and have_other_sums(one, other)
    return False


def _are_abroad(one: Facts, other: Facts) -> bool:
    """Whether each names offices, all of them of other countries than those of the other."""
    mine, yours = seats(one.agencies), seats(other.agencies)
    return bool(mine and yours) and not mine & yours and not one.agencies & other.agencies


def _are_nobodys(one: Facts, other: Facts) -> bool:
    """Whether neither names a company, nor share they what the deal is about: a kind and a sum have many deals."""
    about = one.subjects & other.subjects or one.places & other.places or one.names & other.names
    return not one.companies and not other.companies and not about


def _tell_the_same(one: Facts, other: Facts) -> bool:
    """Whether two articles whose steps were read apart share what only one step has: a number, a day, a review that is given with
    the acceptance of the application. A product's code has every step of it."""
    figures = {figure for figure in one.figures & other.figures if not figure[0].isalpha()}
    return bool(figures or one.days & other.days or "priority_review" in one.subjects & other.subjects)


def contradict(one: Facts, other: Facts) -> bool:
    """Whether two texts that are all but the same tell different things: a form with other names, sums or numbers in it."""
    pairs = pairs_of(one, other)
    found = traits(one, other, pairs)
    names = ("other_companies", "another_party", "other_sums", "another_product", "another_document", "another_agency")
    if any(found[name] for name in names) or veto(one, other, pairs):
        return True
    fewest = min(len(one.figures), len(other.figures))
    return fewest > 1 and len(one.figures & other.figures) * 2 < fewest


def _another_object(x: Happening, y: Happening, one: Facts, other: Facts) -> bool:
    """Whether each buys or funds a company of which the other does not tell; who is bought and who buys may be read the wrong way."""
    if group_of(x) != group_of(y) or not x.objects or not y.objects:
        return False
    return not knows_all(x.objects, other, one) and not knows_all(y.objects, one, other)
