"""What the crawler remembers: articles seen, pages to try again, validators, how sources fare, what operators are told."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, Integer, MetaData, String, Text
from sqlalchemy import Column as C
from sqlalchemy import Table as T

metadata = MetaData()

seen = T(
    "crawl_seen", metadata,
    C("url_id", String(64), primary_key=True),  # of the listed link or of the canonical URL, by identity: SHA-256
    C("content_hash", String(64), nullable=False),
    C("first_seen_at", Float, nullable=False),
    C("modified_at", Float),  # as the source last said
    C("checks", Integer, nullable=False, default=0),  # fetched again for that
    C("checked_at", Float, nullable=False, default=0.0),
    C("outcome", String(40), nullable=False, default=""),  # of report.OUTCOMES, when it was marked
)  # fmt: skip

retries = T(
    "crawl_retries", metadata,
    C("url_id", String(64), primary_key=True),
    C("attempts", Integer, nullable=False),
    C("next_try_at", Float, nullable=False),
    C("outcome", String(40), nullable=False, default=""),  # of the last try
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
    C("next_due_at", Float, nullable=False, default=0.0),
    C("first_try_at", Float),
    C("last_try_at", Float),
    C("last_success_at", Float),
    C("last_item_at", Float),
    C("failures", Integer, nullable=False, default=0),  # in a row
    C("last_error", Text, nullable=False, default=""),
    C("error_kind", String(40), nullable=False, default=""),
    C("items", Integer, nullable=False, default=0),
    C("gap_seconds", Float, nullable=False, default=0.0),
    C("days", Text, nullable=False, default="[]"),  # JSON: the last days with news, see health.Day
    C("readable", Float, nullable=False, default=1.0),
    C("pages_read", Integer, nullable=False, default=0),
    C("listed", Text, nullable=False, default=""),  # short ids of the entries listed last
    C("problem", String(40), nullable=False, default=""),
    C("problem_since", Float),
)  # fmt: skip

leases = T(
    "crawl_leases", metadata,
    C("site", String(260), primary_key=True),
    C("owner", String(200), nullable=False),  # the one process that may ask the site
    C("until", Float, nullable=False),
)  # fmt: skip

outgoing = T(
    "crawl_outgoing", metadata,
    C("article_id", String(64), primary_key=True),
    C("content_hash", String(64), nullable=False),
    C("at", Float, nullable=False),  # when it was first handed to the bus; the row goes when the article is seen
)  # fmt: skip

notices = T(
    "crawl_notices", metadata,
    C("id", Integer, primary_key=True, autoincrement=True),
    C("source_id", String(200), nullable=False),
    C("problem", String(40), nullable=False),
    C("is_recovery", Boolean, nullable=False),
    C("detail", Text, nullable=False),
    C("at", Float, nullable=False, index=True),
    C("told_at", Float),  # when the operators' channel took it
)  # fmt: skip

outcomes = T(
    "crawl_outcomes", metadata,
    C("source_id", String(200), primary_key=True),
    C("outcome", String(40), primary_key=True),
    C("total", Integer, nullable=False),
)  # fmt: skip
