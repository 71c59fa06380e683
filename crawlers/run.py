"""Run one crawl cycle in this process. Twisted's reactor starts once a process, so a supervisor starts one for each cycle."""

from __future__ import annotations

import random
import time
from dataclasses import replace

from scrapy.crawler import AsyncCrawlerProcess
from sqlalchemy import Engine

from crawlers.health import Cycle, Notice, SourceState, judge, observe
from crawlers.memory import Memory
from crawlers.report import CrawlReport, SourceReport
from crawlers.schedule import next_due
from crawlers.settings import CrawlOptions, scrapy_settings
from crawlers.sinks import Sink
from crawlers.sources import Source
from crawlers.spiders.news import NewsSpider
from crawlers.states import SourceStates
from crawlers.urls import site

MAX_LISTED = 4000  # short ids that are kept of a source
NOBODYS_FAULT = {"", "postponed"}  # the cycle ended before the source's turn, or its site asked for rest


def crawl(sources: list[Source], sink: Sink, engine: Engine, options: CrawlOptions) -> tuple[CrawlReport, list[Notice]]:
    """Fetch what is new from the sources and deliver it; then note how each fares, and return what operators should know.

    Returns when all is done; Ctrl-C finishes what is under way. Should the process die, the sources are due again after
    their interval, and what it had delivered is seen.
    """
    report, memory, states = CrawlReport(), Memory(engine), SourceStates(engine)
    now = time.time()
    for source in sources:
        states.put_off([source.id], now + 60.0 * source.interval_minutes)
    process = AsyncCrawlerProcess(scrapy_settings(options))
    process.crawl(
        NewsSpider, sources=sources, memory=memory, states=states, report=report, sink=sink, max_items=options.max_items
    )
    try:
        process.start()
    finally:
        sink.close()
    known = states.all()
    notices = [_conclude(source, report, known[source.id], states) for source in sources]
    return report, [notice for notice in notices if notice]


def _conclude(source: Source, report: CrawlReport, state: SourceState, states: SourceStates) -> Notice | None:
    mine, notice = report.sources[source.id], None
    cycle = as_cycle(mine, time.time(), report.rests.get(site(source.url), 0.0))
    if cycle.error_kind not in NOBODYS_FAULT or mine.is_read:
        state = observe(state, cycle, source.zone)
        state, notice = judge(state, cycle.at, source.zone)
    due = next_due(60.0 * source.interval_minutes, state, cycle, random.random())
    listed = mine.listed
    if listed is not None and mine.counts["not_modified"]:  # only some of its documents were read
        listed = listed | (states.listed(source.id) or frozenset())
    if listed is not None and len(listed) > MAX_LISTED:
        listed = mine.listed
    states.save(replace(state, next_due_at=due), notice, mine.counts, listed)
    return notice


def as_cycle(mine: SourceReport, now: float, wait_until: float) -> Cycle:
    """What a cycle did for a source, as its health takes it."""
    error, kind = ("", "") if mine.is_read else (mine.source_error, mine.error_kind)
    return Cycle(now, error, kind, mine.news, mine.counts["published"], tuple(mine.texts), wait_until)
