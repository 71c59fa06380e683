"""Labels that a reader corrected: kept beside what the model said, and written out for the next training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from archive import tables
from bus.events import LABELS, Label


class CorrectionError(ValueError):
    """A correction cannot be kept; the message names the article or the label, and the cure."""


def correct(engine: Engine, url: str, labels: Sequence[Label], by: str, now: datetime) -> list[Label]:
    """Keep the right labels of an article; a later correction replaces an earlier one. Returns what the model had said.

    Raises CorrectionError for an article that is not in the archive and for a label that does not exist.
    """
    if unknown := sorted(set(labels) - set(LABELS)):
        raise CorrectionError(f"correction: label {unknown[0]!r} is not known; write {', '.join(LABELS)}, or none")
    a, c = tables.articles.c, tables.corrections.c
    with engine.begin() as connection:
        mine = connection.execute(select(a.id).where(a.url == url)).scalar()
        if mine is None:
            raise CorrectionError(f"correction: {url} is not in the archive; see `tidings explain {url}`")
        said = connection.execute(select(tables.labels.c.label).where(tables.labels.c.article_id == mine)).scalars().all()
        connection.execute(delete(tables.corrections).where(c.article_id == mine))
        connection.execute(
            insert(tables.corrections).values(
                article_id=mine, labels=[x for x in LABELS if x in labels], corrected_by=by, corrected_at=now
            )
        )
    return [label for label in LABELS if label in said]


def correction_of(engine: Engine, article_id: str) -> dict[str, Any] | None:
    """What was said of an article: labels, by, at; None where nothing was."""
    c = tables.corrections.c
    query = select(c.labels, c.corrected_by, c.corrected_at).where(c.article_id == article_id)
    with engine.connect() as connection:
        row = connection.execution_options(reading=True).execute(query).first()
    return None if row is None else {"labels": row.labels, "by": row.corrected_by, "at": row.corrected_at}


def corrected(engine: Engine) -> Iterator[dict[str, Any]]:
    """The corrected articles as training examples: id, url, source, date, title, text, language, labels, corrected_by."""
    a, r, c = tables.articles.c, tables.revisions.c, tables.corrections.c
    query = (
        select(a.id, a.url, a.source, a.published_at, a.language, a.title, r.text, c.labels, c.corrected_by)
        .join_from(tables.corrections, tables.articles, a.id == c.article_id)
        .join(tables.revisions, (r.article_id == a.id) & (r.revision == a.revision))
        .order_by(c.corrected_at)
    )
    with engine.connect() as connection:
        for row in connection.execution_options(reading=True).execute(query):
            date = row.published_at.date().isoformat() if row.published_at else ""
            yield {
                "id": row.id, "url": row.url, "source": row.source, "date": date, "language": row.language,
                "title": row.title, "text": row.text, "labels": row.labels, "unsure": False, "corrected_by": row.corrected_by,
            }  # fmt: skip
