"""The pages driven in a real browser: by mouse, by keyboard, on a phone, and with thirty hostile articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from alerts.feedback import Feedback
from alerts.mutes import MuteStore
from alerts.preferences import Preferences
from bus.events import article_id
from tests import hostile
from tests.tidings.site import Site, browser, served
from tidings import wiring
from tidings.settings import Settings

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path) -> Site:
    return Site(sqlite_engine, Settings(bus=f"embedded:{tmp_path}/bus.db"))


@pytest.mark.browser
def test_a_subscriber_changes_times_rates_and_mutes_in_a_browser(site: Site) -> None:
    from playwright.sync_api import expect

    site.news()
    site.send_all()
    alert = site.alerts(site.ada)[0]
    with served(site) as origin, browser() as chromium:
        page = chromium.new_page(viewport=PHONE)
        page.goto(origin + site.page(site.ada))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.get_by_role("link", name="Times and language").first.click()
        page.get_by_label("Time zone").fill("Nowhere")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_role("alert").get_by_role("link").click()
        page.wait_for_url("**#zone")
        page.get_by_label("Time zone").fill("Asia/Shanghai")
        page.get_by_label("One digest a day").check()
        page.locator("input[name=days0][value=sat]").check()
        page.fill("input[name=start0]", "22:00")
        page.fill("input[name=end0]", "07:00")
        page.get_by_label("中文").check()
        page.get_by_role("button", name="Save").click()
        assert page.get_by_role("status").inner_text() == "已保存。"
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        page.goto(origin + site.about(alert, "?say=not_relevant"))
        # The button that the link was for has the focus, but only once the page is drawn, which is after it is loaded.
        page.wait_for_function("document.activeElement.value === 'no'")
        page.keyboard.press("Enter")
        page.wait_for_url("**done=rated")
        assert Feedback(site.engine).of(alert.id) is False
        page.get_by_label("Corvane").check()
        page.get_by_role("button", name="静音").click()
        page.wait_for_url("**done=muted")
        for path in ("", "/rules", "/settings", "/channels", "/log", "/mutes"):
            page.goto(origin + site.page(site.ada, path))
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
            unnamed = "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(e => !e.labels.length).length"
            assert page.evaluate(unnamed) == 0, path
    kept = Preferences(site.engine).schedule(site.ada)
    assert (kept.zone, kept.digest, [str(hours) for hours in kept.quiet]) == ("Asia/Shanghai", "daily", ["sat 22:00-07:00"])
    assert [m.value for m in MuteStore(site.engine).of(site.ada, wiring.now())] == ["Corvane"]


@pytest.mark.browser
def test_a_browser_runs_and_fetches_nothing_of_thirty_hostile_articles_on_any_page(site: Site) -> None:
    rows = hostile.articles()
    for row in rows:
        told = hostile.event(row)
        article = told.classified.article.model_copy(update={"published_at": wiring.now(), "fetched_at": wiring.now()})
        site.tell(told.model_copy(update={"classified": told.classified.model_copy(update={"article": article})}))
    alerts = {row.article_id: row for row in site.alerts(site.ada)}
    assert len(alerts) == 30
    paths = ["/", "/?page=2", "/deliveries", site.page(site.ada), site.page(site.ada, "/log")]
    for row in rows:
        number = article_id(row["name"])
        paths += [f"/articles/{number}", site.about(alerts[number], "?say=mute")]
    with served(site) as origin, browser() as chromium:
        page = chromium.new_page(viewport=PHONE)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
        for path in paths:
            page.goto(origin + path)
            assert page.evaluate("window.evil === undefined"), path
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
            for link in page.evaluate("[...document.links].map(a => a.href)"):
                assert link.startswith((origin, "https://news.example/", "https://news.xn--exmple-4nf/")), link
            shown = page.evaluate("document.body.innerText")
            assert not {c for c in shown if c in "\u202e\u202d\u2066\u200b\u200d\ufeff\u2060\x00\x1b"}, path
        assert not [url for url in asked if not url.startswith(origin)]
