"""Does an article match a rule, and if not, why not. Pure: no clock, no database, no network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from alerts.subscriptions import Conditions
from bus.events import Amount, ArticleArchived, ArticleClassified, NewsEvent, Party

FUTURE_TOLERANCE = timedelta(hours=1)  # sites whose clocks are a little ahead


def mismatch(conditions: Conditions, archived: ArticleArchived) -> str | None:
    """The first condition that does not hold, in words, or None when the article matches."""
    classified = archived.classified
    article = classified.article
    if conditions.languages and article.language not in conditions.languages:
        return f"language: the article is in {article.language}"
    if conditions.sources and article.source not in conditions.sources:
        return f"source: the article is from {article.source}"
    if conditions.labels and not conditions.labels & set(classified.labels):
        return f"label: the article is {', '.join(classified.labels) or 'none of the labels'}"
    if conditions.text and not any(holds_words(f"{article.title}\n{article.text}", words) for words in conditions.text):
        return f"text: none of {', '.join(conditions.text)} stands in the article"
    if (conditions.kinds or conditions.parties) and not fitting_events(conditions, classified.events):
        return _no_event(conditions, classified.events)
    return _no_amount(conditions, classified)


def fitting_events(conditions: Conditions, events: Iterable[NewsEvent]) -> list[NewsEvent]:
    """The events of a kind and with a party that the rule asks for; all where it asks for none."""
    return [
        event for event in events
        if (not conditions.kinds or event.kind in conditions.kinds)
        and (not conditions.parties or any(_is_named(party, conditions.parties) for party in event.parties))
    ]  # fmt: skip


def _is_named(party: Party, names: Iterable[str]) -> bool:
    """Whether a party is meant: it has the name, or one that begins with it (Corvane Therapeutics); Chinese, holds it."""
    own = [_fold(name) for name in (party.name, party.canonical) if name]
    wanted = [_fold(name) for name in names]
    return any(
        has == name or has.startswith(f"{name} ") or (not name.isascii() and name in has) for has in own for name in wanted
    )


def _no_event(conditions: Conditions, events: Sequence[NewsEvent]) -> str:
    kinds = ", ".join(dict.fromkeys(event.kind or "of no known kind" for event in events))
    if not conditions.parties or not any(not conditions.kinds or event.kind in conditions.kinds for event in events):
        return f"kind: the events of the article are {kinds or 'none'}"
    parties = ", ".join(dict.fromkeys(party.name for event in events for party in event.parties))
    return f"party: none of {', '.join(sorted(conditions.parties))} takes part; parties are {parties or 'none'}"


def _no_amount(conditions: Conditions, classified: ArticleClassified) -> str | None:
    """Terms count where the rule asks for an event, since a fund's size is not the price of the deal beside it."""
    if not conditions.roles and conditions.min_amount is None and conditions.min_usd is None:
        return None
    terms = [term for event in fitting_events(conditions, classified.events) for term in event.terms]
    amounts = terms if conditions.kinds or conditions.parties else [*classified.amounts, *terms]
    if any(_reaches(amount, conditions) for amount in amounts):
        return None
    what = f"{' or '.join(sorted(conditions.roles))} amount" if conditions.roles else "amount"
    least = [] if conditions.min_amount is None else [f"at least {conditions.min_amount:f} {conditions.currency}"]
    least += [] if conditions.min_usd is None else [f"at least {conditions.min_usd:f} in US dollars"]
    return f"amount: no {what}{' of ' if least else ''}{' and '.join(least)}"


def _reaches(amount: Amount, conditions: Conditions) -> bool:
    named, usd = amount.value_max or amount.value, amount.usd_max or amount.usd
    if conditions.roles and amount.role not in conditions.roles:
        return False
    if conditions.min_usd is not None and (usd is None or usd < conditions.min_usd):
        return False
    if conditions.min_amount is None:
        return True
    return amount.currency == conditions.currency and named is not None and named >= conditions.min_amount


def holds_words(content: str, words: str) -> bool:
    """Whether whole words stand in a text, case and width aside; Chinese, which has no spaces, anywhere."""
    folded, wanted = _fold(content), re.escape(_fold(words))
    # A border is needed only where the words begin or end in Latin script: "AI" is not in "said", but in "用AI做".
    start = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", wanted) else ""
    end = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", wanted) else ""
    return re.search(start + wanted + end, folded) is not None


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def stale(archived: ArticleArchived, now: datetime, max_age: timedelta) -> str | None:
    """Why an article alerts nobody whatever the rules, or None."""
    article = archived.classified.article
    if not article.may_alert:
        return "replay: the article was run again without --alert"
    if article.published_at is None:
        return "undated: the page states no date"
    if article.published_at > now + FUTURE_TOLERANCE:
        return f"future: the page is dated {article.published_at:%Y-%m-%d %H:%M} UTC"
    if now - article.published_at > max_age:
        return f"too_old: published {article.published_at:%Y-%m-%d %H:%M} UTC, over {max_age} ago"
    return None
