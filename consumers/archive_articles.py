"""articles.classified -> kept in the archive -> articles.archived."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import InterfaceError, OperationalError

from archive.store import Archive
from bus import topics
from bus.errors import InvalidMessage
from bus.events import ArticleClassified, Event
from consumers.interface import Unavailable


class ArchiveArticles:
    """Saves each article; saving one twice is harmless."""

    name = "archive"
    topic = topics.CLASSIFIED

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def handle(self, events: Sequence[Event]) -> list[Event]:
        classified = [event for event in events if isinstance(event, ArticleClassified)]
        if len(classified) != len(events):
            raise InvalidMessage("archive: the record is not a classified article")
        try:
            return list(self._archive.save_all(classified))
        except (OperationalError, InterfaceError) as error:
            raise Unavailable(f"archive: the database does not answer: {error.orig}") from error
