"""The pages of articles: the newest ones with filters, and one with what was read from it, where it stands in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from alerts.event_facts import event_facts, term_line
from alerts.money import dollars, money, rates_note
from alerts.words import word
from archive.corrections import correction_of
from archive.retellings import retellings
from archive.search import ArticleHit, count, search
from archive.summaries import count_by_source
from bus.events import LABELS, Amount, NewsEvent
from bus.vocabulary import KINDS, ROLES, SIDES, STATUSES
from tidings import wiring
from tidings.cli.context import InputError
from tidings.explain.joined import joined
from tidings.query import QueryError, parse_query
from tidings.web.corrections import who
from tidings.web.pages import delivery, render
from tidings.web.reader import language_of
from tidings.web.wording import words

router = APIRouter(include_in_schema=False)
PAGE = 25
LISTS = ("label", "language", "source", "kind", "status", "side", "role")
WORDS = ("since", "until", "party", "agency", "min_amount", "currency", "min_usd")
CHOICES = {"labels": LABELS, "kinds": KINDS, "statuses": STATUSES, "sides": SIDES, "roles": ROLES}


@router.get("/", response_class=HTMLResponse)
def newest(request: Request, q: str = "", page: int = 1) -> HTMLResponse:
    engine, page, reader = request.app.state.engine, min(max(1, page), 4000), language_of(request)
    chosen = {"q": q, **{name: request.query_params.get(name, "").strip() for name in (*LISTS, *WORDS)}}
    kept = {name: value for name, value in chosen.items() if value}
    hits: list[ArticleHit] = []
    total, trouble = 0, ""
    try:
        lists = {name: [kept[name]] for name in LISTS if name in kept}
        query = parse_query(q, **lists, **{n: kept[n] for n in WORDS if n in kept}, limit=PAGE, offset=(page - 1) * PAGE)  # type: ignore[arg-type]
        hits, total = search(engine, query), count(engine, query)
    except QueryError as error:
        trouble = words(reader)[f"error_{error.code}"].format(**error.values)
    except InputError as error:
        trouble = str(error)
    return render(
        request, "newest.html",
        {"cards": [card(hit, reader) for hit in hits], "total": total, "page": page, "pages": -(-total // PAGE), **CHOICES,
         "sources": list(count_by_source(engine)), "chosen": chosen, "is_narrowed": bool(kept), "trouble": trouble,
         "is_detailed": any(name in kept for name in (*WORDS, "status", "side", "role")),
         "more": urlencode({**kept, "page": page + 1}), "back": urlencode({**kept, "page": page - 1})},
        422 if trouble else 200,
    )  # fmt: skip


def card(hit: ArticleHit, language: str) -> dict[str, Any]:
    """An article of the list with its events; its amounts where no event has terms."""
    events = told([NewsEvent.model_validate(event) for event in hit.events])
    amounts = [] if any(e.terms for e in events) else [Amount.model_validate(a) for a in hit.amounts[:3]]
    return {
        "hit": hit, "events": [event_facts(event, language) for event in events],
        "amounts": [term_line(amount, language) for amount in amounts],
        "rates": rates_note([*amounts, *(t for e in events for t in e.terms)], language),
    }  # fmt: skip


def told(events: Iterable[NewsEvent]) -> list[NewsEvent]:
    """Of an event without a kind nothing is known that the label does not say."""
    return [event for event in events if event.kind]


@dataclass(frozen=True)
class Piece:
    """A run of text with the marks that lie on it."""

    text: str
    labels: tuple[str, ...] = ()
    amount: str = ""  # what the amount is, for its tooltip
    anchor: str = ""  # what an event's card links to
    decided: str = ""  # which labels it decided, for its tooltip


@dataclass(frozen=True)
class Mark:
    start: int
    end: int
    label: str = ""
    amount: str = ""
    event: int | None = None


@router.get("/articles/{article_id}", response_class=HTMLResponse)
def article(request: Request, article_id: str, by: str = "") -> HTMLResponse:
    """`by` is the token of an alert's link: corrections are then of its subscriber."""
    state, reader = request.app.state, language_of(request)
    found = wiring.archive(state.settings, state.engine).get(article_id)
    if found is None:
        raise HTTPException(404)
    events, (story, number) = told(found.events), retellings(state.engine, article_id)
    return render(
        request, "article.html",
        {"found": found, "story": story, "told_by": number, "joined": joined, "label_names": lambda labels: _names(labels, reader),
         "paragraphs": pieces(found.article.text, found.evidence, found.amounts, events, reader),
         "events": [{**event_facts(e, reader), "place": _place(n, e)} for n, e in enumerate(events)], "terms": [term_line(a, reader) for a in found.amounts],
         "rates": rates_note([*found.amounts, *(t for e in events for t in e.terms)], reader),
         "log": delivery(state.engine, reader, article_id), "all_labels": LABELS, "by": by[:200], "by_name": who(request, by),
         "corrected": correction_of(state.engine, article_id)},
    )  # fmt: skip


def pieces(
    text: str,
    evidence: Iterable[Any],
    amounts: Iterable[Amount],
    events: Sequence[NewsEvent] = (),
    language: str = "en",
) -> list[list[Piece]]:
    """The paragraphs of a text, cut wherever a mark begins or ends."""
    marks = [Mark(e.start, e.end, e.label) for e in evidence if e.field == "text"]
    marks += [Mark(s.start, s.end, e.label, event=n) for n, e in enumerate(events) for s in e.evidence if s.field == "text"]
    marks += [Mark(a.start, a.end, amount=_tip(a, language)) for a in amounts if a.field == "text"]
    borders = {0, len(text), *(i for i, c in enumerate(text) if c == "\n")}
    borders |= {border for mark in marks for border in (mark.start, mark.end) if border <= len(text)}
    paragraphs: list[list[Piece]] = [[]]
    ordered, anchored = sorted(borders), set[int]()
    for start, end in zip(ordered, ordered[1:], strict=False):
        run = text[start:end]
        if run.startswith("\n"):
            paragraphs.append([])
            run = run.lstrip("\n")
        if run:
            paragraphs[-1].append(_piece(run, [m for m in marks if m.start <= start and end <= m.end], anchored, language))
    return [paragraph for paragraph in paragraphs if paragraph]


def _piece(run: str, covering: list[Mark], anchored: set[int], language: str) -> Piece:
    labels = tuple(dict.fromkeys(m.label for m in covering if m.label))
    # One place that a card links to: the first that tells it. An id can stand on a page once.
    fresh = next((m.event for m in covering if m.event is not None and m.event not in anchored), None)
    if fresh is not None:
        anchored.add(fresh)
    amount = next((m.amount for m in covering if m.amount), "")
    decided = words(language)["decided_by"].format(labels=_names(labels, language)) if labels else ""
    return Piece(run, labels, amount, "" if fresh is None else f"event-{fresh}", decided)


def _names(labels: Iterable[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(word("shown", label, language) for label in labels)


def _tip(amount: Amount, language: str) -> str:
    parts = (money(amount, language), dollars(amount, language), word("roles", amount.role, language))
    return ("，" if language == "zh" else ", ").join(part for part in parts if part)


def _place(number: int, event: NewsEvent) -> str:
    """Where the article tells an event, or nothing where only its title does."""
    return f"event-{number}" if any(span.field == "text" and span.end > span.start for span in event.evidence) else ""
