"""Crawlers as a group: due sources are events, each is crawled by one member, one request at a time to a site, whatever dies."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from bus import topics
from bus.connect import connect
from bus.interface import Bus
from crawlers import group, tables
from crawlers.group import CrawlerGroup
from crawlers.leases import SiteLeases, own_name
from crawlers.sources import Source
from crawlers.states import SourceStates

SOURCES = [Source(f"s{n}", f"https://www.site{n % 5}.example/feed{n}") for n in range(10)]


class FakeCycle:
    """A cycle that ends when it is told to."""

    def __init__(self, names: list[str]) -> None:
        self.names, self.code = names, None  # type: ignore[var-annotated]

    def poll(self) -> int | None:
        return self.code

    def wait(self, timeout: float | None = None) -> int:
        return 0

    def terminate(self) -> None:
        self.code = 0


class Member:
    """A crawler whose cycles are remembered, not run; it turns on its own clock."""

    def __init__(self, bus: Bus, engine: Engine, sources: list[Source] = SOURCES) -> None:
        self.cycles: list[FakeCycle] = []
        self.now = time.time()
        self.states = SourceStates(engine)
        self.group = CrawlerGroup(bus, self.states, lambda: sources, self.start, clock=lambda: self.now)
        self.consumer, self.producer = bus.consumer(group.GROUP, [topics.SOURCES_DUE]), bus.producer()

    def start(self, names: list[str]) -> FakeCycle:
        self.cycles.append(FakeCycle(names))
        return self.cycles[-1]

    def turn(self) -> None:
        self.group.turn(self.consumer, self.producer)

    def turn_until(self, condition: Callable[[], object], seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, "nothing came of it"
            self.turn()

    def crawled(self) -> list[str]:
        return [name for cycle in self.cycles for name in cycle.names]


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch, fresh: Callable[[str], str]) -> str:
    """A topic and a group of the test's own: those of a broker outlive it."""
    name = fresh("sources.due")
    monkeypatch.setattr(topics, "SOURCES_DUE", name)
    monkeypatch.setattr(group, "SOURCES_DUE", name)
    monkeypatch.setattr(group.SourceDue, "topic", name)
    monkeypatch.setitem(group.codec.EVENTS, name, group.SourceDue)  # type: ignore[attr-defined]
    monkeypatch.setattr(group, "GROUP", fresh("crawl"))
    monkeypatch.setattr(group, "LOOK_SECONDS", 0.3)
    return name


def test_what_is_due_is_announced_once_and_crawled_once(bus_url: str, sqlite_engine: Engine, topic: str) -> None:
    bus = connect(bus_url)
    member = Member(bus, sqlite_engine)
    member.turn_until(lambda: len(member.crawled()) == 10)
    assert sorted(member.crawled()) == sorted(s.id for s in SOURCES)
    for _ in range(3):
        member.turn()
    assert bus.size(topic) == 10
    assert len(member.crawled()) == 10
    member.consumer.close()


def test_sources_that_wait_for_a_cycle_are_held_and_crawled_after_it(
    sqlite_engine: Engine, tmp_path: object, topic: str
) -> None:
    member = Member(connect(f"embedded:{tmp_path}/bus.db"), sqlite_engine, SOURCES[:3])
    member.states.put_off(["s1", "s2"], member.now + 10)
    member.turn()
    assert member.crawled() == ["s0"]
    for _ in range(20):  # the first cycle takes its time; what becomes due meanwhile is announced once
        member.now += 20
        member.turn()
    assert member.crawled() == ["s0"]
    assert member.states.all()["s1"].next_due_at > member.now
    member.cycles[0].code = 0
    member.turn()
    assert sorted(member.crawled()[1:3]) == ["s1", "s2"]
    member.consumer.close()


def test_a_cycle_that_was_killed_is_made_again_after_ever_longer_pauses(
    sqlite_engine: Engine, tmp_path: object, topic: str
) -> None:
    member = Member(connect(f"embedded:{tmp_path}/bus.db"), sqlite_engine, SOURCES[:1])
    member.turn()
    pauses = []
    for number in range(3):
        member.cycles[number].code = -9
        member.turn()
        pauses.append(member.states.all()["s0"].next_due_at - member.now)
        member.now += pauses[-1]
        member.turn()
        assert len(member.cycles) == number + 2
    assert pauses == pytest.approx([2, 4, 8], abs=0.01)
    member.consumer.close()


def test_an_announcement_that_is_lost_or_overtaken_does_no_harm(sqlite_engine: Engine, tmp_path: object, topic: str) -> None:
    bus = connect(f"embedded:{tmp_path}/bus.db")
    member = Member(bus, sqlite_engine, SOURCES[:1])
    assert member.states.announce(SOURCES[:1], member.now, member.now + group.ANNOUNCED_SECONDS)  # and never published
    member.turn()
    assert member.crawled() == []
    member.now += group.ANNOUNCED_SECONDS
    assert member.group.announce(member.producer) == 1
    member.now += group.ANNOUNCED_SECONDS  # the first announcement lies on the bus, nobody came
    member.turn()  # a second one
    assert bus.size(topic) == 2
    assert member.crawled() == ["s0"]
    member.consumer.close()


def test_the_topic_of_due_sources_does_not_grow_for_ever(
    sqlite_engine: Engine, tmp_path: object, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(topics.RETENTION, topic, timedelta(seconds=0.5))
    bus = connect(f"embedded:{tmp_path}/bus.db")
    member = Member(bus, sqlite_engine)
    sizes = []
    for _ in range(4):
        member.states.put_off([s.id for s in SOURCES], member.now - 1)
        member.turn()
        member.cycles[-1].code = 0
        sizes.append(bus.size(topic))
        time.sleep(0.3)
    assert len(member.crawled()) == 40
    assert max(sizes) <= 20
    member.consumer.close()


@pytest.mark.kafka
def test_several_members_share_the_sources_by_site(kafka_broker: object, engine: Engine, topic: str) -> None:
    bus = connect(kafka_broker.url)  # type: ignore[attr-defined]
    members = [
        Member(bus, engine, [Source(f"s{n}", f"https://site{n % 20}.example/{n}") for n in range(60)]) for _ in range(2)
    ]
    stop = threading.Event()

    def turn(member: Member) -> None:
        while not stop.is_set():
            member.turn()
            for cycle in member.cycles:
                cycle.code = 0

    for _ in range(15):  # until both have joined; a member alone takes everything
        members[0].consumer.poll(0.5)
        members[1].consumer.poll(0.5)
    threads = [threading.Thread(target=turn, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while sum(len(member.crawled()) for member in members) < 60 and time.monotonic() < until:
        time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join()
    first, second = (set(member.crawled()) for member in members)
    for member in members:
        member.consumer.close()
    assert len(members[0].crawled()) + len(members[1].crawled()) == 60
    assert first
    assert second
    assert {int(name[1:]) % 20 for name in first}.isdisjoint(int(name[1:]) % 20 for name in second)


def lease(engine: Engine, owner: str, sources: tuple[str, ...] = (), seconds: float = 30.0, **more: object) -> SiteLeases:
    return SiteLeases(engine, sources, owner, seconds, **more)  # type: ignore[arg-type]


def test_a_site_has_one_owner_until_it_gives_it_back(engine: Engine) -> None:
    first, second = lease(engine, "elsewhere/1"), lease(engine, "elsewhere/2")
    with first:
        assert first.take("a.example")
        assert first.take("a.example")
        assert not second.take("a.example")
        assert second.take("b.example")
    assert second.take("a.example")


def test_a_lease_runs_out_when_its_owner_is_gone_and_at_once_when_it_died_on_this_machine(engine: Engine) -> None:
    quick, other = lease(engine, "elsewhere/1", seconds=0.2), lease(engine, "elsewhere/2")
    assert quick.take("a.example")
    assert not other.take("a.example")
    time.sleep(0.3)
    assert other.take("a.example")
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    assert lease(engine, f"{own_name().rpartition('/')[0]}/{process}").take("b.example")
    assert other.take("b.example")


def test_leases_and_holds_on_sources_are_renewed_and_a_lost_one_ends_the_process(engine: Engine) -> None:
    ended = threading.Event()
    with lease(engine, "elsewhere/1", ("s",), 4.0, end=ended.set) as mine:
        assert mine.take("a.example")
        time.sleep(5)  # longer than the lease
        with engine.connect() as connection:
            query = select(tables.sources.c.next_due_at)
            assert connection.execution_options(reading=True).execute(query).scalar_one() > time.time()
        assert not lease(engine, "elsewhere/2").take("a.example")
        assert not ended.is_set()
        with engine.begin() as connection:  # as another machine does, when this one was asleep
            connection.execute(tables.leases.update().values(owner="elsewhere/2"))
        assert ended.wait(20)
