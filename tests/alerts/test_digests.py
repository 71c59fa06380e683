"""Digests, quiet hours, storms, mutes and snoozes on both databases: delayed, never dropped, and each with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from alerts import digest, forms, reasons, tables
from alerts.delivery import Alert, Outcome
from alerts.mutes import MuteStore
from alerts.outbox import Outbox, OutboxOptions
from alerts.preferences import Preferences
from alerts.schedule import Schedule, changed
from alerts.store import SubscriptionStore
from alerts.subscriptions import SubscriptionError, parse_conditions
from bus.events import Party
from tests.make import Clock, archived, classified, crawled

NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


class Desk:
    """Ada with a mail and a webhook channel and two rules, at eleven at night."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.clock = engine, Clock(NIGHT)
        self.store, self.mutes, self.preferences = SubscriptionStore(engine), MuteStore(engine), Preferences(engine)
        self.ada = self.store.add_subscriber("ada", "en", ("json://127.0.0.1:9/hook",))
        self.store.add_rule("ada", "deals", parse_conditions("deals", labels=("deal",)))
        self.store.add_rule("ada", "alarms", parse_conditions("alarms", labels=("policy",)), urgent=True)
        self.outbox = Outbox(engine, self.clock, OutboxOptions(lease_seconds=60))

    def wants(self, **typed: object) -> None:
        self.preferences.set_schedule(self.ada, changed(Schedule(), **typed), self.clock())  # type: ignore[arg-type]

    def news(self, number: int, label: str = "deal", **changes: object) -> list[str]:
        article = crawled(f"https://news.example/{number}", title=f"News {number}", published_at=self.clock())
        event = archived(classified(article, labels=(label,), **changes))  # type: ignore[arg-type]
        return self.outbox.decide(self.store.active_rules(), event)

    def send(self, kind: str = "sent") -> list[Alert]:
        sent = []
        while claimed := self.outbox.claim("w"):
            for alert in claimed:
                self.outbox.finish(alert, Outcome(kind, "down"), "w")  # type: ignore[arg-type]
                sent.append(alert)
        return sent

    def rows(self) -> list[object]:
        with self.engine.connect() as connection:
            return list(connection.execution_options(reading=True).execute(select(tables.alerts)))

    def states(self) -> set[str]:
        return {row.state for row in self.rows()}  # type: ignore[attr-defined]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def titles(alert: Alert) -> list[str]:
    return [row["title"] for row in alert.content["rows"]]


def test_a_digest_is_one_delivery_that_settles_every_record_in_it(desk: Desk) -> None:
    desk.wants(digest="daily", at="08:00", zone="UTC")
    for number in range(3):
        assert desk.news(number)[0] == "alerted"
        desk.clock.turn(60)
    assert desk.send() == []
    assert {reasons.told(row.reason) for row in desk.rows()} == {"waits for the digest, 2026-11-25 08:00 UTC"}  # type: ignore[attr-defined]
    desk.clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    [sent] = desk.send()
    assert titles(sent) == ["News 2", "News 1", "News 0"]
    assert desk.states() == {"sent"}
    assert {row.digest_id for row in desk.rows()} == {sent.id}  # type: ignore[attr-defined]
    assert desk.send() == []


def test_a_digest_that_fails_is_sent_again_with_the_same_id_and_rows_and_later_news_goes_into_the_next(desk: Desk) -> None:
    desk.wants(digest="hourly")
    desk.news(1)
    desk.clock.turn(3600)
    [first] = desk.send("retry")
    desk.news(2)
    desk.clock.turn(60)
    [again] = desk.send()
    assert (again.id, titles(again), again.attempts) == (first.id, ["News 1"], 2)
    desk.clock.turn(3600)
    [following] = desk.send()
    assert titles(following) == ["News 2"]
    assert following.id != first.id


def test_a_sender_that_dies_over_a_digest_leaves_it_to_the_next_under_the_same_id(desk: Desk) -> None:
    desk.wants(digest="hourly")
    desk.news(1)
    desk.news(2)
    desk.clock.turn(3600)
    [held] = desk.outbox.claim("one")
    desk.clock.turn(61)
    [again] = desk.outbox.claim("two")
    assert (again.id, set(again.records)) == (held.id, set(held.records))
    with desk.engine.connect() as connection:
        attempts = connection.execution_options(reading=True).execute(select(tables.attempts.c.outcome)).scalars().all()
    assert attempts == ["unknown", "unknown"]


def test_more_than_fits_into_one_digest_goes_into_several_and_none_is_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(digest.LIMITS, "webhook", 4)
    desk.wants(digest="hourly")
    for number in range(10):
        desk.news(number)
    desk.clock.turn(3600)
    sent = desk.send()
    assert sorted(len(alert.records) for alert in sent) == [2, 4, 4]
    assert len({record for alert in sent for record in alert.records}) == 10
    assert desk.states() == {"sent"}


def test_quiet_hours_hold_what_is_not_urgent_and_what_was_held_comes_together(desk: Desk) -> None:
    desk.wants(quiet=("22:00-07:00",), urgent_passes=True)
    desk.news(1)
    desk.news(2)
    desk.news(3, "policy")
    [urgent] = desk.send()
    assert urgent.content["title"] == "News 3"
    desk.clock.now = datetime(2026, 11, 25, 6, 59, tzinfo=UTC)
    assert desk.send() == []
    desk.clock.turn(60)
    [held] = desk.send()
    assert sorted(titles(held)) == ["News 1", "News 2"]
    assert "These waited until your quiet hours were over." in forms.message(held.content).text


def test_one_alert_that_quiet_hours_held_comes_as_an_ordinary_one(desk: Desk) -> None:
    desk.wants(quiet=("22:00-07:00",))
    desk.news(1)
    desk.clock.turn(8 * 3600)
    [sent] = desk.send()
    assert sent.content["title"] == "News 1"


def test_what_quiet_hours_held_for_longer_than_a_day_is_still_sent(desk: Desk) -> None:
    desk.clock.now = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    desk.wants(quiet=("fri 18:00-24:00", "sat,sun 00:00-24:00"))
    desk.news(1)
    desk.clock.now = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
    assert len(desk.send()) == 1


def test_a_storm_becomes_a_digest_that_says_so(desk: Desk) -> None:
    desk.wants(burst=3)
    for number in range(9):
        desk.news(number)
    assert len(desk.send()) == 3
    desk.clock.turn(600)
    [rest] = desk.send()
    assert len(rest.records) == 6
    assert "So many alerts came at once" in forms.message(rest.content).text
    # Ten minutes of calm later they come one by one again.
    desk.news(10)
    assert len(desk.send()) == 1


def test_a_new_schedule_holds_for_what_waits_already(desk: Desk) -> None:
    desk.wants(digest="weekly")
    desk.news(1)
    desk.news(2)
    desk.wants(digest="immediate")
    [sent] = desk.send()
    assert len(sent.records) == 2


@pytest.mark.parametrize(
    ("kind", "value", "number", "outcome"),
    [
        ("rule", "deals", 1, "muted"),
        ("rule", "alarms", 1, "alerted"),
        ("party", "lanterix", 1, "muted"),
        ("party", "明洲医药", 1, "muted"),
        ("party", "Lanter", 1, "alerted"),
        ("story", archived(classified(crawled("https://news.example/1"))).story_id, 1, "muted"),
        ("story", archived(classified(crawled("https://news.example/1"))).story_id, 2, "alerted"),
    ],
)
def test_a_mute_silences_its_story_party_or_rule_for_a_time(
    desk: Desk, kind: str, value: str, number: int, outcome: str
) -> None:
    parties = (Party(name="Lanterix Inc.", canonical="Lanterix"), Party(name="明洲医药"))
    desk.mutes.add(desk.ada, kind, value, desk.clock() + timedelta(days=1))
    assert desk.news(number, parties=parties)[0] == outcome
    with desk.engine.connect() as connection:
        d = tables.decisions.c
        [reason] = connection.execution_options(reading=True).execute(
            select(d.reason).where(d.outcome.not_in(["no_match"]))
        ).scalars()  # fmt: skip
    assert (f"muted: {kind} '{value}' until 2026-11-25 23:00 UTC" == reasons.told(reason)) == (outcome == "muted")
    desk.clock.turn(86_401)
    assert desk.news(number + 10, parties=parties)[0] == "alerted"


def test_a_muted_rule_does_not_take_the_story_from_another_rule(desk: Desk) -> None:
    desk.store.add_rule("ada", "all", parse_conditions("all"))
    desk.mutes.add(desk.ada, "rule", "deals", None)
    assert desk.news(1) == ["muted", "no_match", "alerted"]


def test_a_mute_also_stops_what_waits_and_the_reason_is_kept(desk: Desk) -> None:
    desk.wants(digest="daily")
    desk.news(1)
    desk.news(2)
    desk.mutes.add(desk.ada, "story", archived(classified(crawled("https://news.example/1"))).story_id, None)
    told = {row.state: reasons.told(row.reason) for row in desk.rows()}  # type: ignore[attr-defined]
    assert told["suppressed"].startswith("muted: story")
    desk.clock.turn(86_400)
    [sent] = desk.send()
    assert titles(sent) == ["News 2"]


def test_a_snooze_delays_and_does_not_drop(desk: Desk) -> None:
    desk.mutes.add(desk.ada, "rule", "deals", desk.clock() + timedelta(hours=8), snooze=True)
    assert desk.news(1)[0] == "alerted"
    desk.news(2)
    assert desk.send() == []
    desk.clock.turn(8 * 3600)
    [sent] = desk.send()
    assert len(sent.records) == 2
    assert "You had put some of these off until now." in forms.message(sent.content).text


def test_a_mute_that_is_removed_or_wrong(desk: Desk) -> None:
    mute = desk.mutes.add(desk.ada, "rule", "deals", None)
    assert [str(m) for m in desk.mutes.of(desk.ada, desk.clock())] == ["muted: rule 'deals' until it is removed"]
    desk.mutes.remove(desk.ada, mute.id)
    assert desk.news(1)[0] == "alerted"
    with pytest.raises(SubscriptionError, match="there is none"):
        desk.mutes.remove(desk.ada, mute.id)
    with pytest.raises(SubscriptionError, match="write one of story, party, rule"):
        desk.mutes.add(desk.ada, "colour", "red", None)
    with pytest.raises(SubscriptionError, match="needs an end"):
        desk.mutes.add(desk.ada, "rule", "deals", None, snooze=True)


def facts(language: str, **changes: object) -> dict[str, object]:
    return {
        "title": "Corvane buys Lanterix", "url": "https://news.example/a", "source": "The Example", "labels": ["deal"],
        "published_at": "2026-11-24 11:55 UTC", "fetched_at": 0.0, "amounts": [{"text": "USD 2.1 billion", "role": "total"}],
        "evidence": [], "rule": "big deals", "language": language, "archive_url": "", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("3 alerts", "Deals", "Policy", "Read the article", "Your digest.", "USD 2.1 billion (total)")),
        ("zh", ("3条提醒", "交易", "政策", "阅读原文", "您的摘要。", "USD 2.1 billion (total)")),
    ],
)
def test_a_digest_groups_by_what_happened_newest_first(language: str, words: tuple[str, ...]) -> None:
    alerts = [
        facts(language, title="Third"), facts(language, title="Second", labels=["policy"], amounts=[]),
        facts(language, title="First <b>& co</b>", url="https://news.example/" + "x" * 600, archive_url="https://t.example/1"),
    ]  # fmt: skip
    made = forms.message(digest.content(alerts, {"digest"}))
    for part in (made.text, made.html):
        for word in (*words, "big deals", "The Example", "2026-11-24 11:55 UTC", "https://news.example/a"):
            if word != "Read the article" and word != "阅读原文":
                assert word in part, word
        assert part.index("Third") < part.index("First") < part.index("Second")
        assert "xxx" not in part
        assert "https://t.example/1" in part
    assert words[3] in made.html
    assert "&lt;b&gt;" in made.html
    assert "<b>" not in made.html
    assert "Third" in made.subject


def test_a_digest_of_read_events_groups_by_their_kind() -> None:
    events = [{"kind": "acquisition", "terms": [{"text": "EUR 40 million", "role": "upfront"}]}]
    made = forms.message(digest.content([facts("en", events=events), facts("en")], {"digest"}))
    assert "== acquisition (1)" in made.text
    assert "== Deals (1)" in made.text
    assert "EUR 40 million (upfront)" in made.text


@pytest.mark.parametrize(("kind", "largest"), [("slack", 35_000), ("mail", 400_000), ("webhook", 400_000)])
def test_the_largest_digest_stays_within_what_its_channel_takes(kind: str, largest: int) -> None:
    row = facts(
        "zh", title="石" * 300, url="https://news.example/" + "x" * 479, source="源" * 100, rule="规" * 100,
        amounts=[{"text": "金" * 80, "role": "里程碑付款"}] * 8,
    )  # fmt: skip
    made = forms.message(digest.content([row] * digest.LIMITS[kind], {"burst", "quiet", "snooze", "digest"}))
    assert len(made.text) <= largest
    assert len(made.html.encode()) <= 400_000
