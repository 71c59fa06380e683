"""Form fields and the rule language say the same."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from alerts.rules.form import RuleForm, form_of, parse_conditions, text_of
from alerts.rules.parser import parse
from alerts.subscriptions import SubscriptionError

FULL = RuleForm(
    languages=("zh", "en"), sources=("Bridgeport Wire",), labels=("deal",), min_score="0.9", text=("lung cancer", '说 "是"'),
    not_text=("opinion",), kinds=("license", "readout_positive"), statuses=("announced",), parties=("恒瑞医药", "Eli Lilly and Company"),
    sides=("licensor",), not_parties=("Pfizer",), agencies=("FDA",), min_confidence="0.5", roles=("upfront", "total"),
    min_usd="50 million", min_amount="300 million", currency="CNY",
)  # fmt: skip
EMPTY = RuleForm()


@pytest.mark.parametrize("field", [field.name for field in fields(RuleForm) if field.name != "currency"])
def test_each_field_becomes_text_and_text_the_same_field(field: str) -> None:
    values = {field: getattr(FULL, field) or "disclosed"}
    if field == "min_amount":
        values["currency"] = "CNY"
    if field == "roles":
        values["disclosed"] = "disclosed"
    form = replace(EMPTY, **values)
    assert form_of(parse(text_of(form))) == form


def test_a_full_form_comes_back_whole() -> None:
    assert form_of(parse(text_of(FULL))) == FULL
    assert text_of(FULL).endswith("and upfront, total in CNY >= 300 million CNY >= 50 million USD")
    assert form_of(parse(text_of(replace(EMPTY, roles=("upfront",), disclosed="undisclosed")))) == RuleForm(
        roles=("upfront",), disclosed="undisclosed"
    )


def test_an_empty_form_asks_for_everything() -> None:
    assert text_of(EMPTY) == "everything"
    assert form_of(parse("everything")) == EMPTY


@pytest.mark.parametrize(
    "rule",
    ["label deal or kind license", "label deal and label policy", "not label deal", "not (text a or text b)", "event (kind license)",
     "upfront <= 50 million USD", "upfront >= 5 million EUR", "upfront >= 1 USD <= 5 USD", "upfront >= 1 USD and total >= 1 USD",
     "score policy >= 0.9 and label deal", "score deal > 0.9", "side licensor and party Pfizer", "party A as licensor and party B",
     "amount in CNY"],
)  # fmt: skip
def test_what_a_form_cannot_say_is_none(rule: str) -> None:
    assert form_of(parse(rule)) is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"labels": ("dael",)}, "rule 'r': at character 7, .*'dael' is not a label"),
        ({"labels": ("deal or everything",)}, "'deal or everything' is not a label"),
        ({"min_usd": "5 mio"}, "rule 'r': amount '5 mio' is not a number"),
        ({"min_amount": "-1"}, "amount '-1' is not a number"),
        ({"currency": "dollars"}, "'dollars' is not a currency"),
        ({"min_amount": "5", "currency": "XXQ"}, "'XXQ' is not a currency"),
        ({"wanted": "label dael", "labels": ("deal",)}, "rule 'r': at character 7, \"label dael\""),
    ],
)
def test_what_is_typed_into_a_field_stays_a_value(given: dict[str, object], message: str) -> None:
    with pytest.raises(SubscriptionError, match=message):
        parse_conditions("r", **given)  # type: ignore[arg-type]


def test_options_narrow_what_the_text_asks() -> None:
    found = parse_conditions("r", wanted="kind license or kind option", languages=("zh",))
    assert found.text == "(kind license or kind option) and language zh"
