"""Rules: what matches, and what is said when it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alerts.matching import holds_words, mismatch, stale
from alerts.subscriptions import SubscriptionError, parse_conditions
from tests.make import NOW, archived, classified, crawled


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({}, None),
        ({"labels": ("deal", "policy")}, None),
        ({"labels": ("policy",)}, "label: the article is deal"),
        ({"text": ("lanterix",)}, None),
        ({"text": ("absent", "buy Lanterix")}, None),
        ({"text": ("lanter",)}, "text: none of lanter"),
        ({"min_amount": "2,000,000,000"}, None),
        ({"min_amount": "3000000000"}, "amount: no amount in USD >= 3 billion USD; amounts are total USD 2.1 billion"),
        ({"min_amount": "1", "currency": "EUR"}, "amount"),
        ({"sources": ("The Example",)}, None),
        ({"sources": ("Another",)}, "source: the article is from The Example"),
        ({"languages": ("zh",)}, "language: the article is in en"),
    ],
)
def test_every_condition_has_a_positive_and_a_negative(conditions: dict[str, Any], reason: str | None) -> None:
    found = mismatch(parse_conditions("rule", **conditions), archived())
    assert found == reason or (reason is not None and found is not None and found.startswith(reason))


@pytest.mark.parametrize(
    ("content", "words", "holds"),
    [
        ("It said so", "AI", False), ("An AI model", "ai", True), ("用AI制药", "AI", True), ("石药集团", "石药", True),
        ("石 药", "石药", False), ("Ｃｏｒｖａｎｅ buys", "corvane", True), ("a+b (c)", "a+b (c)", True), ("line\n  break", "line break", True),
    ],
)  # fmt: skip
def test_words_are_whole_in_latin_script_and_anywhere_in_chinese(content: str, words: str, holds: bool) -> None:
    assert holds_words(content, words) is holds


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"published_at": None}, "undated"),
        ({"published_at": NOW + timedelta(hours=3)}, "future"),
        ({"published_at": NOW - timedelta(hours=73)}, "too_old"),
        ({"may_alert": False}, "replay"),
    ],
)
def test_stale_articles_alert_nobody_and_say_why(changes: dict[str, Any], reason: str | None) -> None:
    found = stale(archived(classified(crawled(**changes))), NOW, timedelta(hours=72))
    assert (found.code if found else None) == reason


@pytest.mark.parametrize(
    "given",
    [
        {"labels": ("dael",)},
        {"languages": ("fr",)},
        {"min_amount": "5 mio"},
        {"min_amount": "-1"},
        {"min_amount": "NaN"},
        {"currency": "dollars"},
    ],
)
def test_conditions_that_cannot_be_name_the_cure(given: dict[str, Any]) -> None:
    with pytest.raises(SubscriptionError, match="rule 'r'"):
        parse_conditions("r", **given)
