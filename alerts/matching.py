"""Does an article match a rule, and if not, why not. Pure: no clock, no database, no network."""

from __future__ import annotations

from datetime import datetime, timedelta

from alerts.reasons import Reason
from alerts.rules.facts import Facts, holds_words
from alerts.rules.tree import matches
from alerts.rules.why import Verdict, first_failure, verdict
from alerts.subscriptions import Conditions
from bus.events import ArticleArchived, ArticleClassified, NewsEvent

FUTURE_TOLERANCE = timedelta(hours=1)  # sites whose clocks are a little ahead
__all__ = ["fitting_events", "holds_words", "matches", "mismatch", "stale", "tried"]


def mismatch(conditions: Conditions, archived: ArticleArchived, language: str = "en") -> str | None:
    """The first condition that does not hold, in words, or None when the article matches."""
    return first_failure(conditions.tree, Facts(archived.classified), language)


def tried(conditions: Conditions, classified: ArticleClassified, language: str = "en") -> Verdict:
    """Every condition of a rule as it stands with an article."""
    return verdict(conditions.tree, Facts(classified), language)


def fitting_events(conditions: Conditions, classified: ArticleClassified) -> list[NewsEvent]:
    """The events that make the rule match; all where it asks nothing of events."""
    facts = Facts(classified)
    return [place.event for place in facts.events if conditions.tree.holds(facts, place)]


def stale(archived: ArticleArchived, now: datetime, max_age: timedelta) -> Reason | None:
    """Why an article alerts nobody whatever the rules, or None."""
    article = archived.classified.article
    if not article.may_alert:
        return Reason("replay")
    if article.published_at is None:
        return Reason("undated")
    if article.published_at > now + FUTURE_TOLERANCE:
        return Reason("future", {"at": article.published_at})
    if now - article.published_at > max_age:
        return Reason("too_old", {"at": article.published_at, "hours": _hours(max_age)})
    return None


def _hours(span: timedelta) -> float:
    hours = round(span.total_seconds() / 3600, 1)
    return int(hours) if hours.is_integer() else hours
