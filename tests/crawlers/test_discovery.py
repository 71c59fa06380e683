"""A site's feed, sitemap or list is found and its block written; a trial says what to change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.diagnosis import advise
from crawlers.discovery import block, links_to_sitemaps, links_to_sources, propose, propose_listing
from crawlers.report import Item, SourceReport
from crawlers.sources import Source, parse_sources

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HEADLINES = {
    "en": [f"Corvane reports the results of its trial number {n}" for n in range(8)],
    "zh": [f"明洲医药公布第{n}项临床试验结果" for n in range(8)],
}


def test_what_a_page_names_comes_before_the_usual_places() -> None:
    page = "<link rel='alternate' type='application/rss+xml' href='/comments/feed'><link rel='alternate' type='application/atom+xml' href='/news.atom'><a href='/media/rss'>RSS</a>"
    found = links_to_sources(f"<html><head>{page}</head></html>", "https://a.example/")
    assert found[:2] == [("feed", "https://a.example/news.atom"), ("feed", "https://a.example/media/rss")]
    assert ("feed", "https://a.example/rss.xml") in found


def test_sitemaps_of_news_come_first() -> None:
    robots = "User-agent: *\nSitemap: https://a.example/pages.xml\nsitemap: https://a.example/news.xml\n"
    assert [url for _, url in links_to_sitemaps(robots, "https://a.example/")][:2] == [
        "https://a.example/news.xml",
        "https://a.example/pages.xml",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_of_news_is_told_from_the_menu(language: str) -> None:
    menu = "".join(f"<li><a href='/about/{n}'>About us {n}</a></li>" for n in range(12))
    rows = "".join(
        f"<li class='row'><a href='/n/{n}.html'>{title}</a><span>2026-11-2{n % 5}</span></li>"
        for n, title in enumerate(HEADLINES[language])
    )
    page = f"<html><body><ul class='menu'>{menu}</ul><div id='main'><ul>{rows}</ul></div></body></html>"
    proposal = propose_listing(page.encode(), "https://www.corvane.com.cn/news/", {}, NOW)
    assert proposal is not None
    assert [entry.title for entry in proposal.found.entries] == HEADLINES[language]
    assert all(entry.published_at for entry in proposal.found.entries)
    [source] = parse_sources(block(proposal.source), "test")
    assert (source.kind, source.language, source.zone, source.id) == ("listing", language, "Asia/Shanghai", "corvane")
    assert len(block(proposal.source).splitlines()) <= 12


def test_a_feed_is_proposed_and_a_page_is_not_taken_for_one() -> None:
    rss = "<rss version='2.0'><channel><item><title>明洲医药新药获批</title><link>https://a.example/1</link></item></channel></rss>"
    proposal = propose("feed", "https://a.example/feed", rss.encode(), {}, NOW)
    assert proposal is not None
    assert proposal.source.language == "zh"
    assert propose("feed", "https://a.example/", b"<!doctype html><p>Hello", {}, NOW) is None
    assert propose("sitemap", "https://a.example/", rss.encode(), {}, NOW) is None


def test_odd_characters_survive_in_a_block() -> None:
    source = Source("a", "https://a.example/", 'x "y" \\ \u200b 药', kind="listing", select={"item": 'a[href*="/n/"]'})
    assert parse_sources(block(source), "test") == [source]


def item(outcome: str = "published", **values: object) -> Item:
    return Item(
        **{
            "url": "https://a.example/1",
            "outcome": outcome,
            "title": "A headline",
            "published_at": "2026-11-24 08:00",
            "characters": 900,
            "quality": "good",
            **values,
        }
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        (
            {"source_error": "HTTP 404", "error_kind": "source_failed", "is_read": False},
            "HTTP 404: open its url; if it has moved",
        ),
        ({"source_error": "a challenge of Ruishu", "error_kind": "challenged", "is_read": False}, "mark the source blocked"),
        ({"listed": frozenset()}, "it lists nothing"),
        ({"items": [item(published_at="")] * 3}, "3 of 3 articles have no date"),
        ({"items": [item(published_at="2026-01-02 08:00")]}, "the newest article is of 2026-01-02"),
        (
            {"items": [item(quality="poor", characters=20)] * 2},
            "2 of 2 articles have hardly any text: set fetch_pages = false",
        ),
        ({"items": [item(title="More")]}, "set select.title"),
        ({"items": [item()]}, None),
    ],
)
def test_a_trial_says_what_to_change(values: dict[str, object], advice: str | None) -> None:
    report = SourceReport(**{"is_read": True, "listed": frozenset("a"), **values})  # type: ignore[arg-type]
    found = advise(Source("s", "https://a.example/"), report, NOW)
    assert (found == []) if advice is None else any(advice in line for line in found)


def test_robots_and_exclusions_are_told() -> None:
    report = SourceReport(is_read=True, listed=frozenset("a"), error="https://a.example/1: Forbidden")
    report.counts["robots_denied"] = 4
    assert any("robots.txt forbids its pages" in line for line in advise(Source("s", "https://a.example/"), report, NOW))
    report = SourceReport(is_read=True, listed=frozenset())
    report.counts["excluded"] = 7
    assert advise(Source("s", "https://a.example/"), report, NOW) == [
        "all 7 entries are excluded: widen include, or shorten exclude"
    ]
