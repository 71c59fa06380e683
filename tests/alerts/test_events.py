"""Events in rules and in alerts: what a rule may ask of them, and how both languages tell them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from alerts import render
from alerts.matching import mismatch
from alerts.money import dollars, money, rates_note
from alerts.subscriptions import Conditions, Rule, SubscriptionError, parse_conditions
from alerts.words import word
from bus.events import Amount, ArticleArchived, Span
from bus.vocabulary import ALL_KINDS, ALL_SIDES, ROLES, STATUSES
from tests.make import amount, archived, classified, crawled, deal

DAY = date(2026, 10, 30)
UPFRONT = amount("120000000", "CNY", role="upfront", usd=Decimal("18037295.16"), usd_on=DAY)
MILESTONES = amount("2000000000", "CNY", role="milestone", up_to=True, usd=Decimal("300621586.26"), usd_on=DAY)
TEXT = "Hengrui has licensed a drug to Corvane. It gets RMB 120 million upfront.\nNothing else is known."
LICENCE = deal(
    ("恒瑞医药=Hengrui Pharma", "licensor"), ("Corvane Therapeutics", "licensee"), terms=(UPFRONT, MILESTONES), product="HRS-99",
    evidence=(Span(start=0, end=39), Span(start=40, end=72)),
)  # fmt: skip
PURCHASE = deal(("Corvane Therapeutics", "acquirer"), kind="acquisition", status="terminated", terms=(amount("900000000"),))


def told(*events: Any, **changes: Any) -> ArticleArchived:
    return archived(classified(crawled(text=TEXT), events=events, **changes))


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({"kinds": ("license",)}, None),
        ({"kinds": ("merger", "acquisition")}, None),
        ({"kinds": ("merger",)}, "kind: the events of the article are license, acquisition"),
        ({"parties": ("hengrui pharma",)}, None),
        ({"parties": ("恒瑞",)}, None),
        ({"parties": ("Corvane",)}, None),
        (
            {"parties": ("Corv", "Lanterix")},
            "party: none of Corv, Lanterix takes part; parties are 恒瑞医药, Corvane Therapeutics",
        ),
        ({"kinds": ("acquisition",), "parties": ("恒瑞医药",)}, "party: none of 恒瑞医药 takes part"),
        ({"roles": ("upfront",)}, None),
        (
            {"roles": ("royalty", "penalty")},
            "amount: no royalty, penalty disclosed; amounts are total USD 2.1 billion, upfront",
        ),
        ({"min_usd": "300000000"}, None),
        ({"kinds": ("license",), "min_usd": "300000000"}, None),
        (
            {"kinds": ("license",), "min_usd": "400000000"},
            "amount: no amount >= 400 million USD; amounts are upfront CNY 120",
        ),
        ({"roles": ("upfront",), "min_usd": "18000000"}, None),
        (
            {"roles": ("upfront",), "min_usd": "19000000"},
            "amount: no upfront >= 19 million USD; amounts are upfront CNY 120 million",
        ),
        ({"roles": ("upfront",), "min_amount": "120000000", "currency": "CNY"}, None),
        ({"roles": ("upfront",), "min_amount": "1", "currency": "EUR"}, "amount: no upfront in EUR >= 1 EUR"),
    ],
)
def test_a_rule_can_ask_for_kind_party_role_and_dollars_of_one_event(conditions: dict[str, Any], reason: str | None) -> None:
    found = mismatch(parse_conditions("rule", **conditions), told(LICENCE, PURCHASE))
    assert found == reason or (reason is not None and found is not None and found.startswith(reason))


def test_an_amount_beside_the_event_is_none_of_its_terms() -> None:
    bare = told(deal(("Corvane", "licensee")), amounts=(amount("900000000", role="upfront", usd=Decimal(900_000_000)),))
    assert mismatch(parse_conditions("r", roles=("upfront",), min_usd="5"), bare) is None
    assert mismatch(parse_conditions("r", kinds=("license",), min_usd="5"), bare) == (
        "amount: no amount >= 5 USD; amounts are none"
    )


def test_an_article_without_events_says_so() -> None:
    assert (
        mismatch(parse_conditions("r", parties=("Corvane",)), told())
        == "party: none of Corvane takes part; parties are none"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kinds": ("licence",)}, r"'licence' is not a kind \(did you mean license\?\); write license, acquisition"),
        ({"roles": ("downpayment",)}, "at character 1, .*'downpayment' .*"),
        ({"min_usd": "5 mio"}, "amount '5 mio' is not a number"),
    ],
)
def test_conditions_on_events_name_the_values_that_are_known(given: dict[str, Any], message: str) -> None:
    with pytest.raises(SubscriptionError, match=message):
        parse_conditions("r", **given)


def test_conditions_survive_the_database_with_the_names_of_companies() -> None:
    conditions = parse_conditions(
        "r", kinds=("license",), parties=("恒瑞医药", " "), min_usd="1,000", names_of=lambda typed: (typed, "Hengrui Pharma")
    )
    assert conditions.text == 'kind license and party "恒瑞医药" and amount >= 1000 USD'
    again = Conditions.from_json(json.loads(json.dumps(conditions.as_json())))
    assert (again, again.tree) == (conditions, conditions.tree)
    english = told(deal(("Hengrui Pharma", "licensor"), terms=(amount("2000"),)))
    assert mismatch(again, english) is None


@pytest.mark.parametrize(
    ("found", "english", "chinese"),
    [
        (amount("2100000000"), "USD 2.1 billion", "21亿美元"),
        (UPFRONT, "CNY 120 million", "1.2亿人民币"),
        (MILESTONES, "≤ CNY 2 billion", "≤ 20亿人民币"),
        (amount("30000", "HKD", approx=True), "~ HKD 30,000", "~ 3万港元"),
        (amount("5000000", "EUR", value_max=Decimal(8_000_000)), "EUR 5 million – 8 million", "500万 – 800万欧元"),
        (amount("950", "USD"), "USD 950", "950美元"),
        (Amount(start=0, end=3, text="数亿"), "数亿", "数亿"),
    ],
)
def test_amounts_are_written_as_readers_of_each_language_write_them(found: Amount, english: str, chinese: str) -> None:
    assert (money(found), money(found, "zh")) == (english, chinese)


def test_dollars_stand_beside_other_currencies_only_and_the_day_of_the_rate_is_told() -> None:
    assert (dollars(UPFRONT), dollars(UPFRONT, "zh")) == ("≈ USD 18 million", "≈ 1800万美元")
    assert dollars(amount("5")) == ""
    assert dollars(amount("5", "TWD")) == ""
    assert rates_note([UPFRONT, MILESTONES]) == "≈ USD at central banks' reference rates of 2026-10-30"
    assert rates_note([amount("5")]) == ""


def message(language: str, archived: ArticleArchived, **conditions: Any) -> render.Message:
    rule = Rule(1, "licences", 1, "ada", language, parse_conditions("licences", **conditions))
    return render.message(render.content(archived, rule, "http://127.0.0.1:8000"))


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("License", "licensor", "恒瑞医药 (Hengrui Pharma)", "licensee", "Corvane Therapeutics", "upfront", "CNY 120 million",
                "≈ USD 18 million", "≤ CNY 2 billion", "≈ USD 301 million", "Product", "HRS-99", "terminated",
                "Hengrui has licensed a drug to Corvane.", "It gets RMB 120 million upfront.", "reference rates of 2026-10-30")),
        ("zh", ("许可", "授权方", "恒瑞医药", "被授权方", "Corvane Therapeutics", "首付款", "1.2亿人民币", "≈ 1800万美元", "里程碑付款",
                "≤ 20亿人民币", "产品", "HRS-99", "已终止", "Hengrui has licensed a drug to Corvane.", "2026-10-30央行参考汇率")),
    ],
)  # fmt: skip
def test_an_alert_tells_the_event_in_both_parts_and_both_languages(language: str, parts: tuple[str, ...]) -> None:
    written = message(language, told(LICENCE, PURCHASE))
    for part in parts:
        assert part in written.text, part
        assert part in written.html, part


def test_the_event_that_the_rule_asked_for_comes_first() -> None:
    assert message("en", told(LICENCE, PURCHASE)).text.index("License") < message("en", told(LICENCE, PURCHASE)).text.index(
        "Acq"
    )
    asked = message("en", told(LICENCE, PURCHASE), kinds=("acquisition",)).text
    assert asked.index("Acquisition") < asked.index("License")


def test_an_event_of_which_only_the_label_is_known_adds_nothing_and_amounts_are_told_instead() -> None:
    written = message("en", told(deal(kind=None))).text
    assert written.count("Deal") == 1
    assert "USD 2.1 billion (total)" in written


def test_hostile_names_are_inert_in_an_alert() -> None:
    evil = "<script>alert(1)</script>\u202e\r\nBcc: victim@example.com"
    written = message("en", told(deal((evil, "licensor"), product=evil, agency=evil)))
    assert "<script" not in written.html
    assert "\u202e" not in written.html + written.text
    assert "\nBcc:" not in written.text


def test_every_kind_side_status_and_role_has_a_chinese_word() -> None:
    for group, values in (("kinds", ALL_KINDS), ("sides", ALL_SIDES), ("statuses", STATUSES), ("roles", ROLES)):
        for value in values:
            assert not word(group, value, "zh").isascii(), (group, value)  # type: ignore[arg-type]


def test_an_alert_written_before_events_were_told_is_still_sent() -> None:
    rule = Rule(1, "r", 1, "ada", "en", Conditions())
    facts = render.content(told(LICENCE), rule, "")
    old = {name: value for name, value in facts.items() if name not in {"events", "rates"}}
    assert "Corvane buys Lanterix" in render.message(old).text
