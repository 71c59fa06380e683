"""Crawlers that are killed: others take over, nothing is lost, a site is never asked twice at a time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bus import topics
from bus.connect import connect
from tests.crawlers.test_crawl import page, rss
from tests.crawlers.test_politeness import Watch
from tests.services import KafkaBroker, Postgres, WebServer, kafka_missing, reply, skip_or_fail, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ROOT = Path(__file__).parents[2]
SITES, ARTICLES = 6, 12


class Newspapers:
    """Sites of this machine, each on an address of its own, each with a feed."""

    def __init__(self, stack: ExitStack) -> None:
        self.sites = [stack.enter_context(WebServer(host=f"127.0.0.{n + 2}")) for n in range(SITES)]
        self.watches = [Watch() for _ in self.sites]
        for number, (site, watch) in enumerate(zip(self.sites, self.watches, strict=True)):
            paths = [f"/{number}-{n}" for n in range(ARTICLES)]
            site.routes["/feed"] = watch(reply(200, rss(site.origin, *paths)))
            site.routes |= {path: watch(reply(200, page(f"Title of {path}, which is news"))) for path in paths}

    @property
    def urls(self) -> set[str]:
        return {f"{s.origin}/{n}-{a}" for n, s in enumerate(self.sites) for a in range(ARTICLES)}

    def agents(self) -> Counter[str]:
        return Counter(headers["User-Agent"] for site in self.sites for _, _, _, headers in site.asked)


class Crawler:
    """`tidings crawl`, as it is typed, under a name that its requests carry."""

    def __init__(self, folder: Path, name: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TIDINGS_CRAWL__USER_AGENT": name}
        with (folder / f"{name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tidings", "crawl", "--quiet"], cwd=folder, env=environment, stderr=log
            )

    def _cycles(self) -> list[int]:
        try:
            text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        except OSError:
            return []
        return [int(number) for number in text.split()]

    def kill(self) -> None:
        """It and its cycle, as when the machine goes."""
        for number in (self.process.pid, *self._cycles()):
            os.kill(number, signal.SIGKILL)
        self.process.wait()

    def kill_cycle(self) -> bool:
        for number in self._cycles():
            os.kill(number, signal.SIGKILL)
            return True
        return False

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


@pytest.fixture(
    params=["embedded+sqlite", pytest.param("kafka+postgresql", marks=[pytest.mark.kafka, pytest.mark.postgres])]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder with a tidings.toml, and the URL of its bus, which is empty."""
    if request.param == "embedded+sqlite":
        yield _settled(tmp_path, f"embedded:{tmp_path}/bus.db", f"sqlite:///{tmp_path}/tidings.db")
        return
    if reason := kafka_missing():
        skip_or_fail("kafka", reason)
    server: Postgres = request.getfixturevalue("postgres_server")
    broker = KafkaBroker(tmp_path / "broker")
    broker.start()
    yield _settled(tmp_path, broker.url, server.url(f"kills{os.getpid()}{time.time_ns()}"))
    broker.stop()


def _settled(folder: Path, bus: str, database: str) -> tuple[Path, str]:
    (folder / "tidings.toml").write_text(
        f'bus = "{bus}"\ndatabase = "{database}"\nsources = "sources.toml"\n[crawl]\nallow_loopback = true\ndelay_seconds = 0\n',
        encoding="utf-8",
    )
    return folder, bus


def published(bus: str) -> Counter[str]:
    return Counter(json.loads(record.value)["url"] for record in connect(bus).read(topics.CRAWLED))


def test_a_crawler_that_is_killed_is_replaced_and_nothing_is_lost(place: tuple[Path, str]) -> None:
    folder, bus = place
    connect(bus).ensure_topics([topics.CRAWLED, topics.SOURCES_DUE])
    with ExitStack() as stack:
        news = Newspapers(stack)
        blocks = "".join(f'[[source]]\nid = "s{n}"\nurl = "{s.origin}/feed"\n' for n, s in enumerate(news.sites))
        (folder / "sources.toml").write_text(blocks, encoding="utf-8")
        first = Crawler(folder, "first")
        stack.callback(first.stop)
        # On Kafka another one works beside it from the start; the embedded bus has one at a time.
        second = Crawler(folder, "second") if bus.startswith("kafka") else None
        wait_for(lambda: sum(published(bus).values()) >= 5, 90, "the first articles")
        assert first.kill_cycle()
        wait_for(lambda: sum(published(bus).values()) >= SITES * 3, 90, "a cycle made again")
        first.kill()
        if second is None:
            second = Crawler(folder, "second")
        stack.callback(second.stop)
        wait_for(lambda: published(bus).keys() >= news.urls, 200, "all articles")
        time.sleep(3)
        found = published(bus)
        assert found.keys() == news.urls
        assert set(found.values()) == {1}
        assert [watch.most for watch in news.watches] == [1] * SITES
        assert news.agents().keys() == {"first", "second"}
