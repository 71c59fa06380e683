"""How likely each name is a party, by what is told of it; what the rules place is kept, moved, dropped or joined by another (placing.py)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from classifiers.events import find_events
from classifiers.events.drafts import Draft
from classifiers.events.placing import decide
from classifiers.events.weighing import Table, View, features, likelihood, sides_of, weights

TITLE = "Velmora Pharma acquires Torvik Bio"
TEXT = "Velmora Pharma has acquired Torvik Bio for $90 million. Quillan Medical watched."


def placed(table: Table) -> dict[str, str]:
    (event,) = find_events(TITLE, TEXT, "en", ("deal",), settle=lambda drafts, seen: decide(drafts, seen, table)).events
    return {party.name: party.side for party in event.parties}


KEPT: Table = {"same": {"1": 9.0}, "none": {"1": -9.0}, "other": {"1": -9.0}}


@pytest.mark.parametrize(
    ("table", "parties"),
    [
        (KEPT, {"Velmora Pharma": "acquirer", "Torvik Bio": "target"}),
        ({**KEPT, "same": {"1": -9.0}}, {}),
        ({**KEPT, "target": {"order=0/2": 30.0}, "same": {"order=0/2": -30.0}}, {"Velmora Pharma": "target"}),
        ({"same": {"1": 9.0}, "seller": {"1": -60.0}, "acquirer": {"1": -60.0}}, {"Torvik Bio": "target"}),
    ],
)  # fmt: skip
def test_weights_keep_drop_and_move_parties(table: Table, parties: dict[str, str]) -> None:
    assert {name: side for name, side in placed(table).items() if name in parties or not parties} == parties


def test_what_is_told_of_a_name_is_the_same_each_time_and_in_one_order() -> None:
    seen: list[list[str]] = []

    def settle(drafts: Sequence[Draft], view: View) -> None:
        seen.extend(features(draft, 0, view) for draft in drafts)

    for _ in range(2):
        find_events(TITLE, TEXT, "en", ("deal",), settle=settle)
    assert seen[0] == seen[1]
    assert len(seen[0]) == len(set(seen[0]))


def test_nothing_told_is_as_likely_as_not() -> None:
    assert likelihood([], "target", None, {}) == 0.5


def test_each_label_has_its_sides() -> None:
    assert sides_of(Draft("milestone")) == ("sponsor", "agency")
    assert sides_of(Draft("policy")) == ("issuer", "subject")


@pytest.mark.parametrize("tagged", [False, True])
def test_the_weights_that_ship_are_finite_and_small(tagged: bool) -> None:
    table = weights(tagged)
    assert {"same", "other", "none", "licensor", "acquirer", "investee", "sponsor", "issuer"} <= set(table)
    assert all(math.isfinite(weight) and abs(weight) < 20 for row in table.values() for weight in row.values())
    assert sum(len(row) for row in table.values()) < 26_000
