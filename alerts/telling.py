"""What a subscriber asked to be told: a test of a channel, the confirmation of an address, the link to their page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select, update

from alerts import retries, settling, tables
from alerts.delivery import Alert, Outcome
from alerts.dialects import insert_into
from alerts.notifier import Notifier

UNCONFIRMED = "not confirmed yet"  # why a channel is paused that its owner added on the page
WORKER = "pages"
_LEASE_SECONDS = 180.0
PAUSE_SECONDS = 60.0  # between two messages of one purpose to a channel, so that nobody is flooded by a button


class Telling:
    """Messages outside of stories; each is an alert record too, so that the log shows it."""

    def __init__(self, engine: Engine, notifier: Notifier) -> None:
        self._engine, self._notifier = engine, notifier

    def now(self, channel_id: int, purpose: str, content: Mapping[str, Any], at: datetime) -> Outcome | None:
        """Send at once, also to a channel that is paused, and say what came of it. None: one was sent a moment ago."""
        now = at.timestamp()
        held = {"state": "sending", "attempts": 1, "lease_owner": WORKER, "lease_until": now + _LEASE_SECONDS}
        number = self._write(channel_id, purpose, content, now, held)
        if number is None:
            return None
        c = tables.channels.c
        with self._engine.connect() as connection:
            row = connection.execution_options(reading=True).execute(select(tables.channels).where(c.id == channel_id)).one()
        alert = Alert(number, channel_id, row.kind, row.url, 1, {**content}, (number,), row.token, row.secret or "")
        outcome = self._notifier.send(alert)
        with self._engine.begin() as connection:
            settling.settle(connection, alert, outcome, WORKER, now)
        return outcome

    def soon(self, channel_id: int, purpose: str, content: Mapping[str, Any], at: datetime) -> bool:
        """By the sender, as alerts are. False: one was asked for a moment ago."""
        return self._write(channel_id, purpose, content, at.timestamp(), {"state": "pending", "attempts": 0}) is not None

    def hold(self, channel_id: int, at: datetime) -> None:
        """Send nothing to a channel until it is confirmed."""
        values = {"paused_at": at.timestamp(), "paused_reason": UNCONFIRMED}
        with self._engine.begin() as connection:
            connection.execute(update(tables.channels).where(tables.channels.c.id == channel_id).values(**values))

    def confirm(self, channel_id: int) -> bool:
        """False: the channel is not there any more. Confirming twice is harmless."""
        c = tables.channels.c
        with self._engine.begin() as connection:
            if connection.execute(select(c.id).where(c.id == channel_id, c.active)).first() is None:
                return False
            waits = (c.id == channel_id) & (c.paused_reason == UNCONFIRMED)
            values = {"paused_at": None, "paused_reason": "", "refusals": 0}
            connection.execute(update(tables.channels).where(waits).values(**values))
            return True

    def _write(
        self, channel_id: int, purpose: str, content: Mapping[str, Any], now: float, state: Mapping[str, Any]
    ) -> str | None:
        c, a = tables.channels.c, tables.alerts.c
        with self._engine.begin() as connection:
            of_late = a.story_id.startswith(f"{purpose}:{channel_id}:") & (a.created_at > now - PAUSE_SECONDS)
            if connection.execute(select(a.id).where(a.channel_id == channel_id, of_late)).first():
                return None
            owner = connection.execute(select(c.subscriber_id).where(c.id == channel_id)).scalar_one()
            values = {
                "id": str(uuid.uuid4()), "subscriber_id": owner, "rule_id": 0, "channel_id": channel_id, "article_id": "",
                "story_id": f"{purpose}:{channel_id}:{now // PAUSE_SECONDS:.0f}", "reason": "", "next_at": now,
                "deadline": now + retries.DEADLINE, "content": dict(content), "created_at": now, "hold": "", **state,
            }  # fmt: skip
            statement = insert_into(connection, tables.alerts).values(values).on_conflict_do_nothing()
            found: str | None = connection.execute(statement.returning(a.id)).scalar()
        return found
