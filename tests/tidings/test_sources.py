"""What operators see of sources: states, notices on their channel, metrics, and which sources are due."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from sqlalchemy import Engine

from crawlers.health import Cycle, Day, Notice, SourceState, judge, observe
from crawlers.sources import Source
from crawlers.states import SourceStates
from tests.services import WebServer, reply
from tidings import operators
from tidings.cli.sources import state_of
from tidings.settings import CrawlSection, Settings, SettingsError
from tidings.web.pages import collect_metrics

NOW = time.time()
DOWN = Notice("s", "failing", False, "4 failures in a row: HTTP 500", NOW)
WELL = Notice("s", "failing", True, "well again after 2.0 hours", NOW + 10)


def save(states: SourceStates, state: SourceState, notice: Notice | None = None, **counts: int) -> None:
    states.save(state, notice, Counter(counts))


def test_states_come_back_as_they_were_saved(sqlite_engine: Engine) -> None:
    states = SourceStates(sqlite_engine)
    state = SourceState(
        "s", next_due_at=5.0, first_try_at=1.0, last_success_at=3.0, items=4, days=(Day(7, 2, 30.0),), readable=0.5
    )
    states.save(state, DOWN, Counter(published=2, seen=1), frozenset({"a", "b"}))
    states.save(state, None, Counter(published=3))
    assert states.all() == {"s": state}
    assert states.listed("s") == {"a", "b"}
    assert states.outcomes() == {("s", "published"): 5, ("s", "seen"): 1}
    assert [kept.notice for kept in states.notices()] == [DOWN]


def test_sources_are_due_by_their_states_and_not_while_somebody_has_them_in_hand(sqlite_engine: Engine) -> None:
    states, known = (
        SourceStates(sqlite_engine),
        [Source("new", "u"), Source("later", "u"), Source("now", "u"), Source("off", "u", enabled=False)],
    )
    save(states, SourceState("later", next_due_at=100.0))
    save(states, SourceState("now", next_due_at=50.0))
    assert [s.id for s in states.due(known, 60.0)] == ["new", "now"]
    states.put_off(["new", "now"], 90.0)
    assert states.due(known, 60.0) == []
    assert [s.id for s in states.due(known, 95.0)] == ["new", "now"]
    assert states.listed("new") is None  # nobody has read it yet


def test_operators_are_told_once_on_their_channel(sqlite_engine: Engine) -> None:
    with WebServer({"/ops": reply(200, "ok")}) as hook:
        settings = Settings(crawl=CrawlSection(operator_channel=f"json://127.0.0.1:{hook.port}/ops"))
        states = SourceStates(sqlite_engine)
        save(states, SourceState("s"), DOWN)
        operators.tell([DOWN], sqlite_engine, settings)
        operators.tell([], sqlite_engine, settings)
        save(states, SourceState("s"), WELL)
        operators.tell([WELL], sqlite_engine, settings)
        told = [json.loads(body) for _, _, body, _ in hook.asked]
    assert len(told) == 2
    assert "4 failures in a row: HTTP 500" in told[0]["message"]
    assert "failing is over: well again" in told[1]["message"]


def test_what_the_channel_did_not_take_is_sent_next_time(sqlite_engine: Engine) -> None:
    with WebServer({"/ops": reply(503, "no")}) as hook:
        settings = Settings(crawl=CrawlSection(operator_channel=f"json://127.0.0.1:{hook.port}/ops"))
        save(SourceStates(sqlite_engine), SourceState("s"), DOWN)
        operators.tell([DOWN], sqlite_engine, settings)
        hook.routes["/ops"] = reply(200, "ok")
        operators.tell([], sqlite_engine, settings)
        operators.tell([], sqlite_engine, settings)
        assert len(hook.asked) == 2


def test_a_channel_that_is_none_is_a_mistake_in_the_settings(sqlite_engine: Engine) -> None:
    save(SourceStates(sqlite_engine), SourceState("s"), DOWN)
    with pytest.raises(SettingsError, match="crawl.operator_channel: channel: 'dbus' is not an allowed scheme"):
        operators.tell([], sqlite_engine, Settings(crawl=CrawlSection(operator_channel="dbus://")))


@pytest.mark.parametrize(
    ("source", "state", "word"),
    [
        (Source("s", "u", blocked="a challenge"), SourceState("s"), "blocked"),
        (Source("s", "u", enabled=False), SourceState("s"), "off"),
        (Source("s", "u"), SourceState("s"), "new"),
        (Source("s", "u"), SourceState("s", last_success_at=1.0), "well"),
        (Source("s", "u"), SourceState("s", failures=1), "shaky"),
        (Source("s", "u"), SourceState("s", problem="silent", last_success_at=1.0), "silent"),
    ],
)
def test_a_source_has_one_word_for_its_state(source: Source, state: SourceState, word: str) -> None:
    assert state_of(source, state) == word


def test_the_metrics_show_sources_in_trouble_and_what_came_of_items(sqlite_engine: Engine, tmp_path: Path) -> None:
    state = SourceState("m")
    for number in range(4):
        state, notice = judge(observe(state, Cycle(NOW + number, "HTTP 500", "source_failed")), NOW + number)
    save(SourceStates(sqlite_engine), state, notice, published=3)
    settings = Settings(bus=f"embedded:{tmp_path}/bus.db")
    for _ in range(2):  # looked at twice, counted once
        shown = collect_metrics(settings, sqlite_engine, generate_latest).decode()
    assert 'tidings_source_problem{problem="failing",source="m"} 1.0' in shown
    assert 'tidings_sources{state="failing"} 1.0' in shown
    assert 'tidings_crawl_outcomes_total{outcome="published",source="m"} 3.0' in shown
