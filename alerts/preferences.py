"""What a subscriber changes about being told: the schedule, and channels that were paused or are no longer wanted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, select, update

from alerts import retries, tables
from alerts.reasons import because
from alerts.schedule import Schedule, send_after
from alerts.signing import new_secret
from alerts.subscriptions import LANGUAGES, Subscriber, SubscriptionError


class Preferences:
    """Read and change them in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def schedule(self, subscriber: Subscriber) -> Schedule:
        s = tables.subscribers.c
        with self._engine.connect() as connection:
            query = select(s.schedule).where(s.id == subscriber.id)
            return Schedule.from_json(connection.execution_options(reading=True).execute(query).scalar())

    def set_schedule(self, subscriber: Subscriber, schedule: Schedule, now: datetime) -> None:
        """For alerts from now on, and for those that wait by the old one."""
        s = tables.subscribers.c
        with self._engine.begin() as connection:
            connection.execute(update(tables.subscribers).where(s.id == subscriber.id).values(schedule=schedule.as_json()))
            _reschedule(connection, subscriber, schedule, now)

    def set_language(self, subscriber: Subscriber, language: str) -> None:
        """Of alerts from now on, and of the page. Raises SubscriptionError."""
        if language not in LANGUAGES:
            raise SubscriptionError(
                f"subscriber {subscriber.name!r}: {language!r} is not a language; write {' or '.join(LANGUAGES)}"
            )
        s = tables.subscribers.c
        with self._engine.begin() as connection:
            connection.execute(update(tables.subscribers).where(s.id == subscriber.id).values(language=language))

    def remove_channel(self, subscriber: Subscriber, number: int) -> None:
        """Switch it off for good; what waits for it is not sent. Raises SubscriptionError when there is none."""
        c = tables.channels.c
        mine = (c.subscriber_id == subscriber.id) & (c.id == number) & c.active
        with self._engine.connect() as connection:
            token = connection.execution_options(reading=True).execute(select(c.token).where(mine)).scalar()
        if token is None or not self.unsubscribe(token):
            raise SubscriptionError(f"channel {number} of {subscriber.name!r}: there is none")

    def resume_channel(self, subscriber: Subscriber, number: int) -> None:
        """Send to a paused channel again, first what waits for it. Raises SubscriptionError when it is not paused."""
        c = tables.channels.c
        values = {"paused_at": None, "paused_reason": "", "refusals": 0}
        self._change(subscriber, number, c.paused_at.is_not(None), values, "is not paused")

    def sign_channel(self, subscriber: Subscriber, number: int) -> str:
        """A new secret for a webhook; what was signed with the old one stays so. Raises SubscriptionError for others."""
        secret = new_secret()
        self._change(subscriber, number, tables.channels.c.kind == "webhook", {"secret": secret}, "is not a webhook")
        return secret

    def _change(
        self, subscriber: Subscriber, number: int, fits: ColumnElement[bool], values: Mapping[str, object], wrong: str
    ) -> None:
        c = tables.channels.c
        mine = (c.subscriber_id == subscriber.id) & (c.id == number) & c.active
        with self._engine.begin() as connection:
            changed = update(tables.channels).where(mine, fits).values(**values).returning(c.id)
            if connection.execute(changed).first() is None:
                raise SubscriptionError(
                    f"channel {number} of {subscriber.name!r}: {wrong}; see `tidings subscribers show {subscriber.name}`"
                )

    def unsubscribe(self, token: str) -> bool:
        """Switch a channel off for good, by the token of its link; what waits for it is not sent. False: no such link."""
        a, c = tables.alerts.c, tables.channels.c
        with self._engine.begin() as connection:
            number = connection.execute(select(c.id).where(c.token == token)).scalar()
            if number is None:
                return False
            connection.execute(update(tables.channels).where(c.id == number).values(active=False))
            waiting = (a.channel_id == number) & (a.state == "pending")
            values = {"state": "suppressed", "reason": because("unsubscribed")}
            connection.execute(update(tables.alerts).where(waiting).values(**values))
            return True


def _reschedule(connection: Connection, subscriber: Subscriber, schedule: Schedule, now: datetime) -> None:
    """What waits for a digest or for the end of quiet hours waits by the new schedule; it stays one delivery."""
    a = tables.alerts.c
    at = send_after(schedule, now).at.timestamp()
    waiting = (a.subscriber_id == subscriber.id) & (a.state == "pending") & a.hold.in_(["digest", "quiet"])
    values = {"next_at": at, "deadline": at + retries.DEADLINE}
    connection.execute(update(tables.alerts).where(waiting, a.digest_id.is_(None)).values(**values))
