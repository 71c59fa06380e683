"""What the crawler remembers between cycles: seen articles, validators, and how each source fares."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from crawlers import tables
from crawlers.urls import canonical_url


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server wants to be asked with, to answer 304 when nothing changed."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source fares."""

    source_id: str
    last_try_at: float | None = None
    last_success_at: float | None = None
    last_item_at: float | None = None
    failures: int = 0
    last_error: str = ""
    items: int = 0


class Memory:
    """The crawler's tables."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unseen(self, urls: Iterable[str]) -> list[str]:
        """Those of the URLs that were not seen yet, in order, once each."""
        keys = {url_id(url): url for url in urls}
        with self._engine.connect() as connection:
            query = select(tables.seen.c.url_id).where(tables.seen.c.url_id.in_(list(keys)))
            known = set(connection.execution_options(reading=True).execute(query).scalars())
        return [url for key, url in keys.items() if key not in known]

    def mark_seen(self, urls: Iterable[str], content_hash: str = "") -> None:
        now = time.time()
        rows = [{"url_id": key, "content_hash": content_hash, "first_seen_at": now} for key in {url_id(u) for u in urls}]
        self._upsert(tables.seen, rows, ())

    def validators(self, url: str) -> Validators:
        v = tables.validators.c
        with self._engine.connect() as connection:
            query = select(v.etag, v.last_modified).where(v.url == url)
            row = connection.execution_options(reading=True).execute(query).first()
        return Validators(row.etag, row.last_modified) if row else Validators()

    def keep_validators(self, url: str, validators: Validators) -> None:
        row = {"url": url, "etag": validators.etag, "last_modified": validators.last_modified}
        self._upsert(tables.validators, [row], ("etag", "last_modified"))

    def states(self) -> dict[str, SourceState]:
        with self._engine.connect() as connection:
            rows = connection.execution_options(reading=True).execute(select(tables.sources))
            return {row.source_id: SourceState(**row._mapping) for row in rows}

    def note_cycle(self, source_id: str, error: str, published: int) -> None:
        """A cycle ended for a source: with an error, or well, and with so many new articles."""
        old = self.states().get(source_id, SourceState(source_id))
        now = time.time()
        row = {
            "source_id": source_id, "last_try_at": now, "failures": old.failures + 1 if error else 0,
            "last_success_at": old.last_success_at if error else now, "last_error": error[:500],
            "last_item_at": now if published else old.last_item_at, "items": old.items + published,
        }  # fmt: skip
        self._upsert(tables.sources, [row], tuple(k for k in row if k != "source_id"))

    def _upsert(self, table: Any, rows: list[dict[str, Any]], changed: tuple[str, ...]) -> None:
        if not rows:
            return
        dialect: Any = sqlite if self._engine.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(table)
        keys = [column.name for column in table.primary_key]
        if changed:
            new = {name: statement.excluded[name] for name in changed}
            statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        with self._engine.begin() as connection:
            connection.execute(statement, rows)


def url_id(url: str) -> str:
    return hashlib.sha256(canonical_url(url).encode()).hexdigest()
