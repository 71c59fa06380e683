"""Thirty articles that try to do something where they are shown, written by us."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from bus.events import ArticleArchived, Span, article_id
from tests.make import amount, archived, classified, crawled, deal


@cache
def articles() -> tuple[dict[str, str], ...]:
    lines = (Path(__file__).parent / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def event(row: dict[str, str]) -> ArticleArchived:
    """The article with its title in every place where words of an article can stand."""
    title: Any = row["title"]
    read = deal(
        (title[:300], "licensor"), (f"Corvane={title[:300]}", "licensee"), product=title, agency=title, document=title,
        terms=(amount("120000000", "CNY", text=title), amount().model_copy(update={"value": None, "text": title})),
        evidence=(Span(start=0, end=len(row["text"])),),
    )  # fmt: skip
    article = crawled(
        row["url"], id=article_id(row["name"]), title=title, text=row["text"], source=row["source"],
        language="zh" if "石药" in title else "en",
    )  # fmt: skip
    return archived(classified(article, events=(read,), evidence=(), amounts=(amount(text=title),)))
