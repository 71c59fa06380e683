"""The hostile sentences of benchmarks/amounts: their marks are well formed, and what is read of them does not get worse."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.amounts import Score, count, sentences
from classifiers.amounts import find_amounts

SETS = [(language, which) for language in ("en", "zh") for which in ("first", "second")]


@pytest.mark.parametrize(("language", "which"), SETS)
def test_no_mark_is_left_in_a_sentence_and_none_is_there_twice(language: str, which: str) -> None:
    texts = [row["text"] for row in sentences(language, which)]
    assert len(texts) > 60
    assert len(set(texts)) == len(texts)
    assert not [text for text in texts if "[[" in text or "]]" in text]


@pytest.mark.parametrize(("language", "which"), SETS)
def test_hostile_sentences_are_read_as_well_as_the_page_of_figures_says(language: str, which: str) -> None:
    score = Score()
    for row in sentences(language, which):
        found = [(a.value or Decimal(0), a.currency or "", a.start) for a in find_amounts(row["text"], language)]
        count(score, row["amounts"], found)
    assert score.f1 >= (0.99 if which == "first" else 0.95)
