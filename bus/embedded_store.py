"""The SQL of the embedded bus: topics, records, groups with their committed positions and leases."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bus.interface import Lag, Record

_SCHEMA = """
CREATE TABLE IF NOT EXISTS topic (name TEXT PRIMARY KEY, next INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
    topic TEXT NOT NULL, offset INTEGER NOT NULL, at REAL NOT NULL, key TEXT NOT NULL, headers TEXT NOT NULL,
    value BLOB NOT NULL, PRIMARY KEY (topic, offset)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_at ON record (topic, at);
CREATE TABLE IF NOT EXISTS position (
    consumer_group TEXT NOT NULL, topic TEXT NOT NULL, committed INTEGER NOT NULL,
    PRIMARY KEY (consumer_group, topic)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lease (
    consumer_group TEXT PRIMARY KEY, worker TEXT, generation INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
"""
BUSY_SECONDS = 30.0


class Store:
    """One connection. Transactions that write take the write lock at once, so that they never fail half-way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self.execute("PRAGMA journal_mode=WAL")
        self.execute("PRAGMA synchronous=FULL")

    def create(self) -> None:
        self._db.executescript(_SCHEMA)

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        return self._db.execute(sql, values)

    @contextmanager
    def writing(self, timeout_seconds: float = BUSY_SECONDS) -> Iterator[None]:
        """A transaction that holds the write lock; rolled back when anything is raised."""
        self.execute(f"PRAGMA busy_timeout={int(timeout_seconds * 1000)}")
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def append(self, records: list[tuple[str, str, bytes, str]], now: float) -> None:
        ends: dict[str, int] = {}
        rows = []
        for topic, key, value, headers in records:
            if topic not in ends:
                self.execute("INSERT OR IGNORE INTO topic (name) VALUES (?)", (topic,))
                ends[topic] = self.end(topic)
            rows.append((topic, ends[topic], now, key, headers, value))
            ends[topic] += 1
        self._db.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", rows)
        for topic, end in ends.items():
            self.execute("UPDATE topic SET next = ? WHERE name = ?", (end, topic))

    def end(self, topic: str) -> int:
        """The offset that the next record of the topic will have."""
        row = self.execute("SELECT next FROM topic WHERE name = ?", (topic,)).fetchone()
        return int(row[0]) if row else 0

    def records(self, topic: str, after: int, limit: int, since: float | None = None) -> list[Record]:
        rows = self.execute(
            "SELECT offset, key, value, headers, at FROM record WHERE topic = ? AND offset > ? AND at >= ? "
            "ORDER BY offset LIMIT ?",
            (topic, after, since or 0.0, limit),
        )
        return [
            Record(topic, 0, offset, key, value, json.loads(headers), datetime.fromtimestamp(at, UTC))
            for offset, key, value, headers, at in rows
        ]

    def committed(self, group: str, topic: str) -> int:
        row = self.execute(
            "SELECT committed FROM position WHERE consumer_group = ? AND topic = ?", (group, topic)
        ).fetchone()
        return int(row[0]) if row else 0

    def commit_positions(self, group: str, positions: Mapping[str, int]) -> None:
        self._db.executemany(
            "INSERT INTO position VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET committed = excluded.committed",
            [(group, topic, offset) for topic, offset in positions.items()],
        )

    def take_lease(self, group: str, worker: str, now: float, until: float) -> int | None:
        """The generation of a new lease, or None while another worker's lives."""
        row = self.execute("SELECT worker, generation, until FROM lease WHERE consumer_group = ?", (group,)).fetchone()
        if row and row[0] not in (None, worker) and row[2] > now:
            return None
        generation = (row[1] if row else 0) + 1
        self.execute("INSERT OR REPLACE INTO lease VALUES (?, ?, ?, ?)", (group, worker, generation, until))
        return int(generation)

    def holds(self, group: str, worker: str, generation: int) -> bool:
        # A lease that has run out but that nobody took is still ours: the generation decides, not the clock.
        query = "SELECT 1 FROM lease WHERE consumer_group = ? AND worker = ? AND generation = ?"
        return self.execute(query, (group, worker, generation)).fetchone() is not None

    def renew(self, group: str, worker: str, generation: int, until: float) -> None:
        self.execute(
            "UPDATE lease SET until = ? WHERE consumer_group = ? AND worker = ? AND generation = ?",
            (until, group, worker, generation),
        )

    def release(self, group: str, worker: str, generation: int) -> None:
        self.execute(
            "UPDATE lease SET worker = NULL, until = 0 WHERE consumer_group = ? AND worker = ? AND generation = ?",
            (group, worker, generation),
        )

    def lag(self, now: float) -> list[Lag]:
        rows = self.execute(
            "SELECT p.consumer_group, p.topic, t.next - p.committed, "
            "(SELECT min(at) FROM record r WHERE r.topic = p.topic AND r.offset >= p.committed) "
            "FROM position p JOIN topic t ON t.name = p.topic ORDER BY 1, 2"
        )
        return [
            Lag(group, topic, max(0, behind), max(0.0, now - oldest) if oldest is not None else None)
            for group, topic, behind, oldest in rows
        ]

    def seek(self, group: str, topic: str, since: float) -> None:
        row = self.execute("SELECT min(offset) FROM record WHERE topic = ? AND at >= ?", (topic, since)).fetchone()
        offset = row[0] if row[0] is not None else self.end(topic)
        self.commit_positions(group, {topic: offset})

    def forget(self, topic: str, before: float) -> int:
        return self.execute(
            "DELETE FROM record WHERE topic = ? AND at < ? AND offset < "
            "coalesce((SELECT min(committed) FROM position WHERE topic = ?), 0)",
            (topic, before, topic),
        ).rowcount

    def close(self) -> None:
        self._db.close()
