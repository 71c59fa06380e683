"""When an alert record of a rule is due, from the subscriber's schedule and mutes and what they were sent of late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from alerts import tables
from alerts.mutes import Mute, active_mutes, mute_of
from alerts.schedule import BURST_WINDOW, Due, Schedule, send_after
from alerts.subscriptions import Rule
from bus.events import ArticleArchived


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a subscriber has said about being told, and what they were told of late."""

    schedule: Schedule
    urgent: bool = False  # the rule is
    mutes: Sequence[Mute] = ()
    recent: int = 0  # stories that were sent one by one within the burst window


def plan(wishes: Wishes, rule: Rule, archived: ArticleArchived, now: datetime) -> Due | Mute:
    """When to send, or the mute that forbids it. Pure."""
    silenced = mute_of(wishes.mutes, rule, archived, now)
    if silenced and not silenced.snooze:
        return silenced
    due = send_after(wishes.schedule, now, urgent=wishes.urgent, recent=wishes.recent)
    if silenced and silenced.until and silenced.until > due.at:
        # What was snoozed wakes by the clock of the subscriber, too.
        later = send_after(wishes.schedule, silenced.until, urgent=wishes.urgent)
        return replace(later, hold=later.hold or "snooze")
    return due


def wishes_of(connection: Connection, rule: Rule, now: datetime) -> Wishes:
    s, r = tables.subscribers.c, tables.rules.c
    query = select(s.schedule, r.urgent).join_from(tables.rules, tables.subscribers, s.id == r.subscriber_id)
    row = connection.execute(query.where(r.id == rule.id)).one()
    return Wishes(
        Schedule.from_json(row.schedule), row.urgent, active_mutes(connection, rule.subscriber_id, now),
        _recent(connection, rule.subscriber_id, now),
    )  # fmt: skip


def _recent(connection: Connection, subscriber_id: int, now: datetime) -> int:
    a = tables.alerts.c
    query = select(func.count(a.story_id.distinct())).where(
        a.subscriber_id == subscriber_id, a.created_at > (now - BURST_WINDOW).timestamp(), a.hold == ""
    )
    return int(connection.execute(query).scalar_one())
