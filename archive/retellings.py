"""Who told a story: the articles of it, in the order in which they came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from archive import tables

MOST = 50  # articles of a story that are listed


@dataclass(frozen=True, slots=True)
class Retelling:
    """One article of a story."""

    id: str
    url: str
    title: str
    source: str
    language: str
    joined_by: str  # why it is of the story; empty where it opens it
    at: datetime  # published, or archived where the page has no date


def retellings(engine: Engine, article_id: str) -> tuple[list[Retelling], int]:
    """The articles of the story of an article, itself among them, at most `MOST`; and how many there are."""
    a, s = tables.articles.c, tables.story_articles.c
    at = func.coalesce(a.published_at, a.archived_at, type_=tables.UtcTime())
    story = select(a.story_id).where(a.id == article_id).scalar_subquery()
    query = select(
        a.id, a.url, a.title, a.source, a.language, at.label("at"), s.joined_by, func.count().over().label("number")
    )
    with engine.connect() as connection:
        rows = (
            connection.execution_options(reading=True)
            .execute(
                query.outerjoin(tables.story_articles, s.article_id == a.id)
                .where(a.story_id == story)
                .order_by(at, a.id)
                .limit(MOST)
            )
            .all()
        )
    told = [Retelling(row.id, row.url, row.title, row.source, row.language, row.joined_by or "", row.at) for row in rows]
    return told, rows[0].number if rows else 0
