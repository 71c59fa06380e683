"""A simulated month: five stock subscriptions, real labelled articles, from the classifier to the alert records.

    python benchmarks/month.py LABELLED.en.jsonl LABELLED.zh.jsonl [--fold 0] [--items N]

The articles are those of the fold that the shipped model is not trained on, one after the other on a turned clock over thirty days,
through the workers that classify, archive and match, in this process. An alert is right when the labels that a reader gave say
what the rule asks for. Each subscription stands there once more with floors under the classifier's score.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from alerts import tables
from alerts.canary import Canaries
from alerts.outbox import Outbox
from alerts.store import SubscriptionStore
from alerts.subscriptions import Conditions
from archive.database import connect_engine
from bus.events import ArticleCrawled, article_id
from classifiers.training.dataset import Example, read_examples, split_by_story
from consumers.match_rules import MatchRules
from tidings import wiring
from tidings.database import upgrade
from tidings.settings import Settings

START, DAYS = datetime(2026, 10, 1, tzinfo=UTC), 30
FLOORS = ("", "0.6", "0.7", "0.72", "0.8", "0.9")
Truth = Callable[[Example], bool]


@dataclass(frozen=True)
class Stock:
    """A subscription as it is offered to a new subscriber, and what is right for it by the labels."""

    name: str
    language: str
    rule: str
    is_right: Truth
    floor: str  # joined to the rule, with the score


STOCK = (
    Stock("deals, English", "en", "label deal and language en", lambda e: "deal" in e.labels and e.language == "en", "and score deal >= {}"),
    Stock("交易，中文", "zh", "标签 交易 和 语言 中文", lambda e: "deal" in e.labels and e.language == "zh", "和 分数 交易 不低于 {}"),
    Stock("milestones", "en", "label milestone", lambda e: "milestone" in e.labels, "and score milestone >= {}"),
    Stock("政策", "zh", "标签 政策", lambda e: "policy" in e.labels, "和 分数 政策 不低于 {}"),
    Stock("deals or milestones", "en", "(label deal or label milestone)", lambda e: bool({"deal", "milestone"} & e.labels), "and score >= {}"),
)  # fmt: skip


def test_fold(paths: Sequence[Path], fold: int, items: int) -> list[Example]:
    """The articles of one fold, in the order of their dates."""
    examples = [example for path in paths for example in read_examples(path)]
    folds = split_by_story(examples)
    chosen = [e for e, f in zip(examples, folds, strict=True) if f == fold]
    return sorted(chosen, key=lambda e: (e.date, e.id))[: items or None]


def crawled(example: Example, at: datetime) -> ArticleCrawled:
    url = f"https://news.example/{example.language}/{example.id}"
    return ArticleCrawled(
        id=article_id(url), url=url, source=example.source or "unknown", title=example.title, text=example.text,
        language=example.language, published_at=at, fetched_at=at,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--items", type=int, default=0)
    options = parser.parse_args()
    examples = test_fold(options.data, options.fold, options.items)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database=f"sqlite:///{folder}/t.db", bus=f"embedded:{folder}/bus.db", state=f"{folder}/state")
        began = time.process_time()
        alerts, story_of, model = simulate(settings, examples)
        seconds = time.process_time() - began
    print(json.dumps({"model": model, "articles": len(examples), "unambiguous": sum(not e.unsure for e in examples),
                      "most_alerts_of_a_story": max(Counter(alerts).values()), "cpu_seconds": round(seconds)}))  # fmt: skip
    for floor in FLOORS:
        print(f"\nscore floor {floor or 'none (the thresholds of the model)'}")
        print(
            "| subscription | alerts a day | precision | recall | unambiguous: precision | recall |\n|---|---|---|---|---|---|"
        )
        rows = [Row(s, {story for name, story in alerts if name == named(s, floor)}, examples, story_of) for s in STOCK]
        for row in rows:
            print(row)
        print("| **all five** | " + " | ".join(total(rows)) + " |")


def named(stock: Stock, floor: str) -> str:
    return f"{stock.name} {floor}".strip()


def simulate(settings: Settings, examples: Sequence[Example]) -> tuple[list[tuple[str, str]], dict[str, str], str]:
    """The alert records as subscription and story, the story of each article, and the model that read them."""
    engine = connect_engine(settings.database)
    upgrade(engine)
    now, store = START, SubscriptionStore(engine)

    def clock() -> datetime:
        return now

    for stock in STOCK:
        for floor in FLOORS:
            name = named(stock, floor)
            store.add_subscriber(name, stock.language, ("json://127.0.0.1:9/x",))
            rule = f"{stock.rule} {stock.floor.format(floor)}" if floor else stock.rule
            store.add_rule(name, stock.name, Conditions.parse(rule))
    reader, archive = wiring.article_reader(settings), wiring.handler("archive", settings, engine)
    match = MatchRules(store, Outbox(engine, clock), Canaries(engine), clock)
    story_of = {}
    for number, example in enumerate(examples):
        now = START + timedelta(days=DAYS) * (number / len(examples))
        archived = archive.handle([reader.read(crawled(example, now))])
        match.handle(archived)
        story_of[example.id] = archived[0].story_id  # type: ignore[union-attr]
        if number % 50 == 0:
            print(f"\r{number} of {len(examples)}", end="", flush=True)
    print("\r", end="")
    a, s = tables.alerts.c, tables.subscribers.c
    with engine.connect() as connection:
        query = select(s.name, a.story_id).join(tables.alerts, s.id == a.subscriber_id)
        made = [(row.name, row.story_id) for row in connection.execution_options(reading=True).execute(query)]
    engine.dispose()
    return made, story_of, reader.classifier.name


class Row:
    """One subscription against the labels: a story is right when one of its articles is."""

    def __init__(self, stock: Stock, told: set[str], examples: Sequence[Example], story_of: dict[str, str]) -> None:
        self.name, self.alerts = stock.name, len(told)
        self.counts = []
        for chosen in (examples, [e for e in examples if not e.unsure]):
            there = {story_of[e.id] for e in chosen}
            right = {story_of[e.id] for e in chosen if stock.is_right(e)}
            self.counts.append((len(told & right), len(told & there), len(right)))

    def __str__(self) -> str:
        figures = [text for hits, told, right in self.counts for text in (share(hits, told), share(hits, right))]
        return f"| {self.name} | {self.alerts / DAYS:.1f} | {' | '.join(figures)} |"


def total(rows: Sequence[Row]) -> list[str]:
    found = [f"{sum(row.alerts for row in rows) / DAYS:.1f}"]
    for kind in (0, 1):
        hits, told, right = (sum(row.counts[kind][n] for row in rows) for n in range(3))
        found += [share(hits, told), share(hits, right)]
    return found


def share(hits: int, of: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not of:
        return "none"
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return f"{p:.3f} ({low:.2f}-{high:.2f}), {hits}/{of}"


if __name__ == "__main__":
    main()
