"""What a site asks for is done; what changed is read again; what fails has a stand-in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from archive.database import connect_engine
from crawlers.states import SourceStates
from tests.crawlers.test_crawl import BODY, crawl, page, rss
from tests.services import WebServer, reply

Answer = Callable[[BaseHTTPRequestHandler], None]


class Watch:
    """Notes when pages are asked for, and how many at once."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.most = self._now = 0
        self._lock = threading.Lock()

    def __call__(self, answer: Answer) -> Answer:
        def watched(request: BaseHTTPRequestHandler) -> None:
            with self._lock:
                self.times.append(time.monotonic())
                self._now += 1
                self.most = max(self.most, self._now)
            time.sleep(0.05)  # so that a second request would be noticed
            with self._lock:  # before the answer is out: the crawler may ask again at once
                self._now -= 1
            answer(request)

        return watched

    def pauses(self) -> list[float]:
        return [later - earlier for earlier, later in zip(self.times, self.times[1:], strict=False)]


def test_a_site_is_asked_once_at_a_time_with_its_crawl_delay_across_sources(tmp_path: Path) -> None:
    watch = Watch()
    with WebServer() as site:
        site.routes |= {f"/{name}": watch(reply(200, page(f"Title of {name}"))) for name in "abcd"}
        site.routes |= {
            "/robots.txt": reply(200, "User-agent: *\nCrawl-delay: 0.4\n", "text/plain"),
            "/one": watch(reply(200, rss(site.origin, "/a", "/b"))),
            "/two": watch(reply(200, rss(site.origin, "/c", "/d"))),
        }
        articles, table = crawl(site, tmp_path, "/one", "/two")
    assert len(articles) == 4, table
    assert watch.most == 1
    assert len(watch.times) == 6
    assert min(watch.pauses()) > 0.3


def test_a_site_that_answers_429_is_left_alone_until_it_says(tmp_path: Path) -> None:
    with WebServer() as site:
        site.routes |= {f"/{n}": reply(429, "slower", Retry_After="7200") for n in range(5)}
        site.routes["/feed"] = reply(200, rss(site.origin, *(f"/{n}" for n in range(5))), ETag='"1"')
        started = time.time()
        articles, table = crawl(site, tmp_path, "/feed")
        assert articles == []
        assert "postponed 5" in table
        assert sum(path in {f"/{n}" for n in range(5)} for path in site.paths()) == 1
    engine = connect_engine(f"sqlite:///{tmp_path}/tidings-data/tidings.db")
    state = SourceStates(engine).all()["feed"]
    engine.dispose()
    assert state.next_due_at >= started + 7200
    assert state.failures == 0  # the source itself was read


def test_an_article_that_its_source_says_was_changed_is_published_as_a_revision(tmp_path: Path) -> None:
    def sitemap(moment: datetime) -> Answer:
        body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{site.origin}/a</loc><lastmod>{moment.isoformat()}</lastmod></url></urlset>"
        return reply(200, body, "application/xml")

    now = datetime.now(UTC)
    with WebServer() as site:
        site.routes |= {"/a": reply(200, page("The first title of it")), "/map": sitemap(now - timedelta(hours=1))}
        assert len(crawl(site, tmp_path, "/map", extra="kind = 'sitemap'")[0]) == 1
        changed = page("The first title of it", BODY + "<p>The company has corrected the number of patients.</p>")
        site.routes |= {"/a": reply(200, changed), "/map": sitemap(now + timedelta(hours=1))}
        [article], table = crawl(site, tmp_path, "/map", extra="kind = 'sitemap'")
        assert "revised 1" in table
        assert "corrected the number" in article["text"]
        articles, table = crawl(site, tmp_path, "/map", extra="kind = 'sitemap'")
    assert articles == []
    assert "seen 1" in table


def test_a_fallback_stands_in_for_an_address_that_fails(tmp_path: Path) -> None:
    with WebServer() as site:
        site.routes |= {"/a": reply(200, page("A title of it")), "/other": reply(200, rss(site.origin, "/a"))}
        extra = f"fallbacks = ['{site.origin}/gone', '{site.origin}/other']"
        articles, table = crawl(site, tmp_path, "/feed", extra=extra)
    assert len(articles) == 1
    assert "fallback 1" in table


def stall(request: BaseHTTPRequestHandler) -> None:
    """No answer before the crawler's patience ends."""
    time.sleep(3)


@pytest.mark.parametrize(
    ("robots", "is_asked"),
    [(reply(500, "no"), False), (reply(503, "no"), False), (reply(429, "no"), False), (stall, False),
     (reply(404, "User-agent: *\nDisallow: /"), True), (reply(403, "no"), True)],
    ids=["500", "503", "429", "time-out", "404", "403"],
)  # fmt: skip
def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone_for_now(robots: Answer, is_asked: bool, tmp_path: Path) -> None:
    (tmp_path / "tidings.toml").write_text("[crawl]\ntimeout_seconds = 1\n", encoding="utf-8")
    with WebServer() as site:
        site.routes |= {
            "/robots.txt": robots,
            "/feed": reply(200, rss(site.origin, "/a")),
            "/a": reply(200, page("A title of it")),
        }
        articles, _ = crawl(site, tmp_path, "/feed")
        assert len(articles) == is_asked
        assert ("/feed" in site.paths()) == is_asked
        site.routes["/robots.txt"] = reply(404, "no")
        articles, _ = crawl(site, tmp_path, "/feed")
    assert len(articles) == (not is_asked)  # and it comes with the next cycle, or was there already
