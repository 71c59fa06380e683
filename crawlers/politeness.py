"""One site, one request at a time, whatever source or host it belongs to; and what a site asks for is done.

A site is a registered domain. Crawl-delay in robots.txt sets the pause between its requests; an answer of 429 or 503 lets the
whole site rest for as long as its Retry-After says.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Any, ClassVar

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawlers.leases import SiteLeases
from crawlers.schedule import retry_after
from crawlers.urls import site

BUSY_SECONDS = 20.0  # before a site that another crawler has is looked at again
LONGEST_DELAY = 60.0  # of a Crawl-delay: more would keep a site from ever being read


class Resting(IgnoreRequest):  # type: ignore[misc]
    """The site asked to be left alone for a while."""


class Busy(Resting):
    """Another crawler asks the site at present."""


class SiteMiddleware:
    """Stands next to the downloader, so that it sees every hop, robots.txt among them."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._delays: dict[str, float] = {}
        self._agent: str = crawler.settings["USER_AGENT"]
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Any) -> SiteMiddleware:
        return cls(crawler)

    def _robots_parsed(self, robotparser: Any, request: Request) -> None:
        if delay := robotparser.crawl_delay(self._agent):
            self._delays[site(request.url)] = min(float(delay), LONGEST_DELAY)

    def process_request(self, request: Request) -> None:
        name = site(request.url)
        request.meta["download_slot"] = name
        if self._crawler.spider.report.rests.get(name, 0.0) > time.time():
            raise Resting(f"{name} asked to be left alone for a while")
        if name in self._delays:
            request.meta["autothrottle_dont_adjust_delay"] = True
            if slot := self._crawler.engine.downloader.slots.get(name):
                slot.delay, slot.jitter = self._delays[name], 0.0


class SiteHandler(HTTP11DownloadHandler):  # type: ignore[misc]
    """Scrapy's own, one request at a time for each site, and none to a site that asked for rest, also of those that wait.

    Scrapy's slots do not do: without a delay between requests they let through all that come in one turn of the loop.
    """

    _turns: ClassVar[defaultdict[str, asyncio.Lock]] = defaultdict(asyncio.Lock)  # of http and https together
    _busy: ClassVar[dict[str, float]] = {}  # sites of other crawlers, and until when that is believed

    async def download_request(self, request: Request) -> Response:
        rests, name = self._crawler.spider.report.rests, site(request.url)
        async with self._turns[name]:
            if rests.get(name, 0.0) > time.time():
                raise Resting(f"{name} asked to be left alone for a while")
            await self._take(name)
            response = await super().download_request(request)
            if response.status in (429, 503):
                now = time.time()
                rests[name] = now + retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), now)
            return response

    async def _take(self, name: str) -> None:
        """Among all crawlers that share the database, one asks a site."""
        leases: SiteLeases | None = self._crawler.spider.leases
        if leases is None or leases.has(name):
            return
        if self._busy.get(name, 0.0) > time.time() or not await asyncio.to_thread(leases.take, name):
            self._busy.setdefault(name, time.time() + BUSY_SECONDS)  # for this cycle's other requests
            raise Busy(f"another crawler asks {name} at present")
