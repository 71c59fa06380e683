"""Who is a party: by what is told of each name alone, or, where trees are handed over, beside all others."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers.events import find_events, placing
from classifiers.events.drafts import Draft
from classifiers.events.placing import Weighed, again, decide, rows, weighed
from classifiers.events.trees import Forest
from classifiers.events.weighing import Table, View, weights
from classifiers.tags import NUMBER, TAGS, Tags, Token

TITLE = "Velmora Pharma acquires Torvik Bio and licenses QX-112 from Quillan Medical"
TEXT = (
    "Velmora Pharma has acquired Torvik Bio for $90 million. "
    "Separately, Velmora Pharma licensed QX-112 from Quillan Medical for $20 million upfront."
)
KEPT: Table = {"same": {"1": 9.0}, "none": {"1": -9.0}, "other": {"1": -9.0}}
# What a row knows first: how well the name fits, and with two rivals before it, how well it fits another event.
FIT, ELSEWHERE = 0, 6


class Told:
    """Trees that say what they are told to, and remember what they were asked."""

    def __init__(self, say: float | None = None) -> None:
        self.say, self.asked = say, np.zeros((0, 0))

    def likelihoods(self, rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        self.asked = np.asarray(rows, dtype=np.float64)
        if self.say is not None:
            return np.full(len(rows), self.say)
        fits = 1 / (1 + np.exp(-self.asked[:, FIT]))
        return np.where(self.asked[:, ELSEWHERE] > self.asked[:, FIT], 0.0, fits)  # one event for each name


def read(title: str = TITLE, text: str = TEXT, language: str = "en", tags: Tags | None = None) -> tuple[list[Draft], View]:
    """The events of an article before their parties are decided."""
    kept: list[tuple[list[Draft], View]] = []

    def settle(drafts: list[Draft], seen: View) -> None:
        kept.append((drafts, seen))

    find_events(title, text, language, ("deal", "policy", "milestone"), settle=settle, tags=tags)
    return kept[0]


def tagged(title: str, text: str) -> Tags:
    even = np.full(len(TAGS), 1 / len(TAGS), dtype=np.float32)
    words = [(field, word) for field, content in (("title", title), ("text", text)) for word in content.split()]
    places = {"title": 0, "text": 0}
    tokens = []
    for field, word in words:
        start = (title if field == "title" else text).index(word, places[field])
        places[field] = start + len(word)
        tokens.append(Token(field, start, start + len(word), even))  # type: ignore[arg-type]
    return Tags(tokens, {})


def placed(table: Table, trees: Told | None = None) -> list[set[str]]:
    drafts, seen = read()
    decide(drafts, seen, table, trees)  # type: ignore[arg-type]
    return [{seen.named.entities[number].name for number in draft.sides} for draft in drafts if draft.label == "deal"]


def test_a_table_alone_decides_by_what_is_told_of_each_name() -> None:
    assert placed(KEPT)[0] >= {"Velmora Pharma", "Torvik Bio"}
    assert placed({**KEPT, "same": {"1": -9.0}}) == [set(), set()]


def test_trees_have_the_last_word_over_the_table() -> None:
    assert placed(KEPT, Told(0.0)) == [set(), set()]
    assert all(len(names) == 3 for names in placed({**KEPT, "same": {"1": -9.0}}, Told(0.9)))
    assert placed(KEPT, Told(placing.SURE_ENOUGH - 0.01)) == [set(), set()]


def test_a_name_may_go_to_the_event_beside_it_that_it_fits_better() -> None:
    drafts, seen = read()
    deals = [draft for draft in drafts if draft.label == "deal"]
    number = next(n for n, entity in enumerate(seen.named.entities) if entity.name == "Quillan Medical")
    looked = [[Weighed(number, None, {"seller": 0.8})], [Weighed(number, None, {"seller": 0.9})]]
    first, second = again(deals, looked, seen, Told())  # type: ignore[arg-type]
    assert first[0].fits == {"seller": 0.0}
    assert second[0].fits == {"seller": pytest.approx(0.9)}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("is_tagged", [False, True])
def test_rows_have_one_width_and_only_what_the_network_says_may_be_unknown(language: str, is_tagged: bool) -> None:
    title, text = (
        (TITLE, TEXT)
        if language == "en"
        else ("维摩药业收购托维克生物", "维摩药业以5000万美元收购托维克生物。公司称交易已完成。")
    )
    drafts, seen = read(title, text, language, tagged(title, text) if is_tagged else None)
    table = weights(is_tagged)
    looked = [weighed(draft, seen, table) for draft in drafts]
    found = list(rows(drafts, looked, seen))
    assert [(rank, number, side) for rank, number, side, _ in found] == [
        (rank, one.number, side) for rank, names in enumerate(looked) for one in names for side in one.fits
    ]
    matrix = np.array([row for *_, row in found])
    unknown = np.isnan(matrix)
    assert found
    assert np.isfinite(matrix[~unknown]).all()
    assert unknown.any(axis=0).sum() == (0 if is_tagged else 3)
    assert repr(found) == repr(list(rows(drafts, looked, seen)))


def test_an_article_without_a_name_has_no_rows() -> None:
    drafts, seen = read("", "The rule.")
    looked = [weighed(draft, seen, KEPT) for draft in drafts]
    assert list(rows(drafts, looked, seen)) == []
    decide(drafts, seen, KEPT, Told(0.9))  # type: ignore[arg-type]
    assert not any(draft.sides for draft in drafts)


def test_names_that_were_not_read_are_decided_by_the_trees_that_ship() -> None:
    """The network reads the beginning of an article alone."""
    tags = Tags([Token("title", 0, 7, np.eye(len(TAGS), dtype=np.float32)[NUMBER["acquirer"]])], {}, ())
    drafts, seen = read(tags=tags)
    unknown = [math.isnan(sum(row)) for *_, row in rows(drafts, [weighed(draft, seen, KEPT) for draft in drafts], seen)]
    assert any(unknown)
    assert not all(unknown)
    assert find_events(TITLE, TEXT, "en", ("deal",), tags=tags).events


def test_the_trees_that_ship_ask_for_as_many_features_as_rows_have() -> None:
    told = json.loads((Path(placing.__file__).parent / "placing.json").read_text(encoding="utf-8"))
    drafts, seen = read()
    widths = {len(row) for *_, row in rows(drafts, [weighed(draft, seen, KEPT) for draft in drafts], seen)}
    assert widths == {max(told["feature"]) + 1}
    assert len({len(told[key]) for key in ("feature", "threshold", "left", "right", "missing", "value")}) == 1
    assert all(math.isfinite(value) for value in told["value"])
    likely = Forest(told).likelihoods(np.full((1, *widths), np.nan))
    assert 0 <= likely[0] <= 1
