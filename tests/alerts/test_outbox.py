"""The outbox on both databases: one record each, retries on their schedule, unknown outcomes noted."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from alerts import tables
from alerts.delivery import Outcome
from alerts.outbox import Outbox, OutboxOptions
from alerts.reasons import told
from alerts.retries import DEADLINE, delay
from alerts.store import SubscriptionStore
from alerts.subscriptions import SubscriptionError, parse_conditions
from tests.make import Clock, archived, classified, crawled

HOOK = "json://127.0.0.1:9/hook"


class Place:
    """A subscriber with two channels and a rule for deals."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.clock = engine, Clock()
        self.store = SubscriptionStore(engine)
        self.store.add_subscriber("ada", "en", (HOOK, "json://127.0.0.1:9/other"))
        self.store.add_rule("ada", "deals", parse_conditions("deals", labels=("deal",)))
        self.outbox = Outbox(engine, self.clock, OutboxOptions(lease_seconds=60))

    def decide(self, **changes: object) -> list[str]:
        return self.outbox.decide(self.store.active_rules(), archived(**changes))  # type: ignore[arg-type]

    def rows(self, table: object) -> list[object]:
        with self.engine.connect() as connection:
            return list(connection.execution_options(reading=True).execute(select(table)))  # type: ignore[call-overload]


@pytest.fixture
def place(engine: Engine) -> Place:
    return Place(engine)


def test_there_is_one_record_for_each_subscriber_story_and_channel(place: Place) -> None:
    assert place.decide() == ["alerted"]
    assert place.decide() == ["same_story"]
    other = classified(crawled("https://other.example/x"))
    assert place.decide(event=other, story_id=archived().story_id) == ["same_story"]
    assert len(place.rows(tables.alerts)) == 2
    assert place.decide(event=other) == ["alerted"]
    assert len(place.rows(tables.alerts)) == 4


def test_two_rules_of_a_subscriber_that_match_make_one_alert(place: Place) -> None:
    place.store.add_rule("ada", "everything", parse_conditions("everything"))
    assert place.decide() == ["alerted", "same_story"]
    assert len(place.rows(tables.alerts)) == 2


def test_every_decision_is_kept_with_its_reason(place: Place) -> None:
    assert place.decide(event=classified(labels=("policy",))) == ["no_match"]
    [row] = place.rows(tables.decisions)
    assert (row.outcome, told(row.reason)) == ("no_match", "label: the article is policy")  # type: ignore[attr-defined]


def test_a_claimed_record_is_not_claimed_twice(place: Place) -> None:
    place.decide()
    assert len(place.outbox.claim("one")) == 2
    assert place.outbox.claim("two") == []


def test_a_failed_attempt_is_made_again_on_the_schedule_until_the_deadline(place: Place) -> None:
    place.decide()
    waits = []
    for alert in place.outbox.claim("w"):
        place.outbox.finish(
            alert, Outcome("sent" if alert.url.startswith("json://127.0.0.1:9/other") else "retry", "down"), "w"
        )
    while (state := _other(place))[0] == "pending":
        waits.append(state[1] - place.clock().timestamp())
        place.clock.turn(waits[-1] + 0.01)
        for alert in place.outbox.claim("w"):
            place.outbox.finish(alert, Outcome("retry", "down"), "w")
    for wait, base in zip(waits, [30, 60, 120, 300, 900, 1800, 1800], strict=False):
        assert base * 0.8 <= wait <= base * 1.2 + 0.1
    assert _other(place)[0] == "expired"
    assert sum(waits) >= DEADLINE


def _other(place: Place) -> tuple[str, float]:
    [row] = [r for r in place.rows(tables.alerts) if r.state != "sent"]  # type: ignore[attr-defined]
    return row.state, row.next_at  # type: ignore[attr-defined]


def test_a_permanent_refusal_stops_at_once_and_what_a_channel_asks_for_is_kept(place: Place) -> None:
    place.decide()
    one, two = place.outbox.claim("w")
    place.outbox.finish(one, Outcome("refused", "no such user"), "w")
    place.outbox.finish(two, Outcome("retry", "busy", retry_after=600), "w")
    states = {r.id: (r.state, r.reason, r.next_at) for r in place.rows(tables.alerts)}  # type: ignore[attr-defined]
    assert states[one.id][:2] == ("failed", "no such user")
    assert states[two.id][2] >= place.clock().timestamp() + 600
    place.clock.turn(599)
    assert place.outbox.claim("w") == []


def test_a_sender_that_dies_leaves_an_unknown_outcome_and_the_same_alert_is_sent_again(place: Place) -> None:
    place.decide()
    held = {alert.id for alert in place.outbox.claim("one")}
    place.clock.turn(61)
    again = place.outbox.claim("two")
    assert {alert.id for alert in again} == held
    assert all(alert.attempts == 2 for alert in again)
    assert [row.outcome for row in place.rows(tables.attempts)] == ["unknown", "unknown"]  # type: ignore[attr-defined]


def test_a_sender_that_is_started_again_takes_back_its_own_at_once(place: Place) -> None:
    place.decide()
    place.outbox.claim("one")
    place.outbox.take_back_own("another")
    assert place.outbox.claim("one") == []
    place.outbox.take_back_own("one")
    assert len(place.outbox.claim("one")) == 2


def test_an_outcome_that_comes_after_the_lease_was_taken_over_changes_nothing(place: Place) -> None:
    place.decide()
    late = place.outbox.claim("one")[0]
    place.clock.turn(61)
    place.outbox.claim("two")
    place.outbox.finish(late, Outcome("refused", "late"), "one")
    assert {r.state for r in place.rows(tables.alerts)} == {"sending"}  # type: ignore[attr-defined]


def test_delays_are_those_that_are_promised() -> None:
    assert [delay(n, 0.5) for n in range(1, 9)] == [30, 60, 120, 300, 900, 1800, 1800, 1800]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dbus://",
        "syslog://x",
        "file:///etc/passwd",
        "http://x",
        "mailto://",
        "mailto://host/?to=a@x.example,b@x.example",
        "json://[bad",
    ],
)
def test_channels_that_are_not_allowed_are_refused_without_their_url(place: Place, url: str) -> None:
    with pytest.raises(SubscriptionError) as caught:
        place.store.add_channel("ada", url)
    assert "passwd" not in str(caught.value)


def test_unsafe_options_of_a_channel_are_dropped(place: Place) -> None:
    added = place.store.add_channel(
        "ada", "slack://TAAAAAAAA/BAAAAAAAA/aaaaaaaaaaaaaaaaaaaaaaaa/?redirect=yes&template=/etc/passwd&blocks=yes"
    )
    assert "template" not in added.url
    assert "redirect" not in added.url
    assert "footer=no" in added.url
    assert "aaaa" not in repr(added)
