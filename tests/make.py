"""Articles for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bus.events import Amount, ArticleArchived, ArticleClassified, ArticleCrawled, Evidence, NewsEvent, Party, article_id

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def crawled(url: str = "https://news.example/a", **changes: Any) -> ArticleCrawled:
    values: dict[str, Any] = {
        "id": article_id(url), "url": url, "source": "The Example", "title": "Corvane buys Lanterix",
        "text": "Corvane has agreed to buy Lanterix for $2.1 billion. AI helped.", "language": "en",
        "published_at": NOW - timedelta(minutes=5), "fetched_at": NOW,
    }  # fmt: skip
    return ArticleCrawled(**{**values, **changes})


def amount(value: str = "2100000000", currency: str = "USD", **changes: Any) -> Amount:
    return Amount(
        **{
            "start": 39,
            "end": 51,
            "text": "$2.1 billion",
            "value": Decimal(value),
            "currency": currency,
            "role": "total",
            **changes,
        }
    )


def deal(*parties: tuple[str, str], terms: tuple[Amount, ...] = (), **changes: Any) -> NewsEvent:
    """An event of a licence, whose parties are given as names and sides; `name=canonical` where the name is known."""
    found = []
    for name, side in parties:
        own, _, canonical = name.partition("=")
        found.append(Party(name=own, canonical=canonical or None, side=side))
    values = {"label": "deal", "kind": "license", "confidence": 0.9, "parties": tuple(found), "terms": terms}
    return NewsEvent(**{**values, **changes})


def classified(article: ArticleCrawled | None = None, **changes: Any) -> ArticleClassified:
    values: dict[str, Any] = {
        "article": article or crawled(), "scores": {"deal": 0.93, "policy": 0.01, "milestone": 0.2}, "labels": ("deal",),
        "evidence": (Evidence(label="deal", start=0, end=52),), "amounts": (amount(),), "model": "test 1", "classified_at": NOW,
    }  # fmt: skip
    return ArticleClassified(**{**values, **changes})


def archived(event: ArticleClassified | None = None, **changes: Any) -> ArticleArchived:
    found = event or classified()
    values = {"story_id": found.article.id, "opens_story": True, "revision": 1, "is_new": True, "archived_at": NOW}
    return ArticleArchived(classified=found, **{**values, **changes})


class Clock:
    """A clock that is turned by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
