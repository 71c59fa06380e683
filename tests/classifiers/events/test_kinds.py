"""Of which kind an event is: the rules' kind is kept unless much more speaks for another."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from bus.events import Label
from classifiers.events import find_events
from classifiers.events.drafts import Draft
from classifiers.events.kinds import MARGIN, Model, decide, grams, weights
from classifiers.events.weighing import View
from classifiers.tags import KINDS, Tags

TITLE, TEXT = "Velmora Pharma to buy Torvik Bio", "Velmora Pharma has acquired Torvik Bio for $90 million."


def weighed(model: Model, title: str = TITLE, text: str = TEXT) -> tuple[str | None, dict[str, str]]:
    """The kind of the only event of an article, and its parties, where these weights decide."""

    def judge(drafts: list[Draft], seen: View) -> None:
        decide(drafts, seen, {"deal": model})

    (event,) = find_events(title, text, "en", ("deal",), judge=judge, settle=lambda draft, seen: None).events
    return event.kind, {party.name: party.side for party in event.parties}


def model(weight: float) -> Model:
    return Model(("acquisition", "merger"), {"1": (0.0, weight)})


def test_another_kind_must_be_likelier_by_a_margin() -> None:
    even = math.log((1 + MARGIN) / (1 - MARGIN))  # where the two are just the margin apart
    assert weighed(model(even - 0.01))[0] == "acquisition"
    assert weighed(model(even + 0.01))[0] == "merger"


def test_the_parties_of_a_deal_of_another_family_are_placed_anew() -> None:
    assert weighed(model(-9.0)) == ("acquisition", {"Velmora Pharma": "acquirer", "Torvik Bio": "target"})
    assert weighed(model(9.0)) == ("merger", {"Velmora Pharma": "partner", "Torvik Bio": "partner"})


@pytest.mark.parametrize(("weight", "kind"), [(0.0, None), (3.0, "listing")])
def test_an_event_that_no_rule_knows_has_a_kind_where_one_is_likely(weight: float, kind: str | None) -> None:
    three = {"milestone": Model(("launch", "listing", "other"), {"rule=-": (0.0, weight, 0.0)})}
    (event,) = find_events(
        "Velmora Pharma and Torvik Bio", "Nothing more was told.", "en", ("milestone",),
        judge=lambda drafts, seen: decide(drafts, seen, three),
    ).events  # fmt: skip
    assert event.kind == kind


APPROVED = "The FDA approved Velmora Pharma's antibody."


@pytest.mark.parametrize(
    ("text", "label", "told", "kinds"),
    [
        (APPROVED, "milestone", {"milestone/other": 0.9}, ["other"]),
        (APPROVED, "milestone", {"milestone/other": 0.01}, ["approval"]),
        # of several steps it is not known which the lead tells, and a deal is what its words call it
        (f"{APPROVED} Separately, Torvik Bio dosed the first patient in a Phase 2 trial.", "milestone", {"milestone/other": 0.9}, ["approval", "trial_start"]),
        ("Velmora Pharma has acquired Torvik Bio.", "deal", {"deal/other": 0.9}, ["acquisition"]),
    ],
)  # fmt: skip
def test_the_network_is_heard_where_one_step_or_measure_is_told(
    text: str, label: Label, told: dict[str, float], kinds: list[str]
) -> None:
    even = Model(("acquisition", "approval", "trial_start", "other"), {"lang=en": (0.0,) * 4})

    def judge(drafts: list[Draft], seen: View) -> None:
        decide(drafts, seen, {label: even})

    found = find_events("", text, "en", (label,), judge=judge, tags=Tags([], told))
    assert [event.kind for event in found.events] == kinds


def test_nothing_told_makes_all_kinds_equally_likely() -> None:
    assert model(9.0).likelihoods(["unheard of"]) == {"acquisition": 0.5, "merger": 0.5}


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("\ue001 raises \uf002 in 2031", "en", {"¶", "raises", "¶ raises", "raises ¤", "in 9"}),
        ("\ue001获\uf0001.2亿，投产", "zh", {"¶获", "¶获¤", "¤9", "9亿", "投产"}),
    ],
)
def test_parties_amounts_and_numbers_are_signs_among_the_words(text: str, language: str, found: set[str]) -> None:
    told = set(grams(text, language))
    assert found <= told
    assert not any("，" in gram for gram in told)


@pytest.mark.parametrize(
    ("title", "text", "language", "label", "kind"),
    [
        ("Ostrell Pharma recalls two lots of eye drops", "Ostrell Pharma is withdrawing two lots of its eye drops after a test.", "en", "milestone", "other"),
        ("Ostrell Pharma gets FDA complete response letter", "The FDA sent Ostrell Pharma a complete response letter.", "en", "milestone", "refusal"),
        ("芸岚智能正式发布新一代大模型", "芸岚智能今日正式发布新一代大模型，推理能力提升。", "zh", "milestone", "model_release"),
        ("芸岚智能扫地机器人今日开售", "芸岚智能今日宣布，其扫地机器人正式开售，售价2999元。", "zh", "milestone", "launch"),
        ("海陵市印发机器人产业行动计划", "海陵市近日印发《海陵市机器人产业行动计划》。", "zh", "policy", "plan"),
        ("Torvik Bio raises $40 million Series B", "Torvik Bio has closed a $40 million Series B led by Quillan Ventures.", "en", "deal", "financing"),
    ],
)  # fmt: skip
def test_the_weights_that_ship_tell_kinds_in_both_languages(
    title: str, text: str, language: str, label: Label, kind: str
) -> None:
    (event,) = find_events(title, text, language, (label,)).events
    assert event.kind == kind


def test_the_weights_that_ship_are_finite_small_and_of_known_kinds() -> None:
    models = weights()
    assert set(models) == {"deal", "policy", "milestone"}
    for label, one in models.items():
        assert {f"{label}/{kind}" for kind in one.kinds} <= set(KINDS)
        assert len(one.signs) <= 3_000
        assert all(len(row) == len(one.kinds) for row in one.signs.values())
        assert all(math.isfinite(weight) and abs(weight) < 20 for row in one.signs.values() for weight in row)
        assert all(a < b for a, b in pairwise(one.signs))  # one order, so that a new fit shows what changed
