"""The outbox: alert records, who is sending which, and what came of it.

A record is marked as being sent, and that is committed, before the channel is called. A record found so whose lease has run
out belonged to a sender that died: whether the channel took it is unknown, which is noted, and it is sent again under the
same alert id. So at most one extra copy per crash, and none is lost.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from alerts import render, schedule, tables
from alerts.matching import mismatch, stale
from alerts.subscriptions import Rule
from bus.events import ArticleArchived

Clock = Callable[[], datetime]
OutcomeKind = Literal["sent", "retry", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt. `retry_after` is what the channel asked for, in seconds."""

    kind: OutcomeKind
    detail: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert record that this sender holds."""

    id: str
    channel_id: int
    kind: str
    url: str
    attempts: int
    content: dict[str, Any]

    def __repr__(self) -> str:
        return f"Alert(id={self.id!r}, kind={self.kind!r})"


@dataclass(frozen=True, slots=True)
class OutboxOptions:
    """How old an article may be to alert, and how long a sender may hold a record."""

    max_age: timedelta = timedelta(hours=72)
    lease_seconds: float = 300.0  # longer than a full lane of channels that all time out
    base_url: str = ""  # of the pages, for links


class Outbox:
    """Alert records in the database. Safe to use from several senders at once."""

    def __init__(self, engine: Engine, clock: Clock, options: OutboxOptions | None = None) -> None:
        self._engine, self._clock, self._options = engine, clock, options or OutboxOptions()

    def decide(self, rules: Sequence[Rule], archived: ArticleArchived) -> list[str]:
        """Write an alert record for each rule that matches, and for each rule why or why not. Returns the outcomes.

        Deciding twice is harmless: a record that is there already stays as it is.
        """
        now = self._clock()
        too_late = stale(archived, now, self._options.max_age)
        outcomes = []
        with self._engine.begin() as connection:
            for rule in rules:
                outcome, reason = self._decide(connection, rule, archived, too_late, now)
                self._note(connection, rule, archived, outcome, reason, now)
                outcomes.append(outcome)
        return outcomes

    def _decide(
        self, connection: Connection, rule: Rule, archived: ArticleArchived, too_late: str | None, now: datetime
    ) -> tuple[str, str]:
        if too_late:
            return "stale", too_late
        if reason := mismatch(rule.conditions, archived):
            return "no_match", reason
        if not rule.channel_ids:
            return "no_channel", "the subscriber has no active channel"
        content = render.content(archived, rule, self._options.base_url)
        added = [self._add(connection, rule, channel, archived, content, now) for channel in rule.channel_ids]
        if any(added):
            return "alerted", "an alert record was written"
        return "same_story", "the subscriber has been told of this story"

    def _add(
        self, connection: Connection, rule: Rule, channel: int, archived: ArticleArchived, content: Any, now: datetime
    ) -> bool:
        values = {
            "id": str(uuid.uuid4()), "subscriber_id": rule.subscriber_id, "rule_id": rule.id, "channel_id": channel,
            "story_id": archived.story_id, "article_id": archived.key, "state": "pending", "reason": "", "attempts": 0,
            "next_at": now.timestamp(), "deadline": now.timestamp() + schedule.DEADLINE, "content": content,
            "created_at": now.timestamp(),
        }  # fmt: skip
        statement = _dialect(connection).insert(tables.alerts).values(values).on_conflict_do_nothing()
        # RETURNING tells on every database whether a row was written; a count of rows does not.
        return connection.execute(statement.returning(tables.alerts.c.id)).first() is not None

    def _note(
        self, connection: Connection, rule: Rule, archived: ArticleArchived, outcome: str, reason: str, now: datetime
    ) -> None:
        values = {
            "article_id": archived.key, "rule_id": rule.id, "subscriber_id": rule.subscriber_id, "outcome": outcome,
            "reason": reason, "at": now.timestamp(),
        }  # fmt: skip
        statement = _dialect(connection).insert(tables.decisions).values(values)
        # The first decision stays: a redelivery finds "same_story", which would hide that it was alerted.
        connection.execute(statement.on_conflict_do_nothing())

    def take_back_own(self, worker: str) -> None:
        """Free what an earlier process of the same name held when it died, without waiting for its leases."""
        with self._engine.begin() as connection:
            self._take_back(connection, tables.alerts.c.lease_owner == worker, worker)

    def claim(self, worker: str, limit: int = 20, skip_channels: Sequence[int] = ()) -> list[Alert]:
        """Take due records for sending, oldest first, but none of the channels to skip."""
        now = self._clock().timestamp()
        a = tables.alerts.c
        with self._engine.begin() as connection:
            self._expire(connection, now)
            self._take_back(connection, a.lease_until <= now, worker)
            query = (
                select(a.id).where(a.state == "pending", a.next_at <= now, a.channel_id.not_in(list(skip_channels)))
                .order_by(a.next_at).limit(limit)
            )  # fmt: skip
            if connection.dialect.name != "sqlite":
                query = query.with_for_update(skip_locked=True)
            ids = list(connection.execute(query).scalars())
            lease = {"state": "sending", "lease_owner": worker, "lease_until": now + self._options.lease_seconds}
            connection.execute(update(tables.alerts).where(a.id.in_(ids)).values(**lease, attempts=a.attempts + 1))
            c = tables.channels.c
            chosen = select(a.id, a.channel_id, c.kind, c.url, a.attempts, a.content).join(
                tables.channels, c.id == a.channel_id
            )
            rows = connection.execute(chosen.where(a.id.in_(ids)).order_by(a.next_at))
            return [Alert(*row) for row in rows]

    def _expire(self, connection: Connection, now: float) -> None:
        a = tables.alerts.c
        connection.execute(
            update(tables.alerts).where(a.state == "pending", a.deadline <= now)
            .values(state="expired", reason="not accepted within 24 hours")
        )  # fmt: skip

    def _take_back(self, connection: Connection, which: ColumnElement[bool], worker: str) -> None:
        now, a = self._clock().timestamp(), tables.alerts.c
        query = select(a.id, a.lease_owner).where(a.state == "sending", which)
        if connection.dialect.name != "sqlite":
            query = query.with_for_update(skip_locked=True)
        for row in connection.execute(query).all():
            detail = f"sender {row.lease_owner} died before it said what came of the attempt"
            self._log_attempt(connection, row.id, Outcome("unknown", detail), worker, now)
            connection.execute(
                update(tables.alerts).where(a.id == row.id).values(state="pending", next_at=now, lease_owner=None)
            )

    def finish(self, alert: Alert, outcome: Outcome, worker: str) -> None:
        """Note what came of an attempt. Ignored for a record whose lease was taken over meanwhile."""
        now = self._clock().timestamp()
        a = tables.alerts.c
        with self._engine.begin() as connection:
            self._log_attempt(connection, alert.id, outcome, worker, now)
            mine = (a.id == alert.id) & (a.state == "sending") & (a.lease_owner == worker)
            connection.execute(update(tables.alerts).where(mine).values(**_next_state(alert, outcome, now)))

    def _log_attempt(self, connection: Connection, alert_id: str, outcome: Outcome, worker: str, now: float) -> None:
        values = {"alert_id": alert_id, "at": now, "outcome": outcome.kind, "detail": outcome.detail[:500], "worker": worker}
        connection.execute(insert(tables.attempts).values(values))

    def pending(self) -> tuple[int, float]:
        """How many records wait or are being sent, and the age in seconds of the oldest that is due."""
        now, a = self._clock().timestamp(), tables.alerts.c
        open_ = or_(a.state == "pending", a.state == "sending")
        query = select(func.count(), func.min(a.next_at)).where(open_)
        with self._engine.connect() as connection:
            number, oldest = connection.execution_options(reading=True).execute(query).one()
        return int(number), max(0.0, now - oldest) if oldest is not None else 0.0

    def due(self) -> int:
        """How many records could be sent now, or are being sent."""
        now, a = self._clock().timestamp(), tables.alerts.c
        query = select(func.count()).where(((a.state == "pending") & (a.next_at <= now)) | (a.state == "sending"))
        with self._engine.connect() as connection:
            return int(connection.execution_options(reading=True).execute(query).scalar_one())


def _dialect(connection: Connection) -> Any:
    return sqlite if connection.dialect.name == "sqlite" else postgresql


def _next_state(alert: Alert, outcome: Outcome, now: float) -> dict[str, Any]:
    if outcome.kind == "sent":
        return {"state": "sent", "sent_at": now, "lease_owner": None, "reason": ""}
    if outcome.kind == "refused":
        return {"state": "failed", "reason": outcome.detail[:500], "lease_owner": None}
    wait = max(schedule.delay(alert.attempts, random.random()), outcome.retry_after or 0.0)
    return {"state": "pending", "next_at": now + wait, "reason": outcome.detail[:500], "lease_owner": None}
