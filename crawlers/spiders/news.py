"""Sources of every kind -> pages that were not seen before. One spider serves all, so that a site is asked once at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.http import Request, Response

from crawlers.challenges import find_challenge
from crawlers.entries import Entry, Found, Unreadable
from crawlers.failures import describe, page_outcome, source_outcome
from crawlers.items import PageItem
from crawlers.kinds import read_document
from crawlers.leases import SiteLeases
from crawlers.memory import Memory, Validators, url_id
from crawlers.progress import Progress
from crawlers.report import CrawlReport, Item
from crawlers.selection import first_entries, why_not
from crawlers.sinks import Sink
from crawlers.sources import Source
from crawlers.states import SourceStates

FEED_ARTICLE = 400  # characters of a feed's content that stand for a page that is gone
MAX_DOCUMENTS = 25  # of one source in one cycle


class NewsSpider(scrapy.Spider):  # type: ignore[misc]
    """Asks each source, and then for the pages that it lists and that are new."""

    name = "news"

    def __init__(
        self, sources: list[Source], memory: Memory, states: SourceStates, report: CrawlReport, sink: Sink,
        leases: SiteLeases, max_items: int = 0, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.sources, self.memory, self.states = sources, memory, states
        self.report, self.sink, self.progress = report, sink, Progress(memory)
        self.leases = leases
        self._max_items = max_items
        self._listed: dict[str, frozenset[str] | None] = {}
        self._documents: dict[str, set[str]] = {}
        self._pages: set[str] = set()  # asked for in this cycle, by whichever source

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources:
            self._listed[source.id] = await asyncio.to_thread(self.states.listed, source.id)
            yield await self._ask(source, source.url)

    async def _ask(self, source: Source, url: str, attempt: int = 0) -> Request:
        self.progress.begin(source.id)
        self._documents.setdefault(source.id, set()).add(url)
        known = await asyncio.to_thread(self.memory.validators, url)
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        if source.kind == "api":
            headers["Accept"] = "application/json"
        return Request(
            url, self.parse_source, headers={k: v for k, v in headers.items() if v}, dont_filter=True, priority=10,
            errback=self.source_failed, cb_kwargs={"source": source, "attempt": attempt},
            meta={"handle_httpstatus_list": [304], "source": source, "attempt": attempt},
        )  # fmt: skip

    async def parse_source(self, response: Response, source: Source, attempt: int) -> AsyncIterator[Any]:
        report = self.report.sources[source.id]
        if response.status == 304:
            self.report.count(source.id, "not_modified")
            report.is_read = True
            self.progress.settle(source.id, final=True)
            return
        headers = {k.decode().lower(): v[0].decode("latin-1") for k, v in response.headers.items() if v}
        try:
            found = read_document(response.body, headers, response.url, source, datetime.now(UTC))
        except Unreadable as error:
            async for request in self._failed(source, attempt, error.outcome, str(error)):
                yield request
            return
        report.is_read = True
        if attempt:
            self.report.count(source.id, "fallback")
        if not (source.kind == "sitemap" and found.further):  # an index may stand still while its children change
            fresh = Validators(headers.get("etag", ""), headers.get("last-modified", ""))
            self.progress.remember(source.id, response.request.url, fresh)
        async for result in self._follow(source, found):
            yield result
        self.progress.settle(source.id, final=True)

    async def _follow(self, source: Source, found: Found) -> AsyncIterator[Any]:
        new, changed = await self._choose(source, found.entries)
        # A second page of a list is worth asking for when the first holds nothing that is known.
        is_index = source.kind == "sitemap"
        if is_index or (new and len(new) == len(found.entries)):
            asked = self._documents[source.id]
            limit = MAX_DOCUMENTS if is_index else source.pages
            for url in [u for u in found.further if u not in asked][: max(0, limit - len(asked))]:
                yield await self._ask(source, url)
        self.progress.begin(source.id, len(new) + len(changed))
        for entry, is_check in [*((e, False) for e in new), *((e, True) for e in changed)]:
            if source.fetch_pages:
                yield self._fetch(source, entry, is_check)
            else:
                yield PageItem(source, entry, entry.url, is_check=is_check)

    def _fetch(self, source: Source, entry: Entry, is_check: bool) -> Request:
        facts = {"source": source, "entry": entry, "is_check": is_check}
        return Request(entry.url, self.parse_page, errback=self.page_failed, dont_filter=True, cb_kwargs=facts, meta=facts)

    async def _choose(self, source: Source, entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
        """The entries that are new, and those that were changed; the others are counted under their outcome."""
        now, report = datetime.now(UTC), self.report.sources[source.id]
        reasons = [(entry, why_not(source, entry, now)) for entry in entries]
        for entry, reason in reasons:
            if reason:
                self._note(source, entry, reason)
        wanted = [entry for entry, reason in reasons if not reason]
        known = self._listed[source.id]
        listed = frozenset(url_id(e.url)[:10] for e in wanted)
        report.news += len(listed - (known or frozenset()) - (report.listed or frozenset()))
        report.listed = (report.listed or frozenset()) | listed
        found = await asyncio.to_thread(self.memory.sort, wanted, now.timestamp())
        self.report.count(source.id, "seen", len(found.seen))
        self.report.count(source.id, "waiting", len(found.waiting))
        if found.waiting:
            self.progress.begin(source.id)
            self.progress.settle(source.id, final=False)
        unseen = [entry for entry in found.unseen if url_id(entry.url) not in self._pages]
        self.report.count(source.id, "seen", len(found.unseen) - len(unseen))
        if self._max_items:
            return unseen[: self._max_items], []
        if known is not None:
            self._pages |= {url_id(entry.url) for entry in unseen}
            return unseen, found.changed
        new, backlog = first_entries(unseen)
        self._pages |= {url_id(entry.url) for entry in new}
        await asyncio.to_thread(self.memory.mark_seen, [e.url for e in backlog], outcome="backlog")
        self.report.count(source.id, "backlog", len(backlog))
        return new, found.changed

    def _note(self, source: Source, entry: Entry, outcome: str) -> None:
        self.report.count(source.id, outcome)
        when = f"{entry.published_at:%Y-%m-%d %H:%M}" if entry.published_at else ""
        self.report.sources[source.id].items.append(Item(entry.url, outcome, entry.title, when))

    async def parse_page(self, response: Response, source: Source, entry: Entry, is_check: bool) -> AsyncIterator[PageItem]:
        headers = {k.decode().lower(): v[0].decode("latin-1") for k, v in response.headers.items() if v}
        if whose := find_challenge(response.status, headers, response.body):
            self.report.sources[source.id].error = f"{entry.url}: a challenge of {whose}"
            await self._page_done(source, entry, "challenged", is_check, final=False)
            return
        yield PageItem(source, entry, response.url, response.body, headers.get("content-type", ""), is_check)

    async def page_failed(self, failure: Any) -> AsyncIterator[PageItem]:
        meta = failure.request.meta
        source, entry, is_check = meta["source"], meta["entry"], meta["is_check"]
        if len(entry.content) >= FEED_ARTICLE and not is_check:
            yield PageItem(source, entry, entry.url)
            return
        outcome, final = page_outcome(failure.value)
        self.report.sources[source.id].error = f"{entry.url}: {describe(failure.value)}"
        await self._page_done(source, entry, outcome, is_check, final=final)

    async def _page_done(self, source: Source, entry: Entry, outcome: str, is_check: bool, *, final: bool) -> None:
        """A page that gives no article: what it will give tomorrow decides whether it is asked again."""
        if is_check:  # the article is in the archive
            changed = entry.modified_at.timestamp() if entry.modified_at else None
            await asyncio.to_thread(self.memory.note_check, [entry.url], "", changed)
            final = True
        elif final:
            await asyncio.to_thread(self.memory.mark_seen, [entry.url], outcome=outcome)
        elif outcome != "postponed" and not await asyncio.to_thread(self.memory.put_off, entry.url, time.time(), outcome):
            outcome, final = "gave_up", True
        self._note(source, entry, outcome)
        self.progress.settle(source.id, final=final)

    async def source_failed(self, failure: Any) -> AsyncIterator[Any]:
        meta = failure.request.meta
        kind = source_outcome(failure.value)
        async for request in self._failed(meta["source"], meta["attempt"], kind, describe(failure.value)):
            yield request

    async def _failed(self, source: Source, attempt: int, outcome: str, message: str) -> AsyncIterator[Any]:
        """A document could not be read: a fallback is asked, if there is one left."""
        report = self.report.sources[source.id]
        report.error, report.source_error, report.error_kind = message, message, outcome
        if attempt < len(source.fallbacks):
            yield await self._ask(source, source.fallbacks[attempt], attempt + 1)
        else:
            self.report.count(source.id, outcome)
        self.progress.settle(source.id, final=False)
