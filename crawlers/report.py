"""What a crawl cycle did: every item ends in exactly one named outcome."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

# of items: published, seen, too_short, gone, failed, refused, robots_denied, excluded, undelivered
# of sources: not_modified, not_a_feed, source_failed
OUTCOMES = (
    "published", "seen", "too_short", "gone", "failed", "refused", "robots_denied", "excluded", "undelivered",
    "not_modified", "not_a_feed", "source_failed",
)  # fmt: skip


@dataclass
class CrawlReport:
    """Counts per source and outcome, and the last error of each source."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    ok: set[str] = field(default_factory=set)  # sources whose feed was read or not modified

    def count(self, source_id: str, outcome: str) -> None:
        self.counts.setdefault(source_id, Counter())[outcome] += 1

    def total(self, outcome: str) -> int:
        return sum(counter[outcome] for counter in self.counts.values())

    def as_json(self) -> dict[str, object]:
        return {"counts": {k: dict(v) for k, v in self.counts.items()}, "errors": self.errors}
