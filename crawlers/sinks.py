"""Where crawled articles go: onto the bus, or into a file."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bus import codec
from bus.errors import BusUnavailable, InvalidMessage
from bus.events import ArticleCrawled
from bus.interface import Bus

FILE_FIELDS = ("url", "title", "text", "language", "published_at", "source")


class Sink(Protocol):
    """Takes articles."""

    async def deliver(self, article: ArticleCrawled) -> None:
        """Returns once the article is safe. Raises BusUnavailable, and then it is not."""

    async def has(self, article: ArticleCrawled, since: datetime) -> bool:
        """Whether the article, with this text, arrived after a time."""

    def close(self) -> None: ...


class BusSink:
    """Publishes. Articles that arrive while a flush is under way share the next one."""

    def __init__(self, bus: Bus) -> None:
        self._bus, self._producer, self._lock = bus, bus.producer(), asyncio.Lock()
        self._published = self._flushed = self._failed = 0

    async def deliver(self, article: ArticleCrawled) -> None:
        record = (article.topic, article.key, codec.encode(article), codec.headers())
        await asyncio.to_thread(self._producer.publish, *record)
        self._published += 1
        mine = self._published
        async with self._lock:
            if mine > self._flushed:
                await self._flush()
        if mine <= self._failed:
            raise BusUnavailable("crawl: the article was not acknowledged; it is fetched again next time")

    async def _flush(self) -> None:
        upto = self._published
        try:
            await asyncio.to_thread(self._producer.flush)
        except BusUnavailable:
            self._failed = upto  # also those that were acknowledged: published again, they are the same article
        finally:
            self._flushed = upto

    async def has(self, article: ArticleCrawled, since: datetime) -> bool:
        return await asyncio.to_thread(self._has, article, since)

    def _has(self, article: ArticleCrawled, since: datetime) -> bool:
        for record in self._bus.read(article.topic, since):
            if record.key == article.key:
                with suppress(InvalidMessage):
                    found = codec.decode(record)
                    if isinstance(found, ArticleCrawled) and (found.title, found.text) == (article.title, article.text):
                        return True
        return False

    def close(self) -> None:
        self._producer.close()


class FileSink:
    """Writes article objects as JSON Lines."""

    def __init__(self, path: Path) -> None:
        self._path, self._stream = path, path.open("a", encoding="utf-8")

    async def deliver(self, article: ArticleCrawled) -> None:
        row = article.model_dump(mode="json", include=set(FILE_FIELDS))
        self._stream.write(json.dumps({name: row[name] for name in FILE_FIELDS}, ensure_ascii=False) + "\n")
        self._stream.flush()

    async def has(self, article: ArticleCrawled, since: datetime) -> bool:
        row = article.model_dump(mode="json", include={"url", "title", "text"})
        for line in self._path.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError):  # the last line of a process that was killed
                if row.items() <= json.loads(line).items():
                    return True
        return False

    def close(self) -> None:
        self._stream.close()


class NoSink:
    """Takes articles and lets them go: for the trial of a source."""

    async def deliver(self, article: ArticleCrawled) -> None:
        pass

    async def has(self, article: ArticleCrawled, since: datetime) -> bool:
        return False

    def close(self) -> None:
        pass
