"""English sums whose grammar says what they are: paid later, owed by who leaves, taken over, wished for, traded, or of another event."""

from __future__ import annotations

import pytest

from bus.events import LABELS, NewsEvent
from classifiers.amounts import find_amounts
from classifiers.events import find_events


def read(text: str, *labels: str) -> tuple[NewsEvent, ...]:
    amounts = tuple(find_amounts(text, "en", "text"))
    return find_events("", text, "en", tuple(one for one in LABELS if one in labels), amounts=amounts).events


@pytest.mark.parametrize(
    ("text", "kind", "terms"),
    [
        # what is paid for sure, and what comes on top of it if something happens
        ("Quillon Group has agreed to buy Tessmer for $40 million in cash, with another $15 million to come if its vaccine is approved.",
         "acquisition", {"40000000": "upfront", "15000000": "milestone"}),
        ("Quillon Group has agreed to buy Tessmer for up to $55 million, including $15 million if its vaccine is approved.",
         "acquisition", {"55000000": "total", "15000000": "milestone"}),
        ("Marrick Royalty bought the royalties on Velbrim from Tessmer. It pays 90 million francs now. A further 20 million francs "
         "becomes due should sales of Velbrim pass 400 million francs.", "asset_purchase", {"90000000": "upfront", "20000000": "milestone"}),
        # debt that is taken over, and a business sold for next to nothing
        ("The Aldous family sold Tessmer to Quillon Group for one euro plus the assumption of €12 million in debt.",
         "divestiture", {"1": "total", "12000000": "other"}),
        # what the one who leaves owes
        ("Quillon Group has agreed to buy Tessmer for $900 million. If Tessmer finds a better offer, it owes Quillon $25 million.",
         "acquisition", {"900000000": "total", "25000000": "penalty"}),
        # shares bought beside a licence
        ("Quillon Pharma licensed ORL-7 from Orlane Bio. Quillon will pay $30 million upfront and buy $10 million of Orlane's shares "
         "at $8.50 apiece.", "license", {"30000000": "upfront", "10000000": "equity", "8.50": "price"}),
        ("Orlane Bio has raised $66 million in a share offering priced at $11 per share, below the $75 million it had aimed for. "
         "The shares finished at $10.40.", "financing", {"66000000": "funding", "11": "price"}),
        ("Orlane Bio raised $20 million in a Series A. It has $3 million left. Orders topped $90 million.", "financing", {"20000000": "funding"}),
    ],
)  # fmt: skip
def test_the_grammar_around_a_sum_says_what_it_is(text: str, kind: str, terms: dict[str, str]) -> None:
    (event,) = read(text, "deal")
    assert event.kind == kind
    assert {str(term.value): term.role for term in event.terms} == terms


def test_of_both_ends_of_a_range_the_lower_is_the_term() -> None:
    (event,) = read("The council passed the Clean Needles Act on Thursday. Fines will run from $400 to $9,000.", "policy")
    assert [(str(term.value), term.role) for term in event.terms] == [("400", "penalty")]


def test_an_earlier_fine_is_no_term_of_this_one() -> None:
    text = "The CNIL fined Marrick AI 20 million euros on Monday. An earlier penalty by the agency, of 14 million euros, is in court."
    (event,) = read(text, "policy")
    assert [str(term.value) for term in event.terms] == ["20000000"]


def test_what_a_plant_or_a_product_costs_belongs_to_it() -> None:
    text = "Orlane Bio has agreed to buy Tessmer for $90 million. It will also build a $25 million factory in Leeds, where work started on Monday."
    found = {event.kind: {str(term.value) for term in event.terms} for event in read(text, "deal", "milestone")}
    assert found == {"acquisition": {"90000000"}, "facility": {"25000000"}}


@pytest.mark.parametrize(
    ("text", "kind", "terms"),
    [
        ("Orlane Bio, founded in 2019 by two chemists, licensed ORL-7 to Tessmer Pharma for $20 million upfront.", "license", {"20000000": "upfront"}),
        ("Orlane Bio's shares rose 20% on a takeover by Tessmer Pharma for $12 per share.", "acquisition", {"12": "price"}),
        ("Tessmer Pharma bought Orlane Bio for $500 million, with more than $200 million of that in milestone payments.",
         "acquisition", {"500000000": "total", "200000000": "milestone"}),
        ("Orlane Bio had asked for help and raised $40 million from Kelvane Capital.", "financing", {"40000000": "funding"}),
    ],
)  # fmt: skip
def test_words_that_only_look_like_an_aside_leave_the_sum(text, kind, terms):
    (event,) = read(text, "deal")
    assert (event.kind, {str(t.value): t.role for t in event.terms}) == (kind, terms)


def test_who_led_or_joined_something_else_is_no_investor():
    (event,) = read(
        "Orlane Bio raised $50 million. Tessmer Pharma led development of the rival drug. Kelvane Capital joined the round.",
        "deal",
    )
    assert [p.name for p in event.parties if p.side == "investor"] == ["Kelvane Capital"]


def test_a_hearing_of_a_bill_lists_nobody():
    (event,) = read(
        "The Senate bill passed its committee hearing on Tuesday. Orlane Bio started a phase 2 trial of ORL-7.", "milestone"
    )
    assert event.kind == "trial_start"
