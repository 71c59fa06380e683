"""The dead-man's switch with real processes, on both transports: `tidings run` on one machine, and each worker by itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from alerts import tables as alert_tables
from alerts.canary import Canaries
from archive import tables as archive_tables
from archive.database import connect_engine
from tests.services import WebServer, free_port, reply, wait_for
from tidings.database import upgrade

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
WORKERS = ("classify", "archive", "match", "send", "canary")


class Installation:
    """A tidings.toml with a canary every second, as each container or machine has it."""

    def __init__(self, folder: Path, bus: str, operators: WebServer) -> None:
        self.folder, self.metrics = folder, free_port()
        (folder / "tidings.toml").write_text(
            f'bus = "{bus}"\ndatabase = "sqlite:///{folder}/tidings.db"\nstate = "{folder}/state"\n'
            f'[crawl]\noperator_channel = "json://127.0.0.1:{operators.port}/operators"\n'
            f"[canary]\nevery_seconds = 1\nlate_seconds = 40\n[web]\nport = {free_port()}\n"
        )
        self.engine: Engine = connect_engine(f"sqlite:///{folder}/tidings.db")
        upgrade(self.engine)
        self.canaries = Canaries(self.engine)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tidings", "--log-json", *words]
        with (self.folder / f"{words[1]}.log").open("ab") as log:
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            return subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, env=environment)

    @contextmanager
    def running(self, *commands: tuple[str, ...]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
        processes = {words[1]: self.start(*words) for words in commands}
        try:
            yield processes
        finally:
            for process in processes.values():
                process.send_signal(signal.SIGTERM)
            for process in processes.values():
                process.wait(60)
            self.engine.dispose()

    def accepted(self) -> int:
        c = alert_tables.canaries.c
        with self.engine.connect() as connection:
            query = select(func.count()).where(c.accepted_at.is_not(None))
            return int(connection.execution_options(reading=True).execute(query).scalar_one())

    def archived(self) -> int:
        with self.engine.connect() as connection:
            query = select(func.count()).select_from(archive_tables.articles)
            return int(connection.execution_options(reading=True).execute(query).scalar_one())


@pytest.mark.timeout(700)
def test_workers_in_processes_of_their_own_pass_canaries_and_a_stopped_one_is_told_once(
    empty_bus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with WebServer({"*": reply(200, "ok")}) as operators:
        place = Installation(tmp_path, empty_bus, operators)
        commands = [("work", name) for name in WORKERS[:-1]] + [("work", "canary", "--metrics-port", str(place.metrics))]
        with place.running(*commands) as workers:
            wait_for(lambda: place.accepted() >= 3, 150, "three canaries")
            assert operators.asked == []
            newest = place.canaries.newest_accepted()
            assert newest is not None
            with urllib.request.urlopen(f"http://127.0.0.1:{place.metrics}/metrics", timeout=10) as answer:
                shown = answer.read().decode()
            assert "tidings_canary_silent 0.0" in shown
            assert "tidings_canary_latency_seconds" in shown
            workers["archive"].send_signal(signal.SIGTERM)
            workers["archive"].wait(60)
            wait_for(lambda: len(operators.asked) == 1, 150, "the alarm")
            workers["archive"] = place.start("work", "archive")
            wait_for(lambda: len(operators.asked) == 2, 150, "the end of the alarm")
            assert place.archived() == 0
        told = [json.loads(body) for _, _, body, _ in operators.asked]
        assert [t["title"] for t in told] == ["tidings: alerts do not arrive", "tidings: alerts arrive again"]
        assert "the worker archive is" in told[0]["message"]
        with capsys.disabled():
            print(f"\n  a canary took {newest[1]:.2f} s on {empty_bus.split(':', maxsplit=1)[0]}")


@pytest.mark.timeout(700)
def test_one_machine_passes_canaries_by_itself(tmp_path: Path) -> None:
    with WebServer({"*": reply(200, "ok")}) as operators:
        place = Installation(tmp_path, f"embedded:{tmp_path}/bus.db", operators)
        with place.running(("run", "--no-crawl")):
            wait_for(lambda: place.accepted() >= 3, 150, "three canaries")
        assert operators.asked == []
