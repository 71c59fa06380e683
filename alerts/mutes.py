"""Mutes and snoozes: what a subscriber does not want to hear of, or not yet. Pure, but for their store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast, get_args

from sqlalchemy import Connection, Engine, delete, insert, select, update

from alerts import tables
from alerts.reasons import Reason
from alerts.subscriptions import Rule, Subscriber, SubscriptionError
from bus.events import ArticleArchived

Kind = Literal["story", "party", "rule"]
MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Mute:
    """One thing a subscriber is not told of until a time. A snooze is told of then, a mute never."""

    id: int
    kind: Kind
    value: str  # the id of the story, the name of the party or of the rule
    until: datetime | None  # None: until it is removed
    snooze: bool = False

    def __str__(self) -> str:
        return self.reason().told()

    def reason(self) -> Reason:
        """Why something is not told, or told later."""
        values = {"kind": self.kind, "value": self.value}
        if self.until is None:
            return Reason("muted_for_good", values)
        return Reason("snoozed" if self.snooze else MUTED, {**values, "until": self.until})


def mute_of(mutes: Sequence[Mute], rule: Rule, archived: ArticleArchived, now: datetime) -> Mute | None:
    """What silences an alert: a mute before a snooze, and of several the one that lasts longest."""
    silencing = [m for m in mutes if (m.until is None or m.until > now) and _is_meant(m, rule, archived)]
    return max(silencing, key=lambda m: (not m.snooze, m.until is None, m.until or now), default=None)


def _is_meant(mute: Mute, rule: Rule, archived: ArticleArchived) -> bool:
    if mute.kind == "story":
        return mute.value == archived.story_id
    if mute.kind == "rule":
        return mute.value == rule.name
    classified = archived.classified
    parties = [*classified.parties, *(party for event in classified.events for party in event.parties)]
    return mute.value.casefold() in {name.casefold() for p in parties for name in (p.name, p.canonical) if name}


class MuteStore:
    """The mutes of subscribers in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, subscriber: Subscriber, kind: str, value: str, until: datetime | None, *, snooze: bool = False) -> Mute:
        """Silence it, and what of it waits already. Raises SubscriptionError with the cure."""
        if kind not in get_args(Kind):
            raise SubscriptionError(f"mute: {kind!r} cannot be muted; write one of {', '.join(get_args(Kind))}")
        if until is None and snooze:
            raise SubscriptionError("mute: a snooze needs an end; write how long, as 8h or 3d")
        values = {
            "subscriber_id": subscriber.id, "kind": kind, "value": value, "snooze": snooze,
            "until": until.timestamp() if until else None,
        }  # fmt: skip
        with self._engine.begin() as connection:
            number = connection.execute(insert(tables.mutes).values(**values).returning(tables.mutes.c.id)).scalar_one()
            mute = Mute(number, cast(Kind, kind), value, until, snooze)
            _apply(connection, subscriber, mute)
        return mute

    def of(self, subscriber: Subscriber, now: datetime) -> list[Mute]:
        with self._engine.connect() as connection:
            return active_mutes(connection.execution_options(reading=True), subscriber.id, now)

    def remove(self, subscriber: Subscriber, number: int) -> None:
        """Raises SubscriptionError when there is none of that number."""
        m = tables.mutes.c
        with self._engine.begin() as connection:
            fits = (m.subscriber_id == subscriber.id) & (m.id == number)
            if connection.execute(delete(tables.mutes).where(fits).returning(m.id)).first() is None:
                raise SubscriptionError(f"mute {number} of {subscriber.name!r}: there is none; see `tidings mutes list`")


def active_mutes(connection: Connection, subscriber_id: int, now: datetime) -> list[Mute]:
    m = tables.mutes.c
    ahead = m.until.is_(None) | (m.until > now.timestamp())
    rows = connection.execute(select(tables.mutes).where(m.subscriber_id == subscriber_id, ahead).order_by(m.id))
    return [
        Mute(row.id, row.kind, row.value, datetime.fromtimestamp(row.until, UTC) if row.until else None, row.snooze)
        for row in rows
    ]


def _apply(connection: Connection, subscriber: Subscriber, mute: Mute) -> None:
    """To alerts that wait. Those of a party stay: what an alert says does not tell which of its names take part."""
    a, r = tables.alerts.c, tables.rules.c
    named = select(r.id).where(r.subscriber_id == subscriber.id, r.name == mute.value).scalar_subquery()
    meant = {"story": (a.story_id == mute.value) | (a.update_of == mute.value), "rule": a.rule_id == named}.get(mute.kind)
    if meant is None:
        return
    waiting = (a.subscriber_id == subscriber.id) & (a.state == "pending") & meant
    if mute.snooze and mute.until:
        at = mute.until.timestamp()
        later = {
            "next_at": at,
            "deadline": at + (a.deadline - a.next_at),
            "hold": "snooze",
            "reason": mute.reason().stored(),
        }
        connection.execute(update(tables.alerts).where(waiting, a.next_at < at, a.digest_id.is_(None)).values(**later))
    else:
        connection.execute(update(tables.alerts).where(waiting).values(state="suppressed", reason=mute.reason().stored()))
