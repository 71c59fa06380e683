"""What an amount leaves out and the words around it tell: whose money it is, and that it is money."""

from __future__ import annotations

import time

import pytest

from classifiers.amounts import find_amounts


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("A hall in Casablanca cost 1.8 billion dirhams.", "MAD"),
        ("The Dubai fund paid 40 million dirhams.", "AED"),
        ("Manila pays 20 million pesos for it.", "PHP"),
        ("The loan of 20 million pesos was signed in Monterrey.", "MXN"),
        ("A maker in Karachi was fined Rs 5 million.", "PKR"),
        ("A maker in Pune was fined Rs 5 million.", "INR"),
        ("Cairo sets aside 300 million pounds.", "EGP"),
        ("The Stockholm firm raised kr 25m.", "SEK"),
        ("Bergen's Havdun raised 30 million kr.", "NOK"),
        ("Treasury earmarks R2.4bn for antibodies.", "ZAR"),
        ("Nairobi offers 90 million shillings.", "KES"),
        ("Norway's Havdun and a Seoul firm got KRW 5 billion.", "KRW"),
        ("The Cairo firm paid 5 million pounds sterling.", "GBP"),
        ("The Stockholm firm sold its Danish arm for 30 million kroner.", "DKK"),
        ("The Danish firm raised 20 million kronor.", "SEK"),
        ("It costs 300 lei in Bucharest.", "RON"),
    ],
)
def test_a_name_that_countries_share_is_of_the_one_told(text: str, currency: str) -> None:
    assert [amount.currency for amount in find_amounts(text, "en")] == [currency]


@pytest.mark.parametrize(
    "text",
    [
        "The R21 vaccine is made in Pune.",
        "It is sold as R3 in 12 states.",
        "In 2023 Lei Zhang founded it.",
        "Kr 83 is a gas.",
    ],
)
def test_a_name_or_a_letter_beside_a_number_is_no_money(text: str) -> None:
    assert not find_amounts(text, "en")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It gave 480 million riyals to Varno and 420 million to Pell of Oman.", [480_000_000, 420_000_000]),
        ("A first breach costs 5 million naira, a second 25 million.", [5_000_000, 25_000_000]),
        ("Tolvane pays $2 million at once and as much as 40 million more if it sells.", [2_000_000, 40_000_000]),
        ("The hall cost 33 million euros, of which 11 million came from the region.", [33_000_000, 11_000_000]),
        ("It raised $20 million to help the 3 million people with asthma.", [20_000_000]),
        ("A pot of $20 million; in Spain, 3 million.", [20_000_000]),
        ("It paid $20 million and shipped doses to 3 million.", [20_000_000]),
        ("It paid $20 million and Pell served 3 million.", [20_000_000]),
    ],
)
def test_a_sum_may_leave_out_the_currency_that_the_one_before_has(text: str, values: list[int]) -> None:
    assert [amount.value for amount in find_amounts(text, "en")] == values


@pytest.mark.parametrize("text", ["..1" * 10_000, "5 million kr, " * 800])
def test_what_is_told_around_is_looked_for_within_bounds(text: str) -> None:
    start = time.process_time()
    find_amounts(text, "en")
    assert time.process_time() - start < 4


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("at ₦200,000 a stall", 200_000, "NGN"),
        ("about 9,800 denars a vial", 9_800, "MKD"),
        ("Varno subscribes for 900 billion rupiah, Pell for 500 billion, at 1,120 rupiah a share", 500 * 10**9, "IDR"),
        ("paying the owners 29 million euros and assuming 4 million of debt", 4_000_000, "EUR"),
    ],
)
def test_rarer_currencies_and_sums_that_go_on_are_read(text: str, value: int, currency: str) -> None:
    assert (value, currency) in [(found.value, found.currency) for found in find_amounts(text, "en", "text")]


def test_a_nonprofit_earns_no_profit() -> None:
    (found,) = find_amounts("The foundation granted the non-profit $24 million.", "en", "text")
    assert found.role != "revenue_or_market"
