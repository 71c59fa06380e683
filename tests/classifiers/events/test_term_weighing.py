"""The last word on terms: what the rules assign is kept, dropped, given another role or joined by another sum, as the weights say."""

from __future__ import annotations

import math

import pytest

from bus.events import Amount
from classifiers.amounts import find_amounts
from classifiers.events import find_events
from classifiers.events.term_decisions import decide
from classifiers.events.term_weighing import ROLES, TERM, Account, Table, features, likelihood, roles, weights

EN = (
    "en",
    "Velmora Pharma acquires Torvik Bio",
    "Velmora Pharma has acquired Torvik Bio for $90 million. The two spend $5 million a year.",
)
ZH = ("zh", "沅渚药业收购峤石医疗", "沅渚药业以9000万美元收购峤石医疗100%股权。两家公司每年研发支出500万美元。")  # fmt: skip


def terms(article: tuple[str, str, str], table: Table | None = None) -> list[tuple[int, str]]:
    """The terms of the one deal, in order: by the rules alone without a table."""
    language, title, text = article

    def settled(told: Account) -> dict[int, list[Amount]]:
        return told.terms if table is None else decide(told, table)

    (event,) = find_events(title, text, language, ("deal",), amounts=amounts(article), settle_terms=settled).events
    return [(int(term.value or 0), term.role) for term in event.terms]


def amounts(article: tuple[str, str, str]) -> tuple[Amount, ...]:
    language, title, text = article
    return tuple(find_amounts(title, language, "title") + find_amounts(text, language, "text"))


KEPT: Table = {TERM: {"rule=total": 9.0, "rule=-": -9.0}}


@pytest.mark.parametrize("article", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize(
    ("table", "found"),
    [
        (None, [(90_000_000, "total")]),
        (KEPT, [(90_000_000, "total")]),
        ({TERM: {"1": -9.0}}, []),
        (KEPT | {"upfront": {"1": 9.0}, "total": {}}, [(90_000_000, "upfront")]),
        ({TERM: {"1": 9.0}, "other": {"rule=-": 9.0}, "total": {"rule=total": 9.0}}, [(90_000_000, "total"), (5_000_000, "other")]),
    ],
    ids=["rules", "kept", "dropped", "another role", "added"],
)  # fmt: skip
def test_weights_keep_drop_and_add_terms_and_give_them_roles(
    article: tuple[str, str, str], table: Table | None, found: list[tuple[int, str]]
) -> None:
    assert terms(article, table) == found


@pytest.mark.parametrize("article", [EN, ZH], ids=["en", "zh"])
def test_a_sum_that_the_words_speak_against_needs_more_to_be_a_term(article: tuple[str, str, str]) -> None:
    likely = {TERM: {"1": 0.5}, "other": {"rule=-": 9.0}, "total": {"rule=total": 9.0}}  # 62 %
    assert terms(article, likely) == [(90_000_000, "total")]


def test_another_role_must_fit_clearly_better() -> None:
    nearly = KEPT | {"upfront": {"1": 0.1}, "total": {"1": 0.0}}
    assert terms(EN, nearly) == [(90_000_000, "total")]


@pytest.mark.parametrize(
    ("article", "told"),
    [
        (EN, {"en", "rule=total", "kind=deal.acquisition", "rank=0/2", "own=True|True", "<for", ">.", "<~acquired"}),
        (ZH, {"zh", "rule=total", "kind=deal.acquisition", "rank=0/2", "own=True|True", "<以", ">收购"}),
    ],
    ids=["en", "zh"],
)
def test_what_is_told_of_a_sum_says_where_it_stands(article: tuple[str, str, str], told: set[str]) -> None:
    seen: list[list[str]] = []

    def settled(account: Account) -> dict[int, list[Amount]]:
        seen.append(features(account.sums[0], 0, account))
        return account.terms

    language, title, text = article
    for _ in range(2):
        find_events(title, text, language, ("deal",), amounts=amounts(article), settle_terms=settled)
    assert told <= set(seen[0])
    assert seen[0] == seen[1]
    assert len(seen[0]) == len(set(seen[0]))


def test_conversions_and_the_same_sum_told_again_are_no_sums_of_their_own() -> None:
    article = (
        "en",
        "Torvik Bio raises 20 million euros",
        "Torvik Bio has raised €20 million ($23 million) from Quillan Capital.",
    )
    seen: list[Account] = []

    def settled(account: Account) -> dict[int, list[Amount]]:
        seen.append(account)
        return account.terms

    find_events(article[1], article[2], "en", ("deal",), amounts=amounts(article), settle_terms=settled)
    assert [one.numbers for one in seen[0].sums] == [(0, 1)]


def test_nothing_told_is_as_likely_as_not_and_of_no_role_more_than_another() -> None:
    assert likelihood([], {}) == 0.5
    assert roles([], {"total": {"1": 1.0}, "other": {"1": 2.0}}) == {"total": 0.5, "other": 0.5}


def test_the_weights_that_ship_are_finite_and_small() -> None:
    table = weights()
    assert (
        {TERM, *ROLES}
        >= set(table)
        >= {TERM, "upfront", "milestone", "total", "equity", "funding", "price", "penalty", "subsidy", "other"}
    )
    assert all(math.isfinite(weight) and abs(weight) < 20 for row in table.values() for weight in row.values())
    assert sum(len(row) for row in table.values()) < 22_000


@pytest.mark.parametrize(
    ("language", "title", "text", "found"),
    [
        ("en", "Quillan starts work on a plant", "Quillan Medical will invest $340 million in a new plant in Ostrava, it said on Monday. The state adds a grant of $20 million.", {(340_000_000, "other"), (20_000_000, "subsidy")}),
        ("zh", "沅渚药业新工厂开工", "沅渚药业公告，拟投资12亿元建设生物药生产基地，项目今日在泽州开工。", {(1_200_000_000, "other")}),
        ("en", "Torvik Bio raises $40 million", "Torvik Bio closed a $40 million Series B led by Quillan Capital. It had raised $15 million before.", {(40_000_000, "funding")}),
        ("zh", "峤石医疗完成B轮融资", "峤石医疗宣布完成2亿元B轮融资，由合煦基金领投。此前，公司曾获5000万元A轮融资。", {(200_000_000, "funding")}),
    ],
)  # fmt: skip
def test_the_weights_that_ship_decide_in_both_languages(
    language: str, title: str, text: str, found: set[tuple[int, str]]
) -> None:
    article = (language, title, text)
    events = find_events(
        title, text, language, ("milestone" if "plant" in title or "工厂" in title else "deal",), amounts=amounts(article)
    ).events
    assert {(int(term.value or 0), term.role) for event in events for term in event.terms} == found
