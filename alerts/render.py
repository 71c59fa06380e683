"""What an alert says. The content is fixed when the alert record is written, and rendered for its channel when it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from alerts.event_facts import MAX_TERMS, event_facts, quotes, term_line
from alerts.links import Actions, no_actions
from alerts.matching import fitting_events
from alerts.money import rates_note
from alerts.slack_text import fitted, slack_environment
from alerts.subscriptions import Rule
from alerts.texts import clean, local_time, safe_url
from alerts.words import shown
from bus.events import Amount, ArticleArchived, ArticleClassified, NewsEvent

MAX_TITLE, MAX_SUBJECT, MAX_AMOUNTS, MAX_EVENTS = 300, 150, 8, 4
_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=lambda name: bool(name and name.endswith(".html")), trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
_SLACK = slack_environment(_FOLDER)


@dataclass(frozen=True, slots=True)
class Message:
    """An alert as a channel takes it: mail both parts, a webhook the text, Slack its own."""

    subject: str
    text: str
    html: str
    slack: str = ""


def content(archived: ArticleArchived, rule: Rule, base_url: str, zone: str = "UTC") -> dict[str, Any]:
    """The facts of an alert, as plain JSON, so that it says the same whenever it is sent.

    `others` is for other outlets of the story, each with `source` and `url`; `changes` for what an update changes, each with
    `name`, `old` and `new`. Whoever knows them fills them in.
    """
    classified, language = archived.classified, rule.language
    article, told = classified.article, _told(classified, rule)
    amounts = _amounts(classified, told)
    evidence = [span for event in told for span in event.evidence] or classified.evidence
    sums = [clean(amount.text, 200) for amount in classified.amounts]
    title = clean(article.title, MAX_TITLE, sums)
    return {
        "title": title, "uncut": [text for text in dict.fromkeys(sums) if text in title], "url": safe_url(article.url),
        "source": clean(article.source, 100), "labels": list(classified.labels),
        "published_at": local_time(article.published_at, zone) if article.published_at else "",
        "fetched_at": article.fetched_at.timestamp(), "events": [event_facts(event, language) for event in told],
        "amounts": [term_line(amount, language) for amount in amounts],
        "rates": rates_note([*amounts, *(term for event in told for term in event.terms[:MAX_TERMS])], language),
        "evidence": quotes(evidence, classified), "rule": clean(rule.name, 100), "language": language,
        "archive_url": f"{base_url.rstrip('/')}/articles/{archived.key}?lang={language}" if base_url else "", "others": [], "changes": [],
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


def message(facts: Mapping[str, Any], actions: Actions = no_actions) -> Message:
    """An alert rendered in its subscriber's language, with links to what its reader may do with it."""
    words = shown(facts["language"])
    names = [words[label] for label in facts["labels"]]
    values = {
        **_SINCE_ADDED, **facts, "words": words, "chips": list(zip(facts["labels"], names, strict=True)) or [("", words["none"])],
        "actions": actions(facts["id"]) if "id" in facts else {},
    }  # fmt: skip
    subject = f"[{' · '.join(names) or words['none']}] {facts['title']}"
    return filled("alert", clean(subject, MAX_SUBJECT, facts.get("uncut", ())), values)


_MARKS = {"en": {"colon": ": ", "comma": ", "}, "zh": {"colon": "：", "comma": "、"}}
# What an alert record lacks that an older version wrote.
_SINCE_ADDED: dict[str, Any] = {"events": [], "rates": "", "others": [], "changes": []}


def filled(template: str, subject: str, values: Mapping[str, Any]) -> Message:
    """A message of the three templates of that name."""
    values = {**values, **_MARKS[values["language"]]}
    text, slack = (
        environment.get_template(name).render(values).strip() + "\n"
        for environment, name in ((_TEMPLATES, f"{template}.txt"), (_SLACK, f"{template}.slack.txt"))
    )
    html = _TEMPLATES.get_template(f"{template}.html").render({**values, "subject": subject})
    return Message(subject, text, html, fitted(slack))
