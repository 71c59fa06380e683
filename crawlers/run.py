"""Run one crawl cycle in this process. Twisted's reactor starts once a process, so a supervisor starts one for each cycle."""

from __future__ import annotations

import random
import time
from dataclasses import replace

from scrapy.crawler import AsyncCrawlerProcess
from sqlalchemy import Engine

from crawlers.health import Cycle, Notice, SourceState, judge, observe
from crawlers.leases import SiteLeases
from crawlers.memory import Memory
from crawlers.politeness import BUSY_SECONDS
from crawlers.report import CrawlReport, SourceReport
from crawlers.schedule import next_due
from crawlers.settings import CrawlOptions, scrapy_settings
from crawlers.sinks import Sink
from crawlers.sources import Source
from crawlers.spiders.news import NewsSpider
from crawlers.states import SourceStates
from crawlers.urls import site

MAX_LISTED = 4000  # short ids that are kept of a source
# The cycle ended before the source's turn, its site asked for rest, or another crawler has it.
NOBODYS_FAULT = {"", "postponed", "busy"}


def crawl(sources: list[Source], sink: Sink, engine: Engine, options: CrawlOptions) -> tuple[CrawlReport, list[Notice]]:
    """Fetch what is new from the sources and deliver it; then note how each fares, and return what operators should know.

    Returns when all is done; Ctrl-C finishes what is under way. Should the process be killed, the sources are due again when
    its hold on them runs out, and what it had delivered is seen.
    """
    report, memory, states = CrawlReport(), Memory(engine), SourceStates(engine)
    process = AsyncCrawlerProcess(scrapy_settings(options))
    with SiteLeases(engine, [source.id for source in sources]) as leases:
        process.crawl(
            NewsSpider, sources=sources, memory=memory, states=states, report=report, sink=sink, leases=leases,
            max_items=options.max_items,
        )  # fmt: skip
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
    if cycle.error_kind == "busy":
        due = cycle.at + BUSY_SECONDS
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
