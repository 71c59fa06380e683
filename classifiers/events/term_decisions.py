"""Which sums become terms of an event and in which role: by their weights, and by words that leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bus.events import Amount
from classifiers.events.chinese_roles import told_outright
from classifiers.events.passages import AMOUNT, AMOUNTS
from classifiers.events.term_rows import Weighed, rows, weighed
from classifiers.events.term_weighing import ALLOWED, MOST_EVENTS, ROLES, TOLD, Account, Sum, Table, weights
from classifiers.events.term_words import comes_on_top, is_whole
from classifiers.events.terms import without_rounded
from classifiers.events.trees import Forest, forest

KEEP, ADD = 0.25, 0.5  # how likely a term of the rules must be to stay, and another sum to become one
ADD_VETOED = 0.7  # the same where the words speak against it being a term of anything
MARGIN = 0.1  # by how much another role must fit better
LIKELY = 0.45  # how likely a sum must be a term in some role by the second look; chosen on articles that did not fit it
LARGE = 100_000  # less is paid for each share
_BOUGHT = frozenset({"acquisition", "asset_purchase", "divestiture", "license"})


def decide(told: Account, table: Table | None = None, trees: Forest | None = None) -> dict[int, list[Amount]]:
    """The terms of each event: the rules' without those for which little speaks, in the role that fits, and those for which much speaks.

    Weights that are being fitted come with trees of their own, or with none: then the first look decides.
    """
    if table is None:
        table = weights()
        trees = forest("terms") if told.tags is not None else None
    events = range(min(len(told.drafts), MOST_EVENTS))
    sums = [weighed(one, number, told, table) for number in events for one in told.sums]
    fits = again(sums, told, trees) if trees is not None else [None] * len(sums)
    decided = {number: list(told.terms.get(number, ())) for number in range(len(told.drafts))}
    for item, fit in zip(sums, fits, strict=True):
        if not item.is_vetoed:
            role = _first_role(item, told) if fit is None else _second_role(item, fit, told)
            _settle(item, role, decided[item.event], told)
    return {number: finished(kept, number, told) for number, kept in decided.items()}


def again(sums: Sequence[Weighed], told: Account, trees: Forest) -> list[dict[str, float]]:
    """How likely each sum is a term of its event in each role, beside all others."""
    likely = iter(trees.likelihoods(list(rows(sums, told))))
    return [{role: float(next(likely)) for role in ROLES} for _ in sums]


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


def _first_role(item: Weighed, told: Account) -> str | None:
    """The role of a sum by what is told of it alone; None where it is no term."""
    if item.likely < (KEEP if item.rule is not None else ADD if ALLOWED in item.signs else ADD_VETOED):
        return None
    fits = item.roles
    if (sure := _told_outright(item.one, item.event, told)) is not None:
        fits = {sure: 1.0}
    role = max(fits, key=lambda one: fits[one], default=item.rule or told.amounts[item.one.numbers[0]].role)
    return item.rule if item.rule is not None and fits.get(role, 0.0) <= fits.get(item.rule, 0.0) + MARGIN else role


def _second_role(item: Weighed, fits: dict[str, float], told: Account) -> str | None:
    """The role of a sum by what is told of all; None where it is no term."""
    role = max(fits, key=lambda one: fits[one])
    return (_told_outright(item.one, item.event, told) or role) if fits[role] >= LIKELY else None


def _settle(item: Weighed, role: str | None, kept: list[Amount], told: Account) -> None:
    """Drop, add or re-role one sum among the terms of an event."""
    first = told.amounts[item.one.numbers[0]]
    at = next((n for n, t in enumerate(kept) if (t.value, t.currency) == (first.value, first.currency)), None)
    if role is None:
        if at is not None:
            kept.pop(at)
    elif at is None:
        kept.append(first.model_copy(update={"role": role}))
    elif role != item.rule:
        kept[at] = kept[at].model_copy(update={"role": role})
