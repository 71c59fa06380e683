"""Which sums become terms of an event and in which role: by their weights, and by words that leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bus.events import Amount
from classifiers.events.chinese_roles import told_outright
from classifiers.events.passages import AMOUNT, AMOUNTS
from classifiers.events.term_weighing import (
    ALLOWED,
    MOST_EVENTS,
    TOLD,
    Account,
    Sum,
    Table,
    features,
    likelihood,
    roles,
    rule_of,
    weights,
)
from classifiers.events.term_words import comes_on_top, is_whole
from classifiers.events.terms import without_rounded

KEEP, ADD = 0.25, 0.5  # how likely a term of the rules must be to stay, and another sum to become one
ADD_VETOED = 0.7  # the same where the words speak against it being a term of anything
MARGIN = 0.1  # by how much another role must fit better
NEVER = frozenset({"veto=range", "veto=traded", "veto=aside"})  # whatever else speaks for a sum
LARGE = 100_000  # less is paid for each share
_BOUGHT = frozenset({"acquisition", "asset_purchase", "divestiture", "license"})


def decide(told: Account, table: Table | None = None) -> dict[int, list[Amount]]:
    """The terms of each event: the rules' without those for which little speaks, in the role that fits, and those for which much speaks."""
    table = weights() if table is None else table
    decided: dict[int, list[Amount]] = {}
    for number in range(len(told.drafts)):
        kept = list(told.terms.get(number, ()))
        for one in told.sums if number < MOST_EVENTS else ():
            settle(one, number, rule_of(one, number, told), features(one, number, told), kept, told, table)
        decided[number] = finished(kept, number, told)
    return decided


def finished(kept: list[Amount], number: int, told: Account) -> list[Amount]:
    """The terms of an event once all of its sums are settled."""
    return list(_with_upfront(without_rounded(kept), told.drafts[number].kind, told))


def _with_upfront(terms: Sequence[Amount], kind: str, told: Account) -> Iterator[Amount]:
    """The terms of a purchase: what is paid for sure, beside payments that come on top of it, is upfront and no total."""
    later = [term for term in terms if term.role == "milestone" and (term.value or 0) >= LARGE]
    whole = [term for term in terms if term.role == "total"]
    lone = kind in _BOUGHT and len(whole) == 1 and not any(term.role in ("upfront", "equity") for term in terms)
    added = lone and any(comes_on_top(*_around(term, told)) for term in later) and not is_whole(*_around(whole[0], told))
    for term in terms:
        yield term.model_copy(update={"role": "upfront"}) if added and term.role == "total" else term


def _around(term: Amount, told: Account) -> tuple[str, str]:
    """The words before and after a term, where the text tells it."""
    places = [
        (amount.field == "title", number)
        for number, amount in enumerate(told.amounts[:AMOUNTS])
        if (amount.value, amount.currency) == (term.value, term.currency) and number in told.where
    ]
    if not places:
        return "", ""
    _, number = min(places)  # the text before the title
    before, _, after = told.where[number].text.partition(chr(AMOUNT + number))
    return before, after


def _told_outright(one: Sum, number: int, told: Account) -> str | None:
    """What the words of an article in Chinese leave no doubt about, at the first place that tells the sum."""
    if told.language != "zh":
        return None
    kind, places = told.drafts[number].kind, [n for n in one.numbers[:TOLD] if n in told.where]
    found = (told_outright(kind, told.where[n].text, chr(AMOUNT + n)) for n in places)
    return next((role for role in found if role is not None), None)


def settle(
    one: Sum, number: int, rule: str | None, signs: list[str], kept: list[Amount], told: Account, table: Table
) -> None:
    """Drop, add or re-role one sum among the terms of an event, of which this is told."""
    first = told.amounts[one.numbers[0]]
    at = next((n for n, t in enumerate(kept) if (t.value, t.currency) == (first.value, first.currency)), None)
    likely = likelihood(signs, table)
    if rule is None and not NEVER.isdisjoint(signs):
        return
    if likely < (KEEP if rule is not None else ADD if ALLOWED in signs else ADD_VETOED):
        if at is not None:
            kept.pop(at)
        return
    fits = roles(signs, table)
    if (sure := _told_outright(one, number, told)) is not None:
        fits = {sure: 1.0}
    role = max(fits, key=lambda one: fits[one], default=rule or first.role)
    if role == rule or (rule is not None and fits[role] <= fits.get(rule, 0.0) + MARGIN):
        return
    if at is None:
        kept.append(first.model_copy(update={"role": role}))
    else:
        kept[at] = kept[at].model_copy(update={"role": role})
