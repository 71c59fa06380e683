"""articles.crawled -> read by the classifier, amounts, parties and events found -> articles.classified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bus import topics
from bus.errors import InvalidMessage
from bus.events import Amount, ArticleClassified, ArticleCrawled, Event, TextField
from classifiers.events import find_events
from classifiers.interface import Classifier
from consumers.interface import Clock

FindAmounts = Callable[[str, str | None, TextField], list[Amount]]


@dataclass(frozen=True, slots=True)
class ArticleReader:
    """Makes everything of an article that the classifiers make of it; the worker and `tidings classify` share it."""

    classifier: Classifier
    find_amounts: FindAmounts
    clock: Clock

    def read(self, article: ArticleCrawled) -> ArticleClassified:
        reading = self.classifier.read(article.title, article.text, article.language)
        amounts = (
            *self.find_amounts(article.title, article.language, "title"),
            *self.find_amounts(article.text, article.language, "text"),
        )
        found = find_events(
            article.title, article.text, article.language, reading.labels, amounts=amounts, evidence=reading.evidence,
            published=article.published_at.date() if article.published_at else None,
        )  # fmt: skip
        return ArticleClassified(
            article=article, scores=reading.scores, labels=reading.labels, evidence=reading.evidence, amounts=amounts,
            parties=found.parties, events=found.events, embedding=reading.embedding, model=self.classifier.name,
            classified_at=self.clock(),
        )  # fmt: skip


class ClassifyArticles:
    """Reads each article by itself."""

    name = "classify"
    topic = topics.CRAWLED

    def __init__(self, reader: ArticleReader) -> None:
        self._reader = reader

    def handle(self, events: Sequence[Event]) -> list[Event]:
        return [self._read(event) for event in events]

    def _read(self, event: Event) -> ArticleClassified:
        if not isinstance(event, ArticleCrawled):
            raise InvalidMessage(f"classify: cannot read a {type(event).__name__}")
        return self._reader.read(event)
