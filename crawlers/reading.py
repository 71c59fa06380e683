"""Pages are read in processes beside the reactor: trafilatura takes 10 to 200 ms a page, and at times seconds."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bus.events import ArticleCrawled, article_id
from crawlers.extract import extract, with_feed_body
from crawlers.items import PageItem
from crawlers.language import detect_language, recognize_language
from crawlers.urls import canonical_url

READ_SECONDS = 120.0  # of one page; the slowest that were met took two


class Readers:
    """A pool of processes that read pages. It is started by the first page, and again when a page has killed it."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._turns = asyncio.Semaphore(2 * processes)  # pages in the pool; more would wait there with their time running

    async def read(self, item: PageItem, now: datetime) -> ReadPage | None:
        """The article of a page; None for a page that kills its reader or keeps it for too long."""
        async with self._turns:
            loop, pool = asyncio.get_running_loop(), self._pool or self._start()
            try:
                await loop.run_in_executor(pool, _is_ready)  # its start is not the page's fault
                return await asyncio.wait_for(loop.run_in_executor(pool, read_page, item, now), READ_SECONDS)
            except (BrokenProcessPool, TimeoutError):
                if self._pool is pool:
                    self._kill()
                return None

    def _start(self) -> ProcessPoolExecutor:
        # "spawn": a fork would inherit the reactor, its threads' locks and the connections to the bus.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self._processes, context, initializer=_begin)
        return self._pool

    def _kill(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _is_ready() -> bool:
    return True


def _begin() -> None:
    """A reader ends with its crawler, however that ends; Ctrl-C is the crawler's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What a page turned out to hold."""

    article: ArticleCrawled
    is_other_language: bool  # neither English nor Chinese: nothing here can read it


def read_page(item: PageItem, now: datetime) -> ReadPage:
    """The article of a page; where the page is poor, of the feed."""
    found = extract(item.body, item.url, zone=item.source.zone, now=now, content_type=item.content_type)
    found = with_feed_body(found, item.entry.content)
    title = item.entry.title or found.title
    url = canonical_url(found.canonical_url)
    article = ArticleCrawled(
        id=article_id(url), url=url, source=item.source.label, title=title, text=found.text,
        language=detect_language(f"{title}\n{found.text}"),
        published_at=published(item.entry.published_at, found.published_at, item.source.zone),
        fetched_at=now, quality=found.quality, truncated=found.truncated,
    )  # fmt: skip
    return ReadPage(article, found.is_other_language and recognize_language(title) is None)


def published(listed: datetime | None, stated: datetime | None, zone: str) -> datetime | None:
    """The date that the source lists; where that is a mere day, the page's time on that day."""
    if listed is None or stated is None:
        return listed or stated
    local = listed.astimezone(ZoneInfo(zone))
    is_day = (local.hour, local.minute, local.second) == (0, 0, 0)
    return stated if is_day and timedelta(0) <= stated - listed < timedelta(days=1) else listed
