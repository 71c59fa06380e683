"""What becomes of a story after its alert: later articles are counted on it, and a material change is told once.

An update is an alert record of its own, so that it is sent, held and tried like any other. It names the story and the change in
place of the story alone, which is what makes it one per subscriber, story, change and channel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select, true

from alerts import tables
from alerts.dialects import insert_into
from alerts.money import money
from alerts.rules.wanted import Conditions
from alerts.subscriptions import Rule
from alerts.texts import clean, safe_url
from alerts.words import shown, word
from bus.events import Amount, ArticleArchived, StoryChange

MAX_OTHERS = 6  # outlets that an alert names; of further ones it says how many


def remember(connection: Connection, archived: ArticleArchived, at: float) -> None:
    """Count an article on its story, whether it alerts anybody or not. Counting twice is harmless."""
    article = archived.classified.article
    values = {
        "article_id": archived.key, "story_id": archived.story_id, "source": clean(article.source, 100),
        "url": safe_url(article.url), "at": at,
    }  # fmt: skip
    connection.execute(insert_into(connection, tables.story_articles).values(**values).on_conflict_do_nothing())


def others(connection: Connection, story_id: str, source: str) -> list[dict[str, str]]:
    """The other outlets that told a story, in the order in which they did; the last entry counts those left out."""
    s = tables.story_articles.c
    query = select(s.source, s.url).where(s.story_id == story_id, s.source != source).order_by(s.at, s.article_id)
    found: dict[str, str] = {}
    for row in connection.execute(query):
        found.setdefault(row.source, row.url)
    named = [{"source": name, "url": url} for name, url in list(found.items())[:MAX_OTHERS]]
    return named + ([{"source": f"+{len(found) - MAX_OTHERS}", "url": ""}] if len(found) > MAX_OTHERS else [])


def followers(connection: Connection, archived: ArticleArchived) -> list[Rule]:
    """The rules by which subscribers were told of the story by another article, with the channels they were told on."""
    a, r, s, c = tables.alerts.c, tables.rules.c, tables.subscribers.c, tables.channels.c
    query = (
        select(
            a.channel_id, r.id, r.name, r.conditions, r.urgent, s.id.label("owner"), s.name.label("subscriber"), s.language
        )
        .join_from(tables.alerts, tables.rules, r.id == a.rule_id)
        .join(tables.subscribers, s.id == a.subscriber_id)
        .join(tables.channels, c.id == a.channel_id)
        .where(a.story_id == archived.story_id, a.state != "suppressed")
        # A new version of an article may change what its first one told.
        .where(true() if archived.revision > 1 else a.article_id != archived.key)
        .where(r.active, ~r.paused, s.active, c.active)
        .order_by(r.id, a.channel_id)
    )
    rows = connection.execute(query).all()
    found = {row.id: row for row in rows}
    return [
        Rule(row.id, row.name, row.owner, row.subscriber, row.language, Conditions.from_json(row.conditions),
             tuple(other.channel_id for other in rows if other.id == row.id), urgent=row.urgent)
        for row in found.values()
    ]  # fmt: skip


def update_id(story_id: str, changes: Sequence[StoryChange]) -> str:
    """What stands for the story in the record of an update: the same for the same news, whichever article tells it."""
    return hashlib.sha256("\n".join([story_id, *sorted(change.key for change in changes)]).encode()).hexdigest()


def change_lines(changes: Sequence[StoryChange], language: str) -> list[dict[str, str]]:
    """Each change in words: what, the old and the new."""
    return [_line(change, language) for change in changes]


def _line(change: StoryChange, language: str) -> dict[str, str]:
    if change.what == "status":
        old, new = (word("statuses", status, language) for status in (change.old, change.new))
        return {"name": shown(language)["status"], "old": old, "new": new}
    new = _sum(change.new, change.currency, language)
    old = _sum(change.old, change.currency, language) if change.old else shown(language)["undisclosed"]
    return {"name": word("roles", change.role or "other", language), "old": old, "new": new}


def _sum(value: str, currency: str | None, language: str) -> str:
    return money(Amount(start=0, end=0, text=value, value=Decimal(value), currency=currency), language)


def updated(content: Mapping[str, Any], changes: Sequence[StoryChange], language: str) -> dict[str, Any]:
    """The facts of an alert with what changed."""
    return {**content, "changes": change_lines(changes, language)}
