"""Everything on one machine: a process for each worker, one for the pages, one that crawls.

A worker that dies is started again, with growing pauses; one that stops because nearly everything fails stays down and is
reported. Ctrl-C and SIGTERM ask each process to finish its batch; what has not ended after the grace time is killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bus.errors import BusUnavailable
from tidings import wiring
from tidings.settings import Settings

log = structlog.get_logger("tidings.supervisor")
GRACE_SECONDS = 20.0
BROKEN = 3  # exit code of a worker whose breaker tripped
TICK_SECONDS = 0.2
MAX_CRAWL_RESTARTS = 20  # of one cycle; a site whose pages kill the crawler is left to the next one
ENVIRONMENT = "TIDINGS_CONFIG"


@dataclass
class Child:
    """One process, started again when it dies."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    next_start: float = 0.0
    broken: bool = False

    def start(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which then asks each child once.
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.environment}, start_new_session=True)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def was_killed(self) -> bool:
        return self.process is not None and (self.process.poll() or 0) < 0

    def watch(self) -> None:
        """Start again what has died."""
        if self.is_running or self.broken or time.monotonic() < self.next_start:
            return
        if self.process is not None:
            code, self.process = self.process.returncode, None
            self.restarts += 1
            self.broken = code == BROKEN
            pause = min(30.0, 0.25 * 2 ** min(self.restarts, 7)) if self.restarts > 3 else 0.25
            self.next_start = time.monotonic() + pause
            log.warning("worker_ended", worker=self.name, code=code, broken=self.broken, restart_seconds=pause)
            return
        self.start()

    def ask_to_stop(self) -> None:
        if self.is_running and self.process:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("worker_killed", worker=self.name)
            self.process.kill()
            self.process.wait()


def tidings_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tidings", *arguments]


class Supervisor:
    """Runs the whole of tidings as processes of this machine."""

    def __init__(self, settings: Settings, config: Path | None, *, serve: bool = True, crawl: bool = True) -> None:
        self._settings, self._crawl = settings, crawl
        self._environment = {ENVIRONMENT: str(config.resolve())} if config else {}
        names = [n for n in wiring.WORKERS for _ in range(settings.workers.processes if n == "classify" else 1)]
        commands = {f"{name}-{i}": ["work", name] for i, name in enumerate(names)}
        if serve:
            commands["web"] = ["serve"]
            if crawl:  # the group of one
                commands["crawl"] = ["crawl", "--quiet"]
            if settings.canary.every_seconds:
                commands["canary"] = ["work", "canary"]
        self.children = [Child(n, tidings_command(*c), self._environment) for n, c in commands.items()]
        self._crawler: Child | None = None

    def run(self, stop: threading.Event) -> int:
        """Run until asked to stop. Returns the exit code."""
        try:
            while not stop.is_set():
                for child in self.children:
                    child.watch()
                stop.wait(TICK_SECONDS)
        finally:
            self.stop()
        return int(any(child.broken for child in self.children))

    def run_once(self, stop: threading.Event, on_tick: Callable[[], None] = lambda: None) -> int:
        """One crawl cycle, then until every topic and every due alert is worked off."""
        try:
            cycle = self._start_crawl([s.id for s in wiring.sources(self._settings) if s.enabled]) if self._crawl else None
            quiet = 0
            # Three looks in a row: a record may be between two topics at the moment of a look.
            while not stop.is_set() and quiet < 3 and not any(child.broken for child in self.children):
                for child in self.children:
                    child.watch()
                self._crawl_again_if_killed()
                crawling = cycle is not None and cycle.is_running
                quiet = 0 if crawling or not self.is_worked_off() else quiet + 1
                on_tick()
                stop.wait(TICK_SECONDS)
            failed = cycle is not None and cycle.process is not None and cycle.process.returncode not in (0, None)
        finally:
            self.stop()
        return int(failed or any(child.broken for child in self.children))

    def is_worked_off(self) -> bool:
        """Whether no group is behind and no alert is due. False while the bus does not answer."""
        try:
            bus = wiring.bus(self._settings)
            lag = {(entry.group, entry.topic): entry.records for entry in bus.lag()}
            groups = ("classify", "articles.crawled"), ("archive", "articles.classified"), ("match", "articles.archived")
            # A group that never committed has no lag to show: then its topic must be empty.
            behind = [lag[g] if g in lag else bus.size(g[1]) for g in groups]
        except BusUnavailable:
            return False
        if any(behind):
            return False
        database = wiring.engine(self._settings)
        try:
            return wiring.outbox(self._settings, database).due() == 0
        finally:
            database.dispose()

    def _crawl_again_if_killed(self) -> None:
        """A cycle that was killed is made again: what it had delivered is seen, the rest is not."""
        crawler = self._crawler
        if crawler is not None and crawler.was_killed and crawler.restarts < MAX_CRAWL_RESTARTS:
            crawler.restarts += 1
            log.warning("crawl_killed", restart=crawler.restarts)
            crawler.start()

    def _start_crawl(self, names: list[str]) -> Child:
        child = Child("crawl", tidings_command("crawl", "--once", "--quiet", *names), self._environment)
        child.start()
        self._crawler = child
        return child

    def stop(self) -> None:
        """Ask every process to stop, wait, and kill what does not."""
        everybody = [*self.children, *([self._crawler] if self._crawler else [])]
        for child in everybody:
            child.ask_to_stop()
        until = time.monotonic() + GRACE_SECONDS
        for child in everybody:
            child.wait(until)
