"""Second names, what an article names in passing, worths, and later steps of a deal."""

from __future__ import annotations

import time
from typing import Any

import pytest

from archive.stories.aliases import second_names
from archive.stories.bids import is_raised_bid
from archive.stories.cities import after_owner, is_place
from archive.stories.facts import Facts, facts_of
from archive.stories.likeness import OTHER_OBJECT, veto
from archive.stories.lookup import keys_of
from archive.stories.mentions import is_named, is_told_of
from archive.stories.names import same_company
from archive.stories.numbers import numbers
from archive.stories.steps import is_later_step
from archive.stories.traits import pairs_of, traits
from tests.archive.test_stories import told
from tests.make import amount, deal


@pytest.mark.parametrize(
    ("text", "companies", "found"),
    [
        ("瑞典药企诺德哈加（Nordhaga）收购一家公司。", {"诺德哈加"}, {("诺德哈加", "nordhaga")}),
        ("Shanghai's Equilune Medical (Qiheng) has raised money.", {"equilune"}, {("equilune", "qiheng")}),
        (
            "Azurebridge Bio, the Suzhou company known at home as Lanqiao, grew.",
            {"azurebridge"},
            {("azurebridge", "lanqiao")},
        ),
        ("远大医药（0512.HK）公告。", {"远大医药"}, set()),
        ("国家药监局（NMPA）公告。", {"国家药监局"}, set()),
        (
            "Corvane (China) and Lanterix (Reuters) grew; Velmont (Group) and Brightwell (The Company) too.",
            {"corvane", "lanterix", "velmont", "brightwell"},
            set(),
        ),
        ("Shanghai Merck Kirin (Foobar) grew.", {"ai", "merck", "kirin", "merck kirin"}, {("merck kirin", "foobar")}),
    ],
)
def test_a_second_name_in_brackets_is_a_name_of_the_company(text: str, companies: set[str], found: set[Any]) -> None:
    assert set(second_names(text, companies)) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("苏州赤松生物", "赤松生物", True), ("杭州北星机器人", "北星机器人", True), ("shanghai united imaging", "united imaging", True),
        ("上海医药", "医药", False), ("上海赤松生物", "上海北星机器人", False), ("上海建工", "北京建工", False), ("上海建工", "上海建工集团", True),
    ],
)  # fmt: skip
def test_a_city_before_a_name_makes_it_no_other_company(one: str, other: str, same: bool) -> None:
    assert same_company(one, other) is same


@pytest.mark.parametrize(
    ("name", "own", "place"),
    [("china's northstar", "northstar", False), ("china’s northstar", "northstar", False), ("moody's analytics", "moody's analytics", False), ("croatian", "croatian", True),
     ("芬兰", "芬兰", True), ("wuhan", "wuhan", True), ("corvane", "corvane", False)],
)  # fmt: skip
def test_a_place_is_no_company(name: str, own: str, place: bool) -> None:
    assert (after_owner(name), is_place(name)) == (own, place)


def test_a_phase_of_a_trial_is_no_count() -> None:
    assert not numbers("a Phase 3 trial, after a phase 1b/2 study").counts


def facts(slug: str, *events: Any, amounts: tuple[Any, ...] = (), **changes: Any) -> Facts:
    event = told(slug, *events, **changes)
    return facts_of(event.model_copy(update={"amounts": (*event.amounts, *amounts)}))


def test_an_article_names_a_company_or_a_product_that_was_not_read_in_it() -> None:
    chinese = facts("c", title="北星机器人出海", text="公司称北星机器人的KST-401已上市。", language="zh")
    assert is_named("杭州北星机器人", chinese)
    assert is_told_of("kst-401", chinese)
    assert not is_named("赤松生物", chinese)
    assert not is_told_of("kst-402", chinese)


def round_(value: str, *, investee: str = "Corvane") -> Any:
    return deal((investee, "investee"), kind="financing", terms=(amount(value, role="funding"),))


@pytest.mark.parametrize(
    ("later", "days", "is_step"),
    [
        (round_("130000000"), 17, False),  # the sum of before is not named
        (deal(("Corvane", "investee"), kind="financing", terms=(amount("130000000", role="funding"), amount("90000000"))), 17, True),
        (deal(("Corvane", "investee"), kind="financing", terms=(amount("130000000", role="funding"), amount("90000000"))), 60, False),
        (deal(("Brightwell", "investee"), kind="financing", terms=(amount("130000000", role="funding"), amount("90000000"))), 17, False),
    ],
)  # fmt: skip
def test_a_round_that_grows_is_a_later_step_where_it_names_the_sum_of_before(later: Any, days: float, is_step: bool) -> None:
    one = facts("a", round_("90000000"), title="Corvane gets $90 million", text="A round.")
    other = facts("b", later, title="A round grows", text="More money came.", hours=24 * days)
    assert is_later_step(one, other, pairs_of(one, other)) is is_step
    assert is_later_step(other, one, pairs_of(other, one)) is is_step


def test_two_companies_that_one_buys_for_the_same_sum_are_no_steps_of_one_deal() -> None:
    one = facts("a", round_("90000000"), title="Corvane puts $90 million into Lanterix", text="A round.")
    event = deal(
        ("Corvane", "investor"),
        ("Velmont", "investee"),
        kind="financing",
        terms=(amount("90000000", role="funding"), amount("130000000")),
    )
    other = facts("b", event, title="Corvane puts $90 million into Velmont", text="Another.", hours=24 * 17)
    assert not is_later_step(one, other, pairs_of(one, other))


def test_a_later_step_is_found_by_a_side_and_the_sum_of_before() -> None:
    one = facts("a", round_("90000000"), title="Corvane gets $90 million", text="A round.")
    later = deal(("Corvane", "investee"), kind="financing", terms=(amount("130000000", role="funding"), amount("90000000")))
    other = facts("b", later, title="More for Corvane", text="More money came.", hours=24 * 17)
    assert is_later_step(one, other, pairs_of(one, other))
    assert set(keys_of(one, None)) & set(keys_of(other, None))


def test_who_is_bought_may_be_read_the_wrong_way_round() -> None:
    right = facts("a", deal(("Corvane", "acquirer"), ("Lanterix", "target"), kind="acquisition"))
    turned = facts("b", deal(("Corvane", "target"), ("Lanterix", "acquirer"), kind="acquisition"))
    other = facts(
        "c", deal(("Corvane", "acquirer"), ("Velmont", "target"), kind="acquisition"), title="Velmont", text="Sold."
    )
    assert veto(right, turned, pairs_of(right, turned)) is None
    assert veto(right, other, pairs_of(right, other)) == OTHER_OBJECT


def test_guidelines_of_two_countries_offices_are_never_one_story() -> None:
    def rule(slug: str, text: str) -> Facts:
        return facts(slug, deal(label="policy", kind="guideline"), title="Guidance on antibodies", text=text)

    ours, theirs = rule("a", "The FDA issued it."), rule("b", "China's NMPA issued it.")
    assert veto(ours, theirs, pairs_of(ours, theirs)) == "another country's agency"
    assert veto(ours, rule("c", "The FDA told makers."), pairs_of(ours, ours)) is None


def test_a_sum_in_another_currency_is_the_same_sum() -> None:
    dollars, yuan = amount("135000000", usd="135000000"), amount("960000000", currency="CNY", usd="144000000")
    one, other = facts("a", amounts=(dollars,)), facts("b", amounts=(yuan,))
    assert traits(one, other)["same_sum_abroad"] == 1.0
    assert traits(one, other)["other_sums"] == 0.0


def test_a_bid_may_be_raised_in_the_passive() -> None:
    assert is_raised_bid("Sarvolux bid raised to 1.18 billion euros")
    assert not is_raised_bid("Corvane raises money, offers jobs")


def test_a_number_among_many_says_less_than_one_alone() -> None:
    few, many = facts("a", text="It has 21 sites."), facts("b", text="It has 21 sites, 34 labs, 17 offices and 45 partners.")
    long = facts("c", text="It has 21 sites, 33 labs, 18 offices and 46 partners.")
    assert traits(few, many)["same_count"] > traits(many, long)["same_count"] > 0


def test_a_company_and_its_second_name_are_one_company() -> None:
    text = "The Swedish firm Corvane (Beixing) has money."
    one = facts("a", round_("90000000"), title="Corvane gets $90 million", text=text)
    other = facts("b", round_("30000000"), title="Corvane gets $30 million", text=text, hours=24 * 30)
    assert one.second_names == {"beixing"}
    assert not traits(one, other)["several_shared_companies"]
    assert not is_later_step(one, other, pairs_of(one, other))


def test_a_name_that_begins_with_a_place_stays_a_company() -> None:
    assert facts("a", deal(("Boston Pharmaceuticals", "licensor"), ("China", "licensee"))).companies == {"boston"}


def test_the_order_of_two_articles_does_not_matter() -> None:
    one = facts("a", deal(("Merck", "licensor"), ("Corvane", "licensee")))
    other = facts("b", deal(("Merck KGaA", "licensor"), ("Merck Sharp", "licensee")))
    assert traits(one, other) == traits(other, one)


def test_what_a_row_of_before_lacks_is_told_by_its_events() -> None:
    one = facts(
        "a",
        deal(("Corvane", "target"), kind="acquisition", terms=(amount("90000000").model_copy(update={"usd": 90000000}),)),
    )
    row = one.as_json()
    del row["worths"], row["second_names"]
    assert Facts.from_json(row, None).worths == {"USD 90000000"}


@pytest.mark.parametrize("title", ["", "A", "A" * 6_000, "Ab " * 3_000, "9" * 5_000, "北" * 3_000])
def test_odd_titles_are_read_at_once(title: str) -> None:
    start = time.process_time()
    facts("a", title=title, text=title)
    assert time.process_time() - start < 1


def test_a_kind_and_a_sum_join_no_deals_of_which_no_party_is_known() -> None:
    one = facts(
        "a",
        deal(kind="financing", terms=(amount("90000000", role="funding"),)),
        title="A round of $90 million",
        text="Money came.",
    )
    other = facts(
        "b",
        deal(kind="financing", terms=(amount("90000000", role="funding"),)),
        title="Investors give $90 million",
        text="More.",
    )
    assert not one.companies | other.companies
    assert veto(one, other, pairs_of(one, other)) == "deals of which no party is known"
