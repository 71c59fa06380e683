"""Stories: which articles are joined, and what it costs.

    python benchmarks/stories.py --half test
    python benchmarks/stories.py --real FOLDER
    python benchmarks/stories.py --half dev --archived 100000
    python benchmarks/stories.py --fit --real FOLDER

Reads the articles of benchmarks/stories with the shipped model and archives them in the order of their publication, into an
archive of its own. Pairs are counted: of two articles of one cluster, are they one story; of two in one story, are they of one
cluster. `--real` does the same with real labelled articles, whose pairs in benchmarks/stories/real.jsonl were judged by reading. `--fit` fits the weights of archive/stories/weights.toml anew, after a
change of the reader or of what articles are compared by: on dev.jsonl, more.jsonl and more2.jsonl, and on judged pairs of real articles where
their FOLDER is given. It takes a minute and writes the file.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from archive import tables
from archive.store import Archive
from archive.stories.facts import facts_of
from archive.stories.likeness import WEIGHTS
from archive.stories.lookup import keys_of
from archive.stories.signatures import signature
from bus.events import ArticleArchived, ArticleClassified, ArticleCrawled, article_id
from tidings import wiring
from tidings.database import scratch_engine
from tidings.settings import Settings

SETS = Path(__file__).parent / "stories"
FITTED = ("dev", "more", "more2")
MEASURED = ("test", "test2")
FITTED_BEFORE = "2026-07-20"  # of the judged pairs of real articles, the later ones are for measuring
BATCH = 32  # as the worker takes them
Row = dict[str, Any]


def load(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def crawled(row: Row) -> ArticleCrawled:
    url = f"https://news.example/{row['id']}"
    day = row.get("published_at") or row.get("date")
    published = datetime.fromisoformat(day) if day else None
    published = published.replace(tzinfo=UTC) if published and published.tzinfo is None else published
    return ArticleCrawled(
        id=article_id(url), url=url, source=row["source"], title=row["title"], text=row["text"],
        language=row.get("language") or row["lang"], published_at=published, fetched_at=published or datetime.now(UTC),
    )  # fmt: skip


def read(rows: Sequence[Row]) -> list[ArticleClassified]:
    """In the order of publication."""
    articles = sorted((crawled(row) for row in rows), key=lambda a: a.fetched_at)
    return wiring.article_reader(Settings()).read_all(articles)


def archived(events: Sequence[ArticleClassified], fill: int = 0) -> tuple[list[ArticleArchived], float]:
    """The articles with their stories, and the CPU milliseconds that archiving took for each."""
    with scratch_engine() as engine:
        if fill:
            _fill(engine, events, fill)
        archive = Archive(engine)
        start = time.process_time()
        batches = [events[first : first + BATCH] for first in range(0, len(events), BATCH)]
        saved = [article for batch in batches for article in archive.save_all(batch)]
        return saved, (time.process_time() - start) * 1000 / len(events)


def _fill(engine: Any, events: Sequence[ArticleClassified], number: int) -> None:
    """Articles of the same days that tell other things: what is looked up, and not found to fit."""
    facts = [(facts_of(event), signature(event.article.title, event.article.text)) for event in events]
    for first in range(0, number, 1_000):
        members, keys, articles = [], [], []
        for n in range(first, min(first + 1_000, number)):
            fact, found = facts[n % len(facts)]
            # One in ten shares three keys with an article that is measured: companies that are in the news every day.
            shared = 3 if n % 10 == 0 else 0
            now = datetime.fromtimestamp(fact.at, UTC)
            articles.append({
                "id": f"{n:064d}", "url": f"u{n}", "source": "s", "language": fact.language, "title": "", "fetched_at": now,
                "archived_at": now, "story_id": f"{n:064d}", "content_hash": f"{n}", "revision": 1, "model": "m", "terms": "",
            })  # fmt: skip
            members.append({
                "number": n + 1, "article_id": f"{n:064d}", "story_id": f"{n:064d}", "facts": replace(facts[(n + len(facts) // 2) % len(facts)][0], at=fact.at).as_json(), "joined_by": "",
                "changes": [], "signature": None, "embedding": None,
            })  # fmt: skip
            mine = keys_of(fact, found)
            keys += [
                {"key": k if place < shared else k ^ (n + 1), "at": int(fact.at), "number": n + 1}
                for place, k in enumerate(mine)
            ]
        with engine.begin() as connection:
            for table, rows in ((tables.articles, articles), (tables.story_articles, members), (tables.story_keys, keys)):
                connection.execute(insert(table), rows)


def measure(rows: Sequence[Row], saved: Sequence[ArticleArchived]) -> dict[str, float]:
    """Of pairs of articles: F1, the share of joined ones that are wrong, the share of English-Chinese ones joined."""
    story = {a.classified.article.url.rsplit("/", 1)[-1]: a.story_id for a in saved}
    joined = right = told = across = across_joined = 0
    for one, other in combinations(rows, 2):
        same, is_joined = one["cluster"] == other["cluster"], story[one["id"]] == story[other["id"]]
        joined, right, told = joined + is_joined, right + (same and is_joined), told + same
        if same and one["language"] != other["language"]:
            across, across_joined = across + 1, across_joined + is_joined
    precision, recall = right / max(joined, 1), right / told
    return {
        "articles": len(rows), "clusters": len({row["cluster"] for row in rows}), "pairs": told, "precision": precision,
        "recall": recall, "pair_f1": 2 * precision * recall / max(precision + recall, 1e-9), "false_merges": 1 - precision,
        "across": across, "cross_language_joined": across_joined / max(across, 1),
    }  # fmt: skip


def changes(rows: Sequence[Row], saved: Sequence[ArticleArchived]) -> Iterable[str]:
    """The changes that were told, beside those that the set states."""
    wanted = {row["id"]: row.get("change") for row in rows}
    for article in saved:
        name = article.classified.article.url.rsplit("/", 1)[-1]
        told = [f"{c.what}:{c.old}>{c.new}" for c in article.changes]
        if told or wanted[name]:
            yield f"  {name}: told {', '.join(told) or 'nothing'}; stated {wanted[name] or 'nothing'}"


def mistakes(rows: Sequence[Row], saved: Sequence[ArticleArchived]) -> Iterable[str]:
    placed = {a.classified.article.url.rsplit("/", 1)[-1]: a for a in saved}
    for one, other in combinations(rows, 2):
        same = one["cluster"] == other["cluster"]
        if same != (placed[one["id"]].story_id == placed[other["id"]].story_id):
            reasons = placed[one["id"]].joined_by, placed[other["id"]].joined_by
            yield f"  {'missed' if same else 'WRONG'} {one['id']} {other['id']} {'' if same else reasons}"


def fit(folder: Path | None) -> None:
    from stories_fit import Articles, fitted, judged  # scipy comes with the extra of the training

    start = time.monotonic()
    sets = [Articles(rows, read(rows)) for rows in (load(SETS / f"{name}.jsonl") for name in FITTED)]
    for articles in sets:
        print("no weights can join", *articles.lost(), sep="\n  ")
    real = None
    if folder:
        by_id = {row["id"]: row for row in dated(folder)}
        verdicts = [(v["one"], v["other"], v["same"]) for v in load(SETS / "real.jsonl")]
        verdicts = [v for v in verdicts if all(i in by_id and by_id[i]["date"] < FITTED_BEFORE for i in v[:2])]
        real = judged(verdicts, read([by_id[i] for i in {i for v in verdicts for i in v[:2]}]))
    found = fitted(sets, real)
    model = wiring.article_reader(Settings()).classifier.name
    number = 0 if real is None else len(real[1])
    told = ", ".join(f"{name} {value:.3f}" for name, value in found.told.items())
    heading = f"# Made by `python benchmarks/stories.py --fit`: read by {model}, {sum(len(s.rows) for s in sets)} articles, {number} judged pairs.\n# Cross-validated: {told}.\n"
    WEIGHTS.write_text(found.as_toml(heading), encoding="utf-8")
    print(f"{WEIGHTS}: {told}; joined from {found.joined} and {found.joined_unread}; {time.monotonic() - start:.0f} s")


def dated(folder: Path) -> list[Row]:
    rows = (row for name in ("en", "zh") for row in load(folder / f"labelled.{name}.jsonl"))
    return [row for row in rows if len(row["date"] or "") == len("2026-11-29")]


def real(folder: Path) -> None:
    rows = dated(folder)
    verdicts = {frozenset((row["one"], row["other"])): row["same"] for row in load(SETS / "real.jsonl")}
    saved, milliseconds = archived(read(rows))
    stories: dict[str, list[str]] = {}
    for article in saved:
        stories.setdefault(article.story_id, []).append(article.classified.article.url.rsplit("/", 1)[-1])
    pairs = [frozenset(pair) for members in stories.values() for pair in combinations(members, 2)]
    wrong = [pair for pair in pairs if verdicts.get(pair) is False]
    print(f"{len(saved)} articles, {len(pairs)} pairs joined, {len(wrong)} of them wrong, "
          f"{sum(pair not in verdicts for pair in pairs)} not judged; {milliseconds:.1f} ms of CPU each")  # fmt: skip
    missed = sum(same and pair not in set(pairs) for pair, same in verdicts.items())
    print(f"judged to be one story and not joined: {missed} of {sum(verdicts.values())}")
    for pair in pairs:
        if verdicts.get(pair) is not True:
            print(" ", "WRONG" if pair in wrong else "judge", *sorted(pair))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=(*FITTED, *MEASURED), default="test")
    parser.add_argument("--archived", type=int, default=0, help="articles that the archive holds before")
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--real", type=Path, help="the folder of real articles")
    parser.add_argument("--fit", action="store_true", help="fit the weights and write them")
    given = parser.parse_args()
    if given.fit:
        fit(given.real)
        return
    if given.real:
        real(given.real)
        return
    rows = load(SETS / f"{given.half}.jsonl")
    saved, milliseconds = archived(read(rows), given.archived)
    for name, value in measure(rows, saved).items():
        print(f"{name:24} {value:.3f}" if isinstance(value, float) else f"{name:24} {value}")
    print(f"{'cpu_ms_an_article':24} {milliseconds:.1f}")
    print("changes", *changes(rows, saved), sep="\n")
    if given.mistakes:
        print(*mistakes(rows, saved), sep="\n")


if __name__ == "__main__":
    main()
