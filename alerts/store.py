"""Read and change subscriptions."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from alerts import canary, tables
from alerts.channels import destination_key, parse_channel
from alerts.rule_store import RuleStore
from alerts.signing import new_secret
from alerts.subscriptions import LANGUAGES, Channel, Conditions, Rule, Subscriber, SubscriptionError


class SubscriptionStore:
    """Subscribers, channels and rules in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.rules = RuleStore(engine)

    def add_subscriber(self, name: str, language: str = "en", channels: tuple[str, ...] = ()) -> Subscriber:
        """Raises SubscriptionError when the name is taken, or a channel is not allowed."""
        if not name.strip() or len(name) > 200:
            raise SubscriptionError("subscriber: the name is empty or longer than 200 characters")
        if language not in LANGUAGES:
            raise SubscriptionError(f"subscriber {name!r}: {language!r} is not a language; write {' or '.join(LANGUAGES)}")
        parsed = [parse_channel(url) for url in channels]
        try:
            with self._engine.begin() as connection:
                added = connection.execute(
                    insert(tables.subscribers).values(name=name.strip(), language=language, active=True)
                )
                number = _key(added)
                for kind, url in parsed:
                    self._insert_channel(connection, number, kind, url)
        except IntegrityError as error:
            raise SubscriptionError(
                f"subscriber {name!r}: there is one of that name, or a channel is given twice"
            ) from error
        return Subscriber(number, name.strip(), language)

    def _insert_channel(self, connection: Connection, subscriber_id: int, kind: str, url: str) -> int:
        values = {
            "subscriber_id": subscriber_id, "kind": kind, "url": url, "active": True,
            "destination": destination_key(kind, url), "token": secrets.token_urlsafe(32), "refusals": 0,
            "secret": new_secret() if kind == "webhook" else None,
        }  # fmt: skip
        return _key(connection.execute(insert(tables.channels).values(**values)))

    def add_channel(self, subscriber: str, url: str) -> Channel:
        """Raises SubscriptionError when there is no such subscriber, or the URL is not allowed or known already."""
        kind, safe = parse_channel(url)
        owner = self.subscriber(subscriber)
        try:
            with self._engine.begin() as connection:
                number = _reopened(connection, owner.id, safe) or self._insert_channel(connection, owner.id, kind, safe)
        except IntegrityError as error:
            raise SubscriptionError(f"subscriber {subscriber!r}: has this channel already") from error
        return next(channel for channel in self.channels() if channel.id == number)

    def add_rule(self, subscriber: str, name: str, conditions: Conditions, *, urgent: bool = False) -> Rule:
        """Raises SubscriptionError when there is no such subscriber, or it has a rule of that name."""
        return self.rules.add(self.subscriber(subscriber), name, conditions, urgent=urgent)

    def remove_rule(self, subscriber: str, name: str) -> None:
        """Switch a rule off; what it alerted stays in the log. Raises SubscriptionError when there is none."""
        self.rules.remove(self.subscriber(subscriber), name)

    def set_active(self, subscriber: str, active: bool) -> None:
        owner = self.subscriber(subscriber)
        with self._engine.begin() as connection:
            connection.execute(update(tables.subscribers).where(tables.subscribers.c.id == owner.id).values(active=active))

    def subscriber(self, name: str) -> Subscriber:
        """Raises SubscriptionError when there is none of that name."""
        known = self.subscribers()
        for subscriber in known:
            if subscriber.name == name:
                return subscriber
        names = ", ".join(s.name for s in known) or "none yet: add one with `tidings subscribers add`"
        raise SubscriptionError(f"subscriber {name!r}: there is none; known are {names}")

    def subscribers(self) -> list[Subscriber]:
        s = tables.subscribers.c
        return [
            Subscriber(r.id, r.name, r.language, r.active)
            for r in self._rows(select(tables.subscribers).where(s.name != canary.NAME).order_by(s.id))
        ]

    def channels(self) -> list[Channel]:
        c, s = tables.channels.c, tables.subscribers.c
        people = select(s.id).where(s.name != canary.NAME)
        rows = self._rows(select(tables.channels).where(c.active, c.subscriber_id.in_(people)).order_by(c.id))
        return [
            Channel(r.id, r.subscriber_id, r.kind, r.url, r.secret or "", r.token, r.paused_reason if r.paused_at else "")
            for r in rows
        ]

    def active_rules(self) -> list[Rule]:
        """The rules in force, each with the channels it alerts."""
        return self.rules.active()

    def _rows(self, query: Any) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execution_options(reading=True).execute(query))


def _reopened(connection: Connection, subscriber_id: int, url: str) -> int | None:
    """The channel that was switched off and is added again."""
    c = tables.channels.c
    was = (c.subscriber_id == subscriber_id) & (c.url == url) & ~c.active
    values = {"active": True, "paused_at": None, "paused_reason": "", "refusals": 0}
    found: int | None = connection.execute(update(tables.channels).where(was).values(**values).returning(c.id)).scalar()
    return found


def _key(result: Any) -> int:
    return int(result.inserted_primary_key[0])
