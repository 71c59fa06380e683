"""Sources of every kind, by configuration alone."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.challenges import find_challenge
from crawlers.entries import Unreadable
from crawlers.kinds import read_document
from crawlers.sources import Source, SourceError, load_sources

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SITE = "https://a.example"


def read(kind: str, body: str | bytes, **keys: object) -> list[tuple[str, str, str | None]]:
    """URL, title and date of each entry."""
    source = Source("s", f"{SITE}/start", kind=kind, **keys)  # type: ignore[arg-type]
    data = body.encode() if isinstance(body, str) else body
    found = read_document(data, {}, source.url, source, NOW)
    return [
        (e.url.removeprefix(SITE), e.title, e.published_at.strftime("%Y-%m-%dT%H:%M") if e.published_at else None)
        for e in found.entries
    ]


SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9' xmlns:i='http://www.google.com/schemas/sitemap-image/1.1'>{}</urlset>"
NEWS = "<url><loc>https://a.example/{0}</loc><lastmod>2026-11-24</lastmod><i:image><i:loc>https://a.example/p.jpg</i:loc><i:title>A picture</i:title></i:image><n:news><n:publication><n:name>A</n:name></n:publication><n:publication_date>2026-11-2{0}T08:00:00+08:00</n:publication_date><n:title>第{0}条</n:title></n:news></url>"


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress], ids=["plain", "gzip"])
def test_a_news_sitemap_gives_titles_and_dates_newest_first(pack: object) -> None:
    body = pack(SITEMAP.format(NEWS.format(2) + NEWS.format(3)).encode())  # type: ignore[operator]
    assert read("sitemap", body) == [("/3", "第3条", "2026-11-23T00:00"), ("/2", "第2条", "2026-11-22T00:00")]


def test_an_index_leads_to_the_children_that_may_hold_news() -> None:
    rows = "".join(
        f"<sitemap><loc>{SITE}/{name}.xml</loc>{date}</sitemap>"
        for name, date in (
            ("old", "<lastmod>2025-01-01</lastmod>"),
            ("new", "<lastmod>2026-11-24</lastmod>"),
            ("undated", ""),
        )
    )
    source = Source("s", f"{SITE}/i.xml", kind="sitemap")
    body = f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</sitemapindex>".encode()
    assert set(read_document(body, {}, source.url, source, NOW).further) == {f"{SITE}/new.xml", f"{SITE}/undated.xml"}


@pytest.mark.parametrize(
    ("page", "select", "expected"),
    [
        (
            "<ul class='list'><li><a href='art/1.html' title='国家药监局关于发布新指导原则的公告'>国家药监局关于发布新…</a><span>2026-11-20</span></li></ul>",
            {"item": ".list li"},
            [("/art/1.html", "国家药监局关于发布新指导原则的公告", "2026-11-19T16:00")],
        ),
        (
            "<div class='n'><a href='/x'>明洲医药完成融资</a><i>[11-23]</i></div><div class='n'><a href='/y'>去年的消息</a><i>[12-30]</i></div>",
            {"item": "div.n"},
            [("/x", "明洲医药完成融资", "2026-11-22T16:00"), ("/y", "去年的消息", "2025-12-29T16:00")],
        ),
        (
            "<script type='text/xml'><datastore><record><![CDATA[<li><a href='/art/2026/1.html'>医保目录调整</a><span>2026年11月3日</span></li>]]></record></datastore></script>",
            {"item": "li"},
            [("/art/2026/1.html", "医保目录调整", "2026-11-02T16:00")],
        ),
        (
            "<article><h3>Corvane buys Lanterix</h3><a href='/deal'>Read more</a><time datetime='2026-11-24T08:00:00Z'>today</time></article>",
            {"item": "article", "title": "h3", "date": "time"},
            [("/deal", "Corvane buys Lanterix", "2026-11-24T08:00")],
        ),
        (
            "<li><a href='/x'>2026年11月1日会议纪要</a> <em>2026/11/24</em></li>",
            {"item": "li"},
            [("/x", "2026年11月1日会议纪要", "2026-11-24T00:00")],
        ),
        ("<a class='n' href='/x'>A headline of note</a>", {"item": "a.n"}, [("/x", "A headline of note", None)]),
    ],
    ids=["title attribute", "dates without a year", "list in a script", "title beside the link", "date in the headline", "links alone"],
)  # fmt: skip
def test_a_list_page_is_read_by_its_selectors(
    page: str, select: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    zone = "Asia/Shanghai" if (expected[0][2] or "").endswith("16:00") else "UTC"
    assert read("listing", f"<html><body>{page}</body></html>", select=select, zone=zone) == expected


def test_the_next_page_of_a_list_is_found() -> None:
    page = "<html><li><a href='/1'>one and only</a></li><a class='next' href='?page=2'>下一页</a></html>"
    source = Source("s", f"{SITE}/list", kind="listing", select={"item": "li", "next": "a.next"})
    assert read_document(page.encode(), {}, source.url, source, NOW).further == (f"{SITE}/list?page=2",)


@pytest.mark.parametrize(
    ("answer", "select"),
    [
        ({"data": {"list": [{"url": "/1", "t": "<em>新</em>药", "at": 1795478400000}]}}, {"item": "data.list", "link": "url", "title": "t", "date": "at"}),
        ([{"id": 1, "m": {"t": "新 药", "at": "2026-11-24 08:00"}}], {"link": "https://a.example/{id}", "title": "m.t", "date": "m.at"}),
        ({"r": [{"x": [{"u": "/1"}], "t": "新 药", "at": "1795478400"}]}, {"item": "r", "link": "x.0.u", "title": "t", "date": "at"}),
    ],
    ids=["paths", "template", "places in lists"],
)  # fmt: skip
def test_an_api_is_read_by_dotted_paths(answer: object, select: dict[str, str]) -> None:
    assert read("api", json.dumps(answer), select=select, zone="Asia/Shanghai") == [("/1", "新 药", "2026-11-24T00:00")]


@pytest.mark.parametrize(
    ("kind", "body", "keys", "message"),
    [
        ("sitemap", "<!doctype html><p>gone", {}, "an HTML page instead of a sitemap"),
        ("sitemap", "", {}, "not a sitemap"),
        ("sitemap", "<rss/>", {}, "its root is 'rss'"),
        ("listing", "<p>empty</p>", {"select": {"item": "li.news"}}, "'li.news' matches nothing"),
        ("listing", "<li>no link</li>", {"select": {"item": "li"}}, "finds 1 items, none with a link"),
        ("api", "<html>", {"select": {"link": "u"}}, "not JSON"),
        ("api", '{"rows": []}', {"select": {"item": "list", "link": "u"}}, "leads to no list; the answer has rows"),
        ("api", '{"list": [{"href": "/1"}]}', {"select": {"item": "list", "link": "u"}}, "an item has href"),
        ("feed", "<html><title>Just a moment...</title></html>", {}, "a challenge of Cloudflare"),
    ],
)
def test_what_cannot_be_read_says_what_it_holds(kind: str, body: str, keys: dict[str, object], message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read(kind, body, **keys)


def bomb(root: str) -> bytes:
    levels = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 12))
    return f"<!DOCTYPE {root} [<!ENTITY l0 'boom'>{levels}<!ENTITY f SYSTEM 'file:///etc/passwd'>]>".encode()


def test_entity_bombs_and_files_stay_closed() -> None:
    sitemap = bomb("urlset") + b"<urlset><url><loc>https://a.example/1</loc><title>&l11;&f;</title></url></urlset>"
    assert read("sitemap", sitemap) == [("/1", "", None)]
    rss = (
        bomb("rss")
        + b"<rss version='2.0'><channel><item><title>&l11;&f;</title><link>https://a.example/1</link></item></channel></rss>"
    )
    try:
        [(_, title, _)] = read("feed", rss)
    except (Unreadable, ValueError):
        title = ""
    assert len(title) < 1000
    assert "root:" not in title


def test_a_gzip_bomb_in_a_sitemap_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than 50 MB"):
        read("sitemap", gzip.compress(b" " * 60_000_000))


@pytest.mark.parametrize(
    ("status", "headers", "body", "whose"),
    [
        (403, {"cf-mitigated": "challenge"}, b"", "Cloudflare"),
        (200, {}, b"<html><title>Just a moment...</title>", "Cloudflare"),
        (202, {"x-amzn-waf-action": "challenge"}, b"", "AWS WAF"),
        (412, {}, b"<script>$_ts=window['$_ts']</script>", "Ruishu"),
        (200, {}, "<title>安全验证</title>".encode("gbk"), "a picture check"),
        (200, {}, b"<p>An article that mentions captchas, Cloudflare and Just a moment...</p>", ""),
        (412, {}, b"precondition failed", ""),
    ],
)
def test_challenges_are_named(status: int, headers: dict[str, str], body: bytes, whose: str) -> None:
    assert find_challenge(status, headers, body) == whose


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('kind = "listing"', "needs select.item; write select = "),
        ('kind = "api"\nselect = { item = "x" }', "needs select.link"),
        ('kind = "listing"\nselect = { item = "li[" }', "is not a CSS selector"),
        ('kind = "listing"\nselect = { item = "li", lnik = "a" }', "select.lnik is not known for the kind 'listing'"),
        ('select = { item = "li" }', "select.item is not known for the kind 'feed'; it takes no select"),
        ('include = "/news/"', r"include must be a list of strings; write include = \["),
        ('interval_minutes = "5"', "interval_minutes must be a whole number, not '5'"),
        ("interval_minutes = 0", "at least 1"),
        ("enabled = 1", "enabled must be true or false"),
        ('fallbacks = ["ftp://x"]', "fallback 'ftp://x' must begin with http"),
        ('evidence = "rumour"', "evidence 'rumour' is not known; write one of confirmed"),
    ],
)
def test_a_wrong_block_names_source_key_and_cure(tmp_path: Path, keys: str, message: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(f'[[source]]\nid = "s"\nurl = "https://a.example"\n{keys}\n')
    with pytest.raises(SourceError, match=message) as raised:
        load_sources(path)
    assert "source 's'" in str(raised.value)
