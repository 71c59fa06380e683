"""Give each article its story, once and for good, within the archive's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from archive import tables
from archive.stories.changes import Told, changes_of
from archive.stories.facts import Facts, facts_of, packed
from archive.stories.likeness import OTHER_OBJECT, Likeness, compare, contradict
from archive.stories.lookup import Candidate, candidates, forget, keys_of, remember, unpacked_signature
from archive.stories.signatures import Signature, resemblance, signature
from bus.events import ArticleClassified, StoryChange

DUPLICATE = 0.7  # of the shingles in common: the same text with small changes
_LOCK = 7420302


@dataclass(frozen=True, slots=True)
class Place:
    """The story of an article."""

    story_id: str
    joined_by: str = ""
    changes: tuple[StoryChange, ...] = ()


def lock(connection: Connection) -> None:
    """One worker at a time: two that read the same event at once would else open a story each. SQLite locks anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def known_place(connection: Connection, article_id: str, revision: int = 1) -> Place | None:
    """Where an article was placed when it came first, and what the given version of it changed."""
    s = tables.story_articles.c
    row = connection.execute(select(s.story_id, s.joined_by, s.changes).where(s.article_id == article_id)).first()
    if row is None:
        return None
    changes = (StoryChange.model_validate(change) for change in row.changes if change.get("revision", 1) == revision)
    return Place(row.story_id, row.joined_by, tuple(changes))


def revise(connection: Connection, event: ArticleClassified, revision: int) -> None:
    """A new version of an article stays in its story, and may change what that tells. Later articles are compared with it alone."""
    s = tables.story_articles.c
    query = select(s.number, s.story_id, s.facts, s.signature, s.changes).where(s.article_id == event.article.id)
    row = connection.execute(query).first()
    told = None if row is None else _told(connection, row.story_id)
    if row is None or told is None:
        return
    before, facts = Facts.from_json(row.facts, None), facts_of(event)
    found = signature(event.article.title, event.article.text)
    changes = [change.model_dump(mode="json") for change in changes_of(told, event, facts, before)]
    values = {
        **_compared_by(event, facts, found),
        "changes": [*row.changes, *({**change, "revision": revision} for change in changes)],
    }
    connection.execute(update(tables.story_articles).where(s.article_id == event.article.id).values(**values))
    old, keys = keys_of(before, unpacked_signature(row.signature)), keys_of(facts, found)
    forget(connection, row.number, (before.at, facts.at), [*old, *keys])
    remember(connection, row.number, facts, keys)
    _keep_told(connection, row.story_id, told, is_new=False)


def place(connection: Connection, event: ArticleClassified, same_text: str | None) -> Place:
    """Choose the story of a new article and remember it; `same_text` is the story of an article with this very text."""
    facts, found = facts_of(event), signature(event.article.title, event.article.text)
    keys = keys_of(facts, found)
    story, reason = (same_text, "the same text") if same_text else (None, "")
    if story is None:
        story, reason = choose(facts, found, candidates(connection, facts, keys))
    told = _told(connection, story) if story else None
    known = told or Told()
    changes = changes_of(known, event, facts)
    chosen = Place(story or event.article.id, reason, changes if told else ())
    _keep_told(connection, chosen.story_id, known, is_new=told is None)
    remember(connection, _insert(connection, event, facts, found, chosen), facts, keys)
    return chosen


def choose(facts: Facts, found: Signature | None, before: Sequence[Candidate]) -> tuple[str | None, str]:
    """The story that fits best with the reason, or none. Pure."""
    best = best_fit([(fit(facts, found, other), other) for other in before])
    if best is None:
        return None, ""
    likeness, other = best
    return other.story_id, f"{likeness.reason} ({likeness.score:.2f} with {other.article_id})"


def best_fit(fits: Sequence[tuple[Likeness, Candidate]]) -> tuple[Likeness, Candidate] | None:
    """The article whose story is joined. A buyer's two purchases of a day are joined by nobody who is silent on which is meant."""
    closed = {other.story_id for likeness, other in fits if likeness.reason == OTHER_OBJECT}
    open_ = [(likeness, other) for likeness, other in fits if likeness.is_joined and other.story_id not in closed]
    return max(open_, key=lambda pair: (pair[0].score, pair[1].article_id), default=None)


def fit(facts: Facts, found: Signature | None, other: Candidate) -> Likeness:
    """How well an article fits to one of before: a near-duplicate better than any other."""
    if found is not None and other.signature is not None:
        alike = resemblance(found, other.signature)
        if alike >= DUPLICATE and not contradict(facts, other.facts):
            return Likeness(1.0 + alike, "near-duplicate", is_joined=True)
    return compare(facts, other.facts)


def _insert(connection: Connection, event: ArticleClassified, facts: Facts, found: Signature | None, chosen: Place) -> int:
    values = {
        "article_id": event.article.id, "story_id": chosen.story_id, **_compared_by(event, facts, found),
        "joined_by": chosen.joined_by, "changes": [change.model_dump(mode="json") for change in chosen.changes],
    }  # fmt: skip
    statement = insert(tables.story_articles).values(values).returning(tables.story_articles.c.number)
    return int(connection.execute(statement).scalar_one())


def _compared_by(event: ArticleClassified, facts: Facts, found: Signature | None) -> dict[str, Any]:
    bytes_ = None if found is None else found.astype("<u4").tobytes()
    return {"facts": facts.as_json(), "embedding": packed(event.embedding), "signature": bytes_}


def _told(connection: Connection, story_id: str) -> Told | None:
    row: dict[str, Any] | None = connection.execute(
        select(tables.stories.c.told).where(tables.stories.c.id == story_id)
    ).scalar()
    return None if row is None else Told(**row)


def _keep_told(connection: Connection, story_id: str, told: Told, *, is_new: bool) -> None:
    values = {"told": told.as_json()}
    if is_new:
        connection.execute(insert(tables.stories).values(id=story_id, **values))
    else:
        connection.execute(update(tables.stories).where(tables.stories.c.id == story_id).values(**values))
