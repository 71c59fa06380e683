"""Hostile articles are inert in mail, Slack and webhooks: by what the messages hold, and in a real browser."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from alerts import digest, forms, render
from alerts.delivery import Alert
from alerts.links import Links
from alerts.slack_text import link
from alerts.subscriptions import Conditions, Rule
from alerts.webhooks import body
from tests import hostile
from tests.services import skip_or_fail

OURS = {"tidings.example", "news.example", "news.xn--exmple-4nf", "corvane.example"}
ACTIONS = Links("https://tidings.example", b"k" * 32).actions("token", 1.7e9)
TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "colgroup", "col", "tr", "td", "h1", "h2", "p", "a", "b", "div",
    "span", "blockquote", "br",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "class", "style", "role", "width", "cellpadding", "cellspacing", "align", "colspan",
    "href", "rel",
}  # fmt: skip


def facts(row: dict[str, str], language: str = "en") -> dict[str, object]:
    rule = Rule(1, row["title"][:200], 1, "ada", language, Conditions())
    told = render.content(hostile.event(row), rule, "https://tidings.example")
    others = [{"source": told["source"], "url": told["url"]}]
    changes = [{"name": told["source"], "old": told["title"], "new": told["title"]}]
    return {**told, "id": "0f0e", "others": others, "changes": changes}


def messages(row: dict[str, str]) -> list[render.Message]:
    """As an alert in both languages, and in a digest."""
    told = [forms.message(facts(row, language), ACTIONS) for language in ("en", "zh")]
    return [*told, forms.message(digest.content([facts(row)] * 2, {"digest"}), ACTIONS)]


class Reader(HTMLParser):
    """What a mail program would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.styles += [value or "" for name, value in attrs if name == "style"]


def test_there_are_thirty_different_ones() -> None:
    rows = hostile.articles()
    assert len(rows) == len({row["name"] for row in rows}) == len({row["title"] for row in rows}) == 30


@pytest.mark.parametrize("row", hostile.articles(), ids=lambda row: row["name"])
def test_a_hostile_article_is_inert_in_every_channel(row: dict[str, str]) -> None:
    for message in messages(row):
        reader = Reader()
        reader.feed(message.html)
        assert reader.tags <= TAGS
        assert reader.attributes <= ATTRIBUTES
        assert {urlsplit(address).scheme for address in reader.links} <= {"https"}
        assert {urlsplit(address).hostname for address in reader.links} <= OURS
        assert not any("url(" in style or "expression" in style for style in reader.styles)
        links = re.findall(r"<([^>]*)>", message.slack)
        assert all(re.fullmatch(r"https://[\x21-\x7e]+\|[^<>|]+", one) for one in links), links
        assert {urlsplit(one.split("|")[0]).hostname for one in links} <= OURS
        assert "\n" not in message.subject
        assert len(message.subject) <= render.MAX_SUBJECT
        for part in (message.subject, message.text, message.html, message.slack):
            hidden = {f"{ord(c):04x}" for c in part if unicodedata.category(c)[0] == "C" and c != "\n"}
            assert not hidden
        assert not re.search(r"^(Bcc|X-Evil|To):", message.text + message.slack, re.M)


@pytest.mark.parametrize("row", hostile.articles(), ids=lambda row: row["name"])
def test_a_hostile_article_is_data_in_a_webhook(row: dict[str, str]) -> None:
    told = facts(row)
    alert = Alert("0f0e", 1, "webhook", "jsons://x/", 1, told)
    sent = json.loads(json.dumps(body(alert, forms.message(told)), ensure_ascii=False))
    assert sent["alerts"][0]["title"] == told["title"]
    assert urlsplit(sent["alerts"][0]["url"]).scheme in {"", "https"}


def test_the_largest_messages_are_within_the_limits_of_their_channels() -> None:
    """Slack takes 40,000 characters, of which & counts as five; mail programs cut what is over about 100 KiB."""
    row = {
        "name": "long",
        "title": "&" * 5000,
        "text": "&" * 50_000,
        "url": "https://news.example/" + "a&" * 240,
        "source": "&" * 500,
    }
    one = forms.message(facts(row), ACTIONS)
    many = forms.message(digest.content([facts(row)] * digest.LIMITS["slack"], {"digest"}), ACTIONS)
    assert max(len(one.slack), len(many.slack)) <= 40_000
    assert "?say=page|" in many.slack.splitlines()[-1]
    long = {**row, "title": "word " * 100, "source": "source " * 20}
    full = forms.message(digest.content([facts(long)] * digest.LIMITS["slack"], {"digest"}), ACTIONS)
    assert full.slack.count("|Rate or mute>") == digest.LIMITS["slack"], "nothing of ordinary letters is left out"
    assert len(one.html.encode()) <= 100_000


def test_a_link_of_slack_keeps_its_form_whatever_its_label_and_address() -> None:
    assert link("https://a.example/?x=1&y=2", "a|b <!here>") == "<https://a.example/?x=1&amp;y=2|a¦b &lt;!here&gt;>"
    assert link("https://a.example/|<!channel>", "x") == "<https://a.example/%7C%3C!channel%3E|x>"
    assert link("javascript:alert(1)", "x") == "x"


@pytest.mark.browser
def test_a_browser_runs_and_fetches_nothing_of_thirty_hostile_mails() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        skip_or_fail("browser", "chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
        for row in hostile.articles():
            for message in messages(row):
                page.set_content(message.html)
                for hover in page.locator("a").all()[:2]:
                    hover.hover()
                assert page.evaluate("window.evil === undefined"), row["name"]
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= 390, row["name"]
        browser.close()
    assert asked == []
