"""The tables of the crawler as the first migration made them; later ones change them step by step."""

from __future__ import annotations

from sqlalchemy import Column as C
from sqlalchemy import Float, Integer, MetaData, String, Text
from sqlalchemy import Table as T

metadata = MetaData()

seen = T(
    "crawl_seen", metadata,
    C("url_id", String(64), primary_key=True),  # of the link in the feed or of the canonical URL: SHA-256
    C("content_hash", String(64), nullable=False),
    C("first_seen_at", Float, nullable=False),
)  # fmt: skip

validators = T(
    "crawl_validators", metadata,
    C("url", Text, primary_key=True),
    C("etag", Text, nullable=False),
    C("last_modified", Text, nullable=False),
)  # fmt: skip

sources = T(
    "crawl_sources", metadata,
    C("source_id", String(200), primary_key=True),
    C("last_try_at", Float),
    C("last_success_at", Float),
    C("last_item_at", Float),
    C("failures", Integer, nullable=False, default=0),  # in a row
    C("last_error", Text, nullable=False, default=""),
    C("items", Integer, nullable=False, default=0),
)  # fmt: skip
