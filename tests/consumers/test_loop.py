"""The loop: nothing is committed before its results are safe, one bad record holds up nobody, an absent bus is waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bus import codec
from bus.dead_letters import list_dead_letters, replay
from bus.embedded import EmbeddedBus
from bus.errors import BusUnavailable
from bus.events import ArticleClassified, ArticleCrawled, Event
from bus.topics import CLASSIFIED, CRAWLED
from consumers.interface import WorkerBroken
from consumers.loop import LoopOptions, Worker
from tests.make import classified, crawled
from tests.services import wait_for

FAST = LoopOptions(poll_seconds=0.02, backoff_seconds=0.5)


class Reads:
    """Classifies; raises for articles whose title says so."""

    name = "classify"
    topic = CRAWLED

    def __init__(self) -> None:
        self.calls: list[int] = []

    def handle(self, events: Sequence[Event]) -> list[Event]:
        self.calls.append(len(events))
        for event in events:
            assert isinstance(event, ArticleCrawled)
            if event.title == "bad":
                raise ValueError("cannot be read")
        return [classified(event) for event in events if isinstance(event, ArticleCrawled)]


@pytest.fixture
def bus(tmp_path: Path) -> EmbeddedBus:
    return EmbeddedBus(tmp_path / "bus.db")


def put(bus: EmbeddedBus, *titles: str, value: bytes | None = None, schema: str = "1") -> None:
    producer = bus.producer()
    for number, title in enumerate(titles):
        event = crawled(f"https://news.example/{title}/{number}", title=title)
        producer.publish(CRAWLED, event.key, value or codec.encode(event), {"schema": schema})
    producer.flush()
    producer.close()


def work(bus: Any, handler: Any, options: LoopOptions = FAST, sleep: Callable[[float], None] = lambda s: None) -> int:
    return Worker(bus, handler, options, sleep=sleep).run(threading.Event(), until_idle=True)


def results(bus: EmbeddedBus) -> list[str]:
    events = [codec.decode(record) for record in bus.read(CLASSIFIED)]
    return [e.article.title for e in events if isinstance(e, ArticleClassified)]


def test_one_bad_article_of_four_leaves_three_results_and_one_dead_letter(bus: EmbeddedBus) -> None:
    put(bus, "a", "b", "bad", "c")
    assert work(bus, Reads()) == 4
    assert sorted(results(bus)) == ["a", "b", "c"]
    [letter] = list_dead_letters(bus)
    assert (letter.error_class, letter.message, letter.attempts, letter.source_topic) == (
        "ValueError",
        "cannot be read",
        3,
        CRAWLED,
    )
    assert [entry.records for entry in bus.lag() if entry.group == "classify"] == [0]


def test_a_dead_letter_keeps_its_bytes_and_can_be_replayed(bus: EmbeddedBus) -> None:
    put(bus, "bad")
    work(bus, Reads())
    [letter] = list_dead_letters(bus)
    assert codec.decode(next(iter(bus.read(CRAWLED)))) == codec.decode(
        letter.record.__class__(CRAWLED, 0, 0, "", letter.record.value)
    )
    assert replay(bus, [letter]) == 1
    assert [x.replayed for x in list_dead_letters(bus)] == [True]
    work(bus, Reads())
    assert [x.replayed for x in list_dead_letters(bus)] == [True, False]


@pytest.mark.parametrize(
    ("value", "schema", "message"),
    [
        (b"{not json", "1", "is invalid"),
        (b"{}", "1", "is invalid at id"),
        (b"\xff\xfe", "1", "is invalid"),
        (None, "9", "schema version '9'"),
    ],
)
def test_what_can_never_be_read_is_a_dead_letter_at_once(
    bus: EmbeddedBus, value: bytes | None, schema: str, message: str
) -> None:
    put(bus, "x", value=value, schema=schema)
    work(bus, Reads())
    [letter] = list_dead_letters(bus)
    assert letter.attempts == 1
    assert message in letter.message


def test_the_version_before_and_after_is_read(bus: EmbeddedBus) -> None:
    put(bus, "old", schema="0")
    put(bus, "new", schema="2")
    work(bus, Reads())
    assert sorted(results(bus)) == ["new", "old"]


def test_a_passing_failure_is_tried_again_with_growing_pauses(bus: EmbeddedBus) -> None:
    class Flaky(Reads):
        def handle(self, events: Sequence[Event]) -> list[Event]:
            self.calls.append(len(events))
            if len(self.calls) < 3:
                raise OSError("not now")
            return super().handle(events)

    pauses: list[float] = []
    put(bus, "a")
    work(bus, Flaky(), sleep=pauses.append)
    assert results(bus) == ["a"]
    assert pauses == [0.5, 1.0]
    assert list(list_dead_letters(bus)) == []


class Away:
    """A bus whose producer does not answer at first."""

    def __init__(self, inner: EmbeddedBus, outages: int) -> None:
        self.inner, self.outages = inner, outages

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def producer(self) -> Any:
        producer, outer = self.inner.producer(), self
        flush = producer.flush

        def flaky(timeout_seconds: float = 30.0) -> None:
            if outer.outages:
                outer.outages -= 1
                producer._waiting.clear()  # type: ignore[attr-defined]
                raise BusUnavailable("away")
            flush(timeout_seconds)

        producer.flush = flaky  # type: ignore[method-assign]
        return producer


def test_an_absent_bus_costs_no_attempt_and_loses_nothing(bus: EmbeddedBus) -> None:
    put(bus, "a", "b")
    pauses: list[float] = []
    assert work(Away(bus, 6), Reads(), sleep=pauses.append) == 2
    assert sorted(results(bus)) == ["a", "b"]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0]
    assert list(list_dead_letters(bus)) == []


def test_a_worker_that_fails_nearly_always_stops_and_keeps_the_rest_of_its_topic(bus: EmbeddedBus) -> None:
    put(bus, *["bad"] * 300)
    with pytest.raises(WorkerBroken, match="dead-letters list"):
        work(bus, Reads())
    assert len(list(list_dead_letters(bus))) < 100
    assert [entry.records for entry in bus.lag() if entry.group == "classify"][0] >= 200


WORKER = """
import os, sys, threading, time
from pathlib import Path
from bus.embedded import EmbeddedBus
from consumers.loop import LoopOptions, Worker
from consumers.shutdown import stop_on_signals
from tests.consumers.test_loop import Reads

class Handler(Reads):
    def handle(self, events):
        if any(e.title == "poison" for e in events):
            os._exit(9)
        time.sleep(float(sys.argv[2]))
        Path(sys.argv[1], "busy").touch()
        time.sleep(float(sys.argv[2]))
        return super().handle(events)

bus = EmbeddedBus(Path(sys.argv[1]) / "bus.db", 0.5)
options = LoopOptions(poll_seconds=0.05, state_folder=Path(sys.argv[1]))
Worker(bus, Handler(), options).run(stop_on_signals(), until_idle=sys.argv[3] == "idle")
"""


def start(folder: Path, seconds: float, until: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WORKER, str(folder), str(seconds), until], cwd=Path(__file__).parents[2])


def test_an_article_that_kills_its_worker_is_a_dead_letter_after_three_crashes(bus: EmbeddedBus, tmp_path: Path) -> None:
    put(bus, "a", "poison", "b")
    codes = []
    while len(codes) < 8 and (not codes or codes[-1]):
        codes.append(start(tmp_path, 0, "idle").wait(60))
    assert codes[-1] == 0
    assert set(codes[:-1]) == {9}
    assert set(results(bus)) == {"a", "b"}
    [letter] = list_dead_letters(bus)
    assert "died 3 times" in letter.message


def test_sigterm_finishes_the_batch_and_commits_it(bus: EmbeddedBus, tmp_path: Path) -> None:
    put(bus, "a", "b")
    process = start(tmp_path, 0.5, "ever")
    wait_for((tmp_path / "busy").exists)
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(20) == 0
    assert sorted(results(bus)) == ["a", "b"]
    assert [entry.records for entry in bus.lag() if entry.group == "classify"] == [0]


def test_a_killed_worker_loses_nothing(bus: EmbeddedBus, tmp_path: Path) -> None:
    put(bus, "a", "b")
    process = start(tmp_path, 0.5, "ever")
    wait_for((tmp_path / "busy").exists)
    process.kill()
    process.wait()
    time.sleep(0.6)  # the lease runs out
    assert start(tmp_path, 0, "idle").wait(60) == 0
    assert set(results(bus)) == {"a", "b"}
