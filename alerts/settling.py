"""What came of an attempt, noted: the next state of its records, its channel's refusals, its destination's wishes."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, insert, select, update

from alerts import notices, retries, tables
from alerts.channels import masked
from alerts.claiming import hold_back
from alerts.delivery import Alert, Outcome
from alerts.reasons import because, told

MAX_REFUSALS = 3  # in a row, before a channel is paused
LONGEST_WAIT = 6 * 3600.0  # a channel may ask for more, but each alert has a deadline


def settle(connection: Connection, alert: Alert, outcome: Outcome, worker: str, now: float) -> None:
    """Ignored, but for the log, for records whose lease was taken over meanwhile."""
    log_attempts(connection, alert.records, outcome, worker, now)
    a = tables.alerts.c
    mine = a.id.in_(alert.records) & (a.state == "sending") & (a.lease_owner == worker)
    values = next_state(alert, outcome, now)
    settled = connection.execute(update(tables.alerts).where(mine).values(**values, lease_owner=None).returning(a.id)).all()
    if not settled:
        return
    if outcome.retry_after:
        hold_back(connection, alert.channel_id, now + min(outcome.retry_after, LONGEST_WAIT))
    if outcome.kind == "refused":
        _count_refusal(connection, alert, outcome, now)
    elif outcome.kind == "sent":
        c = tables.channels.c
        connection.execute(update(tables.channels).where(c.id == alert.channel_id, c.refusals > 0).values(refusals=0))


def next_state(alert: Alert, outcome: Outcome, now: float) -> dict[str, Any]:
    if outcome.kind == "sent":
        return {"state": "sent", "sent_at": now, "reason": ""}
    if outcome.kind == "refused":
        return {"state": "failed", "reason": outcome.detail[:500]}
    wait = max(retries.delay(alert.attempts, random.random()), min(outcome.retry_after or 0.0, LONGEST_WAIT))
    return {"state": "pending", "next_at": now + wait, "reason": outcome.detail[:500]}


def log_attempts(connection: Connection, records: Sequence[str], outcome: Outcome, worker: str, now: float) -> None:
    row = {"at": now, "outcome": outcome.kind, "detail": outcome.detail[:500], "worker": worker}
    connection.execute(insert(tables.attempts), [{"alert_id": record, **row} for record in records])


def take_back(connection: Connection, which: ColumnElement[bool], worker: str, now: float) -> None:
    """Free records whose sender died: whether the channel took them is unknown."""
    a = tables.alerts.c
    query = select(a.id, a.lease_owner).where(a.state == "sending", which)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update(skip_locked=True)
    for row in connection.execute(query).all():
        detail = because("sender_died", worker=row.lease_owner)
        log_attempts(connection, [row.id], Outcome("unknown", detail), worker, now)
        connection.execute(
            update(tables.alerts).where(a.id == row.id).values(state="pending", next_at=now, lease_owner=None)
        )


def give_back(connection: Connection, records: Sequence[str], worker: str) -> None:
    """Records that were never handed to their channel wait again, as if they had not been taken."""
    a = tables.alerts.c
    mine = a.id.in_(records) & (a.state == "sending") & (a.lease_owner == worker)
    values = {"state": "pending", "attempts": a.attempts - 1, "lease_owner": None}
    connection.execute(update(tables.alerts).where(mine).values(**values))


def expire(connection: Connection, now: float) -> None:
    a, c = tables.alerts.c, tables.channels.c
    paused = a.channel_id.in_(select(c.id).where(c.paused_at.is_not(None)))
    reason = case((paused, because("expired_paused")), else_=because("expired"))
    late = (a.state == "pending") & (a.deadline <= now)
    connection.execute(update(tables.alerts).where(late).values(state="expired", reason=reason))


def _count_refusal(connection: Connection, alert: Alert, outcome: Outcome, now: float) -> None:
    c = tables.channels.c
    one_more = update(tables.channels).where(c.id == alert.channel_id).values(refusals=c.refusals + 1)
    row = connection.execute(one_more.returning(c.refusals, c.paused_at, c.subscriber_id)).one()
    if row.refusals < MAX_REFUSALS or row.paused_at is not None:
        return
    paused = {"paused_at": now, "paused_reason": outcome.detail[:500]}
    connection.execute(update(tables.channels).where(c.id == alert.channel_id).values(**paused))
    _tell_owner(connection, alert, row.subscriber_id, outcome, row.refusals, now)


def _tell_owner(connection: Connection, alert: Alert, owner: int, outcome: Outcome, refusals: int, now: float) -> None:
    """By every other channel of theirs; where there is none, `tidings status` and the metric tell the operator."""
    c, s = tables.channels.c, tables.subscribers.c
    subscriber = connection.execute(select(s.name, s.language).where(s.id == owner)).one()
    facts = notices.channel_paused(
        subscriber.language, name=subscriber.name, number=alert.channel_id, channel=masked(alert.kind, alert.url, subscriber.language),
        refusals=refusals, reason=told(outcome.detail, subscriber.language), at=datetime.fromtimestamp(now, UTC),
    )  # fmt: skip
    others = select(c.id).where(c.subscriber_id == owner, c.active, c.paused_at.is_(None), c.id != alert.channel_id)
    for channel in connection.execute(others).scalars().all():
        values = {
            "id": str(uuid.uuid4()), "subscriber_id": owner, "rule_id": 0, "channel_id": channel, "article_id": "",
            "story_id": f"paused:{alert.channel_id}:{now:.0f}", "state": "pending", "reason": "", "attempts": 0, "next_at": now,
            "deadline": now + retries.DEADLINE, "content": facts, "created_at": now, "hold": "",
        }  # fmt: skip
        connection.execute(insert(tables.alerts).values(**values))
