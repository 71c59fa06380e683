"""A page -> an article -> delivered -> marked as seen, in that order."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from bus.errors import BusError
from bus.events import ArticleCrawled, article_id
from crawlers.extract import MIN_TEXT, Extracted, cut, extract
from crawlers.feeds import plain
from crawlers.items import PageItem
from crawlers.language import detect_language
from crawlers.urls import canonical_url

SHORTEST = 40  # characters of title and text together, below which there is nothing to read


class PublishPipeline:
    """Awaits the sink's acknowledgement: that is the backpressure, and only then is an article seen."""

    def __init__(self, crawler: Any) -> None:
        self._spider = crawler.spider
        # trafilatura takes 10 to 200 ms a page: one thread beside the reactor, so that downloads go on.
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="extract")
        self._in_hand: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Any) -> PublishPipeline:
        return cls(crawler)

    async def process_item(self, item: PageItem) -> PageItem:
        spider = self._spider
        loop = asyncio.get_running_loop()
        article = await loop.run_in_executor(self._threads, read_article, item, datetime.now(UTC))
        outcome, final = await self._deliver(item, article)
        spider.report.count(item.source.id, outcome)
        spider.settle(item.source, final=final)
        return item

    async def _deliver(self, item: PageItem, article: ArticleCrawled) -> tuple[str, bool]:
        memory = self._spider.memory
        urls = [item.entry.url, article.url]
        if len(article.title) + len(article.text) < SHORTEST:
            await asyncio.to_thread(memory.mark_seen, urls)
            return "too_short", True
        # The same article under another link, or in another source of this very cycle.
        if article.id in self._in_hand or not await asyncio.to_thread(memory.unseen, [article.url]):
            await asyncio.to_thread(memory.mark_seen, urls)
            return "seen", True
        self._in_hand.add(article.id)
        try:
            await self._spider.sink.deliver(article)
        except BusError as error:
            self._in_hand.discard(article.id)
            self._spider.report.errors[item.source.id] = str(error)
            return "undelivered", False
        digest = hashlib.sha256(article.text.encode()).hexdigest()
        await asyncio.to_thread(memory.mark_seen, urls, digest)
        return "published", True

    def close_spider(self) -> None:
        self._threads.shutdown()


def read_article(item: PageItem, now: datetime) -> ArticleCrawled:
    """The article of a page; where the page is poor, of the feed."""
    found = extract(item.body, item.url, zone=item.source.zone, now=now, content_type=item.content_type)
    found = _from_feed(item, found) if found.quality == "poor" else found
    title = item.entry.title or found.title
    url = canonical_url(found.canonical_url)
    return ArticleCrawled(
        id=article_id(url), url=url, source=item.source.name or item.source.id, title=title, text=found.text,
        language=detect_language(f"{title}\n{found.text}"), published_at=item.entry.published_at or found.published_at,
        fetched_at=now, quality=found.quality, truncated=found.truncated,
    )  # fmt: skip


def _from_feed(item: PageItem, found: Extracted) -> Extracted:
    body, truncated = cut(plain(item.entry.content))
    if len(body) <= len(found.text):
        return found
    language = detect_language(body)
    quality = "feed" if len(body) >= MIN_TEXT[language] else "poor"
    return Extracted(found.title, body, language, found.published_at, found.canonical_url, quality, truncated)  # type: ignore[arg-type]
