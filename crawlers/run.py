"""Run one crawl cycle in this process. Twisted's reactor starts once a process, so a supervisor starts one for each cycle."""

from __future__ import annotations

from scrapy.crawler import AsyncCrawlerProcess
from sqlalchemy import Engine

from crawlers.memory import Memory
from crawlers.report import CrawlReport
from crawlers.settings import CrawlOptions, scrapy_settings
from crawlers.sinks import Sink
from crawlers.sources import Source
from crawlers.spiders.feed import FeedSpider


def crawl(sources: list[Source], sink: Sink, engine: Engine, options: CrawlOptions) -> CrawlReport:
    """Fetch what is new from the sources and deliver it. Returns when all is done; Ctrl-C finishes what is under way."""
    report, memory = CrawlReport(), Memory(engine)
    process = AsyncCrawlerProcess(scrapy_settings(options))
    process.crawl(FeedSpider, sources=sources, memory=memory, report=report, sink=sink)
    try:
        process.start()
    finally:
        sink.close()
    for source in sources:
        error = "" if source.id in report.ok else report.errors.get(source.id, "the cycle ended before its turn")
        memory.note_cycle(source.id, error, report.counts[source.id]["published"] if source.id in report.counts else 0)
    return report
