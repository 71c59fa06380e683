"""What a crawl cycle did: every item ends in exactly one named outcome."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

OUTCOMES = {
    # of items
    "published": "new, and acknowledged by the bus",
    "revised": "changed since it was read, published again",
    "unchanged": "fetched again, and the same",
    "seen": "known already, also from other sources",
    "backlog": "older than what a new source begins with",
    "old": "older than max_age_days",
    "excluded": "not included, excluded, or paid for",
    "too_short": "nothing to read",
    "other_language": "neither English nor Chinese",
    "gone": "the page is not there",
    "failed": "no answer; tried again, ever later",
    "gave_up": "failed too often",
    "waiting": "failed, and its time to be tried again has not come",
    "postponed": "the site asked to be left alone, or its robots.txt could not be had",
    "challenged": "a challenge instead of the page; tried again",
    "refused": "not on the public internet, or a port that is not allowed",
    "robots_denied": "robots.txt forbids it",
    "undelivered": "the bus did not acknowledge it",
    # of sources
    "not_modified": "the source answered 304",
    "not_a_feed": "something else instead of the feed",
    "unreadable": "something else than its kind says",
    "source_failed": "the source did not answer",
    "fallback": "a fallback stood in for it",
    "busy": "another crawler asks its site at present; it is asked again soon",
}


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one entry."""

    url: str
    outcome: str
    title: str = ""
    published_at: str = ""
    characters: int = 0
    quality: str = ""


@dataclass
class SourceReport:
    """What a cycle did for one source."""

    counts: Counter[str] = field(default_factory=Counter)
    error: str = ""  # the last trouble, of the source or of a page
    source_error: str = ""  # why the source itself could not be read
    error_kind: str = ""
    is_read: bool = False  # or not modified
    listed: frozenset[str] | None = None  # short ids of its entries
    news: int = 0
    texts: list[bool] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


@dataclass
class CrawlReport:
    """What a cycle did."""

    sources: defaultdict[str, SourceReport] = field(default_factory=lambda: defaultdict(SourceReport))
    rests: dict[str, float] = field(default_factory=dict)  # sites that want to be left alone, and until when

    def count(self, source_id: str, outcome: str, number: int = 1) -> None:
        if outcome not in OUTCOMES:
            raise KeyError(outcome)
        if number:
            self.sources[source_id].counts[outcome] += number

    def total(self, outcome: str) -> int:
        return sum(report.counts[outcome] for report in self.sources.values())
