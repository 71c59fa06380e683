"""Rules tried on the archive before they alert anybody: on one article, condition by condition; on all of the past, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tidings import wiring
from tidings.parties import names_of
from tidings.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from alerts.rules.wanted import Conditions
    from alerts.rules.why import Verdict
    from archive.history import Past
    from bus.events import ArticleClassified


@dataclass(frozen=True, slots=True)
class Sample:
    """An article that a rule would have told of."""

    article_id: str
    url: str
    title: str
    source: str
    at: datetime


@dataclass(slots=True)
class Backtest:
    """What a rule would have told of: a story counts once, on the day of its first article."""

    articles: int = 0  # that were looked at
    matching: int = 0  # articles among them
    stories: int = 0  # so many alerts
    days: dict[date, int] = field(default_factory=dict)  # every day, those without any too
    samples: list[Sample] = field(default_factory=list)  # the newest

    def as_json(self) -> dict[str, Any]:
        """As the API and scripts take it."""
        samples = [{**asdict(sample), "at": sample.at.isoformat()} for sample in self.samples]
        days = {f"{day}": count for day, count in self.days.items()}
        return {
            "articles": self.articles,
            "matching": self.matching,
            "stories": self.stories,
            "days": days,
            "samples": samples,
        }


def conditions_of(text: str) -> Conditions:
    """A rule in the rule language, with companies by all their names. Raises RuleError."""
    from alerts.rules.wanted import Conditions

    return Conditions.parse(text, names_of)


def form_fields(conditions: Conditions) -> dict[str, Any] | None:
    """The rule as form fields, or None where it says more than a form can show."""
    from alerts.rules.form import form_of

    form = form_of(conditions.tree)
    return None if form is None else asdict(form)


def article_of(settings: Settings, engine: Engine, name: str) -> ArticleClassified | None:
    """An article of the archive by its id or address."""
    from bus.events import article_id
    from crawlers.urls import canonical_url

    archive = wiring.archive(settings, engine)
    is_id = len(name) == 64 and all(char in "0123456789abcdef" for char in name)
    return archive.get(name if is_id else article_id(canonical_url(name)))


def try_on(conditions: Conditions, article: ArticleClassified, language: str = "en") -> Verdict:
    from alerts.matching import tried

    return tried(conditions, article, language)


def backtest(
    engine: Engine, conditions: Conditions, since: datetime, until: datetime, *, samples: int = 5,
    limit: int | None = None, on_article: Callable[[], None] = lambda: None,
) -> Backtest:  # fmt: skip
    """The articles since a time against the rule; at most `limit` of them, the newest."""
    from alerts.rules.facts import Facts
    from alerts.rules.tree import matches
    from archive.history import read_since

    done, first = Backtest(), {}
    for past in read_since(engine, since, limit):
        on_article()
        done.articles += 1
        if past.at <= until and matches(conditions.tree, Facts(past.classified)):
            done.matching += 1
            if past.story_id not in first and len(done.samples) < samples:
                done.samples.append(_sample(past))
            first[past.story_id] = past.at.date()  # the newest come first, so the last one stays
    counted, done.stories = Counter(first.values()), len(first)
    day = since.date()
    while day <= until.date():
        done.days[day] = counted[day]
        day += timedelta(days=1)
    return done


def _sample(past: Past) -> Sample:
    article = past.classified.article
    return Sample(article.id, article.url, article.title, article.source, past.at)
