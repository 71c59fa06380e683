"""Where a name begins and ends, when the network hears it longer or shorter than the rules read it."""

from __future__ import annotations

import pytest

from bus.events import Span
from classifiers.parties import name_parties


def named(text: str, language: str, *heard: str, official: str = "") -> set[str]:
    def span(name: str) -> Span:
        return Span(start=text.index(name), end=text.index(name) + len(name))

    found = name_parties(
        "", text, language, told=[span(name) for name in heard], official=[span(official)] if official else []
    )
    return {entity.name for entity in found.entities}


@pytest.mark.parametrize(("text", "language", "heard", "name"), [
    ("Harbour Rare Disease had something for bulls. Harbour Rare raised $30 million.", "en", "Harbour Rare Disease", "Harbour Rare Disease"),
    ("It was bought by Rosamund's Kitchen, a company from Oakland.", "en", "Rosamund's Kitchen", "Rosamund's Kitchen"),
    ("The round was led by Brisa do Sul, a fund.", "en", "Brisa do Sul", "Brisa do Sul"),
    ("It licensed the drug from Torvance Pharma of Aarhus for $25 million.", "en", "Torvance Pharma of Aarhus", "Torvance Pharma"),
    ("It signed with the infrastructure fund Tarnwell Partners.", "en", "infrastructure fund Tarnwell Partners", "Tarnwell Partners"),
    ("康复机器人企业银溪湾机器人科技股份有限公司宣布收购深圳拓力科技有限公司。", "zh", "银溪湾机器人科技股份有限公司", "银溪湾机器人科技股份有限公司"),
    ("本轮融资由东方资本和沙特主权基金Najvar Capital共同领投。", "zh", "Najvar Capital", "Najvar Capital"),
])  # fmt: skip
def test_a_name_is_as_long_as_it_is_heard(text: str, language: str, heard: str, name: str) -> None:
    assert name in named(text, language, heard)


@pytest.mark.parametrize(("text", "language", "heard", "other"), [
    ("It raised a Series B. Arvane Partners led the round.", "en", "B. Arvane Partners", "B. Arvane Partners"),
    ("An order went to Guelph-based Rapid Creek Pharma.", "en", "Guelph-based Rapid Creek Pharma", "Guelph-based Rapid Creek Pharma"),
    ("公司与瑞士Belcaris AG签署协议。", "zh", "瑞士Belcaris AG", "瑞士Belcaris AG"),
    ("溯川生物拟收购云帆制药51%股权。", "zh", "云帆制药51", "云帆制药51"),
])  # fmt: skip
def test_what_is_heard_beside_a_name_is_no_part_of_it(text: str, language: str, heard: str, other: str) -> None:
    assert other not in named(text, language, heard)


@pytest.mark.parametrize(("text", "name"), [
    ("Japan's health ministry approved the cream.", "health ministry"),
    ("The act was signed by the governor, Dana Kowarick, on Friday.", "Dana Kowarick"),
])  # fmt: skip
def test_a_body_that_is_heard_to_act_is_an_agency(text: str, name: str) -> None:
    start = text.index(name)
    found = name_parties("", text, "en", official=[Span(start=start, end=start + len(name))])
    assert (name, "agency") in {(entity.name, entity.kind) for entity in found.entities}


def test_a_place_in_brackets_before_a_legal_form_belongs_to_the_name() -> None:
    assert "Huanpu Isotope (Ningbo) Co., Ltd." in named("It was sold to Huanpu Isotope (Ningbo) Co., Ltd. on Monday.", "en")
