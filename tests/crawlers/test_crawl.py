"""One crawl cycle against a real site: what is published, what is refused, and what the next cycle asks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.services import WebServer, reply

ROOT = Path(__file__).parents[2]
BODY = "<p>" + "Corvane said that its medicine helped patients in a large study. " * 8 + "</p>"
ZH_BODY = "<p>" + "明洲医药公告，公司自主研发的新药获得批准，用于治疗成人患者，喆瑄镕。" * 6 + "</p>"


def page(title: str, body: str = BODY, head: str = "<meta charset='utf-8'>") -> str:
    return f"<!doctype html><html><head>{head}<title>{title}</title></head><body><nav>Home</nav><article><h1>{title}</h1>{body}</article></body></html>"


def rss(origin: str, *paths: str, date: str = "Tue, 24 Nov 2026 08:00:00 GMT") -> str:
    items = "".join(
        f"<item><title>Title of {p}</title><link>{p if ':' in p else origin + p}</link><pubDate>{date}</pubDate></item>"
        for p in paths
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{items}</channel></rss>"


def crawl(
    site: WebServer, folder: Path, *feeds: str, loopback: bool = True, extra: str = "", origin: str = ""
) -> tuple[list[dict[str, Any]], str]:
    """Run `tidings crawl --once` as it is typed. Returns the articles, and the table on standard error."""
    blocks = "".join(f'[[source]]\nid = "{f.strip("/")}"\nurl = "{origin or site.origin}{f}"\n{extra}\n' for f in feeds)
    (folder / "sources.toml").write_text(blocks, encoding="utf-8")
    output = folder / "out.jsonl"
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tidings", "crawl", "--once", "--sources", "sources.toml", "--output", str(output)]
    command += ["--allow-loopback"] if loopback else []
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=280,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "COLUMNS": "240"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    articles = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()] if output.exists() else []
    return articles, done.stderr


@pytest.fixture
def site() -> Any:
    with WebServer({"/robots.txt": reply(200, "User-agent: *\nDisallow: /private/\n", "text/plain")}) as server:
        yield server


def test_feeds_of_every_kind_lead_to_articles_once(site: WebServer, tmp_path: Path) -> None:
    for name in "abcde":
        site.routes[f"/{name}"] = reply(200, page(f"Title of {name}"))
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title>B</title><link href='{site.origin}/b?utm_source=x'/><id>b</id><updated>2026-11-24T08:00:00Z</updated></entry></feed>"
    rdf = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<item rdf:about='c'><title>C</title><link>{site.origin}/c</link><dc:date>2026-11-24T08:00:00+08:00</dc:date></item></rdf:RDF>"
    )
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "d", "url": f"{site.origin}/d", "title": "D", "date_published": "2026-11-24T08:00:00Z"}],
    }
    site.routes |= {
        "/rss": reply(200, rss(site.origin, "/a", "/b"), "application/rss+xml"), "/atom": reply(200, atom, "application/atom+xml"),
        "/rdf": reply(200, rdf, "application/rdf+xml"), "/json": reply(200, json.dumps(feed), "application/feed+json"),
    }  # fmt: skip
    articles, _ = crawl(site, tmp_path, "/rss", "/atom", "/rdf", "/json")
    assert sorted(a["url"].rsplit("/")[-1] for a in articles) == ["a", "b", "c", "d"]
    assert set(articles[0]) == {"url", "title", "text", "language", "published_at", "source"}
    found = {a["url"].rsplit("/")[-1]: a for a in articles}
    assert found["c"]["published_at"] == "2026-11-24T00:00:00Z"
    assert found["a"]["text"].startswith("Corvane said")
    assert "Home" not in found["a"]["text"]


def test_a_second_cycle_publishes_nothing_and_gets_304(site: WebServer, tmp_path: Path) -> None:
    site.routes |= {
        "/a": reply(200, page("A title")),
        "/rss": reply(200, rss(site.origin, "/a"), "application/rss+xml", ETag='"1"'),
    }
    assert len(crawl(site, tmp_path, "/rss")[0]) == 1
    articles, table = crawl(site, tmp_path, "/rss")
    assert articles == []
    assert "not_modified 1" in table
    site.routes["/rss"] = reply(200, rss(site.origin, "/a"), "application/rss+xml", ETag='"2"')
    articles, table = crawl(site, tmp_path, "/rss")
    assert articles == []
    assert "seen 1" in table


def test_a_page_that_fails_today_is_fetched_tomorrow_although_the_feed_is_unchanged(site: WebServer, tmp_path: Path) -> None:
    site.routes |= {"/a": reply(500, "no"), "/rss": reply(200, rss(site.origin, "/a"), "application/rss+xml", ETag='"1"')}
    assert crawl(site, tmp_path, "/rss")[0] == []
    site.routes["/a"] = reply(200, page("A title"))
    assert len(crawl(site, tmp_path, "/rss")[0]) == 1


@pytest.mark.parametrize(
    ("declared", "kind"),
    [("gb2312", "text/html"), ("", "text/html"), ("utf-8", "text/html; charset=utf-8"), ("gbk", "text/html; charset=gbk")],
)
def test_chinese_pages_are_read_whatever_they_declare(site: WebServer, tmp_path: Path, declared: str, kind: str) -> None:
    head = f"<meta charset='{declared}'>" if declared else ""
    site.routes |= {
        "/a": reply(200, page("明洲医药新药获批", ZH_BODY, head).encode("gbk"), kind),
        "/rss": reply(200, rss(site.origin, "/a")),
    }
    [article] = crawl(site, tmp_path, "/rss")[0]
    assert article["language"] == "zh"
    assert "喆瑄镕" in article["text"]
    assert "\ufffd" not in article["text"]


@pytest.mark.parametrize(
    ("feed", "outcome"),
    [
        ("<html><body>Just a moment...</body></html>", "not_a_feed"),
        ("", "not_a_feed"),
        ("{}", "not_a_feed"),
        ("<rss><channel><item><title>cut off", "seen|published|"),
    ],
)
def test_what_is_no_feed_is_named(site: WebServer, tmp_path: Path, feed: str, outcome: str) -> None:
    site.routes["/rss"] = reply(200, feed, "application/rss+xml")
    articles, table = crawl(site, tmp_path, "/rss")
    assert articles == []
    assert any(word in table for word in outcome.split("|"))


def test_bad_pages_each_end_in_a_named_outcome(site: WebServer, tmp_path: Path) -> None:
    site.routes |= {
        "/empty": reply(200, ""), "/huge": reply(200, page("Huge", "<p>" + "word " * 2_500_000 + "</p>")), "/gone": reply(410, "gone"),
        "/private/x": reply(200, page("Private")), "/good": reply(200, page("Good")), "/loop": reply(302, "", Location="/loop"),
        "/rss": reply(200, rss(site.origin, "/empty", "/huge", "/gone", "/private/x", "/good", "/loop", "file:///etc/passwd", "javascript:x")),
    }  # fmt: skip
    articles, table = crawl(site, tmp_path, "/rss")
    assert [a["url"].rsplit("/")[-1] for a in articles] in (["good"], ["empty", "good"])
    assert "robots_denied 1" in table, table
    assert "gone 1" in table
    assert "/private/x" not in site.paths()
    assert not any("passwd" in json.dumps(a) for a in articles)


def test_nothing_on_this_machine_is_reached_without_the_allowance(site: WebServer, tmp_path: Path) -> None:
    articles, _ = crawl(site, tmp_path, "/rss", loopback=False)
    assert articles == []
    assert site.asked == []


def test_a_redirect_to_a_private_address_is_refused(site: WebServer, tmp_path: Path) -> None:
    site.routes |= {
        "/a": reply(302, "", Location="http://169.254.169.254/latest/meta-data"),
        "/rss": reply(200, rss(site.origin, "/a")),
    }
    articles, table = crawl(site, tmp_path, "/rss")
    assert articles == []
    assert "refused 1" in table


def test_the_body_of_the_feed_is_taken_when_the_page_is_gone(site: WebServer, tmp_path: Path) -> None:
    item = f"<item><title>Kept</title><link>{site.origin}/a</link><description>{'Words of the feed itself. ' * 30}</description></item>"
    site.routes |= {
        "/a": reply(404, "no"),
        "/rss": reply(200, f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>"),
    }
    [article] = crawl(site, tmp_path, "/rss")[0]
    assert article["text"].startswith("Words of the feed")
