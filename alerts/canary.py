"""Canaries: articles that tidings makes to test itself, the subscriber whom they are sent to, and what became of each.

That subscriber is in no list and has no rule; an alert record of a canary is taken away once it was accepted.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, insert, select, update

from alerts import notices, tables
from alerts.channels import destination_key
from alerts.dialects import insert_into
from alerts.matching import mismatch
from alerts.signing import new_secret
from alerts.subscriptions import parse_conditions
from alerts.words import word
from bus.events import ArticleArchived

NAME = "tidings canary"
RULE_ID = -1
LATEST_SECONDS = 3600.0  # after which a canary is neither sent nor waited for
KEPT = 200  # canaries of which the times are kept
MARK = "canary"  # in the content of an alert record: it counts in no statistics


@dataclass(frozen=True, slots=True)
class Alarm:
    """A silence: since when, where the canary stopped, and what operators were told."""

    id: int
    since: float
    detail: str
    told_at: float | None = None
    over_at: float | None = None
    over_told_at: float | None = None


def of_subscribers() -> ColumnElement[bool]:
    """Of alert records: those that are sent to people."""
    return tables.alerts.c.rule_id != RULE_ID


def token(article_id: str) -> str:
    """What stands in the title of a canary and is looked for by its rule."""
    return article_id[:16]


class Canaries:
    """The canaries in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def listen(self, kind: str, url: str) -> None:
        """From now on canaries go to this channel, whatever it refused before."""
        c = tables.channels.c
        with self._engine.begin() as connection:
            owner = _owner(connection)
            if owner is None:
                row = {"name": NAME, "language": "en", "active": True, "schedule": None}
                owner = connection.execute(
                    insert(tables.subscribers).values(**row).returning(tables.subscribers.c.id)
                ).scalar_one()
            values = {
                "kind": kind, "url": url, "destination": destination_key(kind, url), "active": True, "refusals": 0,
                "paused_at": None, "paused_reason": "", "secret": new_secret() if kind == "webhook" else None,
            }  # fmt: skip
            # The same row, so that canaries under way go to the new address too.
            known = update(tables.channels).where(c.subscriber_id == owner).values(**values).returning(c.id)
            if connection.execute(known).first() is None:
                row = {"subscriber_id": owner, "token": secrets.token_urlsafe(32), **values}
                connection.execute(insert(tables.channels).values(**row))

    def match(self, archived: ArticleArchived, now: datetime) -> str | None:
        """Write the alert record of a canary that came through the archive. Returns why not, or None."""
        published = archived.classified.article.fetched_at.timestamp()
        if now.timestamp() - published > LATEST_SECONDS:
            return "it is too old"
        if reason := mismatch(parse_conditions("canary", text=(token(archived.key),)), archived):
            return reason
        c = tables.channels.c
        with self._engine.begin() as connection:
            owner = _owner(connection)
            channel = connection.execute(select(c.id).where(c.subscriber_id == owner, c.active)).scalar()
            if owner is None or channel is None:
                return "nobody waits for canaries"
            facts = notices.for_operators(archived.classified.article.title, ["A test of tidings by itself."], now) | {
                MARK: True
            }
            values = {
                "id": str(uuid.uuid4()), "subscriber_id": owner, "rule_id": RULE_ID, "channel_id": channel,
                "story_id": archived.key, "article_id": archived.key, "state": "pending", "reason": "", "attempts": 0,
                "next_at": now.timestamp(), "deadline": published + LATEST_SECONDS, "content": facts,
                "created_at": now.timestamp(), "hold": "",
            }  # fmt: skip
            connection.execute(insert_into(connection, tables.alerts).values(**values).on_conflict_do_nothing())
        return None

    def note_published(self, article_id: str, at: float) -> None:
        c = tables.canaries.c
        with self._engine.begin() as connection:
            statement = insert_into(connection, tables.canaries).values(id=article_id, published_at=at)
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"published_at": at}))
            newest = select(c.id).order_by(c.published_at.desc()).limit(KEPT)
            connection.execute(delete(tables.canaries).where(c.id.not_in(newest)))

    def collect(self) -> dict[str, float]:
        """The canaries that were accepted since the last call, and when; their alert records are gone then."""
        a, c = tables.alerts.c, tables.canaries.c
        with self._engine.begin() as connection:
            owner = _owner(connection)
            done = (
                (a.subscriber_id == owner)
                & (a.rule_id == RULE_ID)
                & a.state.in_(["sent", "expired", "failed", "suppressed"])
            )
            rows = connection.execute(select(a.id, a.article_id, a.state, a.sent_at).where(done)).all()
            found = {row.article_id: float(row.sent_at) for row in rows if row.state == "sent"}
            for article_id, at in found.items():
                connection.execute(update(tables.canaries).where(c.id == article_id).values(accepted_at=at))
            # A refusal stays until the next canary, so that it can be told why.
            gone = [row.id for row in rows if row.state == "sent" or len(rows) > 1]
            connection.execute(delete(tables.alerts).where(a.id.in_(gone)))
        return found

    def waiting(self, since: float) -> dict[str, float]:
        """The canaries published since a time that were not accepted, and when they were published."""
        c = tables.canaries.c
        query = select(c.id, c.published_at).where(c.accepted_at.is_(None), c.published_at >= since)
        return {row.id: row.published_at for row in self._rows(query)}

    def newest_accepted(self) -> tuple[float, float] | None:
        """When it was accepted, and how long it took."""
        c = tables.canaries.c
        query = (
            select(c.accepted_at, c.published_at).where(c.accepted_at.is_not(None)).order_by(c.accepted_at.desc()).limit(1)
        )
        return next(((row.accepted_at, row.accepted_at - row.published_at) for row in self._rows(query)), None)

    def record(self, article_id: str) -> Row[Any] | None:
        """The alert record of a canary, with its state, attempts and reason."""
        a = tables.alerts.c
        query = select(a.state, a.attempts, a.reason).where(a.article_id == article_id, a.rule_id == RULE_ID)
        return next(iter(self._rows(query)), None)

    def alarm(self) -> Alarm | None:
        """The last one."""
        query = select(tables.canary_alarms).order_by(tables.canary_alarms.c.id.desc()).limit(1)
        return next((Alarm(**row._mapping) for row in self._rows(query)), None)

    def save_alarm(self, values: Mapping[str, Any]) -> None:
        """Keep an alarm as it stands, known by its beginning."""
        t = tables.canary_alarms
        with self._engine.begin() as connection:
            changed = connection.execute(update(t).where(t.c.since == values["since"]).values(**values).returning(t.c.id))
            if changed.first() is None:
                connection.execute(insert(t).values(**values))

    def _rows(self, query: Any) -> list[Row[Any]]:
        with self._engine.connect().execution_options(reading=True) as connection:
            return list(connection.execute(query))


def _owner(connection: Connection) -> int | None:
    found: int | None = connection.execute(select(tables.subscribers.c.id).where(tables.subscribers.c.name == NAME)).scalar()
    return found


def shown(engine: Engine, language: str = "en") -> dict[str, str]:
    """How the canaries fare, in words; nothing where there never was one."""
    canaries = Canaries(engine)
    newest, alarm = canaries.newest_accepted(), canaries.alarm()
    found = {}
    if newest:
        found["accepted"] = word("canary", "accepted", language).format(at=_time(newest[0]), seconds=f"{newest[1]:.1f}")
    if alarm and alarm.over_at is None:
        found["silent"] = word("canary", "silent", language).format(at=_time(alarm.since), detail=alarm.detail)
    return found


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
