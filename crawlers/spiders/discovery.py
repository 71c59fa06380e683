"""Looks for the news of a site: what its page names, then the usual places, then the page itself as a list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urljoin

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response

from crawlers.charsets import decode_page
from crawlers.discovery import Proposal, links_to_sitemaps, links_to_sources, propose, propose_listing
from crawlers.failures import describe
from crawlers.report import CrawlReport
from crawlers.settings import CrawlOptions, scrapy_settings
from crawlers.sources import Source


class DiscoverySpider(scrapy.Spider):  # type: ignore[misc]
    """Asks one address after the other, and stops at the first that is a source."""

    name = "discovery"

    def __init__(self, url: str, found: list[Proposal], errors: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url, self.found, self.errors = url, found, errors
        self.sources = [Source("new", url)]
        self.report = CrawlReport()
        self.leases = None  # a person looks; no crawler is at work here
        self._candidates: list[tuple[str, str]] = []
        self._listing: Proposal | None = None

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.url, self.parse, errback=self.failed, dont_filter=True)

    def parse(self, response: Response) -> Any:
        headers = _headers(response)
        for kind in ("feed", "sitemap"):
            if proposal := propose(kind, response.url, response.body, headers):
                self.found.append(proposal)
                return
        self._listing = propose_listing(response.body, response.url, headers)
        self._candidates = links_to_sources(decode_page(response.body, headers.get("content-type", "")), response.url)
        yield Request(
            urljoin(response.url, "/robots.txt"), self.parse_robots, errback=self.next_candidate, dont_filter=True,
            meta={"handle_httpstatus_all": True},
        )  # fmt: skip

    def parse_robots(self, response: Response) -> Any:
        text = response.body.decode("utf-8", "replace") if response.status == 200 else ""
        # A list of news is more to the point than a sitemap of everything, unless the sitemap is one of news.
        sitemaps = links_to_sitemaps(text, self.url)
        news = [pair for pair in sitemaps if "news" in pair[1].lower()]
        self._candidates += news if self._listing else sitemaps
        yield from self.next_candidate()

    def next_candidate(self, failure: Any = None) -> Any:
        if not self._candidates:
            if self._listing:
                self.found.append(self._listing)
            return
        kind, url = self._candidates.pop(0)
        yield Request(url, self.look, errback=self.next_candidate, dont_filter=True, cb_kwargs={"kind": kind})

    def look(self, response: Response, kind: str) -> Any:
        if proposal := propose(kind, response.url, response.body, _headers(response)):
            self.found.append(proposal)
            return
        yield from self.next_candidate()

    def failed(self, failure: Any) -> None:
        self.errors.append(describe(failure.value))


def _headers(response: Response) -> dict[str, str]:
    return {k.decode().lower(): v[0].decode("latin-1") for k, v in response.headers.items() if v}


def discover(url: str, options: CrawlOptions) -> tuple[Proposal | None, str]:
    """The best source that a site offers, or why there is none. Runs Scrapy, so once a process."""
    found: list[Proposal] = []
    errors: list[str] = []
    settings = scrapy_settings(options) | {"ITEM_PIPELINES": {}}
    process = AsyncCrawlerProcess(settings)
    process.crawl(DiscoverySpider, url=url, found=found, errors=errors)
    process.start()
    if found:
        return found[0], ""
    return None, errors[0] if errors else "no feed, sitemap or list of news was found"
