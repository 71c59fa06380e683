"""Names of topics, and of the dead-letter topics derived from them."""

CRAWLED = "articles.crawled"
CLASSIFIED = "articles.classified"
ARCHIVED = "articles.archived"

TOPICS = (CRAWLED, CLASSIFIED, ARCHIVED)

DEAD_LETTER_SUFFIX = ".dlq"


def dead_letter_topic(topic: str, group: str) -> str:
    """The topic where a group's failed records of a topic go."""
    return f"{topic}.{group}{DEAD_LETTER_SUFFIX}"


def is_dead_letter_topic(topic: str) -> bool:
    return topic.endswith(DEAD_LETTER_SUFFIX)
