"""What the commands and pages tell of subscribers: channels that are paused, alerts that wait."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Engine, func, select


def paused_channels(engine: Engine, language: str = "en") -> dict[str, str]:
    """Channels that refused alert after alert, by their owner and number, each with what it said."""
    from alerts.channels import masked
    from alerts.reasons import told
    from alerts.store import SubscriptionStore

    store = SubscriptionStore(engine)
    names = {s.id: s.name for s in store.subscribers()}
    return {
        f"{names[c.subscriber_id]} {c.id}": f"{masked(c.kind, c.url, language)}: {told(c.paused, language)}"
        for c in store.channels()
        if c.paused
    }


def waiting(engine: Engine, subscriber_id: int) -> list[tuple[str, int]]:
    """How many alerts of a subscriber wait, by what they wait for."""
    from alerts.reasons import told
    from alerts.tables import alerts

    a = alerts.c
    query = select(a.reason, func.count()).where(a.subscriber_id == subscriber_id, a.state == "pending").group_by(a.reason)
    with engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(query.order_by(a.reason)).all()
    counts: Counter[str] = Counter()  # of reasons that read alike: their times differ by seconds
    for reason, number in rows:
        counts[told(reason) or "to be sent"] += number
    return list(counts.items())


def story_of(engine: Engine, url: str) -> str | None:
    """The story of an article, or None when it is not in the archive."""
    from archive.tables import articles
    from bus.events import article_id
    from crawlers.urls import canonical_url

    with engine.connect() as connection:
        query = select(articles.c.story_id).where(articles.c.id == article_id(canonical_url(url)))
        found: str | None = connection.execution_options(reading=True).execute(query).scalar()
    return found
