"""articles.crawled -> read by the classifier, amounts found -> articles.classified."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bus import topics
from bus.errors import InvalidMessage
from bus.events import Amount, ArticleClassified, ArticleCrawled, Event, TextField
from classifiers.interface import Classifier
from consumers.interface import Clock

FindAmounts = Callable[[str, str | None, TextField], list[Amount]]


class ClassifyArticles:
    """Reads each article by itself."""

    name = "classify"
    topic = topics.CRAWLED

    def __init__(self, classifier: Classifier, find_amounts: FindAmounts, clock: Clock) -> None:
        self._classifier, self._find_amounts, self._clock = classifier, find_amounts, clock

    def handle(self, events: Sequence[Event]) -> list[Event]:
        return [self._read(event) for event in events]

    def _read(self, event: Event) -> ArticleClassified:
        if not isinstance(event, ArticleCrawled):
            raise InvalidMessage(f"classify: cannot read a {type(event).__name__}")
        return classify(event, self._classifier, self._find_amounts, self._clock)


def classify(article: ArticleCrawled, classifier: Classifier, find_amounts: FindAmounts, clock: Clock) -> ArticleClassified:
    """One article with everything that the classifiers make of it."""
    reading = classifier.read(article.title, article.text, article.language)
    amounts = [
        *find_amounts(article.title, article.language, "title"),
        *find_amounts(article.text, article.language, "text"),
    ]
    return ArticleClassified(
        article=article, scores=reading.scores, labels=reading.labels, evidence=reading.evidence,
        amounts=tuple(amounts), embedding=reading.embedding, model=classifier.name, classified_at=clock(),
    )  # fmt: skip
