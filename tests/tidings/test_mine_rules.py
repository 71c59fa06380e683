"""Rules on the page: the form says what the language says, errors stand beside their field, and a preview comes before saving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from alerts.rules.form import RuleForm
from tests.tidings.site import Site, browser, served
from tidings import trials
from tidings.settings import Settings
from tidings.web.app import create_app


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path) -> Site:
    return Site(sqlite_engine, Settings(bus=f"embedded:{tmp_path}/bus.db"))


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(create_app(site.settings, site.engine)) as opened:
        yield opened


FULL = {
    "mode": "form", "name": "all fields", "languages": ["en", "zh"], "sources": "The Example\nAnother", "labels": ["deal"],
    "min_score": "0.9", "text": "lung cancer\n肺癌", "not_text": "vaccine", "kinds": ["license", "acquisition"],
    "statuses": ["announced"], "parties": "恒瑞医药\nCorvane", "sides": ["licensor"], "not_parties": "Lanterix", "agencies": "FDA",
    "min_confidence": "0.5", "roles": ["upfront"], "min_usd": "50 million", "min_amount": "300 million", "currency": "CNY",
    "urgent": "yes", "do": "save",
}  # fmt: skip


def test_every_field_of_the_form_is_saved_and_shown_again(client: TestClient, site: Site) -> None:
    page = site.page(site.ada, "/rules")
    answer = client.post(f"{page}/new", data=FULL)
    assert "Saved" in answer.text
    rule = next(r for r in site.store.rules.of(site.ada) if r.name == "all fields")
    form = trials.form_fields(rule.conditions)
    assert form is not None
    empty = {name for name, value in form.items() if not value}
    assert empty == {"disclosed"}
    assert set(asdict(RuleForm())) - empty <= set(FULL), "the page has every field of the form"
    assert rule.urgent
    shown = client.get(f"{page}/{rule.id}").text
    for part in (
        'value="license" checked',
        "恒瑞医药\nCorvane",
        "lung cancer\n肺癌",
        'value="50000000"',
        'value="CNY"',
        'value="upfront" checked',
    ):
        assert part in shown or part.replace("50000000", "50 million") in shown, part
    again = client.post(f"{page}/{rule.id}", data={**FULL, "name": "renamed", "not_text": ""})
    assert "renamed" in again.text
    changed = next(r for r in site.store.rules.of(site.ada) if r.id == rule.id)
    assert "vaccine" not in changed.conditions.text


@pytest.mark.parametrize(
    ("field", "typed", "english", "chinese"),
    [
        ("min_usd", "lots", "This is not an amount", "金额无法识别"),
        ("min_amount", "-5", "This is not an amount", "金额无法识别"),
        ("min_score", "often", "often", "often"),
        ("name", "", "Give the rule a name", "请填写规则名称"),
        ("name", "licences", "You have a rule of this name", "已有同名规则"),
        ("labels", "nonsense", "nonsense", "nonsense"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    client: TestClient, site: Site, field: str, typed: str, english: str, chinese: str
) -> None:
    site.store.add_rule("林晓", "licences", trials.conditions_of("label deal"))
    for owner, words in ((site.ada, english), (site.lin, chinese)):
        known = site.store.rules.of(owner)
        answer = client.post(
            site.page(owner, "/rules/new"), data={"mode": "form", "name": "new", "do": "save", field: typed}
        )
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        beside = (
            answer.text.split(f'id="{field}-error">')[1] if field != "labels" else answer.text.split('class="error">')[1]
        )
        assert words in beside.split("</span>")[0]
        assert site.store.rules.of(owner) == known


def test_a_rule_is_written_as_text_with_errors_in_the_language_of_its_writer(client: TestClient, site: Site) -> None:
    wanted = "kind license and (party Corvane or party Lanterix)"
    for owner, words in ((site.ada, "position 6"), (site.lin, "第6")):
        page = site.page(owner, "/rules/new")
        wrong = client.post(page, data={"mode": "text", "name": "t", "wanted": "kind licence", "do": "save"})
        assert wrong.status_code == 422
        assert words in wrong.text.split('id="wanted-error">')[1].split("</span>")[0] or "licence" in wrong.text
        assert client.post(page, data={"mode": "text", "name": "t", "wanted": wanted, "do": "save"}).status_code == 200
    rule = next(r for r in site.store.rules.of(site.ada) if r.name == "t")
    shown = client.get(site.page(site.ada, f"/rules/{rule.id}")).text
    assert "more than the form can show" in shown
    assert wanted in shown


def test_a_preview_tells_what_would_have_been_sent_and_saves_nothing(client: TestClient, site: Site) -> None:
    for number in range(3):
        site.news(number)
    known = site.store.rules.of(site.ada)
    answer = client.post(
        site.page(site.ada, "/rules/new"), data={"mode": "form", "name": "n", "kinds": "license", "do": "preview"}
    )
    assert "Alerts in the last 30 days: 3, of 3 articles looked at" in answer.text
    assert "Orvexa licenses gene therapy for haemophilia to Corvane (2)" in answer.text
    none = client.post(
        site.page(site.ada, "/rules/new"), data={"mode": "form", "name": "n", "kinds": "merger", "do": "preview"}
    )
    assert "Alerts in the last 30 days: 0, of 3" in none.text
    assert site.store.rules.of(site.ada) == known


def test_rules_are_paused_resumed_and_removed_but_not_those_of_others(client: TestClient, site: Site) -> None:
    [rule] = site.store.rules.of(site.ada)
    page, theirs = site.page(site.ada, f"/rules/{rule.id}"), site.page(site.lin, f"/rules/{rule.id}")
    for action in ("/pause", "/remove", ""):
        assert client.post(theirs + action, data={"mode": "form", "name": "x", "do": "save"}).status_code == 404
    assert client.get(theirs).status_code == 404
    client.post(f"{page}/pause")
    assert site.store.rules.of(site.ada)[0].paused
    assert "paused" in client.get(site.page(site.ada, "/rules")).text
    client.post(f"{page}/resume")
    assert not site.store.rules.of(site.ada)[0].paused
    client.post(f"{page}/remove")
    assert site.store.rules.of(site.ada) == []


@pytest.mark.browser
def test_a_rule_is_made_in_a_browser_on_a_phone(site: Site) -> None:
    from playwright.sync_api import expect

    site.news()
    with served(site) as origin, browser() as chromium:
        page = chromium.new_page(viewport={"width": 360, "height": 740})
        page.goto(origin + site.page(site.ada, "/rules"))
        page.get_by_role("link", name="New rule").click()
        page.get_by_label("Name", exact=True).fill("Deals of Hengrui")
        page.get_by_label("Companies or agencies that take part").fill("Hengrui")
        page.get_by_label("At least, in US dollars").fill("a lot")
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("#min_usd")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("At least, in US dollars").fill("")
        page.locator("summary", has_text="Kind of event: Deal").click()
        page.get_by_label("license", exact=True).check()
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_role("status")).to_contain_text("Alerts in the last 30 days: 1, of 1")
        expect(page.locator("svg.bars rect")).to_have_count(31)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("link", name="Deals of Hengrui", exact=True)).to_be_visible()
    rule = next(r for r in site.store.rules.of(site.ada) if r.name == "Deals of Hengrui")
    assert rule.conditions.text == 'kind license and party "Hengrui"'
