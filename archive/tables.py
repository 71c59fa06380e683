"""The tables of the archive. Times are aware UTC; amounts are decimals, kept as text in SQLite so that none is rounded."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Text,
)
from sqlalchemy import Column as C
from sqlalchemy import Table as T
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
LARGEST = Decimal(10) ** 26  # beyond this PostgreSQL refuses the row: Numeric(30, 4)


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time on every database: SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("archive: a time without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An exact decimal; on SQLite, which has none, a number for comparing (the exact one is in the classification)."""

    impl = Numeric(30, 4, asdecimal=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Float() if dialect.name == "sqlite" else Numeric(30, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return float(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(str(value))


articles = T(
    "articles", metadata,
    C("id", String(64), primary_key=True),
    C("url", Text, nullable=False),
    C("source", String(200), nullable=False, index=True),
    C("language", String(2), nullable=False, index=True),
    C("title", Text, nullable=False),
    C("published_at", UtcTime, index=True),
    C("fetched_at", UtcTime, nullable=False),
    C("archived_at", UtcTime, nullable=False, index=True),
    C("story_id", String(64), nullable=False, index=True),
    C("content_hash", String(64), nullable=False, index=True),
    C("revision", Integer, nullable=False),
    C("model", String(200), nullable=False),
    C("terms", Text, nullable=False),  # what full text is searched in: see text_index
)  # fmt: skip

revisions = T(
    "revisions", metadata,
    C("article_id", String(64), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    C("revision", Integer, primary_key=True),
    C("content_hash", String(64), nullable=False),
    C("title", Text, nullable=False),
    C("text", Text, nullable=False),
    C("fetched_at", UtcTime, nullable=False),
    C("archived_at", UtcTime, nullable=False),
)  # fmt: skip

classifications = T(
    "classifications", metadata,
    C("article_id", String(64), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    C("revision", Integer, primary_key=True),
    C("model", String(200), primary_key=True),
    C("classified_at", UtcTime, nullable=False),
    C("event", JSON, nullable=False),  # the whole ArticleClassified, without the text
)  # fmt: skip

labels = T(
    "article_labels", metadata,
    C("article_id", String(64), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    C("label", String(20), primary_key=True),
    C("score", Float, nullable=False),
)  # fmt: skip

# Every amount of the article, and once more those that are terms of an event, with the role that they have in it.
amounts = T(
    "article_amounts", metadata,
    C("article_id", String(64), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    C("number", Integer, primary_key=True),
    C("event", Integer),  # the number of the event whose term it is
    C("value", Money, index=True),
    C("value_max", Money),
    C("currency", String(3)),
    C("usd", Money, index=True),
    C("usd_max", Money),
    C("role", String(30), nullable=False),
    C("conversion", Boolean, nullable=False),
)  # fmt: skip

# Likewise the parties of the article, and those of each event. The keys are what names are compared by.
parties = T(
    "article_parties", metadata,
    C("article_id", String(64), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    C("number", Integer, primary_key=True),
    C("event", Integer),
    C("name", Text, nullable=False),
    C("name_key", Text, nullable=False, index=True, server_default=""),
    C("canonical", Text, index=True),
    C("canonical_key", Text, index=True),
    C("side", String(30)),
)  # fmt: skip

events = T(
    "article_events", metadata,
    C("article_id", String(64), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    C("number", Integer, primary_key=True),
    C("label", String(20), nullable=False),
    C("kind", String(40), index=True),
    C("status", String(20), nullable=False),
    C("confidence", Float),
    C("product", Text),
    C("agency", Text),
    C("agency_key", Text, index=True),
    C("phase", Text),
    C("document", Text),
    C("issued_on", Date),
    C("effective_on", Date, index=True),
    C("comment_until", Date, index=True),
)  # fmt: skip

# Which articles tell one event, and what an article is compared by. An article's story never changes.
story_articles = T(
    "story_articles", metadata,
    C("number", Integer, primary_key=True),
    C("article_id", String(64), ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True),
    C("story_id", String(64), nullable=False, index=True),
    C("facts", JSON, nullable=False),  # archive.stories.facts.Facts
    C("embedding", LargeBinary),  # a byte a number
    C("signature", LargeBinary),  # of near-duplicates: 64 numbers of 4 bytes
    C("joined_by", Text, nullable=False),
    C("changes", JSON, nullable=False),  # bus.events.StoryChange
)  # fmt: skip

# What articles are looked up by: bands of signatures, companies, products, sums, hashed. Clustered, since nothing else is read.
story_keys = T(
    "story_keys", metadata,
    C("key", BigInteger, primary_key=True, autoincrement=False),
    C("at", Integer, primary_key=True, autoincrement=False),  # seconds since 1970: published, or fetched
    C("number", Integer, primary_key=True, autoincrement=False),  # of story_articles; no foreign key, which would want an index
    sqlite_with_rowid=False,
)  # fmt: skip

stories = T(
    "stories", metadata,
    C("id", String(64), primary_key=True),  # of the article that opened it
    C("told", JSON, nullable=False),  # archive.stories.changes.Told
)  # fmt: skip

corrections = T(
    "label_corrections", metadata,
    C("article_id", String(64), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    C("labels", JSON, nullable=False),
    C("corrected_by", String(200), nullable=False),
    C("corrected_at", UtcTime, nullable=False),
)  # fmt: skip


def name_key(name: str) -> str:
    """What names are compared by: case, width of characters and white space aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
