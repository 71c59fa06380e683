"""Save classified articles, once each, however often they are delivered."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from archive import stories, tables, text_index
from bus.events import Amount, ArticleArchived, ArticleClassified, NewsEvent, Party

Clock = Callable[[], datetime]


def content_hash(title: str, body: str) -> str:
    """The same for texts that differ only in width of characters and in white space."""
    return hashlib.sha256(re.sub(r"\s+", "", unicodedata.normalize("NFKC", f"{title}\n{body}")).encode()).hexdigest()


class Archive:
    """Articles, revisions and classifications in a database. Safe to use from several workers at once."""

    def __init__(self, engine: Engine, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._engine, self._clock = engine, clock

    def save(self, event: ArticleClassified) -> ArticleArchived:
        return self.save_all([event])[0]

    def save_all(self, events: Sequence[ArticleClassified]) -> list[ArticleArchived]:
        """Save in one transaction: all or none. The same text again is the same revision and `is_new` is False."""
        with self._engine.begin() as connection:
            # One worker at a time, which also keeps two of them on PostgreSQL from waiting for each other in a circle.
            stories.lock(connection)
            return [self._saved(connection, event) for event in events]

    def _saved(self, connection: Connection, event: ArticleClassified) -> ArticleArchived:
        if not event.article.is_canary:
            return self._save(connection, event)
        # Written as every article is, and taken back before anybody can find it.
        trial = connection.begin_nested()
        try:
            return self._save(connection, event)
        finally:
            trial.rollback()

    def _save(self, connection: Connection, event: ArticleClassified) -> ArticleArchived:
        article, now = event.article, self._clock()
        digest = content_hash(article.title, article.text)
        known = self._current(connection, article.id)
        if known is None and not self._insert_article(connection, event, digest, now):
            known = self._current(connection, article.id)  # another worker was faster
        if known is None:
            revision, is_new, newest = 1, True, True
        else:
            revision, is_new = self._revision(connection, event, digest)
            newest = article.fetched_at >= known.fetched_at
        if is_new:
            self._insert_revision(connection, event, digest, revision, now)
        self._insert_classification(connection, event, revision)
        if newest:
            self._make_current(connection, event, digest, revision)
        if is_new and revision > 1 and newest:
            stories.revise(connection, event, revision)
        place = stories.known_place(connection, article.id, revision) or self._place(connection, event, digest, known)
        return ArticleArchived(
            classified=event, story_id=place.story_id, opens_story=place.story_id == article.id and revision == 1,
            joined_by=place.joined_by, changes=place.changes, revision=revision, is_new=is_new,
            archived_at=now,
        )  # fmt: skip

    def _place(self, connection: Connection, event: ArticleClassified, digest: str, known: Any) -> stories.Place:
        """Its story is chosen when an article comes first, and then kept: also one of before stories were told apart."""
        a, mine = tables.articles.c, event.article.id
        query = select(a.story_id).where(a.content_hash == digest, a.id != mine).order_by(a.archived_at).limit(1)
        same_text = known.story_id if known is not None else connection.execute(query).scalar()
        chosen = stories.place(connection, event, same_text)
        connection.execute(update(tables.articles).where(a.id == mine).values(story_id=chosen.story_id))
        return chosen

    def _current(self, connection: Connection, article_id: str) -> Any:
        query = select(tables.articles).where(tables.articles.c.id == article_id)
        if connection.dialect.name != "sqlite":
            query = query.with_for_update()
        return connection.execute(query).first()

    def _insert_article(self, connection: Connection, event: ArticleClassified, digest: str, now: datetime) -> bool:
        article = event.article
        values = {
            "id": article.id, "url": article.url, "source": article.source, "language": article.language,
            "title": article.title, "published_at": article.published_at, "fetched_at": article.fetched_at,
            "archived_at": now, "story_id": article.id, "content_hash": digest,
            "revision": 1, "model": event.model, "terms": text_index.terms(f"{article.title}\n{article.text}"),
        }  # fmt: skip
        statement = _upsert(connection, tables.articles).values(values).returning(tables.articles.c.id)
        # RETURNING tells on every database whether a row was written; a count of rows does not.
        return connection.execute(statement).first() is not None

    def _revision(self, connection: Connection, event: ArticleClassified, digest: str) -> tuple[int, bool]:
        mine = tables.revisions.c.article_id == event.article.id
        query = select(tables.revisions.c.revision).where(mine, tables.revisions.c.content_hash == digest)
        same = connection.execute(query).scalar()
        if same is not None:
            return same, False
        last = connection.execute(select(func.max(tables.revisions.c.revision)).where(mine)).scalar()
        return (last or 0) + 1, True

    def _insert_revision(
        self, connection: Connection, event: ArticleClassified, digest: str, revision: int, now: datetime
    ) -> None:
        article = event.article
        connection.execute(
            insert(tables.revisions).values(
                article_id=article.id, revision=revision, content_hash=digest, title=article.title, text=article.text,
                fetched_at=article.fetched_at, archived_at=now,
            )
        )  # fmt: skip

    def _insert_classification(self, connection: Connection, event: ArticleClassified, revision: int) -> None:
        content = event.model_dump(mode="json", exclude={"article": {"text"}})
        values = {
            "article_id": event.article.id, "revision": revision, "model": event.model,
            "classified_at": event.classified_at, "event": content,
        }  # fmt: skip
        connection.execute(_upsert(connection, tables.classifications).values(values))

    def _make_current(self, connection: Connection, event: ArticleClassified, digest: str, revision: int) -> None:
        """What is searched: one row an article, of its newest text and newest reading."""
        article, mine = event.article, event.article.id
        connection.execute(
            update(tables.articles).where(tables.articles.c.id == mine).values(
                title=article.title, published_at=article.published_at, fetched_at=article.fetched_at,
                language=article.language, content_hash=digest, revision=revision, model=event.model,
                terms=text_index.terms(f"{article.title}\n{article.text}"),
            )
        )  # fmt: skip
        for table, rows in _details(event).items():
            connection.execute(delete(table).where(table.c.article_id == mine))
            if rows:
                connection.execute(insert(table), [{"article_id": mine, **row} for row in rows])

    def get(self, article_id: str) -> ArticleClassified | None:
        """The current text of an article with its current reading."""
        a, r, c = tables.articles.c, tables.revisions.c, tables.classifications.c
        query = (
            select(c.event, r.text)
            .join_from(tables.articles, tables.revisions, (r.article_id == a.id) & (r.revision == a.revision))
            .join(
                tables.classifications,
                (c.article_id == a.id) & (c.revision == a.revision) & (c.model == a.model),
            )
            .where(a.id == article_id)
        )
        with self._engine.connect() as connection:
            row = connection.execution_options(reading=True).execute(query).first()
        if row is None:
            return None
        return ArticleClassified.model_validate({**row.event, "article": {**row.event["article"], "text": row.text}})

    def ids_since(self, since: datetime | None) -> list[str]:
        """The articles archived since a time, oldest first."""
        query = select(tables.articles.c.id).order_by(tables.articles.c.archived_at, tables.articles.c.id)
        if since is not None:
            query = query.where(tables.articles.c.archived_at >= since)
        with self._engine.connect() as connection:
            return list(connection.execution_options(reading=True).execute(query).scalars())

    def count(self) -> int:
        with self._engine.connect() as connection:
            query = select(func.count()).select_from(tables.articles)
            return int(connection.execution_options(reading=True).execute(query).scalar_one())


def _upsert(connection: Connection, table: Any) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


def _details(event: ArticleClassified) -> dict[Any, list[dict[str, Any]]]:
    """The rows that are searched, by table."""
    terms = [(number, term) for number, e in enumerate(event.events) for term in e.terms]
    sides = [(number, party) for number, e in enumerate(event.events) for party in e.parties]
    return {
        tables.labels: [{"label": label, "score": event.scores.get(label, 1.0)} for label in event.labels],
        tables.amounts: _numbered(_amount(owner, a) for owner, a in [*((None, a) for a in event.amounts), *terms]),
        tables.parties: _numbered(_party(owner, p) for owner, p in [*((None, p) for p in event.parties), *sides]),
        tables.events: _numbered(_event(e) for e in event.events),
    }


def _numbered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"number": number, **row} for number, row in enumerate(rows)]


def _amount(owner: int | None, amount: Amount) -> dict[str, Any]:
    sums = {name: _sum(getattr(amount, name)) for name in ("value", "value_max", "usd", "usd_max")}
    return {"event": owner, **sums, **{name: getattr(amount, name) for name in ("currency", "role", "conversion")}}


def _sum(value: Decimal | None) -> Decimal | None:
    """The value as a column takes it; a sum that no column holds is kept with the reading only, and not searched."""
    return None if value is None or abs(value) >= tables.LARGEST else value


def _party(owner: int | None, party: Party) -> dict[str, Any]:
    return {
        "event": owner, "name": party.name, "name_key": tables.name_key(party.name), "canonical": party.canonical,
        "canonical_key": tables.name_key(party.canonical) if party.canonical else None, "side": party.side,
    }  # fmt: skip


def _event(event: NewsEvent) -> dict[str, Any]:
    names = (
        "label", "kind", "status", "confidence", "product", "agency", "phase", "document", "issued_on", "effective_on",
        "comment_until",
    )  # fmt: skip
    key = tables.name_key(event.agency) if event.agency else None
    return {**{name: getattr(event, name) for name in names}, "agency_key": key}
