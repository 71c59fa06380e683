"""A page -> an article -> delivered -> marked as seen, in that order."""

from __future__ import annotations

import asyncio
import hashlib
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bus.errors import BusError
from bus.events import ArticleCrawled
from crawlers.items import PageItem
from crawlers.memory import url_id
from crawlers.reading import Readers, ReadPage
from crawlers.report import Item

CLOCKS = timedelta(minutes=1)  # by which those of machines may differ
SHORTEST = 40  # characters of title and text together, below which there is nothing to read


class PublishPipeline:
    """Awaits the sink's acknowledgement: that is the backpressure, and only then is an article seen."""

    def __init__(self, crawler: Any) -> None:
        self._spider = crawler.spider
        self._readers = Readers(crawler.settings.getint("TIDINGS_READERS"))
        self._in_hand: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Any) -> PublishPipeline:
        return cls(crawler)

    async def process_item(self, item: PageItem) -> PageItem:
        spider = self._spider
        page = await self._readers.read(item, datetime.now(UTC))
        article = page.article if page else None
        if page is None or article is None:  # the page broke the reader, kept it for too long, or was beside one that did
            final = item.is_check or not await asyncio.to_thread(spider.memory.put_off, item.entry.url, time.time())
            outcome, title = "gave_up" if final else "failed", item.entry.title
            spider.report.sources[item.source.id].error = f"{item.url}: cannot be read"
        else:
            outcome, final = await self._settle(item, page)
            title = article.title
            if item.body and outcome not in {"seen", "undelivered", "other_language"}:
                spider.report.sources[item.source.id].texts.append(article.quality == "good")
        spider.report.count(item.source.id, outcome)
        spider.report.sources[item.source.id].items.append(_item(item, outcome, title, article))
        spider.progress.settle(item.source.id, final=final)
        return item

    async def _settle(self, item: PageItem, page: ReadPage) -> tuple[str, bool]:
        if page.is_other_language:
            await asyncio.to_thread(
                self._spider.memory.mark_seen, [item.entry.url, page.article.url], outcome="other_language"
            )
            return "other_language", True
        # Held from before the first wait, so that two sources of one cycle never both deliver an article.
        mine = url_id(page.article.url)
        if mine in self._in_hand:
            await asyncio.to_thread(self._spider.memory.mark_seen, [item.entry.url], outcome="seen")
            return "seen", True
        self._in_hand.add(mine)
        outcome, final = await self._deliver(item, page.article)
        if outcome == "undelivered":
            self._in_hand.discard(mine)
        return outcome, final

    async def _deliver(self, item: PageItem, article: ArticleCrawled) -> tuple[str, bool]:
        memory = self._spider.memory
        urls = [item.entry.url, article.url]
        modified_at = item.entry.modified_at.timestamp() if item.entry.modified_at else None
        digest = hashlib.sha256(f"{article.title}\n{article.text}".encode()).hexdigest()
        is_short = len(article.title) + len(article.text) < SHORTEST
        if item.is_check:
            known = await asyncio.to_thread(memory.content_hash, article.url)
            if is_short or known == digest:
                await asyncio.to_thread(memory.note_check, urls, "", modified_at)
                return "unchanged", True
        elif is_short:
            await asyncio.to_thread(memory.mark_seen, urls, outcome="too_short")
            return "too_short", True
        # The same article under another link, or in another source.
        elif not await asyncio.to_thread(memory.unseen, [article.url]):
            await asyncio.to_thread(memory.mark_seen, urls, digest, modified_at, outcome="seen")
            return "seen", True
        before = await asyncio.to_thread(memory.begin_delivery, article.id, digest, time.time())
        try:
            # A crawler was killed, or its bus fell silent, while this article was on its way: it may have arrived.
            if before is None or not await self._spider.sink.has(article, datetime.fromtimestamp(before, UTC) - CLOCKS):
                await self._spider.sink.deliver(article)
        except BusError as error:
            self._spider.report.sources[item.source.id].error = str(error)
            return "undelivered", False
        if item.is_check:
            await asyncio.to_thread(memory.note_check, urls, digest, modified_at)
        else:
            await asyncio.to_thread(memory.mark_seen, urls, digest, modified_at, outcome="published")
        await asyncio.to_thread(memory.end_delivery, article.id)
        return ("revised" if item.is_check else "published"), True

    def close_spider(self) -> None:
        self._readers.close()


def _item(item: PageItem, outcome: str, title: str, article: ArticleCrawled | None) -> Item:
    if article is None:
        return Item(item.entry.url, outcome, title)
    when = f"{article.published_at:%Y-%m-%d %H:%M}" if article.published_at else ""
    return Item(item.entry.url, outcome, title, when, len(article.text), article.quality)
