"""What is known of a sum beside all others of an article, as numbers: for a second look at which sums are terms of which event, and as what.

The first look (term_weighing.py) knows the words around a sum. The second knows what the first said of the other sums, as which role the
network reads the sum and whether it hears the event there. It is made of boosted trees (benchmarks/events_term_weights.py makes terms.json),
fitted on what first looks said of articles that had not fitted them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bus.events import Amount
from classifiers.events.hearing import family, loudest
from classifiers.events.term_weighing import ALLOWED, ROLES, Account, Sum, Table, features, likelihood, roles, rule_of
from classifiers.events.trees import FAR
from classifiers.events.weighing import logit
from classifiers.tags import KINDS, NUMBER, Floats

# Words that speak against a sum being a term of anything, whatever else speaks for it.
NEVER = frozenset({"veto=range", "veto=traded", "veto=aside"})
PLACES = 4  # of a sum, whose tags are looked at
_KINDS = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sum beside an event: the role that the rules give it, how likely it is a term, and how likely each role is of one."""

    one: Sum
    event: int
    rule: str | None
    signs: list[str]
    likely: float
    roles: dict[str, float]

    @property
    def is_vetoed(self) -> bool:
        """Whether its words leave no doubt that it is none, of which the rules say nothing."""
        return self.rule is None and not NEVER.isdisjoint(self.signs)


def weighed(one: Sum, event: int, told: Account, table: Table) -> Weighed:
    signs = features(one, event, told)
    return Weighed(one, event, rule_of(one, event, told), signs, likelihood(signs, table), roles(signs, table))


def rows(sums: Sequence[Weighed], told: Account) -> Iterator[list[float]]:
    """For each sum beside each event, and each of ROLES, what the second look knows."""
    of_event: dict[int, list[Weighed]] = defaultdict(list)
    of_sum: dict[tuple[int, ...], list[Weighed]] = defaultdict(list)
    for item in sums:
        of_event[item.event].append(item)
        of_sum[item.one.numbers].append(item)
    for item in sums:
        beside = [other for other in of_event[item.event] if other is not item]
        there = [other.likely for other in of_sum[item.one.numbers] if other is not item]
        amounts = [told.amounts[number] for number in item.one.numbers[:PLACES]]
        said = _said(amounts, told)
        of_item = [
            logit(item.likely), logit(max(there, default=0.0)), max((other.likely for other in beside), default=0.0), float(item.rule is None),
            float(said[0]) if said is not None else math.nan, float(said[NUMBER["revenue_or_market"]]) if said is not None else math.nan,
            *_of_amount(item, beside, told), *_of_place(item, told),
        ]  # fmt: skip
        for number, role in enumerate(ROLES):
            share = item.roles.get(role, 0.0)
            rivals = [other.likely * other.roles.get(role, 0.0) for other in beside]
            yield [
                float(number), logit(share), logit(item.likely * share), logit(max(rivals, default=0.0)), sum(rivals),
                max((other for name, other in item.roles.items() if name != role), default=0.0), float(item.rule == role),
                float(amounts[0].role == role), float(sum(amount.role == role for amount in amounts)),
                float(said[NUMBER[role]]) if said is not None else math.nan, *of_item,
            ]  # fmt: skip


def _said(amounts: Sequence[Amount], told: Account) -> Floats | None:
    """What the tags say of a sum, in the mean of its places."""
    if told.tags is None:
        return None
    read = [row for a in amounts if (row := told.tags.over(a.field, a.start, a.end)) is not None]
    return np.mean(read, axis=0) if read else None


def _of_amount(item: Weighed, beside: Sequence[Weighed], told: Account) -> list[float]:
    """Its size, alone and among the sums of its currency."""
    first = told.amounts[item.one.numbers[0]]
    value = float(first.value or 0)
    alike = [told.amounts[other.one.numbers[0]] for other in beside]
    values = [value, *(float(other.value or 0) for other in alike if other.currency == first.currency)]
    return [
        math.log10(value + 1), float(sum(other > value for other in values)), float(len(values)), float(len(beside)),
        value / max(values) if max(values) > 0 else 0.0, float(first.up_to), float(len(item.one.numbers)),
        float(any(told.amounts[number].field == "title" for number in item.one.numbers)),
    ]  # fmt: skip


def _of_place(item: Weighed, told: Account) -> list[float]:
    """Where it is told, beside where the event is."""
    draft = told.drafts[item.event]
    clauses = [told.where[number] for number in item.one.numbers if number in told.where]
    heard = loudest(clauses, family(draft.label, draft.kind)) if any(clause.is_read for clause in clauses) else math.nan
    veto = 0.0 if ALLOWED in item.signs else 1.0 if NEVER.isdisjoint(item.signs) else 2.0
    return [
        float(_KINDS.get(f"{draft.label}/{draft.kind}", -1)), float(len(told.drafts)), float(any(clause in draft.clauses for clause in clauses)),
        float(min((abs(clause.number - own.number) for clause in clauses for own in draft.clauses), default=FAR)),
        float(sum(any(clause in other.clauses for clause in clauses) for other in told.drafts)), heard, veto,
        float(min((clause.number for clause in clauses), default=FAR)),
        float(all(clause.background for clause in clauses)) if clauses else -1.0, float(told.language == "zh"),
    ]  # fmt: skip
