"""Does an article match a rule, and if not, why not. Pure: no clock, no database, no network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from alerts.subscriptions import Conditions
from bus.events import Amount, ArticleArchived

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
    if conditions.min_amount is not None and not _reaches(classified.amounts, conditions.min_amount, conditions.currency):
        return f"amount: no amount of at least {conditions.min_amount:f} {conditions.currency}"
    return None


def holds_words(content: str, words: str) -> bool:
    """Whether whole words stand in a text, case and width aside; Chinese, which has no spaces, anywhere."""
    folded, wanted = _fold(content), re.escape(_fold(words))
    # A border is needed only where the words begin or end in Latin script: "AI" is not in "said", but in "用AI做".
    start = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", wanted) else ""
    end = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", wanted) else ""
    return re.search(start + wanted + end, folded) is not None


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _reaches(amounts: Iterable[Amount], least: Decimal, currency: str) -> bool:
    return any(
        amount.currency == currency and (value := amount.value_max or amount.value) is not None and value >= least
        for amount in amounts
    )


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
