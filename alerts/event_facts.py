"""An event as an alert tells it: plain words and JSON values, so that it says the same whenever it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from alerts.money import dollars, money
from alerts.texts import clean
from alerts.words import shown, word
from bus.events import Amount, ArticleClassified, NewsEvent, Party, Span

MAX_PARTIES, MAX_TERMS, MAX_NAME, MAX_QUOTE = 6, 8, 120, 400
_DETAILS = ("product", "agency", "phase", "document", "issued_on", "effective_on", "comment_until")


def event_facts(event: NewsEvent, language: str) -> dict[str, Any]:
    """What happened, who is on which side, for how much."""
    return {
        "label": event.label, "kind": heading(event, language), "status": _status(event, language),
        "parties": party_lines(event.parties, language),
        "terms": [term_line(term, language) for term in event.terms[:MAX_TERMS]], "details": details(event, language),
    }  # fmt: skip


def term_line(amount: Amount, language: str) -> dict[str, str]:
    """An amount as it was named, its value in US dollars where that is another, and its role."""
    return {
        "text": money(amount, language), "usd": dollars(amount, language), "role": word("roles", amount.role, language),
    }  # fmt: skip


def heading(event: NewsEvent, language: str) -> str:
    """The kind in words, or the label where the kind is not known."""
    if not event.kind:
        return shown(language)[event.label]
    name = word("kinds", event.kind, language)
    return name[:1].upper() + name[1:]


def _status(event: NewsEvent, language: str) -> str:
    """Deals move on from being announced; of the others only another status says anything."""
    is_plain = event.status == "announced" and event.label != "deal"
    return "" if is_plain else word("statuses", event.status, language)


def party_lines(parties: Iterable[Party], language: str) -> list[dict[str, str]]:
    """Parties by side, each side once, with its names."""
    chosen = list(parties)[:MAX_PARTIES]
    ordered = sorted(chosen, key=lambda p: [q.side for q in chosen].index(p.side))
    return [
        {"side": word("sides", side, language) if side else "", "names": ", ".join(party_name(p, language) for p in group)}
        for side, group in groupby(ordered, key=lambda p: p.side)
    ]


def party_name(party: Party, language: str) -> str:
    """The name in the article, and for readers of English the one it is known by where that is another."""
    name = clean(party.name, MAX_NAME)
    known = clean(party.canonical or "", MAX_NAME)
    is_needed = known and language == "en" and not name.isascii() and known.casefold() not in name.casefold()
    return f"{name} ({known})" if is_needed else name


def details(event: NewsEvent, language: str) -> list[dict[str, str]]:
    words = shown(language)
    named = {party.name for party in event.parties}
    found = [(name, getattr(event, name)) for name in _DETAILS]
    # An agency that is a party stands among the parties already.
    return [
        {"name": words[name], "value": clean(str(value), MAX_NAME)} for name, value in found if value and value not in named
    ]


def quotes(spans: Iterable[Span], classified: ArticleClassified) -> list[str]:
    """The passages of the text, at most two; the title is shown anyway."""
    sums = [clean(amount.text, 200) for amount in classified.amounts]
    texts = [clean(classified.article.text[s.start : s.end], MAX_QUOTE, sums) for s in spans if s.field == "text"]
    return list(dict.fromkeys(text for text in texts if text))[:2]
