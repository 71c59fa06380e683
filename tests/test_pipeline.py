"""The whole path with real processes, on both transports: everything once, also when workers are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from alerts import tables as alert_tables
from alerts.matching import mismatch
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from archive.database import connect_engine
from archive.search import ArticleQuery, search
from archive.store import Archive
from bus.connect import connect
from bus.dead_letters import list_dead_letters
from tests.make import archived
from tests.services import WebServer, reply
from tidings.database import upgrade
from tidings.demo.newsroom import Newsroom

pytestmark = pytest.mark.slow
KILLS = 8
RULES = {
    "ada": {"labels": ("deal",), "min_amount": "50000000"},
    "lin": {"labels": ("policy", "milestone"), "languages": ("zh",)},
    "noor": {"text": ("FDA", "获批", "AI")},
}


class Installation:
    """A tidings.toml with three subscribers, as an operator sets it up."""

    def __init__(self, folder: Path, bus: str, newsroom: Newsroom, hook: WebServer) -> None:
        self.folder, self.bus = folder, bus
        (folder / "sources.toml").write_text(newsroom.sources_toml(), encoding="utf-8")
        (folder / "tidings.toml").write_text(
            f'bus = "{bus}"\ndatabase = "sqlite:///{folder}/tidings.db"\nsources = "{folder}/sources.toml"\n'
            f'state = "{folder}/state"\n[crawl]\nallow_loopback = true\n[web]\nport = 0\n',
            encoding="utf-8",
        )
        self.engine: Engine = connect_engine(f"sqlite:///{folder}/tidings.db")
        upgrade(self.engine)
        self.store = SubscriptionStore(self.engine)
        for name, conditions in RULES.items():
            self.store.add_subscriber(name, "en", (f"json://127.0.0.1:{hook.port}/{name}",))
            self.store.add_rule(name, "wish", parse_conditions("wish", **conditions))  # type: ignore[arg-type]

    def start(self) -> subprocess.Popen[bytes]:
        log = (self.folder / "run.log").open("ab")
        command = [sys.executable, "-m", "tidings", "--log-json", "run", "--once"]
        with log:
            return subprocess.Popen(
                command, cwd=self.folder, stderr=log, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
            )

    def expected(self) -> set[tuple[str, str]]:
        """What must have been alerted, computed from the archive: subscriber and story."""
        archive = Archive(self.engine)
        return {
            (rule.subscriber, story)
            for rule in self.store.active_rules()
            for article, story in self.stories().items()
            if (event := archive.get(article)) and mismatch(rule.conditions, archived(event)) is None
        }

    def stories(self) -> dict[str, str]:
        """The story of each archived article."""
        return {hit.article_id: hit.story_id for hit in search(self.engine, ArticleQuery(limit=500))}

    def alerted(self) -> list[tuple[str, str, str]]:
        a, s = alert_tables.alerts.c, alert_tables.subscribers.c
        query = select(s.name, a.article_id, a.state).join(alert_tables.subscribers, s.id == a.subscriber_id)
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execution_options(reading=True).execute(query)]  # type: ignore[misc]


def check(place: Installation, newsroom: Newsroom, hook: WebServer, kills: int) -> int:
    """Every readable article once, none dead, every alert as the oracle says. Returns the extra copies that were sent."""
    urls = Counter(hit.url for hit in search(place.engine, ArticleQuery(limit=500)))
    assert urls == Counter(newsroom.answer_key().keys())
    assert list(list_dead_letters(connect(place.bus))) == []
    alerts = place.alerted()
    assert {state for _, _, state in alerts} == {"sent"}
    stories = place.stories()
    assert Counter((name, stories[article]) for name, article, _ in alerts) == Counter(place.expected())
    sent = Counter(headers["X-Alert-Id" if "X-Alert-Id" in headers else "X-Alert-ID"] for _, _, _, headers in hook.asked)
    assert len(sent) == len(alerts)
    extra = sum(sent.values()) - len(sent)
    assert extra <= kills
    return extra


def test_a_run_archives_and_alerts_everything_once_and_a_second_one_nothing(empty_bus: str, tmp_path: Path) -> None:
    with Newsroom() as newsroom, WebServer({"*": reply(200, "ok")}) as hook:
        place = Installation(tmp_path, empty_bus, newsroom, hook)
        assert place.start().wait(200) == 0
        assert check(place, newsroom, hook, 0) == 0
        before = len(hook.asked)
        assert place.start().wait(200) == 0
        assert len(hook.asked) == before
        check(place, newsroom, hook, 0)
        place.engine.dispose()


def workers_of(parent: int) -> list[int]:
    """The processes that a supervisor has started and that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.timeout(600)
def test_workers_that_are_killed_at_random_lose_nothing(
    empty_bus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    chance = random.Random(seed)
    with Newsroom() as newsroom, WebServer({"*": reply(200, "ok")}) as hook:
        place = Installation(tmp_path, empty_bus, newsroom, hook)
        process, kills = place.start(), 0
        while process.poll() is None and kills < KILLS:
            time.sleep(chance.uniform(0.4, 1.6))
            if workers := workers_of(process.pid):
                os.kill(chance.choice(workers), signal.SIGKILL)
                kills += 1
        process.wait(300)
        # A crawl cycle that was killed is made again by the next run.
        assert place.start().wait(300) == 0
        extra = check(place, newsroom, hook, kills)
        place.engine.dispose()
    with capsys.disabled():
        print(f"\n  seed {seed}: {kills} kills, 0 lost, {extra} extra copies sent")
    record_property("kills", kills)
