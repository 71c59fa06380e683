"""Events told in one breath are taken apart."""

from __future__ import annotations

import pytest

from bus.events import Label, NewsEvent
from classifiers.amounts import find_amounts
from classifiers.events import find_events
from classifiers.events.drafts import Draft
from classifiers.events.parting import part
from classifiers.events.pieces import Candidate, pieces, weights
from classifiers.events.weighing import View


def divided(title: str, text: str, language: str, told_by: str, labels: tuple[Label, ...] = ("deal",)) -> list[NewsEvent]:
    """The events, where the pieces that hold these words tell one of their own; as the rules place parties and amounts."""

    def decide(one: Candidate) -> float:
        return float(told_by in one.piece.text and one.piece.number > 0)

    amounts = tuple(find_amounts(text, language, "text"))
    return list(find_events(
        title, text, language, labels, amounts=amounts, settle=lambda draft, seen: None,
        parted=lambda drafts, seen, amounts: part(drafts, seen, amounts, decide),
    ).events)  # fmt: skip


def told(event: NewsEvent) -> dict[str, str | None]:
    return {party.name: party.side for party in event.parties}


def test_two_purchases_of_one_sentence_share_their_buyer() -> None:
    text = "Velmora Pharma bought Torvik Bio for $38 million and Kestrel Labs for $17 million."
    first, second = divided("Velmora Pharma buys twice", text, "en", " for ")
    assert told(first) == {"Velmora Pharma": "acquirer", "Torvik Bio": "target"}
    assert told(second) == {"Velmora Pharma": "acquirer", "Kestrel Labs": "target"}
    assert [[int(term.value or 0) for term in event.terms] for event in (first, second)] == [[38_000_000], [17_000_000]]


def test_a_second_step_of_the_subject_is_of_its_own_kind() -> None:
    text = "Velmora Pharma has acquired Torvik Bio for $90 million and licensed its cream to Kestrel Labs for $5 million."
    first, second = divided("Velmora Pharma's week", text, "en", "licensed")
    assert (first.kind, second.kind) == ("acquisition", "license")
    assert told(second) == {"Velmora Pharma": "licensor", "Kestrel Labs": "licensee"}


def test_what_is_told_later_goes_with_the_event_that_it_names() -> None:
    text = (
        "Velmora Pharma bought Torvik Bio for $38 million and Kestrel Labs for $17 million. "
        "Torvik Bio will keep its name. The acquisition of Kestrel Labs closes in May."
    )
    first, second = divided("Velmora Pharma buys twice", text, "en", " for ")
    assert "closes" not in "".join(text[s.start : s.end] for s in first.evidence if s.field == "text")
    assert "closes" in "".join(text[s.start : s.end] for s in second.evidence if s.field == "text")


def test_nothing_is_taken_apart_where_nothing_speaks_for_it() -> None:
    text = "Velmora Pharma bought Torvik Bio for $38 million and Kestrel Labs for $17 million."
    assert len(divided("Velmora Pharma buys twice", text, "en", "no such words")) == 1


def asked(title: str, text: str, language: str, labels: tuple[Label, ...] = ("deal",)) -> list[str]:
    """The pieces of an article."""
    found: list[str] = []

    def parted(drafts: list[Draft], seen: View, amounts: object) -> list[Draft]:
        found.extend(piece.text for piece in pieces(seen.clauses, language))
        return drafts

    find_events(title, text, language, labels, parted=parted)
    return found


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Velmora Pharma bought Torvik Bio and Kestrel Labs.", 2),
        ("en", "Velmora Pharma bought Torvik Bio, and hired.", 1),
        ("zh", "云岚医药收购康泽生物，并与恒岳制药签署许可协议。", 2),
    ],
)
def test_every_piece_names_a_company_or_a_sum(language: str, text: str, count: int) -> None:
    assert len(asked("Velmora Pharma" if language == "en" else "云岚医药", text, language)) == count


def test_the_weights_that_ship_are_few_and_small() -> None:
    table = weights()
    assert 100 < len(table) < 1_000
    assert all(abs(weight) < 5 for weight in table.values())
