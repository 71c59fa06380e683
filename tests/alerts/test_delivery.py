"""Faults of real mail and web servers, the promised schedule on a turned clock, and what follows for a channel."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from apprise.plugins.slack import NotifySlack
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from alerts import notifier as notifier_module
from alerts import tables
from alerts.delivery import Alert, Outcome
from alerts.notifier import Notifier
from alerts.outbox import Outbox, OutboxOptions
from alerts.posting import seconds
from alerts.preferences import Preferences
from alerts.reasons import told
from alerts.retries import DEADLINE
from alerts.settling import LONGEST_WAIT
from alerts.store import SubscriptionStore
from alerts.subscriptions import SubscriptionError, parse_conditions
from tests.faults import MailServer, reset, slow
from tests.make import NOW, Clock, archived, classified, crawled
from tests.services import WebServer, free_port, reply
from tidings.settings import Settings
from tidings.web.app import create_app

SLACK = "slack://TAAAAAAAA/BAAAAAAAA/aaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.fixture
def mail() -> Iterator[tuple[MailServer, str]]:
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield server, f"mailto://127.0.0.1:{controller.port}/?from=alerts@tidings.example&to=ada@example.com"
    controller.stop()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server that Slack's plugin and webhooks talk to."""
    with WebServer({"*": reply(200, "ok", "text/plain")}) as server:
        monkeypatch.setattr(NotifySlack, "webhook_url", f"{server.origin}/services")
        yield server


class Desk:
    """Subscribers who are told of everything, and one sender with the real notifier."""

    def __init__(self, engine: Engine, *urls: str) -> None:
        self.engine, self.clock, self.notifier = engine, Clock(), Notifier("https://tidings.example")
        self.store = SubscriptionStore(engine)
        self.ada = self.store.add_subscriber("ada", "en", urls)
        self.store.add_rule("ada", "all", parse_conditions("all"))
        self.outbox, self.numbers = Outbox(engine, self.clock, OutboxOptions(lease_seconds=60)), iter(range(1000))

    def news(self, number: int = 1) -> None:
        for _ in range(number):
            article = crawled(f"https://news.example/{next(self.numbers)}", published_at=self.clock())
            self.outbox.decide(self.store.active_rules(), archived(classified(article)))

    def send(self) -> list[tuple[Alert, Outcome]]:
        done = []
        for alert in self.outbox.claim("w"):
            outcome = self.notifier.send(alert)
            self.outbox.finish(alert, outcome, "w")
            done.append((alert, outcome))
        return done

    def rows(self, table: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execution_options(reading=True).execute(select(table)))

    def wait(self) -> float:
        """Seconds until the one record that waits is due."""
        [row] = [r for r in self.rows(tables.alerts) if r.state == "pending"]
        return float(row.next_at - self.clock().timestamp())


def addresses(mail: str, web: WebServer, fault: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Of the channels by kind; nobody listens where one is down, and what never answers is not waited for long."""
    patience = "0.5" if fault in {"slow", "hang after DATA"} else "10"
    monkeypatch.setattr(notifier_module, "SMTP_SECONDS", float(patience))
    monkeypatch.setattr("alerts.channels._TIMEOUTS", {"cto": "10", "rto": patience})
    if fault == "down":
        nobody = free_port()
        monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{nobody}/services")
        return {"mail": f"mailto://127.0.0.1:{nobody}/?from=a@x.example&to=b@x.example", "slack": SLACK,
                "webhook": f"json://127.0.0.1:{nobody}/"}  # fmt: skip
    if fault == "no TLS":
        mail = mail.replace("mailto://", "mailtos://")
    return {"mail": mail, "slack": SLACK, "webhook": f"json://127.0.0.1:{web.port}/hook"}


def set_mail(**answers: Any) -> Callable[[MailServer, WebServer], None]:
    return lambda mail, web: [setattr(mail, name, value) for name, value in answers.items()]  # type: ignore[return-value]


def set_web(answer: Any) -> Callable[[MailServer, WebServer], None]:
    return lambda mail, web: web.routes.update({"*": answer})


BUSY = set_web(reply(429, "rate_limited", "text/plain", Retry_After="90"))
FAULTS = [
    ("mail", "down", None, "retry"),
    ("mail", "421 in greeting", set_mail(greeting="421 too busy"), "retry"),
    ("mail", "421", set_mail(data="421 closing"), "retry"),
    ("mail", "450", set_mail(recipient="450 mailbox busy"), "retry"),
    ("mail", "451", set_mail(data="451 try later"), "retry"),
    ("mail", "550", set_mail(recipient="550 no such user"), "refused"),
    ("mail", "554", set_mail(data="554 rejected"), "refused"),
    ("mail", "hang after DATA", set_mail(hang=True), "unknown"),
    ("mail", "no TLS", None, "retry"),
    ("slack", "down", None, "retry"),
    ("slack", "429", BUSY, "retry"),
    ("slack", "500", set_web(reply(500, "error", "text/plain")), "retry"),
    ("slack", "404", set_web(reply(404, "no_team", "text/plain")), "refused"),
    ("slack", "slow", set_web(slow), "unknown"),
    ("slack", "reset", set_web(reset), "unknown"),
    ("webhook", "429", BUSY, "retry"),
    ("webhook", "503", set_web(reply(503, "", "text/plain", Retry_After="Tue, 24 Nov 2099 12:00:00 GMT")), "retry"),
    ("webhook", "404", set_web(reply(404, "", "text/plain")), "refused"),
    ("webhook", "redirect", set_web(reply(302, "", "text/plain", Location="http://127.0.0.1:9/")), "retry"),
    ("webhook", "slow", set_web(slow), "unknown"),
    ("webhook", "500", set_web(reply(500, "", "text/plain")), "retry"),
    ("webhook", "reset", set_web(reset), "unknown"),
    ("webhook", "down", None, "retry"),
]
# Those that pass, or may: of each the whole schedule is kept.
PASSING = [fault for fault in FAULTS if fault[3] != "refused" and fault[1] != "503"]


@pytest.mark.parametrize(("kind", "fault", "prepare", "outcome"), FAULTS, ids=[f"{f[0]} {f[1]}" for f in FAULTS])
def test_each_fault_is_tried_again_on_the_promised_schedule_or_refused_for_good(
    sqlite_engine: Engine, mail: tuple[MailServer, str], web: WebServer, monkeypatch: pytest.MonkeyPatch, kind: str, fault: str,
    prepare: Any, outcome: str,
) -> None:  # fmt: skip
    server, address = mail
    urls = addresses(address, web, fault, monkeypatch)
    desk = Desk(sqlite_engine, urls[kind])
    if prepare:
        prepare(server, web)
    desk.news()
    [(first, came)] = desk.send()
    assert came.kind == outcome, came
    assert "TAAAAAAAA" not in came.detail
    if outcome == "refused":
        [row] = desk.rows(tables.alerts)
        assert (row.state, bool(row.reason)) == ("failed", True)
        desk.clock.turn(DEADLINE)
        assert desk.send() == []
        return
    [row] = desk.rows(tables.attempts)
    assert (row.outcome, bool(row.detail)) == (outcome, True)
    asked = {"429": 90, "503": LONGEST_WAIT}.get(fault, 0)
    assert max(24, asked) - 0.01 <= desk.wait() <= max(36, asked) + 0.01
    assert desk.send() == []
    # Put right in time: it is accepted, under the same id.
    set_mail(greeting="", recipient="250 ok", data="250 ok", hang=False)(server, web)
    web.routes["*"] = reply(200, "ok", "text/plain")
    if fault not in {"down", "no TLS"}:
        desk.clock.turn(desk.wait() + 0.1)
        [(again, accepted)] = desk.send()
        assert (again.id, accepted.kind, again.attempts) == (first.id, "sent", 2)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "fault", "prepare", "outcome"), PASSING, ids=[f"{f[0]} {f[1]}" for f in PASSING])
def test_a_fault_that_stays_is_tried_on_the_promised_schedule_until_the_deadline(
    sqlite_engine: Engine, mail: tuple[MailServer, str], web: WebServer, monkeypatch: pytest.MonkeyPatch, kind: str, fault: str,
    prepare: Any, outcome: str,
) -> None:  # fmt: skip
    server, address = mail
    desk = Desk(sqlite_engine, addresses(address, web, fault, monkeypatch)[kind])
    if prepare:
        prepare(server, web)
    desk.news()
    asked, waits = 90.0 if fault == "429" else 0.0, []
    for _ in range(7):
        assert [came.kind for _, came in desk.send()] == [outcome]
        waits.append(desk.wait())
        desk.clock.turn(waits[-1] - 1.0)
        assert desk.send() == []  # not before its time
        desk.clock.turn(1.01)
    for wait, promised in zip(waits, [30, 60, 120, 300, 900, 1800, 1800], strict=True):
        assert max(asked, 0.8 * promised) - 0.01 <= wait <= max(asked, 1.2 * promised) + 0.01
    assert {row.outcome for row in desk.rows(tables.attempts)} == {outcome}
    desk.clock.turn(DEADLINE)
    assert desk.send() == []
    [row] = desk.rows(tables.alerts)
    assert (row.state, told(row.reason)) == ("expired", "not accepted within 24 hours")


def test_slack_is_sent_one_message_a_second_and_when_it_asks_for_time_all_of_them_wait(
    engine: Engine, web: WebServer
) -> None:
    desk = Desk(engine, SLACK, f"json://127.0.0.1:{web.port}/hook")
    # Another subscriber with the same hook shares its pace.
    desk.store.add_subscriber("lin", "zh", (SLACK,))
    desk.store.add_rule("lin", "all", parse_conditions("all"))
    desk.news(2)
    kinds = [alert.kind for alert, _ in desk.send()]
    assert sorted(kinds) == ["slack", "webhook", "webhook"]
    assert desk.send() == []
    desk.clock.turn(1.0)
    assert [alert.kind for alert, _ in desk.send()] == ["slack"]
    web.routes["*"] = reply(429, "rate_limited", "text/plain", Retry_After="30")
    desk.clock.turn(1.0)
    assert [outcome.retry_after for _, outcome in desk.send()] == [30.0]
    web.routes["*"] = reply(200, "ok", "text/plain")
    desk.news()
    desk.clock.turn(29)
    assert {alert.kind for alert, _ in desk.send()} == {"webhook"}
    for _ in range(9):
        desk.clock.turn(2)
        desk.send()
    assert {row.state for row in desk.rows(tables.alerts)} == {"sent"}


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("30", 30.0),
        (" 5 ", 5.0),
        ("Tue, 24 Nov 2026 12:02:00 GMT", 120.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        (None, None),
    ],
)
def test_what_a_server_asks_for_is_read_in_both_forms(header: str | None, wait: float | None) -> None:
    assert seconds(header, NOW.timestamp()) == wait


def test_a_channel_that_keeps_refusing_is_paused_and_its_owner_told_by_another(
    engine: Engine, mail: tuple[MailServer, str], web: WebServer
) -> None:
    server, address = mail
    server.recipient = "550 no such user"
    desk = Desk(engine, address, f"json://127.0.0.1:{web.port}/hook")
    for _ in range(2):
        desk.news()
        desk.send()
    assert [c.paused for c in desk.store.channels()] == ["", ""]
    desk.news()
    desk.send()
    [broken] = [c for c in desk.store.channels() if c.paused]
    assert (broken.kind, "550" in broken.paused) == ("mail", True)
    [(_, told)] = desk.send()
    assert told.kind == "sent"
    said = json.loads(web.asked[-1][2])
    assert said["type"] == "notice"
    assert "is paused: mail to ada@example.com" in said["title"]
    assert f"tidings subscribers resume-channel ada {broken.id}" in said["message"]
    # Nothing is sent to it meanwhile, and what waits does not keep `run --once` from ending.
    desk.news()
    assert [alert.kind for alert, _ in desk.send()] == ["webhook"]
    assert (desk.outbox.due(), desk.outbox.paused_channels()) == (0, 1)
    server.recipient = "250 ok"
    Preferences(engine).resume_channel(desk.ada, broken.id)
    assert [(alert.kind, outcome.kind) for alert, outcome in desk.send()] == [("mail", "sent")]
    with pytest.raises(SubscriptionError, match="is not paused"):
        Preferences(engine).resume_channel(desk.ada, broken.id)


def test_refusals_that_are_not_in_a_row_pause_nothing(sqlite_engine: Engine, mail: tuple[MailServer, str]) -> None:
    server, address = mail
    desk = Desk(sqlite_engine, address)
    for answer in ("550 no", "550 no", "250 ok", "550 no", "550 no"):
        server.recipient = answer
        desk.news()
        desk.send()
    assert [c.paused for c in desk.store.channels()] == [""]


def test_what_waited_for_a_paused_channel_for_a_day_says_so(sqlite_engine: Engine, mail: tuple[MailServer, str]) -> None:
    server, address = mail
    server.recipient = "550 no"
    desk = Desk(sqlite_engine, address)
    for _ in range(3):
        desk.news()
        desk.send()
    desk.news()
    desk.clock.turn(DEADLINE)
    desk.send()
    assert {told(row.reason) for row in desk.rows(tables.alerts) if row.state == "expired"} == {
        "its channel was paused for 24 hours"
    }


def test_a_webhook_is_signed_as_its_receiver_checks_it(sqlite_engine: Engine, web: WebServer) -> None:
    desk = Desk(sqlite_engine, f"json://user:pa%3Ass@127.0.0.1:{web.port}/hook")
    desk.news()
    [(alert, outcome)] = desk.send()
    assert outcome.kind == "sent"
    [(method, path, body, headers)] = web.asked
    assert (method, path) == ("POST", "/hook")
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"user:pa:ss").decode()
    assert headers["Webhook-Id"] == headers["X-Alert-ID"] == alert.id
    assert abs(time.time() - int(headers["Webhook-Timestamp"])) < 60
    [channel] = desk.store.channels()
    key = base64.b64decode(channel.secret.removeprefix("whsec_"))
    signed = f"{alert.id}.{headers['Webhook-Timestamp']}.".encode() + body
    assert headers["Webhook-Signature"] == "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    told = json.loads(body)
    assert (told["id"], told["type"], told["title"]) == (alert.id, "alert", "[Deal] Corvane buys Lanterix")
    assert told["alerts"][0]["url"].startswith("https://news.example/")
    assert "whsec" not in repr(channel) + repr(alert) + body.decode()


def test_a_new_secret_replaces_the_old_one(sqlite_engine: Engine, web: WebServer) -> None:
    desk = Desk(sqlite_engine, f"json://127.0.0.1:{web.port}/hook", SLACK)
    webhook, slack = desk.store.channels()
    fresh = Preferences(sqlite_engine).sign_channel(desk.ada, webhook.id)
    assert [c.secret for c in desk.store.channels()] == [fresh, ""]
    assert fresh != webhook.secret
    with pytest.raises(SubscriptionError, match="is not a webhook"):
        Preferences(sqlite_engine).sign_channel(desk.ada, slack.id)


def test_a_mail_can_be_unsubscribed_from_with_one_click(engine: Engine, mail: tuple[MailServer, str]) -> None:
    server, address = mail
    desk = Desk(engine, address)
    desk.news()
    desk.send()
    sent = email.message_from_bytes(server.mails[0].content, policy=email.policy.default)
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = sent["List-Unsubscribe"]
    assert link.startswith("<https://tidings.example/unsubscribe/")
    path = link.strip("<>").removeprefix("https://tidings.example")
    desk.news()
    with TestClient(create_app(Settings(), engine)) as pages:
        assert "<button" in pages.get(path).text  # looking changes nothing
        assert len(desk.store.channels()) == 1
        assert pages.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert pages.post(path + "x").status_code == 404
    assert desk.store.channels() == []
    assert desk.send() == []
    assert {row.state for row in desk.rows(tables.alerts)} == {"sent", "suppressed"}


def test_without_pages_a_mail_names_no_link(sqlite_engine: Engine, mail: tuple[MailServer, str]) -> None:
    server, address = mail
    desk = Desk(sqlite_engine, address)
    desk.notifier = Notifier()
    desk.news()
    desk.send()
    sent = email.message_from_bytes(server.mails[0].content, policy=email.policy.default)
    assert sent["List-Unsubscribe"] is None
    assert sent["X-Alert-ID"]
