"""After the alert of a story: later articles are counted on it, a material change is told once, nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select

from alerts import forms, tables
from alerts.delivery import Alert
from alerts.mutes import MuteStore
from alerts.outbox import Outbox
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from bus.events import StoryChange
from tests.make import Clock, archived, classified, crawled

STORY = archived().story_id
RAISED = StoryChange(what="amount", role="total", currency="USD", old="2100000000", new="2600000000")
DONE = StoryChange(what="status", old="announced", new="completed")


class Place:
    """Two subscribers, one in each language, with a rule for deals and a webhook each."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.clock = engine, Clock()
        self.store = SubscriptionStore(engine)
        for name, language in (("ada", "en"), ("lin", "zh")):
            self.store.add_subscriber(name, language, (f"json://127.0.0.1:9/{name}",))
            self.store.rules.add(self.store.subscriber(name), "deals", parse_conditions("deals", labels=("deal",)))
        self.outbox = Outbox(engine, self.clock)

    def tell(self, slug: str, *changes: StoryChange, labels: tuple[str, ...] = ("deal",), **article: Any) -> list[str]:
        event = classified(crawled(f"https://{slug}.example/a", source=f"The {slug}", **article), labels=labels)
        return self.outbox.decide(self.store.rules.active(), archived(event, story_id=STORY, changes=changes))

    def sent(self) -> list[Alert]:
        found: list[Alert] = []
        while taken := self.outbox.claim("w"):  # a destination gets a share of a claim
            found += taken
        return found


@pytest.fixture
def place(engine: Engine) -> Place:
    return Place(engine)


def test_later_articles_of_a_story_alert_nobody_and_are_counted_on_its_alert(place: Place) -> None:
    assert place.tell("first") == ["alerted", "alerted"]
    for slug in ("second", "third", "second"):
        assert place.tell(slug) == ["same_story", "same_story"]
    english, chinese = (forms.message(alert.content) for alert in sorted(place.sent(), key=lambda a: a.url))
    assert "Also reported by: The second" in english.text
    assert "The third" in english.html
    assert "The first" not in english.text.split("Also reported by")[1]
    assert "其他媒体报道" in chinese.text


def test_many_outlets_are_named_in_part_and_counted(place: Place) -> None:
    for number in range(10):
        place.tell(f"o{number}")
    [others] = {str(alert.content["others"]) for alert in place.sent()}
    assert "The o6" in others
    assert "The o7" not in others
    assert "'+3'" in others


def test_a_material_change_is_told_once_to_those_who_were_told_with_the_old_and_the_new(place: Place) -> None:
    place.tell("first")
    place.sent()
    # It need not match the rule: they follow the story.
    assert place.tell("second", RAISED, labels=("policy",))[:2] == ["updated", "updated"]
    assert place.tell("second", RAISED, labels=("policy",)) == ["no_match", "no_match"]
    assert place.tell("third", RAISED) == ["same_story", "same_story"]
    alerts = sorted(place.sent(), key=lambda a: a.url)
    assert len(alerts) == 2
    english, chinese = (forms.message(alert.content) for alert in alerts)
    for part in (english.text, english.html, english.slack):
        assert "USD 2.1 billion" in part
        assert "USD 2.6 billion" in part
    assert "21亿美元" in chinese.text
    assert "26亿美元" in chinese.text


def test_the_first_sum_is_told_beside_that_none_was_disclosed(place: Place) -> None:
    place.tell("first")
    place.sent()
    place.tell("second", StoryChange(what="amount", role="total", currency="USD", old="", new="390000000"))
    english, chinese = (forms.message(alert.content) for alert in sorted(place.sent(), key=lambda a: a.url))
    for part in (english.text, english.html, english.slack):
        assert "not disclosed" in part
        assert "USD 390 million" in part
    assert "未披露" in chinese.text
    assert "3.9亿美元" in chinese.text


def test_a_new_version_of_the_article_that_was_alerted_is_told_to_those_who_got_it(place: Place) -> None:
    place.tell("first")
    place.sent()
    event = classified(crawled("https://first.example/a", source="The first"), labels=("deal",))
    for _ in range(2):
        place.outbox.decide(place.store.rules.active(), archived(event, story_id=STORY, changes=(RAISED,), revision=2))
    assert len(place.sent()) == 2


def test_each_further_change_is_told(place: Place) -> None:
    place.tell("first")
    place.tell("second", RAISED)
    assert place.tell("third", DONE)[:2] == ["updated", "updated"]
    texts = [forms.message(alert.content).text for alert in place.sent() if alert.content["changes"]]
    assert any("completed" in text and "announced" in text for text in texts)
    with place.engine.connect() as connection:
        rows = connection.execute(select(tables.alerts.c.story_id, tables.alerts.c.update_of)).all()
    assert sorted(row.update_of or "" for row in rows) == ["", "", STORY, STORY, STORY, STORY]


def test_who_was_not_told_of_a_story_is_told_of_it_and_not_of_a_change(place: Place) -> None:
    assert place.tell("first", RAISED) == ["alerted", "alerted"]
    assert all(not alert.content["changes"] for alert in place.sent())
    assert place.tell("first", RAISED) == ["same_story", "same_story"]


def test_a_muted_story_and_a_stale_article_bring_no_update(place: Place) -> None:
    place.tell("first")
    place.sent()
    assert place.tell("old", RAISED, published_at=None) == ["stale", "stale"]
    for name in ("ada", "lin"):
        MuteStore(place.engine).add(place.store.subscriber(name), "story", STORY, None)
    assert place.tell("second", RAISED) == ["muted", "muted"]
    assert place.sent() == []


def test_a_mute_of_a_story_also_holds_for_an_update_that_waits(place: Place) -> None:
    place.tell("first")
    place.sent()
    place.tell("second", RAISED)
    MuteStore(place.engine).add(place.store.subscriber("ada"), "story", STORY, None)
    assert ["lin" in alert.url for alert in place.sent()] == [True]
