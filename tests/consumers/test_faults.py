"""A healthy mail server and a healthy webhook beside eleven channels that fail in every way: their p95 stays as it was."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from apprise.plugins.slack import NotifySlack
from sqlalchemy import Engine, event

from alerts import notifier as notifier_module
from alerts.delivery import Alert, Outcome
from alerts.notifier import Notifier
from alerts.outbox import Outbox, OutboxOptions
from alerts.preferences import Preferences
from alerts.schedule import Schedule, changed
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from archive.database import connect_engine
from consumers.send_alerts import SendAlerts, SendOptions
from tests.faults import MailServer, reset, slow
from tests.make import archived, classified, crawled
from tests.services import WebServer, free_port, reply, wait_for
from tidings.database import upgrade
from tidings.wiring import now

ALERTS, PAUSE, PAIRS = 20, 0.5, 5
HEALTHY = ("mail-well", "web-well")
MAIL: dict[str, dict[str, Any]] = {
    "mail-421": {"data": "421 closing"}, "mail-450": {"recipient": "450 busy"}, "mail-451": {"data": "451 later"},
    "mail-550": {"recipient": "550 no such user"}, "mail-hang": {"hang": True}, "mail-down": {},
}  # fmt: skip
SLACK: dict[str, Any] = {
    "slack-429": reply(429, "rate_limited", "text/plain", Retry_After="1"), "slack-500": reply(500, "error", "text/plain"),
    "slack-404": reply(404, "no_team", "text/plain"), "slack-slow": slow, "slack-reset": reset,
}  # fmt: skip


class Servers:
    """A mail server for each mail channel, one web server for all the others; well, or each with its fault."""

    def __init__(self) -> None:
        self.web = WebServer({"*": reply(200, "ok", "text/plain")})
        self.mail = {name: MailServer() for name in (*MAIL, "mail-well")}
        self.controllers = {
            name: Controller(server, hostname="127.0.0.1", port=free_port()) for name, server in self.mail.items()
        }
        self.url = {name: self._url(number, name) for number, name in enumerate((*self.mail, *SLACK, "web-well"))}

    def _url(self, number: int, name: str) -> str:
        if name in self.mail:
            return f"mailto://127.0.0.1:{self.controllers[name].port}/?from=a@tidings.example&to={name}@example.com"
        return f"slack://TAAAAAAAA/BAAAAAAAA/{_token(number)}" if name in SLACK else f"json://127.0.0.1:{self.web.port}/well"

    def __enter__(self) -> Servers:
        self.web.__enter__()
        for controller in self.controllers.values():
            controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        for name, controller in self.controllers.items():
            if controller.server is not None and not (name == "mail-down" and self.is_down):
                controller.stop()
        self.web.__exit__()

    is_down = False

    def break_all(self) -> None:
        for name, fault in MAIL.items():
            for part, value in fault.items():
                setattr(self.mail[name], part, value)
        self.controllers["mail-down"].stop()
        self.is_down = True
        for number, name in enumerate((*self.mail, *SLACK)):
            if name in SLACK:
                self.web.routes[f"/services/TAAAAAAAA/BAAAAAAAA/{_token(number)}"] = SLACK[name]


def _token(number: int) -> str:
    return chr(ord("a") + number) * 24


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, tuple[Servers, Engine]]]:
    """The same subscribers twice: with channels that are all well, and with eleven that are not."""
    monkeypatch.setattr(notifier_module, "SMTP_SECONDS", 1.0)
    monkeypatch.setattr("alerts.channels._TIMEOUTS", {"cto": "5", "rto": "1"})
    with Servers() as calm, Servers() as faulty:
        faulty.break_all()
        found = {
            "calm": (calm, _subscribed(tmp_path / "calm.db", calm)),
            "faulty": (faulty, _subscribed(tmp_path / "faulty.db", faulty)),
        }
        yield found
        for _, engine in found.values():
            engine.dispose()


def _subscribed(path: Path, servers: Servers) -> Engine:
    engine = connect_engine(f"sqlite:///{path}")
    # The disk is not what is measured, and fourteen threads that wait for it are.
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    upgrade(engine)
    store = SubscriptionStore(engine)
    for name, url in servers.url.items():
        owner = store.add_subscriber(name, "en", (url,))
        store.add_rule(name, "all", parse_conditions("all"))
        Preferences(engine).set_schedule(owner, changed(Schedule(), burst=10_000), now())
    return engine


class Timed:
    """The real notifier, and how long alerts of the healthy channels took from being written to being accepted."""

    def __init__(self, healthy: dict[int, str]) -> None:
        self.notifier, self.healthy = Notifier(), healthy
        self.waits: dict[str, list[float]] = {name: [] for name in HEALTHY}

    def send(self, alert: Alert) -> Outcome:
        outcome = self.notifier.send(alert)
        if name := self.healthy.get(alert.channel_id):
            assert outcome.kind == "sent", outcome
            self.waits[name].append(time.time() - alert.content["fetched_at"])
        return outcome


def p95(engine: Engine, moment: str) -> dict[str, float]:
    """Of the healthy channels, for alerts that are written one by one for all channels."""
    store, outbox, stop = SubscriptionStore(engine), Outbox(engine, now, OutboxOptions()), threading.Event()
    names = {s.id: s.name for s in store.subscribers()}
    timed = Timed({c.id: names[c.subscriber_id] for c in store.channels() if names[c.subscriber_id] in HEALTHY})
    thread = threading.Thread(target=SendAlerts(outbox, timed, SendOptions(poll_seconds=0.05)).run, args=(stop,))
    thread.start()
    for number in range(ALERTS):
        article = crawled(f"https://news.example/{moment}/{number}", published_at=now(), fetched_at=now())
        outbox.decide(store.active_rules(), archived(classified(article)))
        time.sleep(PAUSE)
    wait_for(lambda: all(len(waits) >= ALERTS for waits in timed.waits.values()), 60, "the healthy channels")
    stop.set()
    thread.join()
    return {name: sorted(waits)[int(0.95 * ALERTS) - 1] for name, waits in timed.waits.items()}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_p95_of_healthy_channels_stays_within_a_fifth_beside_eleven_that_fail(
    places: dict[str, tuple[Servers, Engine]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # In pairs, until one holds: while the machine is busy with other work, two calm rounds differ by more than a fifth.
    for turn in range(PAIRS):
        pair = {}
        for kind, (servers, engine) in places.items():
            monkeypatch.setattr(NotifySlack, "webhook_url", f"{servers.web.origin}/services")
            pair[kind] = p95(engine, f"{kind}{turn}")
        with capsys.disabled():
            for name in HEALTHY:
                calm, beside = (pair[kind][name] * 1000 for kind in ("calm", "faulty"))
                print(f"\n  p95 of {name}: {calm:.0f} ms, beside eleven channels that fail {beside:.0f} ms")
        # 50 ms: one turn of the sender's loop.
        if all(pair["faulty"][name] <= 1.2 * pair["calm"][name] + 0.05 for name in HEALTHY):
            return
    pytest.fail(f"of {PAIRS} pairs, none within a fifth")
