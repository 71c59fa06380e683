"""Fields of feeds, and what may not survive in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml import html

from crawlers.feeds import read_entries, read_feed

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
URL = "https://a.example/feed"


def rss(item: str) -> bytes:
    return f"<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>t</title><item>{item}</item></channel></rss>".encode()


def executes(markup: str) -> bool:
    """Whether a browser that shows the markup would run, load or submit something."""
    for element in html.fromstring(f"<div>{markup}</div>").iter():
        values = ["".join(value.split()).lower() for value in element.attrib.values()]
        if element.tag in {"script", "iframe", "object", "embed", "style", "base", "meta"} or any(
            "javascript:" in value for value in values
        ):
            return True
        if any(name.startswith("on") for name in element.attrib):
            return True
    return False


def test_every_kind_of_feed_gives_the_same_fields() -> None:
    atom = b"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title>Corvane &amp;amp; Maristel</title><link href='/x'/><id>urn:1</id><updated>2026-11-24T08:00:00Z</updated><content type='html'>&lt;p&gt;Said so.&lt;/p&gt;</content></entry></feed>"
    item = "<title>Corvane &amp; Maristel</title><link>https://a.example/x</link><guid isPermaLink='false'>urn:1</guid><pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate><description>So</description><content:encoded><![CDATA[<p>Said so.</p>]]></content:encoded>"
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "urn:1", "url": "/x", "title": "Corvane & Maristel", "date_published": "2026-11-24T08:00:00Z", "content_html": "<p>Said so.</p>"}]}  # fmt: skip
    for body in (atom.replace(b"&amp;amp;", b"&amp;"), rss(item), json.dumps(feed).encode()):
        [entry] = read_feed(body, {}, URL, "UTC", NOW)
        assert (entry.url, entry.title, entry.id) == ("https://a.example/x", "Corvane & Maristel", "urn:1")
        assert entry.published_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
        assert entry.content == "<p>Said so.</p>"


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>", "<a href='java&#115;cript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>", "<iframe src='https://evil.example'></iframe>", "<svg onload=alert(1)></svg>", "<svg/onload=alert(1)>",
        "<object data='x'></object>", "<embed src='x'>", "<style>@import 'x'</style>", "<base href='https://evil.example'>",
        "<meta http-equiv=refresh content='0;url=x'>", "<p style='background:url(javascript:alert(1))'>x</p>", "<SCRIPT SRC=x></SCRIPT>",
    ],
)  # fmt: skip
def test_no_markup_that_executes_survives(markup: str) -> None:
    encoded = markup.replace("&", "&amp;").replace("<", "&lt;")
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"url": "/x", "title": f"T{markup}", "content_html": f"<p>Fine.</p>{markup}"}],
    }
    bodies = [
        rss(f"<title>T{encoded}</title><link>/x</link><description>&lt;p&gt;Fine.&lt;/p&gt;{encoded}</description>"),
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='html'>T{encoded}</title><link href='/x'/><content type='text'>Fine. {encoded}</content></entry></feed>".encode(),
        json.dumps(feed).encode(),
    ]
    for body in bodies:
        [entry] = read_feed(body, {}, URL, "UTC", NOW)
        assert not executes(entry.content)
        assert not executes(entry.title)
        assert "Fine." in entry.content


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "mailto:a@b.example", "http://[bad", "ftp://a.example/x"])
def test_an_item_without_a_link_that_may_be_fetched_is_no_article_but_is_counted(link: str) -> None:
    body = rss(f"<title>T</title><link>{link}</link>")
    assert read_feed(body, {}, URL, "UTC", NOW) == []
    assert [entry.url for entry in read_entries(body, {}, URL, "UTC", NOW)] == [""]
