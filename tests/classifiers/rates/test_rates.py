"""Values in US dollars: exact, dated, and never from a table that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.rates import RateError, RateTable, in_dollars, objection, parse_ecb, shipped
from tests.make import amount

DAY = date(2026, 10, 30)
TABLE = RateTable(DAY, "a bank", {"USD": Decimal("1.25"), "CNY": Decimal(8), "JPY": Decimal(150)})


@pytest.mark.parametrize(
    ("value", "currency", "usd"),
    [
        ("1000000", "USD", "1000000"), ("1000000", "EUR", "1250000"), ("1000000", "CNY", "156250"),
        ("120000000", "CNY", "18750000"), ("15000000000", "JPY", "125000000"), ("7500000", "SAR", "2000000"),
        ("0.10", "CNY", "0.02"), ("1000000", "TWD", None), ("1000000", None, None),
        (f"1{'0' * 27}", "EUR", f"125{'0' * 25}"),
    ],
)  # fmt: skip
def test_dollars_are_exact_and_absent_without_a_rate(value: str, currency: str | None, usd: str | None) -> None:
    found = TABLE.dollars(Decimal(value), currency)
    assert found == (None if usd is None else Decimal(usd))


def test_an_amount_keeps_its_currency_and_gains_both_bounds_and_the_day() -> None:
    found = in_dollars(amount("80000000", "CNY", value_max=Decimal(160_000_000)), TABLE)
    assert (found.value, found.currency) == (Decimal(80_000_000), "CNY")
    assert (found.usd, found.usd_max, found.usd_on) == (Decimal(12_500_000), Decimal(25_000_000), DAY)
    assert in_dollars(amount("5"), TABLE).usd_on is None  # dollars need no rate
    unknown = amount("5", "TWD")
    assert in_dollars(unknown, TABLE) == unknown


@given(st.decimals(0, Decimal(10) ** 25, places=2), st.sampled_from(sorted(shipped().per_euro)))
def test_more_money_is_never_fewer_dollars(value: Decimal, currency: str) -> None:
    one, two = shipped().dollars(value, currency), shipped().dollars(value + 1000, currency)
    assert one is not None
    assert two is not None
    assert 0 <= one <= two


def test_the_table_that_ships_is_dated_and_knows_the_currencies_of_the_news() -> None:
    table = shipped()
    assert table.day == DAY
    known = {
        c
        for c in ["EUR", "CNY", "HKD", "JPY", "KRW", "GBP", "CHF", "INR", "SGD", "AUD", "CAD", "SAR", "AED"]
        if table.dollars(Decimal(1000), c)
    }
    assert len(known) == 13
    assert len(table.per_euro) + 1 >= 30


def ecb(day: str = "2026-11-23", **changes: str) -> bytes:
    """A file as the ECB writes it, with the rates that ship but for the changes."""
    rates = {**{c: str(r) for c, r in shipped().per_euro.items()}, **changes}
    cubes = "".join(f"<Cube currency='{c}' rate='{r}'/>" for c, r in rates.items() if r)
    return (
        "<?xml version='1.0' encoding='UTF-8'?><gesmes:Envelope xmlns:gesmes='http://www.gesmes.org/xml/2002-08-01' "
        "xmlns='http://www.ecb.int/vocabulary/2002-08-01/eurofxref'><gesmes:subject>Reference rates</gesmes:subject>"
        f"<Cube><Cube time='{day}'>{cubes}</Cube></Cube></gesmes:Envelope>"
    ).encode()


def test_a_file_of_the_ecb_is_read() -> None:
    table = parse_ecb(ecb(USD="1.1200"))
    assert (table.day, table.source, table.per_euro["USD"]) == (date(2026, 11, 23), "European Central Bank", Decimal("1.12"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not XML"),
        (b"<html><body>Sorry</body></html>", "no day with rates"),
        (ecb()[:-30], "not XML"),
        (ecb(USD="1,12"), "the rate of USD, '1,12'"),
        (ecb(USD="-1.12"), "the rate of USD"),
        (ecb(USD="NaN"), "the rate of USD"),
        (ecb(USD="0"), "the rate of USD"),
        (ecb(USDX="1"), "'USDX' is not a code"),
        (ecb("the 5th"), "is not a date"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + ecb()[38:], "declares"),
    ],
)
def test_what_is_no_table_is_refused_with_the_cause(content: bytes, message: str) -> None:
    with pytest.raises(RateError, match=message):
        parse_ecb(content)


def drop(*currencies: str) -> bytes:
    return ecb(**dict.fromkeys(currencies, ""))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (ecb, None),
        (lambda: ecb(CNY="7.9000"), None),
        (lambda: ecb(CNY="74.326"), "CNY jumps from 7.4326 for one euro on 2026-10-30 to 74.326 on 2026-11-23"),
        (lambda: ecb(GBP="1.1993"), "GBP jumps"),
        (lambda: ecb("2027-12-01"), "in the future"),
        (lambda: drop("USD"), "USD missing"),
        (lambda: drop(*sorted(set(shipped().per_euro) - {"USD", "CNY", "GBP", "JPY", "CHF", "HKD"})), "no full table"),
    ],
)
def test_a_table_that_cannot_be_does_not_replace_the_old_one(make: Callable[[], bytes], reason: str | None) -> None:
    found = objection(parse_ecb(make()), shipped(), date(2026, 11, 24))
    assert found == reason or (reason is not None and found is not None and reason in found)
