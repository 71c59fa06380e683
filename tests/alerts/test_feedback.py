"""What readers say of alerts, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, insert

from alerts import tables
from alerts.feedback import Feedback, Precision, wilson
from alerts.keys import link_key
from alerts.store import SubscriptionStore


def record(engine: Engine, number: int, rule: int, story: str, channel: int) -> str:
    with engine.begin() as connection:
        connection.execute(
            insert(tables.alerts).values(
                id=f"a{number}", subscriber_id=1, rule_id=rule, channel_id=channel, story_id=story, article_id=story, state="sent",
                reason="", attempts=1, next_at=0, deadline=0, content={}, created_at=0, hold="",
            )
        )  # fmt: skip
    return f"a{number}"


def test_the_last_vote_counts_once_for_a_story_however_many_channels_it_came_by(engine: Engine) -> None:
    store, feedback = SubscriptionStore(engine), Feedback(engine)
    store.add_subscriber("ada", "en", ("json://a.example/1", "json://a.example/2"))
    first, again = record(engine, 1, 1, "s1", 1), record(engine, 2, 1, "s1", 2)
    other = record(engine, 3, 1, "s2", 1)
    elsewhere = record(engine, 4, 2, "s3", 1)
    assert feedback.by_rule() == {}
    assert feedback.of(first) is None
    for alert, relevant, at in (
        (first, False, 1.0),
        (again, True, 2.0),
        (other, False, 3.0),
        (other, False, 4.0),
        (elsewhere, True, 5.0),
    ):
        feedback.vote(alert, relevant, at)
    assert feedback.by_rule() == {1: Precision(1, 1), 2: Precision(1, 0)}
    assert feedback.of(other) is False


# Newcombe 1998, table I, and the textbook limits for none and all.
@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (29, 29, 0.8830, 1.0)],
)
def test_the_interval_is_wilsons(good: int, of: int, low: float, high: float) -> None:
    assert wilson(good, of) == pytest.approx((low, high), abs=0.0001)


def test_precision_is_told_with_its_interval() -> None:
    assert str(Precision(9, 1)) == "9/10 = 90% (60% to 98%)"
    assert str(Precision()) == "not rated"
    assert (Precision().share, Precision().interval) == (None, None)


def test_the_key_is_made_once(engine: Engine) -> None:
    assert link_key(engine) == link_key(engine)
    assert len(link_key(engine)) == 32
