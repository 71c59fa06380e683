"""Texts that tell two deals or steps: each is an event of its own, and what only looks like a second one is none."""

from __future__ import annotations

import pytest

from classifiers.amounts import find_amounts
from classifiers.events import find_events
from classifiers.events.coordination import one_each, two_deals


def kinds(title: str, text: str, *labels: str) -> list[str | None]:
    amounts = tuple(find_amounts(title, "en", "title") + find_amounts(text, "en", "text"))
    return sorted(event.kind or "-" for event in find_events(title, text, "en", labels, amounts=amounts).events)


@pytest.mark.parametrize(("text", "told"), [
    ("Brackwell Pharma is selling its eye-care arm to Ostrander Labs for $300 million and will take a 12% stake in Quillon Therapeutics for $40 million, "
     "it said on Monday.", ["divestiture", "investment"]),
    ("Brackwell Pharma completed its acquisition of Ostrander Labs for $300 million. Separately, it has granted Quillon Therapeutics an exclusive license "
     "to its liver program for a payment of $25 million.", ["acquisition", "license"]),
    ("Brackwell Pharma is acquiring Ostrander Labs for $300 million. The company secured a loan of $120 million from Quillon Capital.", ["acquisition", "financing"]),
    ("Brackwell Pharma sells its stoma business to Ostrander Labs for $84 million; Ostrander Labs sells its hosiery business to Brackwell Pharma for $61 million.",
     ["divestiture", "divestiture"]),
])  # fmt: skip
def test_a_deal_with_a_sum_and_a_partner_of_its_own_is_an_event_of_its_own(text: str, told: list[str]) -> None:
    assert kinds("Brackwell Pharma reshapes itself", text, "deal") == told


@pytest.mark.parametrize("text", [
    "Brackwell Pharma has licensed its antibody to Ostrander Labs for $20 million upfront. Ostrander Labs will pay milestones of up to $300 million and royalties.",
    "Brackwell Pharma has licensed its antibody to Ostrander Labs for $20 million. Brackwell has raised $118 million since its foundation from Quillon Ventures.",
])  # fmt: skip
def test_the_terms_of_a_deal_and_what_a_company_raised_in_all_are_no_second_deal(text: str) -> None:
    assert kinds("Brackwell Pharma licenses antibody to Ostrander Labs", text, "deal") == ["license"]


@pytest.mark.parametrize("text", [
    "Swissmedic approved Brackwell Pharma's malaria drops Zelvira on Monday. Hours later, Health Canada approved the same drops.",
    "Health Canada has approved Zelvira, malaria drops by Brackwell Pharma, and Swissmedic followed on Thursday.",
])  # fmt: skip
def test_a_step_before_two_agencies_is_two_steps(text: str) -> None:
    assert kinds("Brackwell Pharma's malaria drops go to two countries", text, "milestone") == ["approval", "approval"]


def test_an_opinion_and_a_decision_in_europe_are_one_step() -> None:
    text = "The European Commission has approved Zelvira, malaria drops by Brackwell Pharma. The approval follows a positive opinion of the CHMP."
    assert kinds("Brackwell Pharma wins approval in Europe", text, "milestone") == ["approval"]


@pytest.mark.parametrize(("clause", "parts"), [
    ("\ue000 sold its unit to \ue001 for \uf000 and bought \ue002 for \uf001.", ["\ue000 sold its unit to \ue001 for \uf000", "\ue000 bought \ue002 for \uf001."]),
    ("\ue000 awarded \uf000 to \ue001 and \uf001 to \ue002.", ["\ue000 awarded \uf000 to \ue001", "\ue000 awarded \uf001 to \ue002."]),
    ("\ue000 is buying \ue001 for \uf000, while its clinics go to \ue002.", ["\ue000 is buying \ue001 for \uf000", "\ue000's clinics go to \ue002."]),
    ("\ue000 will develop and sell the drug with \ue001.", ["\ue000 will develop and sell the drug with \ue001."]),
    ("\ue000 raised \uf000 from \ue001 and \ue002.", ["\ue000 raised \uf000 from \ue001 and \ue002."]),
])  # fmt: skip
def test_a_sentence_is_cut_where_it_goes_on_with_another_deal(clause: str, parts: list[str]) -> None:
    assert two_deals(clause) == parts


@pytest.mark.parametrize(("clause", "parts"), [
    ("\ue000 has licensed its dye to Oslo's \ue001 for \uf000, to Turin's \ue002 for \uf001.",
     ["\ue000 has licensed its dye to Oslo's \ue001 for \uf000", "\ue000 has licensed its dye to Turin's \ue002 for \uf001."]),
    ("\ue000 is buying \ue001 from its founders for \uf000 and \ue002 from \ue003 for \uf001.",
     ["\ue000 is buying \ue001 from its founders for \uf000", "\ue000 is buying \ue002 from \ue003 for \uf001."]),
    ("\ue000 imposed fines of \uf000 on \ue001 and of \uf001 on \ue002.",
     ["\ue000 imposed fines of \uf000 on \ue001", "\ue000 imposed fines of \uf001 on \ue002."]),
    ("\ue000拟以\uf000收购\ue001、以\uf001收购\ue002。", ["\ue000拟以\uf000收购\ue001", "\ue000拟以\uf001收购\ue002。"]),
    ("\ue000、\ue001分别完成\uf000、\uf001融资。", ["\ue000分别完成\uf000融资。", "\ue001分别完成\uf001融资。"]),
    ("\ue000、\ue001分别出资\uf000、\uf001。", ["\ue000、\ue001分别出资\uf000、\uf001。"]),
    ("\ue000 raised \uf000 from \ue001 and \ue002.", ["\ue000 raised \uf000 from \ue001 and \ue002."]),
    ("\ue000 bought \ue001 and \ue002 from \ue003 for \uf000.", ["\ue000 bought \ue001 and \ue002 from \ue003 for \uf000."]),
])  # fmt: skip
def test_a_sentence_is_cut_into_partners_that_have_a_sum_each(clause: str, parts: list[str]) -> None:
    assert one_each(clause) == parts


def test_a_fine_against_a_company_after_a_measure_for_all_is_a_policy_of_its_own() -> None:
    text = (
        "On 4 May 2027 Anvisa passed Resolution RDC 412, under which pharmacies must keep every prescription. "
        "And it fined Farmacia Bela R$1.5 million for selling vials without registration."
    )
    assert kinds("", text, "policy") == ["enforcement", "regulation"]


P, Q, R, S, ONE, TWO = "\ue000", "\ue001", "\ue002", "\ue003", "\uf000", "\uf001"


@pytest.mark.parametrize(("clause", "parts"), [
    (f"{Q}'s founder said {P} bought {Q} for {ONE} and {R} for {TWO}",
     [f"{Q}'s founder said {P} bought {Q} for {ONE}", f"{Q}'s founder said {P} bought {R} for {TWO}"]),
    (f"{P}、{Q}分别获{R}{ONE}、{S}{TWO}投资", [f"{P}、{Q}分别获{R}{ONE}、{S}{TWO}投资"]),  # who gave which sum is not told by place
    (f"{P}、{Q}分别完成{ONE}、{TWO}融资", [f"{P}分别完成{ONE}融资", f"{Q}分别完成{TWO}融资"]),
    (f"{P}将抗体HT-1授予{Q}，首付款{ONE}，并将HT-2授予{R}，首付款{TWO}。", [f"{P}将抗体HT-1授予{Q}，首付款{ONE}", f"{P}将抗体HT-1授予将HT-2授予{R}，首付款{TWO}。"]),
])  # fmt: skip
def test_a_clause_is_cut_where_its_partners_stand_and_not_where_they_were_named_before(
    clause: str, parts: list[str]
) -> None:
    assert one_each(clause) == parts


def test_what_an_agency_does_to_one_company_and_to_another_are_two_parts() -> None:
    assert two_deals(f"the {P} approved {Q}'s valve and rejected {R}'s patch") == [
        f"the {P} approved {Q}'s valve",
        f"{P} rejected {R}'s patch",
    ]
    assert two_deals(f"the {P} approved {Q}'s valve and rejected a further use of it") == [
        f"the {P} approved {Q}'s valve and rejected a further use of it"
    ]


def test_who_says_it_acts_and_what_was_done_last_year_is_no_news() -> None:
    title = "Brackwell Pharma to buy Ostrander Labs for up to $1.2 billion, licenses obesity pill from Quillon"
    text = (
        "ZURICH, Nov 30 - Brackwell Pharma said on Monday it had agreed to acquire Ostrander Labs for $800 million in cash. In a separate agreement it licensed the global rights "
        "to QLN-7 from Quillon Medical for $60 million upfront. Last year Brackwell bought Pellin Robotics for $90 million."
    )
    amounts = tuple(find_amounts(title, "en", "title") + find_amounts(text, "en", "text"))
    events = find_events(title, text, "en", ("deal",), amounts=amounts).events
    assert {event.kind: {party.name: party.side for party in event.parties} for event in events} == {
        "acquisition": {"Brackwell Pharma": "acquirer", "Ostrander Labs": "target"},
        "license": {"Brackwell Pharma": "licensee", "Quillon Medical": "licensor"},
    }
