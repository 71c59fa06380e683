"""Feeds -> pages that were not seen before. One spider serves all sources, so that a site gets one request at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawlers.feeds import Entry, NotAFeed, read_feed
from crawlers.items import PageItem
from crawlers.memory import Memory, Validators
from crawlers.net import Refused
from crawlers.report import CrawlReport
from crawlers.sinks import Sink
from crawlers.sources import Source

_GONE = {400, 401, 403, 404, 405, 410, 451}


class FeedSpider(scrapy.Spider):  # type: ignore[misc]
    """Keeps a feed's validators only when each of its items has come to a final outcome: a crash hides none behind a 304."""

    name = "feeds"

    def __init__(self, sources: list[Source], memory: Memory, report: CrawlReport, sink: Sink, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sources, self.memory, self.report, self.sink = sources, memory, report, sink
        self._open: Counter[str] = Counter()
        self._fresh: dict[str, tuple[str, Validators]] = {}

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources:
            known = await asyncio.to_thread(self.memory.validators, source.url)
            headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            yield Request(
                source.url, self.parse_feed, headers={k: v for k, v in headers.items() if v}, dont_filter=True,
                errback=self.feed_failed, cb_kwargs={"source": source}, meta={"handle_httpstatus_list": [304]}, priority=10,
            )  # fmt: skip

    async def parse_feed(self, response: Response, source: Source) -> AsyncIterator[Request]:
        if response.status == 304:
            self._source_done(source, "not_modified")
            return
        headers = {k.decode().lower(): v[0].decode("latin-1") for k, v in response.headers.items() if v}
        try:
            entries = read_feed(response.body, headers, source.url, source.zone, datetime.now(UTC))
        except NotAFeed as error:
            self._source_failed(source, "not_a_feed", str(error))
            return
        self.report.ok.add(source.id)
        wanted = [e for e in entries if not self._is_excluded(source, e)]
        unseen = set(await asyncio.to_thread(self.memory.unseen, [e.url for e in wanted]))
        fresh = list({e.url: e for e in wanted if e.url in unseen}.values())
        self.report.counts.setdefault(source.id, Counter())["seen"] += len(wanted) - len(fresh)
        self._fresh[source.id] = (source.url, Validators(headers.get("etag", ""), headers.get("last-modified", "")))
        self._open[source.id] += len(fresh) + 1
        for entry in fresh:
            yield Request(
                entry.url, self.parse_page, errback=self.page_failed, dont_filter=True,
                cb_kwargs={"source": source, "entry": entry}, meta={"source": source, "entry": entry},
            )  # fmt: skip
        self.settle(source, final=True)

    def _is_excluded(self, source: Source, entry: Entry) -> bool:
        if any(part in entry.url for part in source.exclude):
            self.report.count(source.id, "excluded")
            return True
        return False

    def parse_page(self, response: Response, source: Source, entry: Entry) -> Iterable[PageItem]:
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        yield PageItem(source, entry, response.url, response.body, kind)

    def page_failed(self, failure: Any) -> Iterable[PageItem]:
        source, entry = failure.request.meta["source"], failure.request.meta["entry"]
        if len(entry.content) >= 400:  # the feed carries the article
            yield PageItem(source, entry, entry.url)
            return
        outcome, final = _page_outcome(failure.value)
        self.report.count(source.id, outcome)
        self.report.errors[source.id] = f"{entry.url}: {_message(failure.value)}"
        if final and outcome == "gone":
            self.memory.mark_seen([entry.url])
        self.settle(source, final=final)

    def feed_failed(self, failure: Any) -> None:
        self._source_failed(failure.request.cb_kwargs["source"], "source_failed", _message(failure.value))

    def _source_failed(self, source: Source, outcome: str, message: str) -> None:
        self.report.count(source.id, outcome)
        self.report.errors[source.id] = message

    def _source_done(self, source: Source, outcome: str) -> None:
        self.report.count(source.id, outcome)
        self.report.ok.add(source.id)

    def settle(self, source: Source, *, final: bool) -> None:
        """An item of a source came to its outcome; one that is not final is to be tried again next time."""
        self._open[source.id] -= 1
        if not final:
            self._fresh.pop(source.id, None)
        if self._open[source.id] == 0 and source.id in self._fresh:
            self.memory.keep_validators(*self._fresh.pop(source.id))


def _page_outcome(error: Any) -> tuple[str, bool]:
    response = getattr(error, "response", None)
    if response is not None:
        return ("gone", True) if response.status in _GONE else ("failed", False)
    if isinstance(error, Refused) or "CannotResolveHost" in type(error).__name__ or "DNSLookup" in type(error).__name__:
        return "refused", True
    if isinstance(error, IgnoreRequest):
        return ("robots_denied" if "robots" in str(error) else "failed"), True  # the other: too many redirects
    if "Unsupported" in type(error).__name__ or "NotSupported" in type(error).__name__:
        return "refused", True
    too_large = "Cancelled" in type(error).__name__  # over DOWNLOAD_MAXSIZE, and so it will be tomorrow
    return ("failed", True) if too_large else ("failed", False)


def _message(error: Any) -> str:
    response = getattr(error, "response", None)
    return f"HTTP {response.status}" if response is not None else f"{type(error).__name__}: {error}"[:300]
