"""The articles of the archive one after the other, newest first, each with its current text and reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, select

from archive import tables
from bus.events import ArticleClassified

AT_ONCE = 200  # rows held at a time


@dataclass(frozen=True, slots=True)
class Past:
    """An article, the story it is of, and when it was news: its date, or for an undated one when it was archived."""

    classified: ArticleClassified
    story_id: str
    at: datetime


def count_since(engine: Engine, since: datetime) -> int:
    with engine.connect() as connection:
        query = select(func.count()).select_from(tables.articles).where(_when() >= since)
        return int(connection.execution_options(reading=True).execute(query).scalar_one())


def read_since(engine: Engine, since: datetime, limit: int | None = None) -> Iterator[Past]:
    """At most `limit` articles, a few at a time, so that a large archive needs no memory."""
    last: tuple[datetime, str] | None = None
    left = limit
    while left is None or left > 0:
        rows = _rows(engine, since, last, AT_ONCE if left is None else min(left, AT_ONCE))
        for row in rows:
            event = {**row.event, "article": {**row.event["article"], "text": row.text}}
            yield Past(ArticleClassified.model_validate(event), row.story_id, row.at)
        if not rows:
            return
        last = (rows[-1].at, rows[-1].id)
        left = None if left is None else left - len(rows)


def _when() -> ColumnElement[Any]:
    a = tables.articles.c
    return func.coalesce(a.published_at, a.archived_at, type_=tables.UtcTime())


def _rows(engine: Engine, since: datetime, last: tuple[datetime, str] | None, size: int) -> list[Any]:
    a, r, c = tables.articles.c, tables.revisions.c, tables.classifications.c
    query = (
        select(a.id, a.story_id, _when().label("at"), c.event, r.text)
        .join_from(tables.articles, tables.revisions, (r.article_id == a.id) & (r.revision == a.revision))
        .join(tables.classifications, (c.article_id == a.id) & (c.revision == a.revision) & (c.model == a.model))
        .where(_when() >= since)
        .order_by(_when().desc(), a.id)
        .limit(size)
    )
    if last is not None:
        query = query.where((_when() < last[0]) | ((_when() == last[0]) & (a.id > last[1])))
    with engine.connect() as connection:
        return list(connection.execution_options(reading=True).execute(query))
