"""The pages and the API: what they show, that hostile articles stay inert, and how they look in a real browser."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from archive.store import Archive
from bus.events import Evidence, Span
from tests.make import amount, archived, classified, crawled, deal
from tests.services import free_port, skip_or_fail
from tidings.settings import Settings
from tidings.web.app import create_app
from tidings.web.articles import pieces

EVIL = "<script>window.evil = 1</script><img src=x onerror='window.evil = 1'>"


LICENSED = classified(
    crawled("https://news.example/licence", title="Corvane takes a licence", text="Hengrui licensed a drug. It gets RMB 120 million."),
    amounts=(), evidence=(), events=(
        deal(
            ("恒瑞医药=Hengrui Pharma", "licensor"), ("Corvane Therapeutics", "licensee"), product="HRS-99",
            evidence=(Span(start=0, end=24),), terms=(
                amount("120000000", "CNY", role="upfront", usd=Decimal(18_037_295), usd_on=date(2026, 10, 30)),
            ),
        ),
    ),
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(bus=f"embedded:{tmp_path}/bus.db")


@pytest.fixture
def filled(sqlite_engine: Engine) -> Engine:
    archive = Archive(sqlite_engine)
    text = "Corvane has agreed to buy Lanterix for $2.1 billion. AI helped.\nA second paragraph."
    archive.save(classified(crawled(text=text)))
    archive.save(LICENSED)
    archive.save(
        classified(
            crawled("https://news.example/zh", title="石药集团获得首付款", text="公司宣布获得首付款。", language="zh"),
            labels=("milestone",),
            amounts=(),
            evidence=(),
        )
    )
    archive.save(classified(crawled("javascript:evil", title=EVIL, text=EVIL * 3, source=EVIL), evidence=(), amounts=()))
    return sqlite_engine


@pytest.fixture
def client(settings: Settings, filled: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(settings, filled)) as opened:
        yield opened


def test_the_newest_articles_are_filtered_by_words_label_and_language(client: TestClient) -> None:
    assert "Corvane buys Lanterix" in client.get("/").text
    assert "Corvane buys Lanterix" not in client.get("/?q=首付").text
    assert "石药集团获得首付款" in client.get("/?q=首付").text
    assert "石药集团获得首付款" not in client.get("/?label=deal").text
    assert "1 article" in client.get("/?language=zh").text
    assert "fits; try fewer" in client.get("/?q=nothing+holds+this").text


def test_an_article_shows_its_evidence_and_amounts_in_the_text(client: TestClient) -> None:
    text = client.get(f"/articles/{classified().article.id}").text
    assert '<mark class="amount" title="USD 2.1 billion, total">$2.1 billion</mark>' in text
    assert '<mark class="evidence deal"' in text
    assert "A second paragraph." in text


def test_events_are_cards_with_parties_and_terms_in_the_list_and_on_the_page(client: TestClient) -> None:
    for path in ("/?kind=license", f"/articles/{LICENSED.article.id}"):
        text = client.get(path).text
        for part in ("License", "licensor", "恒瑞医药 (Hengrui Pharma)", "Corvane Therapeutics", "upfront", "CNY 120 million",
                     "≈ USD 18 million", "HRS-99", "reference rates of 2026-10-30"):  # fmt: skip
            assert part in text, (path, part)
    assert '<a href="#event-0"' in text
    assert '<mark class="evidence deal" id="event-0"' in text


def test_an_article_lists_the_others_of_its_story_in_both_languages(settings: Settings, sqlite_engine: Engine) -> None:
    event = deal(
        ("Corvane", "acquirer"), ("Lanterix", "target"), kind="acquisition", terms=(amount("740000000", role="total"),)
    )
    first = crawled(
        "https://a.example/1",
        source="The Wire",
        title="Corvane buys Lanterix",
        text="Corvane buys Lanterix for $740 million.",
    )
    second = crawled(
        "https://b.example/2",
        source="药闻",
        title="Corvane收购Lanterix",
        text="Corvane以7.4亿美元收购Lanterix。",
        language="zh",
    )
    alone = crawled("javascript:evil", source="Else", title="Rain", text="It rains.")
    parties = event.parties
    for article in (first, second):
        Archive(sqlite_engine).save(classified(article, events=(event,), amounts=event.terms, parties=parties, evidence=()))
    Archive(sqlite_engine).save(classified(alone, amounts=(), evidence=(), labels=()))
    with TestClient(create_app(settings, sqlite_engine)) as client:
        english, chinese, other = (
            client.get(f"/articles/{a.id}?lang={lang}").text for a, lang in ((first, "en"), (second, "zh"), (alone, "en"))
        )
    assert "This story: 2 articles" in english
    assert "同一事件：2 篇报道" in chinese
    assert "joined by a company in common" in english
    assert "归并依据：涉及同一公司" in chinese
    for page, language, link in ((english, "Chinese", second), (chinese, "英文", first)):
        assert f'href="/articles/{link.id}"' in page
        assert f'href="{link.url}"' in page
        assert language in page
        assert "The Wire" in page
        assert "药闻" in page
    assert "This story" not in other


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=license", True), ("kind=merger", False), ("party=恒瑞医药", True), ("party=Hengrui&side=licensor", True),
        ("party=Hengrui&side=licensee", False), ("role=upfront&min_usd=18000000", True), ("role=upfront&min_usd=19000000", False),
        ("min_amount=120000000&currency=cny", True), ("status=announced", True), ("agency=FDA", False),
        ("since=2026-11-24&until=2026-11-25", True), ("kind=&party=&min_usd=", True),
    ],
)  # fmt: skip
def test_pages_and_api_ask_the_same_question(client: TestClient, asked: str, found: bool) -> None:
    assert (LICENSED.article.title in client.get(f"/?{asked}").text) is found
    # A form sends what was left empty; the API leaves it out.
    given = "&".join(part for part in asked.split("&") if not part.endswith("="))
    titles = [a["title"] for a in client.get(f"/api/articles?{given}").json()["articles"]]
    assert (LICENSED.article.title in titles) is found


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("kind=licence", "kind &#39;licence&#39; is not known; write license, acquisition"),
        ("side=buyer", "is not known; write licensor"),
        ("role=downpayment", "is not known; write upfront"),
        ("status=done", "is not known; write announced"),
        ("min_usd=lots", "min-usd &#39;lots&#39; is not a number"),
        ("currency=yuan", "write its ISO code"),
        ("since=whenever", "is not understood"),
    ],
)
def test_a_question_that_cannot_be_names_the_known_values(client: TestClient, asked: str, message: str) -> None:
    page, api = client.get(f"/?{asked}"), client.get(f"/api/articles?{asked}")
    assert (page.status_code, api.status_code) == (422, 422)
    assert message in page.text
    assert message.replace("&#39;", "'") in api.json()["detail"]


def test_the_page_of_the_list_keeps_its_conditions_and_shows_them(client: TestClient) -> None:
    text = client.get("/?party=Hengrui&kind=license").text
    assert 'value="Hengrui"' in text
    assert '<option value="license" selected>' in text
    assert '<details class="further" open>' in text


def test_marks_cover_exactly_their_offsets() -> None:
    found = pieces("ab cd\nef", (Evidence(label="deal", start=0, end=5),), (amount(start=3, end=5),))
    assert [[(p.text, p.labels, p.amount) for p in paragraph] for paragraph in found] == [
        [("ab ", ("deal",), ""), ("cd", ("deal",), "USD 2.1 billion, total")],
        [("ef", (), "")],
    ]


def test_hostile_articles_are_inert(client: TestClient) -> None:
    for path in ("/", f"/articles/{archived(classified(crawled('javascript:evil'))).key}", "/?q=" + EVIL):
        answer = client.get(path)
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert 'href="javascript' not in answer.text
        assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_the_api_answers_what_the_pages_show(client: TestClient) -> None:
    answer = client.get("/api/articles", params={"label": "deal", "q": "corvane"}).json()
    assert answer["total"] == 2
    assert [a["labels"] for a in answer["articles"]] == [["deal"], ["deal"]]
    one = client.get(f"/api/articles/{classified().article.id}").json()
    assert one["amounts"][0]["value"] == "2100000000"
    assert client.get("/api/articles/none").status_code == 404
    assert client.get("/api/articles?limit=100000").status_code == 422
    assert client.get("/api/articles?since=whenever").status_code == 422


@pytest.mark.parametrize("path", ["/deliveries", "/status", "/healthz", "/metrics", "/api"])
def test_every_page_answers(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_what_is_not_there_says_so(client: TestClient) -> None:
    for path in ("/articles/none", "/nothing", "/mailbox"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Not here" in answer.text


@pytest.mark.browser
def test_a_browser_shows_the_pages_and_runs_no_script_of_an_article(
    settings: Settings, filled: Engine, tmp_path: Path
) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        skip_or_fail("browser", "chromium is not installed")
    from playwright.sync_api import expect, sync_playwright

    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(settings, filled), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/")
            expect(page.locator("article.hit")).to_have_count(4)
            assert page.evaluate("window.evil") is None
            page.fill("input[name=q]", "首付")
            page.click("button")
            expect(page.locator("article.hit")).to_have_count(1)
            page.goto(f"http://127.0.0.1:{port}/")
            page.click("summary")
            page.fill("input[name=party]", "恒瑞医药")
            page.select_option("select[name=side]", "licensor")
            page.click("button")
            expect(page.locator("section.event")).to_contain_text(re.compile("^License"), use_inner_text=True)
            page.set_viewport_size({"width": 390, "height": 800})
            narrow = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            assert narrow[0] <= narrow[1]
            page.goto(f"http://127.0.0.1:{port}/articles/{classified().article.id}")
            assert page.locator("mark.amount").inner_text() == "$2.1 billion"
            width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            assert width[0] <= width[1]
            browser.close()
    finally:
        server.should_exit = True
        thread.join()
