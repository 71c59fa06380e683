"""The dead-man's switch on a turned clock: one message when canaries stop, one when they are back, and nothing of them is seen."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from alerts import canary, tables
from alerts.canary import LATEST_SECONDS, Canaries
from alerts.delivery import Outcome
from alerts.outbox import Outbox, OutboxOptions
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from archive import tables as archive_tables
from archive.search import ArticleQuery, count
from archive.store import Archive
from bus.connect import connect
from bus.errors import BusUnavailable
from bus.events import ArticleClassified
from bus.topics import CRAWLED
from classifiers.amounts import find_amounts
from classifiers.keywords import KeywordClassifier
from consumers import metrics
from consumers.archive_articles import ArchiveArticles
from consumers.classify_articles import ArticleReader, ClassifyArticles
from consumers.loop import LoopOptions, Worker
from consumers.match_rules import MatchRules
from consumers.watch_canary import CanaryOptions, WatchCanary, late
from consumers.watch_canary import canary as make_canary
from tests.make import NOW, Clock, archived, classified, crawled
from tidings import reports, wiring
from tidings.settings import Settings, SettingsError
from tidings.web.app import create_app

OPTIONS = CanaryOptions(every_seconds=300, late_seconds=120)


class House:
    """The whole path in one process, each worker run by hand, on a clock that is turned."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.clock, self.told = engine, Clock(), list[str]()
        self.settings = Settings(bus=f"embedded:{folder}/bus.db")
        self.bus, self.canaries = connect(self.settings.bus), Canaries(engine)
        self.outbox, self.store = Outbox(engine, self.clock, OutboxOptions()), SubscriptionStore(engine)
        self.takes = True  # the operators' channel does
        reader = ArticleReader(KeywordClassifier(), find_amounts, self.clock)
        self.handlers = {
            "classify": ClassifyArticles(reader), "archive": ArchiveArticles(Archive(engine, self.clock)),
            "match": MatchRules(self.store, self.outbox, self.canaries, self.clock),
        }  # fmt: skip
        self.canaries.listen("webhook", "json://127.0.0.1:9/canary?cto=5&rto=20")
        self.watch = self.watcher()

    def watcher(self) -> WatchCanary:
        return WatchCanary(self.bus, self.canaries, self.tell, OPTIONS, self.clock)

    def tell(self, subject: str, lines: Sequence[str]) -> bool:
        if self.takes:
            self.told.append(f"{subject}: {lines[0]}")
        return self.takes

    def work(self, *names: str) -> None:
        for name in names or self.handlers:
            options = LoopOptions(poll_seconds=0.01, idle_polls=1)
            Worker(self.bus, self.handlers[name], options, sleep=lambda _: None).run(threading.Event(), until_idle=True)  # type: ignore[arg-type]

    def send(self, kind: str = "sent", detail: str = "") -> int:
        number = 0
        while alerts := self.outbox.claim("w"):  # a few at a time to one destination
            for alert in alerts:
                self.outbox.finish(alert, Outcome(kind, detail), "w")  # type: ignore[arg-type]
            number += len(alerts)
        return number

    def pass_time(self, seconds: float, *, by: float = 60.0) -> None:
        for _ in range(int(seconds / by)):
            self.clock.turn(by)
            self.watch.turn()

    def number(self, table: object) -> int:
        with self.engine.connect() as connection:
            return int(
                connection.execution_options(reading=True).execute(select(func.count()).select_from(table)).scalar_one()
            )  # type: ignore[arg-type]


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> House:
    return House(engine, tmp_path)


def test_a_canary_goes_the_whole_path_and_its_time_is_a_metric(house: House) -> None:
    house.watch.turn()
    house.clock.turn(2)
    house.work()
    assert house.send() == 1
    house.clock.turn(1)
    house.watch.turn()
    assert metrics.REGISTRY.get_sample_value("tidings_canary_latency_seconds") == 2.0
    assert metrics.REGISTRY.get_sample_value("tidings_canary_silent") == 0.0
    assert house.canaries.newest_accepted() == (NOW.timestamp() + 2, 2.0)
    # The next one at its time, in the other language.
    house.pass_time(240)
    assert house.bus.size(CRAWLED) == 1
    house.pass_time(120)
    assert house.bus.size(CRAWLED) == 2
    assert house.told == []


def test_a_silence_is_told_once_with_where_it_stopped_and_once_when_it_is_over(house: House) -> None:
    house.pass_time(3600)  # no worker runs
    assert len(house.told) == 1
    assert "alerts do not arrive" in house.told[0]
    assert "the worker classify is 1 records behind" in house.told[0]
    assert metrics.REGISTRY.get_sample_value("tidings_canary_silent") == 1.0
    assert "silent" in canary.shown(house.engine)
    house.work()
    house.send()
    house.pass_time(60)
    assert len(house.told) == 2
    assert "alerts arrive again" in house.told[1]
    assert "silent" not in canary.shown(house.engine)
    # And the next silence is a new one.
    house.pass_time(1200)
    assert len(house.told) == 3


@pytest.mark.parametrize(
    ("stop", "where"),
    [
        ("archive", "the worker archive is 1 records behind"),
        ("match", "the worker match is 1 records behind"),
        ("send", "its alert is pending after 0 attempts: look at the sender"),
        ("channel", "its alert is pending after 1 attempts, HTTP 503"),
        ("dead", "dead letter articles.crawled.classify.dlq:0:0: ValueError: broken"),
        ("bus", "the bus does not take it: the disk is full"),
    ],
)
def test_the_message_says_where_the_canary_stopped(
    house: House, monkeypatch: pytest.MonkeyPatch, stop: str, where: str
) -> None:
    if stop == "bus":
        monkeypatch.setattr("bus.embedded.EmbeddedProducer.flush", _full)
    house.watch.turn()
    if stop == "dead":
        monkeypatch.setattr(house.handlers["classify"], "handle", _broken)
    order = ["classify", "archive", "match", "send"]
    house.work(*order[: order.index(stop)] if stop in order[:3] else order[:3])
    if stop == "channel":
        house.send("retry", "HTTP 503")
    house.pass_time(180)
    assert len(house.told) == 1
    assert where in house.told[0]
    if stop == "bus":  # the same canary is published as soon as the bus takes it
        monkeypatch.undo()
        house.pass_time(1, by=1)
        house.work()
        house.send()
        house.pass_time(1, by=1)
        assert len(house.told) == 2


def _full(*arguments: object) -> None:
    raise BusUnavailable("the disk is full")


def _broken(events: object) -> list[object]:
    raise ValueError("broken")


def test_a_watcher_that_is_started_again_in_a_silence_tells_nothing_twice(house: House) -> None:
    house.pass_time(600)
    house.watch = house.watcher()
    house.pass_time(600)
    assert len(house.told) == 1
    house.work()
    house.send()
    house.watch = house.watcher()
    house.pass_time(60)
    assert [told.split(":")[1] for told in house.told] == [" alerts do not arrive", " alerts arrive again"]


def test_a_message_that_the_operators_channel_does_not_take_is_sent_again(house: House) -> None:
    house.takes = False
    house.pass_time(600)
    house.takes = True
    house.pass_time(60)
    assert len(house.told) == 1


def test_an_absent_database_silences_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.watch.turn()

    def gone(*arguments: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("no server"))

    with monkeypatch.context() as patched:
        for name in ("collect", "note_published", "save_alarm", "newest_accepted", "record", "waiting", "alarm"):
            patched.setattr(Canaries, name, gone)
        house.pass_time(900)
        assert len(house.told) == 1
        assert "the database does not answer" in house.told[0]
    house.work()
    house.send()
    house.pass_time(60)
    assert len(house.told) == 2
    assert house.canaries.alarm() is not None  # kept as soon as the database was back


def test_a_canary_that_comes_too_late_is_not_sent_and_one_of_the_other_partitions_hides_none() -> None:
    assert late([0.0, 300.0], 310.0, 120.0) == 0.0
    assert late([250.0], 310.0, 120.0) is None
    canaries = archived(classified(make_canary(1, NOW)))
    assert canaries.classified.article.fetched_at == NOW


def test_what_is_an_hour_old_is_dropped(house: House) -> None:
    house.watch.turn()
    house.work("classify", "archive")
    house.clock.turn(LATEST_SECONDS + 1)
    house.work("match")
    assert house.number(tables.alerts) == 0


def test_nobody_ever_sees_a_canary(house: House) -> None:
    """Not in the archive, a search, a page, an export, a number, an alert of a subscriber, or a replay."""
    house.store.add_subscriber("ada", "en", ("json://127.0.0.1:9/ada",))
    house.store.add_rule("ada", "all", parse_conditions("all"))
    house.watch.turn()
    house.work()
    matches = metrics.REGISTRY.get_sample_value("tidings_rule_decisions_total", {"outcome": "alerted"}) or 0
    with TestClient(create_app(house.settings, house.engine)) as pages:
        for path in ("/", "/api/articles", "/deliveries", "/explain"):
            assert "canary" not in pages.get(path).text.lower(), path
        assert "Corvane Therapeutics" not in pages.get("/?q=Lanterix").text
    for table in archive_tables.metadata.sorted_tables:
        assert house.number(table) == 0, table.name
    assert count(house.engine, ArticleQuery()) == 0
    assert [s.name for s in house.store.subscribers()] == ["ada"]
    assert {c.subscriber_id for c in house.store.channels()} == {house.store.subscriber("ada").id}
    assert house.number(tables.decisions) == 0
    status = reports.status(house.settings, house.engine)
    assert (status.alerts, status.labels) == ({}, {"articles": 0})
    assert (metrics.REGISTRY.get_sample_value("tidings_rule_decisions_total", {"outcome": "alerted"}) or 0) == matches
    [alert] = house.outbox.claim("w")
    assert alert.content["title"].startswith("tidings canary")
    house.outbox.finish(alert, Outcome("sent"), "w")
    house.watch.turn()
    assert house.number(tables.alerts) == 0
    assert house.number(tables.attempts) == 0


def test_an_article_beside_a_canary_is_kept_and_told(house: House) -> None:
    house.store.add_subscriber("ada", "en", ("json://127.0.0.1:9/ada",))
    house.store.add_rule("ada", "all", parse_conditions("all"))
    archive = Archive(house.engine, house.clock)
    events: list[ArticleClassified] = [classified(make_canary(1, NOW)), classified(), classified(make_canary(2, NOW))]
    saved = archive.save_all(events)
    assert [event.is_new for event in saved] == [True, True, True]
    assert count(house.engine, ArticleQuery()) == 1
    MatchRules(house.store, house.outbox, house.canaries, house.clock).handle(saved)
    assert sorted(a.content["title"][:14] for a in house.outbox.claim("w")) == [
        "Corvane buys L",
        "tidings canary",
        "tidings canary",
    ]


def test_canaries_and_their_alarm_need_two_channels(sqlite_engine: Engine, tmp_path: Path) -> None:
    channel = "json://127.0.0.1:9/x"
    settings = Settings(
        bus=f"embedded:{tmp_path}/bus.db",
        crawl={"operator_channel": channel},
        canary={"channel": channel},  # type: ignore[arg-type]
    )
    with pytest.raises(SettingsError, match="its silence must be told by another"):
        wiring.canary_watch(settings, sqlite_engine)


def test_an_article_that_calls_itself_a_canary_is_an_article(house: House) -> None:
    """Only the mark counts, which no page and no file can set."""
    event = Archive(house.engine, house.clock).save(classified(crawled(source=canary.NAME, title=canary.NAME)))
    assert count(house.engine, ArticleQuery()) == 1
    assert not event.classified.article.is_canary
