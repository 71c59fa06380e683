"""The outbox: alert records, who is sending which, and what came of it.

A record is marked as being sent, and that is committed, before the channel is called. A record found so whose lease has run
out belonged to a sender that died: whether the channel took it is unknown, which is noted, and it is sent again under the
same alert id. So at most one extra copy per crash, and none is lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, or_, select

from alerts import claiming, render, retries, settling, tables, updates
from alerts.delivery import Alert, Outcome
from alerts.dialects import insert_into
from alerts.matching import mismatch, stale
from alerts.mutes import MUTED, Mute
from alerts.planning import plan, wishes_of
from alerts.reasons import Reason, because
from alerts.schedule import Due
from alerts.subscriptions import Conditions, Rule
from bus.events import ArticleArchived

Clock = Callable[[], datetime]
LOOKED = "looked"  # all rules were looked at
_NO_RULE = Rule(0, "", 0, "", "en", Conditions())


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

    def decide(self, rules: Sequence[Rule], archived: ArticleArchived, *, known: int | None = None) -> list[str]:
        """Write an alert record for each rule that matches, and for each rule why or why not. Returns the outcomes.

        Where `rules` are only those that match, `known` says of how many, and that they were looked at is noted.
        Deciding twice is harmless: a record that is there already stays as it is.
        """
        now = self._clock()
        too_late = stale(archived, now, self._options.max_age)
        outcomes = []
        with self._engine.begin() as connection:
            if known is not None:
                self._note(connection, _NO_RULE, archived, LOOKED, because("looked", matching=len(rules), known=known), now)
            updates.remember(connection, archived, now.timestamp())
            if archived.changes and not too_late:
                outcomes += self._update(connection, archived, now)
            for rule in rules:
                outcome, reason = self._decide(connection, rule, archived, too_late, now)
                self._note(connection, rule, archived, outcome, reason, now)
                outcomes.append(outcome)
        return outcomes

    def _decide(
        self, connection: Connection, rule: Rule, archived: ArticleArchived, too_late: Reason | None, now: datetime
    ) -> tuple[str, str]:
        if too_late:
            return "stale", too_late.stored()
        if reason := mismatch(rule.conditions, archived):
            return "no_match", because("mismatch", en=reason, zh=mismatch(rule.conditions, archived, "zh"))
        if not rule.channel_ids:
            return "no_channel", because("no_channel")
        wishes = wishes_of(connection, rule, now)
        due = plan(wishes, rule, archived, now)
        if isinstance(due, Mute):
            return MUTED, due.reason().stored()
        content = render.content(archived, rule, self._options.base_url, wishes.schedule.zone)
        added = [self._add(connection, rule, channel, archived, content, due, now) for channel in rule.channel_ids]
        if any(added):
            return "alerted", because("recorded_waits", waits=_waits(due)) if due.hold else because("recorded")
        return "same_story", because("told_before")

    def _update(self, connection: Connection, archived: ArticleArchived, now: datetime) -> list[str]:
        """Tell those who were told of the story what an article changes of it, whether that one matches their rule or not."""
        outcomes = []
        for rule in updates.followers(connection, archived):
            wishes = wishes_of(connection, rule, now)
            due = plan(wishes, rule, archived, now)
            if isinstance(due, Mute):
                continue  # the rules that match are decided next, and note it
            plain = render.content(archived, rule, self._options.base_url, wishes.schedule.zone)
            content = updates.updated(plain, archived.changes, rule.language)
            added = [self._add(connection, rule, channel, archived, content, due, now) for channel in rule.channel_ids]
            if any(added):
                self._note(connection, rule, archived, "updated", because("changes_told"), now)
                outcomes.append("updated")
        return outcomes

    def _add(
        self, connection: Connection, rule: Rule, channel: int, archived: ArticleArchived, content: Any, due: Due,
        now: datetime,
    ) -> bool:  # fmt: skip
        story, is_update = archived.story_id, bool(content["changes"])
        values = {
            "id": str(uuid.uuid4()), "subscriber_id": rule.subscriber_id, "rule_id": rule.id, "channel_id": channel,
            "story_id": updates.update_id(story, archived.changes) if is_update else story,
            "update_of": story if is_update else None, "article_id": archived.key, "state": "pending", "reason": _waits(due).stored() if due.hold else "",
            "attempts": 0, "next_at": due.at.timestamp(), "deadline": due.at.timestamp() + retries.DEADLINE,
            "content": content, "created_at": now.timestamp(), "hold": due.hold,
        }  # fmt: skip
        statement = insert_into(connection, tables.alerts).values(values).on_conflict_do_nothing()
        # RETURNING tells on every database whether a row was written; a count of rows does not.
        return connection.execute(statement.returning(tables.alerts.c.id)).first() is not None

    def _note(
        self, connection: Connection, rule: Rule, archived: ArticleArchived, outcome: str, reason: str, now: datetime
    ) -> None:
        values = {
            "article_id": archived.key, "rule_id": rule.id, "subscriber_id": rule.subscriber_id, "outcome": outcome,
            "reason": reason, "at": now.timestamp(),
        }  # fmt: skip
        statement = insert_into(connection, tables.decisions).values(values)
        # The first decision stays: a redelivery finds "same_story", which would hide that it was alerted.
        connection.execute(statement.on_conflict_do_nothing())

    def take_back_own(self, worker: str) -> None:
        """Free what an earlier process of the same name held when it died, without waiting for its leases."""
        with self._engine.begin() as connection:
            settling.take_back(connection, tables.alerts.c.lease_owner == worker, worker, self._clock().timestamp())

    def claim(self, worker: str, limit: int = 20, skip_channels: Sequence[int] = ()) -> list[Alert]:
        """Take what is due for sending, oldest first, but nothing of paused channels, busy destinations and those to skip."""
        now = self._clock().timestamp()
        with self._engine.begin() as connection:
            settling.expire(connection, now)
            settling.take_back(connection, tables.alerts.c.lease_until <= now, worker, now)
            return claiming.claim(connection, now, worker, now + self._options.lease_seconds, limit, skip_channels)

    def finish(self, alert: Alert, outcome: Outcome, worker: str) -> None:
        """Note what came of an attempt. Changes nothing of records whose lease was taken over meanwhile."""
        with self._engine.begin() as connection:
            settling.settle(connection, alert, outcome, worker, self._clock().timestamp())

    def give_back(self, alerts: Sequence[Alert], worker: str) -> None:
        """What was claimed and not sent, since the sender was asked to stop."""
        with self._engine.begin() as connection:
            settling.give_back(connection, [record for alert in alerts for record in alert.records], worker)

    def pending(self) -> tuple[int, float]:
        """How many records wait or are being sent, and the age in seconds of the oldest that is due."""
        now, a = self._clock().timestamp(), tables.alerts.c
        open_ = or_(a.state == "pending", a.state == "sending")
        query = select(func.count(), func.min(a.next_at)).where(open_)
        with self._engine.connect() as connection:
            number, oldest = connection.execution_options(reading=True).execute(query).one()
        return int(number), max(0.0, now - oldest) if oldest is not None else 0.0

    def due(self) -> int:
        """How many records could be sent now, or are being sent; those of paused channels could not."""
        now, a, c = self._clock().timestamp(), tables.alerts.c, tables.channels.c
        open_ = select(c.id).where(*claiming.in_use())
        could = (a.state == "pending") & (a.next_at <= now) & a.channel_id.in_(open_)
        return self._count(could | (a.state == "sending"))

    def paused_channels(self) -> int:
        return self._count(tables.channels.c.paused_at.is_not(None))

    def _count(self, which: ColumnElement[bool]) -> int:
        with self._engine.connect() as connection:
            query = select(func.count()).where(which)
            return int(connection.execution_options(reading=True).execute(query).scalar_one())


def _waits(due: Due) -> Reason:
    """Why a record is not sent at once."""
    return Reason(f"waits_{due.hold}", {"at": due.at})
