"""What an alert says. The content is fixed when the alert record is written, and rendered for its channel when it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from alerts.event_facts import MAX_TERMS, event_facts, quotes, term_line
from alerts.matching import fitting_events
from alerts.money import rates_note
from alerts.subscriptions import Rule
from alerts.texts import clean, is_web
from alerts.words import shown
from bus.events import Amount, ArticleArchived, ArticleClassified, NewsEvent

MAX_TITLE, MAX_SUBJECT, MAX_AMOUNTS, MAX_EVENTS = 300, 150, 8, 4
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=lambda name: bool(name and name.endswith(".html")),
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Message:
    """An alert as a channel takes it."""

    subject: str
    text: str
    html: str


def content(archived: ArticleArchived, rule: Rule, base_url: str) -> dict[str, Any]:
    """The facts of an alert, as plain JSON, so that it says the same whenever it is sent."""
    classified, language = archived.classified, rule.language
    article, told = classified.article, _told(classified, rule)
    amounts = _amounts(classified, told)
    evidence = [span for event in told for span in event.evidence] or classified.evidence
    return {
        "title": clean(article.title, MAX_TITLE), "url": article.url if is_web(article.url) else "",
        "source": clean(article.source, 100), "labels": list(classified.labels),
        "published_at": article.published_at.strftime("%Y-%m-%d %H:%M UTC") if article.published_at else "",
        "fetched_at": article.fetched_at.timestamp(), "events": [event_facts(event, language) for event in told],
        "amounts": [term_line(amount, language) for amount in amounts],
        "rates": rates_note([*amounts, *(term for event in told for term in event.terms[:MAX_TERMS])], language),
        "evidence": quotes(evidence, classified), "rule": clean(rule.name, 100), "language": language,
        "archive_url": f"{base_url.rstrip('/')}/articles/{archived.key}" if base_url else "",
    }  # fmt: skip


def _told(classified: ArticleClassified, rule: Rule) -> list[NewsEvent]:
    """The events that are told, those that the rule asks for first."""
    fitting = fitting_events(rule.conditions, classified)
    # Of an event without a kind nothing is known that the label does not say.
    known = [event for event in classified.events if event.kind]
    return sorted(known, key=lambda event: event not in fitting)[:MAX_EVENTS]


def _amounts(classified: ArticleClassified, told: Sequence[NewsEvent]) -> list[Amount]:
    """The amounts of the article once each, conversions left out; none where an event has terms, which say it better."""
    if any(event.terms for event in told):
        return []
    seen: dict[tuple[Any, ...], Amount] = {}
    for amount in classified.amounts:
        if not amount.conversion:
            seen.setdefault((amount.value, amount.value_max, amount.currency), amount)
    return sorted(seen.values(), key=lambda a: a.role in {"other", "revenue_or_market"})[:MAX_AMOUNTS]


def message(facts: Mapping[str, Any]) -> Message:
    """An alert rendered in its subscriber's language."""
    words = shown(facts["language"])
    names = [words[label] for label in facts["labels"]]
    values = {**facts, "words": words, "names": names or [words["none"]]}
    subject = clean(f"[{' · '.join(names) or words['none']}] {facts['title']}", MAX_SUBJECT)
    return filled("alert", subject, values)


def filled(template: str, subject: str, values: Mapping[str, Any]) -> Message:
    """A message of the two templates of that name."""
    text = _TEMPLATES.get_template(f"{template}.txt").render(values).strip() + "\n"
    return Message(subject, text, _TEMPLATES.get_template(f"{template}.html").render(values))
