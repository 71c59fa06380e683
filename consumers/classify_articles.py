"""articles.crawled -> read by the classifier, amounts, parties and events found -> articles.classified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bus import topics
from bus.errors import InvalidMessage
from bus.events import Amount, ArticleClassified, ArticleCrawled, Event, TextField
from classifiers.events import find_events
from classifiers.interface import ArticleText, Classifier, Reading
from consumers.interface import Clock

FindAmounts = Callable[[str, str | None, TextField], list[Amount]]


@dataclass(frozen=True, slots=True)
class ArticleReader:
    """Makes everything of an article that the classifiers make of it; the worker and `tidings classify` share it."""

    classifier: Classifier
    find_amounts: FindAmounts
    clock: Clock

    def read(self, article: ArticleCrawled) -> ArticleClassified:
        return self.read_all([article])[0]

    def read_all(self, articles: Sequence[ArticleCrawled]) -> list[ArticleClassified]:
        """In their order; a model on a graphics card takes them as batches."""
        readings = self.classifier.read_all([ArticleText(a.title, a.text, a.language) for a in articles])
        return [self._told(article, reading) for article, reading in zip(articles, readings, strict=True)]

    def _told(self, article: ArticleCrawled, reading: Reading) -> ArticleClassified:
        amounts = (
            *self.find_amounts(article.title, article.language, "title"),
            *self.find_amounts(article.text, article.language, "text"),
        )
        tags = self.classifier.tags(article.title, article.text) if reading.labels else None
        found = find_events(
            article.title, article.text, article.language, reading.labels, amounts=amounts, evidence=reading.evidence,
            published=article.published_at.date() if article.published_at else None, tags=tags,
        )  # fmt: skip
        return ArticleClassified(
            article=article, scores=reading.scores, labels=reading.labels, evidence=reading.evidence, amounts=amounts,
            parties=found.parties, events=found.events, companies=found.companies, embedding=reading.embedding,
            model=self.classifier.name, classified_at=self.clock(),
        )  # fmt: skip


class ClassifyArticles:
    """Reads articles; what is made of one does not depend on the others of its batch."""

    name = "classify"
    topic = topics.CRAWLED

    def __init__(self, reader: ArticleReader) -> None:
        self._reader = reader

    def handle(self, events: Sequence[Event]) -> list[Event]:
        articles = [event for event in events if isinstance(event, ArticleCrawled)]
        if len(articles) != len(events):
            raise InvalidMessage("classify: the record is not a crawled article")
        return list(self._reader.read_all(articles))
