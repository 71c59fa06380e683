"""The one query object behind the command line, the API and the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, column, exists, false, func, literal_column, select, text

from archive import tables
from archive.event_filters import event_conditions
from archive.text_index import fts5_query, query_phrases, tsquery

SNIPPET = 240  # characters


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """What to look for; every condition given must hold, and of several labels, sources or languages any."""

    text: str = ""
    labels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: datetime | None = None  # by publication, or by crawling where a page had no date
    until: datetime | None = None
    # Conditions on events hold for one and the same event, whose terms the amounts then are.
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    party: tuple[str, ...] = ()  # the names of one party: any of them
    sides: tuple[str, ...] = ()  # of that party, or of any
    agency: tuple[str, ...] = ()  # likewise the names of one agency
    roles: tuple[str, ...] = ()
    min_amount: Decimal | None = None  # in the currency named in the article
    currency: str | None = None
    min_usd: Decimal | None = None  # whatever the currency
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """One article that was found."""

    article_id: str
    url: str
    title: str
    source: str
    language: str
    published_at: datetime | None
    archived_at: datetime
    story_id: str
    labels: list[str]
    scores: dict[str, float]
    amounts: list[dict[str, Any]]
    parties: list[dict[str, Any]]
    events: list[dict[str, Any]]
    model: str
    snippet: str


def search(engine: Engine, query: ArticleQuery) -> list[ArticleHit]:
    """The newest articles that fit."""
    a, c, r = tables.articles.c, tables.classifications.c, tables.revisions.c
    statement = (
        select(tables.articles, c.event, func.substr(r.text, 1, SNIPPET).label("snippet"))
        .join(tables.classifications, and_(c.article_id == a.id, c.revision == a.revision, c.model == a.model))
        .join(tables.revisions, and_(r.article_id == a.id, r.revision == a.revision))
        .order_by(func.coalesce(a.published_at, a.fetched_at).desc(), a.id)
        .limit(query.limit)
        .offset(query.offset)
    )
    with engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(_filtered(statement, query, engine.dialect.name))
        return [_as_hit(row) for row in rows]


def count(engine: Engine, query: ArticleQuery) -> int:
    """How many articles fit, all pages together."""
    statement = _filtered(select(func.count()).select_from(tables.articles), query, engine.dialect.name)
    with engine.connect() as connection:
        return int(connection.execution_options(reading=True).execute(statement).scalar_one())


def _as_hit(row: Any) -> ArticleHit:
    event = row.event
    return ArticleHit(
        row.id, row.url, row.title, row.source, row.language, row.published_at, row.archived_at, row.story_id,
        list(event["labels"]), dict(event["scores"]), list(event["amounts"]), list(event["parties"]),
        list(event["events"]), row.model, " ".join(row.snippet.split()),
    )  # fmt: skip


def _filtered(statement: Select[Any], query: ArticleQuery, dialect: str) -> Select[Any]:
    return statement.where(*_conditions(query, dialect))


def _conditions(query: ArticleQuery, dialect: str) -> list[ColumnElement[bool]]:
    a = tables.articles.c
    when = func.coalesce(a.published_at, a.fetched_at, type_=tables.UtcTime())
    found: list[ColumnElement[bool]] = []
    if query.languages:
        found.append(a.language.in_(query.languages))
    if query.sources:
        found.append(a.source.in_(query.sources))
    if query.since:
        found.append(when >= query.since)
    if query.until:
        found.append(when < query.until)
    if query.labels:
        found.append(_has(tables.labels, tables.labels.c.label.in_(query.labels)))
    found += event_conditions(query)
    if query.text.strip():
        found.append(_text(query.text, dialect))
    return found


def _has(table: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.c.article_id == tables.articles.c.id, condition).correlate(tables.articles)


def _text(words: str, dialect: str) -> ColumnElement[bool]:
    phrases = query_phrases(words)
    if not phrases:
        return false()  # only punctuation: nothing can hold it
    if dialect == "sqlite":
        rows: Select[Any] = (
            select(column("rowid")).select_from(text("article_terms")).where(text("article_terms MATCH :terms"))
        )
        return literal_column("articles.rowid").in_(rows.params(terms=fts5_query(phrases)))
    wanted = func.to_tsquery("simple", tsquery(phrases))
    return func.to_tsvector(literal_column("'simple'"), tables.articles.c.terms).bool_op("@@")(wanted)
