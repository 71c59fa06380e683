"""Give each article its story, once and for good, within the archive's own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from archive import tables
from archive.stories.changes import Told, changes_of
from archive.stories.facts import Facts, facts_of, packed
from archive.stories.likeness import OTHER_OBJECT, compare, contradict, is_joined
from archive.stories.lookup import Candidate, candidates, keys_of, remember
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


def known_place(connection: Connection, article_id: str) -> Place | None:
    """Where an article was placed when it came first."""
    s = tables.story_articles.c
    row = connection.execute(select(s.story_id, s.joined_by, s.changes).where(s.article_id == article_id)).first()
    if row is None:
        return None
    return Place(row.story_id, row.joined_by, tuple(StoryChange.model_validate(change) for change in row.changes))


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


def choose(facts: Facts, found: Signature | None, before: list[Candidate]) -> tuple[str | None, str]:
    """The story that fits best with the reason, or none. Pure."""
    fits = [(*_fit(facts, found, other), other) for other in before]
    # A buyer's two purchases of a day are joined by nobody who is silent on which of them is meant.
    closed = {other.story_id for _, reason, other in fits if reason == OTHER_OBJECT}
    open_ = [fit for fit in fits if fit[0] and fit[2].story_id not in closed]
    if not open_:
        return None, ""
    score, reason, other = max(open_, key=lambda fit: (fit[0], fit[2].article_id))
    return other.story_id, f"{reason} ({score:.2f} with {other.article_id})"


def _fit(facts: Facts, found: Signature | None, other: Candidate) -> tuple[float, str]:
    """How well an article fits; nothing where it does not."""
    if found is not None and other.signature is not None:
        alike = resemblance(found, other.signature)
        if alike >= DUPLICATE and not contradict(facts, other.facts):
            return 1.0 + alike, "near-duplicate"
    likeness = compare(facts, other.facts)
    return (likeness.score, likeness.reason) if is_joined(likeness, facts, other.facts) else (0.0, likeness.reason)


def _insert(connection: Connection, event: ArticleClassified, facts: Facts, found: Signature | None, chosen: Place) -> int:
    values = {
        "article_id": event.article.id, "story_id": chosen.story_id, "facts": facts.as_json(),
        "embedding": packed(event.embedding), "signature": None if found is None else found.astype("<u4").tobytes(),
        "joined_by": chosen.joined_by, "changes": [change.model_dump(mode="json") for change in chosen.changes],
    }  # fmt: skip
    statement = insert(tables.story_articles).values(values).returning(tables.story_articles.c.number)
    return int(connection.execute(statement).scalar_one())


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
