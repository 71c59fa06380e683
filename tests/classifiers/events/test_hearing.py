"""What the network hears in a sentence: events of whose words no rule knows any, and a second one beside another."""

from __future__ import annotations

import numpy as np
import pytest

from bus.events import Label, NewsEvent
from classifiers.amounts import find_amounts
from classifiers.events import find_events
from classifiers.events.drafts import Draft
from classifiers.events.hearing import family, hear, step, tells_another
from classifiers.events.passages import Passage
from classifiers.events.weighing import View
from classifiers.tags import KINDS, Sentence, Tags
from classifiers.windows import Span, split_sentences


def heard_in(text: str, *told: dict[str, float]) -> Tags:
    """Tags of a text of which each sentence is heard to tell these kinds."""
    sentences = []
    for (start, end), kinds in zip(split_sentences(text), told, strict=True):
        shares = np.array([kinds.get(kind, 0.0) for kind in KINDS], dtype=np.float32)
        sentences.append(Sentence(Span(field="text", start=start, end=end), shares))
    return Tags([], {}, sentences)


def keep_all(drafts: list[Draft], seen: View) -> None:
    """Instead of the weights that decide which draft is an event."""


def events_of(text: str, language: str, labels: tuple[Label, ...], *told: dict[str, float]) -> list[NewsEvent]:
    amounts = tuple(find_amounts(text, language, "text"))
    found = find_events("", text, language, labels, amounts=amounts, tags=heard_in(text, *told), weed=keep_all)
    return list(found.events)


@pytest.mark.parametrize(
    ("text", "language", "label", "kind"),
    [
        ("Ostrava Bio now calls the Wiltshire works of Pellin Robotics its own.", "en", "deal", "asset_purchase"),
        ("Ostrava Bio has come away from the regulator with empty hands.", "en", "milestone", "refusal"),
        ("澜图医药与佩林生物从此成了一家人。", "zh", "deal", "merger"),
    ],
)
def test_an_event_of_whose_words_no_rule_knows_any_is_heard(text: str, language: str, label: Label, kind: str) -> None:
    found = events_of(text, language, (label,), {f"{label}/{kind}": 0.97})
    assert [event.kind for event in found] == [kind]


def test_what_is_heard_of_another_label_tells_nothing() -> None:
    clauses = [passage("P bought Q.", 1)]
    tags = heard_in("P bought Q.", {"milestone/launch": 0.99})
    assert hear(clauses, ("deal",), tags, "en")[0].heard == {}


def test_a_kind_that_the_words_tell_is_heard_and_not_unread() -> None:
    text = "Ostrava Bio has acquired Pellin Robotics."
    (clause,) = hear([passage(text, 1)], ("deal",), heard_in(text, {"deal/acquisition": 0.9, "deal/supply": 0.8}), "en")
    assert clause.unread == ("deal/supply",)
    assert clause.heard == {"deal/acquisition": pytest.approx(0.9), "deal/supply": pytest.approx(0.8)}


def test_a_second_deal_of_the_same_parties_is_heard_beside_the_first() -> None:
    text = (
        "Ostrava Bio has licensed a psoriasis pill from Pellin Robotics for $9 million. "
        "Ostrava Bio pays with a placement of $70 million with Murnau Capital."
    )
    found = events_of(text, "en", ("deal",), {"deal/license": 0.98}, {"deal/financing": 0.97})
    assert [event.kind for event in found] == ["license", "financing"]


def test_another_event_is_heard_where_its_kind_is_louder_than_that_of_the_draft() -> None:
    draft = Draft("deal")
    draft.kinds["license"] = 2
    assert tells_another(passage("", 2, {"deal/financing": 0.8, "deal/license": 0.3}), "financing", draft)
    assert not tells_another(
        passage("", 2, {"deal/financing": 0.8, "deal/option": 0.7}), "financing", draft
    )  # an option licenses
    assert not tells_another(passage("", 2, {"deal/financing": 0.4}), "financing", draft)


def test_kinds_with_the_same_parties_are_a_family() -> None:
    assert family("deal", "option") == {"deal/option", "deal/license"}
    assert family("milestone", "launch") == {"milestone/launch"}
    assert family("deal", "other") == {"deal/other"}


def test_steps_rise_with_the_share() -> None:
    assert [step(share) for share in (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 1.0)] == [0, 1, 2, 3, 4, 5, 6]


def passage(text: str, number: int, heard: dict[str, float] | None = None) -> Passage:
    return Passage(Span(field="text", start=0, end=max(1, len(text))), number, text, background=False, heard=heard or {})
