"""`tidings explain`: all stages of one article, and a verdict for each subscriber."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from alerts.store import SubscriptionStore
from alerts.subscriptions import Subscriber
from tidings.explain.journey import journey
from tidings.explain.notes import Explanation, Note
from tidings.explain.telling import tell
from tidings.settings import Settings


def explain(settings: Settings, engine: Engine, url: str, subscriber: str | None = None) -> Explanation:
    """Raises SubscriptionError when there is no such subscriber."""
    return explain_to(settings, engine, url, chosen(engine, subscriber))


def chosen(engine: Engine, subscriber: str | None) -> list[Subscriber]:
    """One subscriber, or all."""
    store = SubscriptionStore(engine)
    return [store.subscriber(subscriber)] if subscriber is not None else store.subscribers()


def explain_to(settings: Settings, engine: Engine, url: str, subscribers: Sequence[Subscriber]) -> Explanation:
    way = journey(settings, engine, url)
    if way.stop or way.found is None:
        return Explanation(
            way.url, "", way.notes, {who.name: way.stop for who in subscribers if way.stop} or _nobody(way.stop)
        )
    tellings = {who.name: tell(settings, engine, way, who) for who in subscribers}
    notes = [note for telling in tellings.values() for note in telling.notes]
    verdicts = {name: telling.verdict for name, telling in tellings.items()}
    return Explanation(way.url, way.found.article.title, (*way.notes, *notes), verdicts)


def _nobody(stop: Note | None) -> dict[str, Note]:
    return {"": stop} if stop else {}
