"""Subscribers' own pages: who may open them, what their buttons change, and that opening them changes nothing."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from alerts import tables
from alerts.feedback import Feedback, Precision
from alerts.mutes import MuteStore
from alerts.page_access import PageAccess
from alerts.preferences import Preferences
from archive.corrections import corrected
from tests.services import WebServer, free_port, reply
from tests.tidings.site import SECRETS, Site
from tidings import wiring
from tidings.cli.main import app
from tidings.settings import AlertsSection, Settings, WebSection
from tidings.web.app import create_app

PAGES = ("", "/rules", "/settings", "/channels", "/log", "/log?state=sent", "/mutes")


class Inbox:
    """A mail server that takes everything but what is for nobody@."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []

    async def handle_RCPT(self, server: object, session: object, envelope: object, address: str, options: object) -> str:
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 ok"

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        mail: Any = email.message_from_bytes(envelope.content, policy=email.policy.default)  # type: ignore[attr-defined]
        self.mails.append((envelope.rcpt_tos, mail.get_body(("plain",)).get_content()))  # type: ignore[attr-defined]
        return "250 ok"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    kept = Inbox()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield kept, controller.port
    controller.stop()


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path, inbox: tuple[Inbox, int]) -> Site:
    server = f"mailto://127.0.0.1:{inbox[1]}/?from=alerts@tidings.example"
    settings = Settings(
        bus=f"embedded:{tmp_path}/bus.db", web=WebSection(base_url="https://tidings.example"),
        alerts=AlertsSection(mail_server=server),
    )  # fmt: skip
    return Site(sqlite_engine, settings)


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(create_app(site.settings, site.engine), base_url="https://tidings.example") as opened:
        yield opened


def test_every_page_opens_in_the_language_of_its_subscriber_and_shows_no_secret(client: TestClient, site: Site) -> None:
    site.news()
    site.send_all()
    for path in PAGES:
        english, chinese = client.get(site.page(site.ada, path)), client.get(site.page(site.lin, path))
        assert (english.status_code, chinese.status_code) == (200, 200), path
        assert '<html lang="en">' in english.text
        assert '<html lang="zh-CN">' in chinese.text
        assert "渠道" in chinese.text
        for answer in (english, chinese):
            assert not any(secret in answer.text for secret in SECRETS)
            assert answer.headers["cache-control"] == "no-store"
            assert "script-src 'none'" in answer.headers["content-security-policy"]
    assert "lin@example.com" not in client.get(site.page(site.ada, "/channels")).text


def test_a_link_that_is_forged_ended_or_run_out_opens_nothing(client: TestClient, site: Site) -> None:
    page = site.page(site.ada)
    access = PageAccess(site.engine, site.links)
    late = access.link(site.ada, wiring.now() - timedelta(days=31)).removeprefix("https://tidings.example")
    other = page.replace(f"/mine/{site.ada.id}.", f"/mine/{site.lin.id}.")
    alert = site.links.about("1.0", wiring.now().timestamp()).removeprefix("https://tidings.example")
    for wrong in (
        page + "x",
        page[:-1],
        late,
        other,
        alert.replace("/alerts/", "/mine/"),
        "/mine/x",
        "/mine/1.0~ffffffffff~",
        alert,
    ):
        for answer in (client.get(wrong), client.post(wrong + "/settings", data={"language": "zh"})):
            assert answer.status_code in {404, 405}
            assert "ada" not in answer.text
    assert client.get(page).status_code == 200
    access.revoke(site.ada)
    assert client.get(page).status_code == 404
    assert "This link is no longer valid" in client.get(page).text
    assert client.get(site.page(site.ada)).status_code == 200


def test_opening_any_link_changes_nothing(client: TestClient, site: Site) -> None:
    site.news()
    [alert, *_] = site.alerts(site.ada)
    channel = site.rows(select(tables.channels))[0]
    confirm = site.links.confirm(channel.id, wiring.now().timestamp()).removeprefix("https://tidings.example")
    asked = [site.about(alert, f"?say={say}") for say in ("relevant", "not_relevant", "mute", "page")]
    asked += [*(site.page(site.ada, path) for path in PAGES), f"/unsubscribe/{channel.token}", confirm, site.about(alert)]
    before = site.everything()
    for url in asked:
        assert client.get(url).status_code == 200, url
        assert client.head(url).status_code in {200, 405}
    assert site.everything() == before


def test_a_form_of_another_site_and_too_much_are_refused(client: TestClient, site: Site) -> None:
    page, token = site.page(site.ada, "/settings"), site.rows(select(tables.channels))[0].token
    before = site.everything()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        assert client.post(page, data={"language": "zh"}, headers=headers).status_code == 403
    assert client.post(page, data={"language": "z" * 70_000}).status_code == 413
    assert client.post(page, content=iter([b"language=zh"])).status_code == 411
    assert site.everything() == before
    # A mail provider unsubscribes by a bare POST, RFC 8058.
    assert client.post(f"/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_times_and_language_are_changed_and_what_cannot_be_is_told_beside_its_field(client: TestClient, site: Site) -> None:
    page = site.page(site.ada, "/settings")
    sent = {
        "language": "zh", "zone": "Asia/Shanghai", "digest": "weekly", "at": "09:30", "weekday": "fri", "burst": "20",
        "days0": ["mon", "tue"], "start0": "22:00", "end0": "07:00", "start1": "12:00", "end1": "13:00", "urgent_passes": "yes",
    }  # fmt: skip
    wrong = {**sent, "zone": "Mars/Base", "start1": "", "burst": "0"}
    answer = client.post(page, data=wrong)
    assert answer.status_code == 422
    for name in ("zone", "burst"):
        assert f'aria-describedby="{"zone-hint" if name == "zone" else ""} {name}-error" aria-invalid="true"' in answer.text
    assert "This time zone is not known" in answer.text
    assert "Quiet hours need a start and an end" in answer.text
    assert Preferences(site.engine).schedule(site.ada).zone == "UTC"
    answer = client.post(page, data=sent)
    assert "已保存" in answer.text
    kept = Preferences(site.engine).schedule(site.ada)
    assert [str(hours) for hours in kept.quiet] == ["mon,tue 22:00-07:00", "mon,tue,wed,thu,fri,sat,sun 12:00-13:00"]
    assert (kept.zone, kept.digest, f"{kept.at:%H:%M}", kept.weekday, kept.burst, kept.urgent_passes) == (
        "Asia/Shanghai", "weekly", "09:30", 4, 20, True,
    )  # fmt: skip


def test_an_address_is_used_only_when_it_has_confirmed(client: TestClient, site: Site, inbox: tuple[Inbox, int]) -> None:
    page = site.page(site.ada, "/channels")
    for address in ("", "a@b", "a@example.com,b@example.com", "a@example.com?to=b@example.com", "x\r\nBcc: y@example.com"):
        answer = client.post(page, data={"kind": "mail", "address": address})
        assert answer.status_code == 422
        assert "Write one mail address" in answer.text
    answer = client.post(page, data={"kind": "mail", "address": "new@example.com"})
    assert "A link to confirm was sent" in answer.text
    assert "waits for its confirmation" in answer.text
    number = site.rows(select(tables.channels.c.id).order_by(tables.channels.c.id.desc()))[0].id
    for action in ("test", "resume"):
        client.post(f"{page}/{number}/{action}")
    assert client.post(f"{page}/{number}/confirm").status_code == 429
    site.news()
    site.send_all()
    [(recipients, content)] = inbox[0].mails
    assert recipients == ["new@example.com"]
    assert {row.state for row in site.alerts(site.ada) if row.channel_id == number} == {"pending"}
    link = content.split("Confirm: https://tidings.example")[1].split()[0]
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 200
    site.send_all()
    assert {row.state for row in site.alerts(site.ada) if row.channel_id == number} == {"sent"}
    assert "You have this channel already" in client.post(page, data={"kind": "mail", "address": "new@example.com"}).text


def test_a_channel_is_tested_and_says_what_it_answered(client: TestClient, site: Site, inbox: tuple[Inbox, int]) -> None:
    added = site.store.add_channel("ada", f"mailto://127.0.0.1:{inbox[1]}/?from=a@example.com&to=nobody@example.com")
    fine = site.store.add_channel("ada", f"mailto://127.0.0.1:{inbox[1]}/?from=a@example.com&to=some@example.com")
    page = site.page(site.ada, "/channels")
    assert "no such user" in client.post(f"{page}/{added.id}/test").text
    assert "accepted by the channel" in client.post(f"{page}/{fine.id}/test").text
    assert client.post(f"{page}/{fine.id}/test").status_code == 429
    assert "This is a test" in client.get(site.page(site.ada, "/log")).text
    assert len(inbox[0].mails) == 1
    theirs = site.store.channels()[-1]
    assert theirs.id == fine.id
    client.post(f"{site.page(site.lin, '/channels')}/{fine.id}/remove")
    assert fine.id in {c.id for c in site.store.channels()}, "nobody removes a channel of another"
    client.post(f"{page}/{fine.id}/remove")
    assert fine.id not in {c.id for c in site.store.channels()}


def test_a_slack_channel_is_added_by_its_webhook_address(client: TestClient, site: Site) -> None:
    page = site.page(site.lin, "/channels")
    for hook in (
        "https://evil.example/services/T1/B1/x",
        "slack://T/B/x",
        "http://hooks.slack.com/services/T1/B1/x",
        "json://127.0.0.1/",
    ):
        assert client.post(page, data={"kind": "slack", "hook": hook}).status_code == 422
    hook = "https://hooks.slack.com/services/TAAAAAAAA/BAAAAAAAA/aaaaaaaaaaaaaaaaaaaaaaaa"
    answer = client.post(page, data={"kind": "slack", "hook": hook})
    assert "已保存" in answer.text
    assert "aaaaaaaaaaaa" not in answer.text
    assert [c.kind for c in site.store.channels() if c.subscriber_id == site.lin.id] == ["mail", "slack"]


def test_feedback_is_kept_by_alert_and_gives_the_precision_of_the_rule(client: TestClient, site: Site) -> None:
    for number in range(3):
        site.news(number)
    site.send_all()
    by_story = {row.story_id: row for row in site.alerts(site.ada)}
    for place, row in enumerate(by_story.values()):
        answer = client.post(site.about(row, "/feedback"), data={"relevant": "no" if place == 0 else "yes"})
        assert f"You said: {'not relevant' if place == 0 else 'relevant'}" in answer.text
    client.post(site.about(row, "/feedback"), data={"relevant": "perhaps"})
    rule = next(r for r in site.store.active_rules() if r.subscriber == "ada")
    assert Feedback(site.engine).by_rule() == {rule.id: Precision(2, 1)}
    assert "2 of 3; 95 % interval 21 % to 94 %" in client.get(site.page(site.ada)).text
    told = next(r for r in client.get("/api/rules").json() if r["subscriber"] == "ada")["precision"]
    assert (told["relevant"], told["not_relevant"], round(told["share"], 2)) == (2, 1, 0.67)
    assert [round(limit, 2) for limit in told["interval"]] == [0.21, 0.94]


@pytest.mark.parametrize(
    ("what", "kind", "value"), [("party:Corvane", "party", "Corvane"), ("rule:", "rule", "licences"), ("story", "story", "")]
)
def test_a_story_a_party_or_a_rule_is_muted_from_an_alert(
    client: TestClient, site: Site, what: str, kind: str, value: str
) -> None:
    site.news()
    alert = site.alerts(site.ada)[0]
    client.post(site.about(alert, "/mute"), data={"what": "party:Somebody else", "length": "d7"})
    client.post(site.about(alert, "/mute"), data={"what": what, "length": "a year"})
    assert MuteStore(site.engine).of(site.ada, wiring.now()) == []
    client.post(site.about(alert, "/mute"), data={"what": what, "length": "d7"})
    [mute] = MuteStore(site.engine).of(site.ada, wiring.now())
    assert (mute.kind, mute.value) == (kind, value or alert.story_id)
    assert mute.until is not None
    shown = client.get(site.page(site.ada, "/mutes")).text
    assert (alert.content["title"] if kind == "story" else value) in shown
    client.post(site.page(site.lin, f"/mutes/{mute.id}/remove"))
    assert MuteStore(site.engine).of(site.ada, wiring.now()), "nobody unmutes for another"
    client.post(site.page(site.ada, f"/mutes/{mute.id}/remove"))
    assert MuteStore(site.engine).of(site.ada, wiring.now()) == []


def test_rules_and_companies_are_muted_on_the_page_and_the_log_says_why_nothing_came(client: TestClient, site: Site) -> None:
    page = site.page(site.ada, "/mutes")
    for wrong in ({}, {"rule": "licences", "party": "x", "length": "d7"}, {"rule": "none", "length": "d7"}, {"party": "x"}):
        assert client.post(page, data=wrong).status_code == 422
    client.post(page, data={"party": "Corvane", "length": "forever"})
    site.news(7)
    log = client.get(site.page(site.ada, "/log")).text
    assert "Looked at, but no alert" in log
    assert "muted: party &#39;Corvane&#39; until it is removed" in log
    assert "(7)" in log
    assert "(7)" in client.get(site.page(site.lin, "/log")).text


def test_the_log_says_on_their_own_clock_what_an_alert_waits_for(client: TestClient, site: Site) -> None:
    client.post(
        site.page(site.lin, "/settings"),
        data={"language": "zh", "zone": "Asia/Shanghai", "digest": "daily", "at": "08:00", "burst": "9"},
    )
    site.news()
    log = client.get(site.page(site.lin, "/log")).text
    assert "08:00 的摘要发送" in log
    assert "UTC" not in log


def test_the_link_to_the_own_page_goes_to_where_the_alert_went(client: TestClient, site: Site) -> None:
    site.news()
    site.send_all()
    alert = site.alerts(site.ada)[0]
    answer = client.post(site.about(alert, "/page"))
    assert "It is on its way" in answer.text
    assert "/mine/" not in answer.text, "an alert that was forwarded does not open the page"
    assert "a moment ago" in client.post(site.about(alert, "/page")).text
    [notice] = [row for row in site.rows(select(tables.alerts)) if row.state == "pending"]
    assert notice.channel_id == alert.channel_id
    link = notice.content["link_to"]["url"].removeprefix("https://tidings.example")
    assert "News alerts for ada" in client.get(link).text


def test_the_command_line_prints_a_link_and_ends_it(site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_DATABASE", site.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("TIDINGS_WEB__BASE_URL", "https://tidings.example")
    runner = CliRunner()
    url = runner.invoke(app, ["subscribers", "link", "ada", "--days", "2"]).stdout.strip()
    assert url.startswith("https://tidings.example/mine/1.0~")
    assert client.get(url).status_code == 200
    assert "have ended" in runner.invoke(app, ["subscribers", "link", "ada", "--revoke"]).stdout
    assert client.get(url).status_code == 404
    site.news()
    Feedback(site.engine).vote(site.alerts(site.ada)[0].id, True, 1.0)
    assert "1/1 = 100%" in " ".join(runner.invoke(app, ["rules", "list"], env={"COLUMNS": "200"}).stdout.split())


def test_labels_are_set_right_on_the_article_by_whom_the_link_names(client: TestClient, site: Site) -> None:
    told = site.news()
    alert = site.alerts(site.ada)[0]
    text = client.get(site.about(alert)).text
    path = text.split('href="/articles/')[1].split('"')[0].replace("&amp;", "&")
    token = path.split("by=")[1].split("#")[0]
    page = client.get(f"/articles/{path}").text
    assert "as ada" in page
    answer = client.post(f"/articles/{told.key}/labels", data={"label": ["milestone", "policy", "nonsense"], "by": token})
    assert "Set right by ada: Policy, Milestone" in answer.text
    [row] = corrected(site.engine)
    assert (row["labels"], row["corrected_by"]) == (["policy", "milestone"], "ada")
    client.post(f"/articles/{told.key}/labels", data={"by": token + "x"})
    [row] = corrected(site.engine)
    assert (row["labels"], row["corrected_by"]) == ([], "web")
    assert client.post("/articles/none/labels").status_code == 404
    assert (
        client.post(
            f"/articles/{told.key}/labels", data={"label": "deal"}, headers={"Origin": "https://evil.example"}
        ).status_code
        == 403
    )


def test_a_subscriber_adds_a_webhook_at_a_public_address_alone(site: Site) -> None:
    with WebServer({"*": reply(200, "ok")}) as server:
        address = f"{server.origin}/hook"
        with TestClient(create_app(site.settings, site.engine)) as client:
            page = site.page(site.ada, "/channels")
            for typed in (address, "http://169.254.169.254/", "nothing"):
                answer = client.post(page, data={"kind": "webhook", "webhook": typed})
                assert answer.status_code == 422
                assert "Write a public address" in answer.text
        allowed = site.settings.model_copy(update={"alerts": AlertsSection(webhook_networks="127.0.0.0/8")})
        with TestClient(create_app(allowed, site.engine)) as client:
            answer = client.post(page, data={"kind": "webhook", "webhook": address})
            assert answer.status_code == 200
            assert "whsec_" in answer.text
            assert "whsec_" not in client.get(page).text
            number = site.rows(select(tables.channels.c.id).order_by(tables.channels.c.id.desc()))[0].id
            assert server.asked == []
            client.post(f"{page}/{number}/test")
        assert server.paths() == ["/hook"]


def test_a_network_that_is_none_is_told_when_the_settings_are_read() -> None:
    with pytest.raises(ValueError, match="10.1"):
        AlertsSection(webhook_networks="10.1.0.0/99")
