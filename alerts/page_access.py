"""Whose page a signed link opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select, update

from alerts import tables
from alerts.links import PAGE_DAYS, Links
from alerts.subscriptions import Subscriber


class PageAccess:
    """Links to subscribers' own pages: they run out, and a new epoch of the subscriber ends all made before."""

    def __init__(self, engine: Engine, links: Links) -> None:
        self._engine, self._links = engine, links

    def link(self, subscriber: Subscriber, now: datetime, days: int = PAGE_DAYS) -> str:
        s = tables.subscribers.c
        with self._engine.connect() as connection:
            query = select(s.link_epoch).where(s.id == subscriber.id)
            epoch = connection.execution_options(reading=True).execute(query).scalar_one()
        return self._links.page(subscriber.id, epoch, now.timestamp(), days)

    def revoke(self, subscriber: Subscriber) -> None:
        s = tables.subscribers.c
        with self._engine.begin() as connection:
            changed = update(tables.subscribers).where(s.id == subscriber.id)
            connection.execute(changed.values(link_epoch=s.link_epoch + 1))

    def subscriber(self, token: str, now: datetime) -> Subscriber | None:
        """Whose page it is; None for a link that is none, has run out or was ended."""
        subject = self._links.read("page", token, now.timestamp())
        if subject is None:
            return None
        number, _, epoch = subject.partition(".")
        s = tables.subscribers.c
        with self._engine.connect() as connection:
            query = select(s.id, s.name, s.language, s.active).where(s.id == int(number), s.link_epoch == int(epoch))
            row = connection.execution_options(reading=True).execute(query).first()
        return None if row is None else Subscriber(row.id, row.name, row.language, row.active)
