"""Where it is kept how sources fare, what came of their items, and what operators are told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, Row, Select, false, insert, select, update

from crawlers import tables
from crawlers.health import Day, Notice, SourceState
from crawlers.memory import upsert, upsert_where
from crawlers.sources import Source


@dataclass(frozen=True, slots=True)
class Kept:
    """A notice as it is kept."""

    id: int
    notice: Notice
    told_at: float | None


class SourceStates:
    """The crawler's tables of sources."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, SourceState]:
        with self._engine.connect() as connection:
            rows = connection.execution_options(reading=True).execute(select(tables.sources)).all()
        return {row.source_id: _state(row) for row in rows}

    def due(self, sources: Iterable[Source], now: float) -> list[Source]:
        """Those of the sources whose time has come; one that was never asked is due."""
        states = self.all()
        return [s for s in sources if s.enabled and (s.id not in states or states[s.id].next_due_at <= now)]

    def announce(self, sources: Iterable[Source], now: float, until: float) -> list[tuple[Source, float]]:
        """The sources that are due and that nobody else has just announced, each with its turn: they are not due again before
        `until`, and `take` wants the turn."""
        due = self.due(sources, now)
        known = self.all() if due else {}
        return [(s, until) for s in due if self._move(s.id, known[s.id].next_due_at if s.id in known else None, until)]

    def take(self, source_id: str, turn: float, until: float) -> bool:
        """Take a source in hand until a time, if the turn that was announced still stands."""
        return self._move(source_id, turn, until)

    def _move(self, source_id: str, known: float | None, until: float) -> bool:
        """Set when a source is due, if that still is what is known of it; in one step, so that of several callers one wins."""
        t = tables.sources
        row = {"source_id": source_id, "next_due_at": until}
        return upsert_where(
            self._engine, t, row, ("next_due_at",), t.c.next_due_at == known if known is not None else false()
        )

    def put_off(self, source_ids: Iterable[str], until: float) -> None:
        """They are not due again before a time."""
        rows = [{"source_id": key, "next_due_at": until} for key in source_ids]
        upsert(self._engine, tables.sources, rows, ("next_due_at",))

    def listed(self, source_id: str) -> frozenset[str] | None:
        """The short ids of the entries that a source listed last; None before its first cycle."""
        t = tables.sources.c
        with self._engine.connect() as connection:
            query = select(t.listed, t.last_success_at).where(t.source_id == source_id)
            row = connection.execution_options(reading=True).execute(query).first()
        return None if row is None or row.last_success_at is None else frozenset(row.listed.split())

    def save(
        self, state: SourceState, notice: Notice | None, counts: Counter[str], listed: frozenset[str] | None = None
    ) -> None:
        """A source's state after a cycle, and with it what its items came to and what is to be told."""
        row = asdict(state) | {"days": json.dumps([[d.number, d.items, round(d.longest_gap)] for d in state.days])}
        if listed is not None:
            row["listed"] = " ".join(sorted(listed))
        upsert(self._engine, tables.sources, [row], tuple(name for name in row if name != "source_id"))
        self._count(state.source_id, counts)
        if notice:
            with self._engine.begin() as connection:
                connection.execute(insert(tables.notices).values(**asdict(notice)))

    def _count(self, source_id: str, counts: Counter[str]) -> None:
        t = tables.outcomes
        mine = t.c.source_id == source_id
        rows = [{"source_id": source_id, "outcome": name, "total": 0} for name in counts]
        upsert(self._engine, t, rows, ())
        with self._engine.begin() as connection:
            for name, number in counts.items():
                statement = update(t).where(mine, t.c.outcome == name).values(total=t.c.total + number)
                connection.execute(statement)

    def outcomes(self) -> dict[tuple[str, str], int]:
        """How many items of each source came to each outcome, since the beginning."""
        with self._engine.connect() as connection:
            rows = connection.execution_options(reading=True).execute(select(tables.outcomes)).all()
        return {(row.source_id, row.outcome): row.total for row in rows}

    def notices(self, limit: int = 50) -> list[Kept]:
        """The newest first."""
        return self._notices(select(tables.notices).order_by(tables.notices.c.id.desc()).limit(limit))

    def untold(self, since: float, limit: int) -> list[Kept]:
        """Those since a time that the operators' channel has not taken, oldest first."""
        t = tables.notices.c
        query = select(tables.notices).where(t.told_at.is_(None), t.at >= since)
        return self._notices(query.order_by(t.id).limit(limit))

    def _notices(self, query: Select[Any]) -> list[Kept]:
        with self._engine.connect() as connection:
            rows = connection.execution_options(reading=True).execute(query).all()
        return [Kept(r.id, Notice(r.source_id, r.problem, r.is_recovery, r.detail, r.at), r.told_at) for r in rows]

    def mark_told(self, notice_id: int, now: float) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(tables.notices).where(tables.notices.c.id == notice_id).values(told_at=now))


def _state(row: Row[Any]) -> SourceState:
    values = {name: value for name, value in row._mapping.items() if name != "listed"}
    return SourceState(**{**values, "days": tuple(Day(*day) for day in json.loads(values["days"]))})
