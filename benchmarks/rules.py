"""Rules matched by the index: time for an article at 1,000 and 100,000 rules, memory, beside a loop over all rules.

    python benchmarks/rules.py LABELLED.en.jsonl LABELLED.zh.jsonl [--items 150] [--rounds 3] [--more 99000]

Times are processor time of one article, everything included (folding its text, its keys, trying rules); the three sets of rules
take turns, and of the rounds the best counts. The first 1,000 rules are drawn from the companies, words, kinds and sources of the news.
The 99,000 more are of the same forms: once about companies, words and sources that no measured article has, so that as many
match as before; once about those of the news, so that a hundred times as many match.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import re
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from month import crawled, test_fold

from alerts.rules.facts import Facts
from alerts.rules.index import RuleIndex
from alerts.rules.parser import parse
from alerts.rules.tree import Node, matches
from bus.events import ArticleClassified
from bus.vocabulary import ALL_KINDS
from tidings import wiring
from tidings.settings import Settings

ROLES = ("upfront", "total", "funding", "amount")


class News:
    """What rules may ask about."""

    def __init__(self, articles: list[ArticleClassified]) -> None:
        self.parties = sorted({p.name.replace('"', "") for a in articles for e in a.events for p in e.parties}) or [
            "Corvane"
        ]
        self.sources = sorted({a.article.source for a in articles})
        texts = " ".join(f"{a.article.title} {a.article.text}" for a in articles)
        self.words = sorted(set(re.findall("[a-z]{6,12}", texts.lower())) | set(re.findall("[一-鿿]{4}", texts)))


class Absent:
    """The same of what is in no news: words of letters and ideographs in an order that nobody writes."""

    def __init__(self, chance: random.Random, number: int = 20_000) -> None:
        latin = ["".join(chance.choices("bcdfghjklmnpqrstvwxz", k=9)) for _ in range(number // 2)]
        chinese = ["".join(chr(chance.randrange(0x8000, 0x9F00)) for _ in range(4)) for _ in range(number // 2)]
        self.parties = self.words = latin + chinese
        self.sources = latin[:500]


def rule(chance: random.Random, about: News | Absent) -> str:
    party, word = (f'"{chance.choice(values)}"' for values in (about.parties, about.words))
    source, kind = f'"{chance.choice(about.sources)}"', chance.choice(ALL_KINDS)
    least = f"{chance.choice(ROLES)} >= {chance.randrange(1, 400)} million {chance.choice(('USD', 'USD', 'CNY'))}"
    forms = (
        (20, f"party {party}"), (12, f"party {party} and kind {kind}"), (10, f"party {party} and {least}"),
        (18, f"text {word}"), (8, f"text {word} and label deal"), (6, f"text {word} and language zh and not status rumoured"),
        (8, f"kind {kind} and source {source}"), (5, f"agency {party} and kind {kind}"),
        (5, f"kind {kind} and {least} and text {word}"), (4, f"(party {party} or text {word}) and not kind {kind}"),
        (4, f"source {source} and score >= 0.8"),
    )  # fmt: skip
    return chance.choices([text for _, text in forms], [weight for weight, _ in forms])[0]


def resident_mb() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def read(options: argparse.Namespace) -> list[ArticleClassified]:
    examples = test_fold(options.data, 0, 0)
    random.Random(3).shuffle(examples)
    with tempfile.TemporaryDirectory() as folder:
        reader, now = wiring.article_reader(Settings(state=folder)), datetime.now(UTC)
        return [reader.read(crawled(example, now)) for example in examples[: options.items]]


def filled(trees: list[Node]) -> tuple[RuleIndex, float, float]:
    """The index, the megabytes that it added (the trees are there already) and the seconds it took."""
    before, began, index = resident_mb(), time.process_time(), RuleIndex()
    for number, tree in enumerate(trees):
        index.put(number, tree)
    return index, resident_mb() - before, time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--items", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--more", type=int, default=99_000)
    options = parser.parse_args()
    articles, chance = read(options), random.Random(7)
    news, absent = News(articles), Absent(chance)
    few = [parse(rule(chance, news)) for _ in range(1000)]
    before, began = resident_mb(), time.process_time()
    many = few + [parse(rule(chance, absent)) for _ in range(options.more)]
    parsed = {"seconds": round(time.process_time() - began, 1), "mb": round(resident_mb() - before)}
    sets = {
        "1,000": few,
        f"{len(many):,}, as many match": many,
        f"{len(many):,}, more match": few + [parse(rule(chance, news)) for _ in range(options.more)],
    }
    indexes = {name: filled(trees) for name, trees in sets.items()}
    best: dict[str, list[float]] = {name: [9.0] * len(articles) for name in sets}
    found: dict[str, int] = dict.fromkeys(sets, 0)
    gc.freeze()
    names = list(sets)
    for turn in range(options.rounds):
        for place, article in enumerate(articles):
            first = (turn + place) % len(names)  # who comes first finds the article cold
            for name in (*names[first:], *names[:first]):
                index = indexes[name][0]
                began = time.process_time()
                numbers = index.matching(Facts(article))
                best[name][place] = min(best[name][place], time.process_time() - began)
                found[name] += len(numbers)
    figures = {name: {**percentiles(times), "matches_an_article": round(found[name] / options.rounds / len(articles), 1),
                      "index_mb": round(indexes[name][1]), "filed_in_s": round(indexes[name][2], 1)} for name, times in best.items()}  # fmt: skip
    p95 = [figures[name]["p95_ms"] for name in sets]
    print(json.dumps({"articles": len(articles), "parsed_the_more": parsed, **figures, "p95_ratio_as_many_match": round(p95[1] / p95[0], 2),
                      "loop": {name: loop(sets[name], articles[:6], indexes[name][0]) for name in list(sets)[:2]}}, indent=1))  # fmt: skip


def loop(trees: list[Node], articles: list[ArticleClassified], index: RuleIndex) -> dict[str, object]:
    """The same by trying every rule, which must find the same."""
    times, same = [], True
    for article in articles:
        began, facts = time.process_time(), Facts(article)
        numbers = [number for number, tree in enumerate(trees) if matches(tree, facts)]
        times.append(time.process_time() - began)
        same = same and numbers == index.matching(facts)
    return {**percentiles(times), "finds_the_same": same}


def percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50_ms": round(1000 * ordered[len(ordered) // 2], 2),
        "p95_ms": round(1000 * ordered[int(len(ordered) * 0.95)], 2),
    }


if __name__ == "__main__":
    main()
