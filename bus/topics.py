"""Names of topics, and of the dead-letter topics derived from them; and what is not kept for ever."""

from __future__ import annotations

from datetime import timedelta

CRAWLED = "articles.crawled"
CLASSIFIED = "articles.classified"
ARCHIVED = "articles.archived"

SOURCES_DUE = "sources.due"

TOPICS = (CRAWLED, CLASSIFIED, ARCHIVED)

# Topics whose records nobody asks for again once they were handled. The others keep theirs.
RETENTION = {SOURCES_DUE: timedelta(hours=1)}

DEAD_LETTER_SUFFIX = ".dlq"


def dead_letter_topic(topic: str, group: str) -> str:
    """The topic where a group's failed records of a topic go."""
    return f"{topic}.{group}{DEAD_LETTER_SUFFIX}"


def is_dead_letter_topic(topic: str) -> bool:
    return topic.endswith(DEAD_LETTER_SUFFIX)
