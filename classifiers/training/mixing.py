"""Sentences of several annotated articles as one, so that a sentence is heard for what it says itself, not for what stands beside it.

In an article of one story every sentence is about that story, and a network that reads them together learns to hear it in all of
them. Between sentences of strangers, as in a digest, only a sentence's own words tell.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bus.events import Span, TextField
from classifiers.training.tagged import UNKNOWN, Article, Member, Place, tells
from classifiers.windows import split_sentences

ARTICLES = (2, 4)  # of which one is mixed, at least and at most, where there are so many of its language
RUN = 3  # sentences that are taken from each, at most
EARLY = 6  # sentences of an article, the title among them, that are taken from: further on little is told


class _Cut(NamedTuple):
    """A sentence of an article, and the number its first event gets in the mixed one."""

    article: Article
    span: Span
    events: int

    @property
    def content(self) -> str:
        return (self.article.title if self.span.field == "title" else self.article.text)[self.span.start : self.span.end]


def mixtures(articles: Sequence[Article], seed: int) -> Iterator[Article]:
    """As many mixed articles as there are articles with text; each is of one language and begins as one of them does."""
    of_language: dict[str, list[Article]] = defaultdict(list)
    written = [article for article in articles if article.title.strip() or article.text.strip()]
    for article in written:
        of_language[article.language].append(article)
    for number, article in enumerate(written):
        shuffle = random.Random(f"{seed} {number} {article.id}")
        others = shuffle.sample(of_language[article.language], min(len(of_language[article.language]), ARTICLES[1]))
        count = shuffle.randint(*ARTICLES) - 1
        yield _mixed([article, *[other for other in others if other.id != article.id][:count]], shuffle)


def _mixed(articles: Sequence[Article], shuffle: random.Random) -> Article:
    runs: list[list[_Cut]] = []  # that of the first article begins with its title
    events: list[str] = []
    for article in articles:
        runs.append(_run(article, len(events), shuffle, from_title=not runs))
        events += article.events
    first, *rest = [cut for run in runs for cut in run]
    if shuffle.random() < 0.5:
        shuffle.shuffle(rest)
    places: dict[Place, set[Member]] = {}
    _place(first, "title", 0, places)
    text = ""
    for cut in rest:
        _place(cut, "text", len(text), places)
        text += cut.content + ("\n" if cut.span.field == "title" or shuffle.random() < 0.3 else _gap(cut))
    told = {member.event for members in places.values() for member in members}
    # An event of which no sentence was taken is no event of the mixed article.
    kinds = tuple(kind if number in told else "" for number, kind in enumerate(events))
    return Article(f"{articles[0].id} mixed", articles[0].language, first.content, text, kinds, places)


def _run(article: Article, events: int, shuffle: random.Random, *, from_title: bool) -> list[_Cut]:
    """Neighbouring sentences of an article: from its title on, or from further down where it is not the first."""
    spans = [Span(field="title", start=0, end=len(article.title))] if article.title.strip() else []
    spans += [Span(field="text", start=start, end=end) for start, end in split_sentences(article.text)]
    spans = [span for number, span in enumerate(spans[:EARLY]) if number == 0 or _stands_alone(article, span)]
    start = 0 if from_title or shuffle.random() < 0.5 else shuffle.randrange(len(spans))
    return [_Cut(article, span, events) for span in spans[start : start + shuffle.randint(1, RUN)]]


def _stands_alone(article: Article, span: Span) -> bool:
    """Whether the sentence tells an event or names nobody of any: of others it is not known what they say without their article."""
    told = tells(article, span, early=False)
    return bool((told == 1).any() or (told != UNKNOWN).all())


def _gap(cut: _Cut) -> str:
    return "" if cut.article.language == "zh" else " "


def _place(cut: _Cut, field: TextField, at: int, places: dict[Place, set[Member]]) -> None:
    """Put what stands in a sentence to where the sentence begins now."""
    for (of, start, end), members in cut.article.places.items():
        if of == cut.span.field and cut.span.start <= start and end <= cut.span.end:
            moved = field, at + start - cut.span.start, at + end - cut.span.start
            places[moved] = {member._replace(event=member.event + cut.events) for member in members}
