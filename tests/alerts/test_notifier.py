"""Delivery for real: an SMTP server, and an HTTP server that speaks Slack's webhook."""

from __future__ import annotations

import email
import email.policy
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from apprise.plugins.slack import NotifySlack

from alerts import render
from alerts.channels import parse_channel
from alerts.delivery import Alert, Outcome
from alerts.notifier import Notifier
from alerts.subscriptions import Conditions, Rule
from tests.faults import MailServer
from tests.make import archived, classified, crawled
from tests.services import Answer, WebServer, free_port, reply

HOSTILE = (
    "<script>alert(1)</script> <!channel> <@U123> [x](https://evil.example) \r\nBcc: victim@example.com \u202eabc &amp; 石药"
)


def alert(url: str, title: str = "Corvane buys Lanterix", language: str = "en", text: str = "") -> Alert:
    kind, safe = parse_channel(url)
    rule = Rule(1, "big deals", 1, "ada", language, Conditions())
    article = crawled(title=title, text=text or "Corvane has agreed to buy Lanterix for $2.1 billion. AI helped.")
    return Alert("alert-1", 1, kind, safe, 1, render.content(archived(classified(article)), rule, "http://127.0.0.1:8000"))


@pytest.fixture
def smtp() -> Iterator[tuple[MailServer, str]]:
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield server, f"mailto://127.0.0.1:{controller.port}/?from=alerts@tidings.example&to=ada@example.com"
    controller.stop()


def parsed(server: MailServer) -> Any:
    return email.message_from_bytes(server.mails[0].content, policy=email.policy.default)


def test_a_mail_shows_what_happened_in_both_parts(smtp: tuple[MailServer, str]) -> None:
    server, url = smtp
    assert Notifier().send(alert(url)) == Outcome("sent")
    mail = parsed(server)
    assert server.mails[0].rcpt_tos == ["ada@example.com"]
    assert mail["subject"] == "[Deal] Corvane buys Lanterix"
    assert (mail["X-Alert-ID"], mail["Auto-Submitted"]) == ("alert-1", "auto-generated")
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        for part in (
            "Corvane buys Lanterix",
            "USD 2.1 billion",
            "The Example",
            "2026-11-24 11:55 UTC",
            "https://news.example/a",
            "big deals",
        ):
            assert part in body, (kind, part)


def test_the_text_part_of_a_mail_is_ours_with_the_addresses_of_its_links(smtp: tuple[MailServer, str]) -> None:
    server, url = smtp
    whole = alert(url)
    told = Alert("alert-1", 1, whole.kind, whole.url, 1, {**whole.content, "id": "r1"}, ("r1",), "token")
    assert Notifier("https://tidings.example", b"k" * 32).send(told).kind == "sent"
    text = parsed(server).get_body(("plain",)).get_content()
    assert text.startswith("Deal: Corvane buys Lanterix")
    assert "Not relevant: https://tidings.example/alerts/r1~" in text
    assert "Unsubscribe: https://tidings.example/unsubscribe/token" in text


def test_a_chinese_mail_speaks_chinese(smtp: tuple[MailServer, str]) -> None:
    server, url = smtp
    assert Notifier().send(alert(url, "石药集团获得首付款", "zh")).kind == "sent"
    assert parsed(server)["subject"] == "[交易] 石药集团获得首付款"
    assert "阅读原文" in parsed(server).get_body(("html",)).get_content()


def test_hostile_titles_are_inert_in_mail(smtp: tuple[MailServer, str]) -> None:
    server, url = smtp
    assert Notifier().send(alert(url, HOSTILE)).kind == "sent"
    mail = parsed(server)
    html = mail.get_body(("html",)).get_content()
    assert server.mails[0].rcpt_tos == ["ada@example.com"]
    assert mail["Bcc"] is None
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html + str(mail["subject"])


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"recipient": "550 no such user"}, "refused"),
        ({"recipient": "450 mailbox busy"}, "retry"),
        ({"data": "451 try later"}, "retry"),
        ({"data": "421 closing"}, "retry"),
        ({"data": "554 rejected"}, "refused"),
    ],
)
def test_answers_of_a_mail_server_are_told_apart(smtp: tuple[MailServer, str], answers: dict[str, str], kind: str) -> None:
    server, url = smtp
    for name, value in answers.items():
        setattr(server, name, value)
    assert Notifier().send(alert(url)).kind == kind


def test_a_mail_server_that_is_down_is_tried_again_and_its_password_is_not_told() -> None:
    outcome = Notifier().send(alert(f"mailto://user:hunter2@127.0.0.1:{free_port()}/?from=a@example.com&to=ada@example.com"))
    assert outcome.kind == "retry"
    assert "hunter2" not in outcome.detail


SLACK = "slack://TAAAAAAAA/BAAAAAAAA/aaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], WebServer]]:
    servers: list[WebServer] = []

    def serve(answer: Answer) -> WebServer:
        server = WebServer({"*": answer}).__enter__()
        servers.append(server)
        monkeypatch.setattr(NotifySlack, "webhook_url", f"{server.origin}/services")
        return server

    yield serve
    for server in servers:
        server.__exit__()


def test_slack_gets_plain_text_in_which_hostile_titles_are_inert(slack: Callable[[Answer], WebServer]) -> None:
    server = slack(reply(200, "ok", "text/plain"))
    assert Notifier().send(alert(SLACK, HOSTILE)).kind == "sent"
    [(_, _, body, _)] = server.asked
    sent = body.decode()
    assert "USD 2.1 billion" in sent
    for live in ("<script", "<!channel>", "<@U123>"):
        assert live not in sent


@pytest.mark.parametrize(
    ("status", "kind"), [(429, "retry"), (500, "retry"), (404, "refused"), (403, "refused"), (410, "refused")]
)
def test_answers_of_slack_are_told_apart(slack: Callable[[Answer], WebServer], status: int, kind: str) -> None:
    slack(reply(status, "no", "text/plain", Retry_After="30"))
    assert Notifier().send(alert(SLACK)).kind == kind


def test_a_connection_that_is_reset_is_tried_again(slack: Callable[[Answer], WebServer]) -> None:
    slack(lambda request: request.connection.shutdown(socket.SHUT_RDWR))
    assert Notifier().send(alert(SLACK)).kind in {"retry", "unknown"}


def test_a_webhook_that_answers_too_late_may_have_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebServer({"*": lambda request: time.sleep(2)}) as server:
        slow = alert(f"json://127.0.0.1:{server.port}/hook")
        hurried = Alert(slow.id, 1, slow.kind, slow.url.replace("rto=20", "rto=1"), 1, slow.content)
        assert Notifier().send(hurried).kind == "unknown"


def test_a_page_cannot_smuggle_a_script_link_into_an_alert() -> None:
    rule = Rule(1, "r", 1, "ada", "en", Conditions())
    event = archived(classified(crawled(url="javascript:alert(1)")))
    assert render.content(event, rule, "")["url"] == ""
