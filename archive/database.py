"""Open a database: SQLite for one machine, PostgreSQL for teams."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

BUSY_MS = 30_000


class DatabaseError(Exception):
    """The database URL is wrong; the message says what to write instead."""


def connect_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://user@host/name`. Raises DatabaseError for another URL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseError("database: the URL cannot be read; write sqlite:///tidings.db") from error
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        return _tuned(create_engine(parsed, connect_args={"timeout": BUSY_MS / 1000}))
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=5)
    raise DatabaseError(
        f"database: {parsed.get_backend_name()!r} is not supported; write sqlite:///path or postgresql+psycopg://..."
    )


def _tuned(engine: Engine) -> Engine:
    """SQLite with a write-ahead log, and transactions that take the write lock at once instead of failing half-way."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
