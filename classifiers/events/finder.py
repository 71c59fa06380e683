"""From an article with its labels and amounts to its parties and events."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bus.events import Amount, Evidence, Label, NewsEvent, Party, Span
from classifiers.events import dates, existence, kinds, placing, series, tagged, titling
from classifiers.events.background import latest_year
from classifiers.events.chinese_products import find_chinese_product
from classifiers.events.deals import read_deals
from classifiers.events.drafts import Draft
from classifiers.events.hearing import hear
from classifiers.events.milestones import read_milestones
from classifiers.events.passages import LONGEST, Passage, cut
from classifiers.events.policies import read_policies
from classifiers.events.products import find_held_phase, find_phase, find_product
from classifiers.events.status import status_of
from classifiers.events.tables import grammar
from classifiers.events.term_decisions import decide as decide_terms
from classifiers.events.term_weighing import Account, account
from classifiers.events.terms import assign
from classifiers.events.told_titles import Told
from classifiers.events.weighing import View, view
from classifiers.parties import NamedArticle, name_parties
from classifiers.tags import Tags
from classifiers.traditional import simplified

PROMINENT, MOST_COMPANIES = 600, 12  # characters of the text, names
UNSURE = 0.3  # confidence of an event of which nothing but its label is known
_HELD = frozenset({"refusal", "approval"})  # of a trial of a named phase
_WITH_PHASE = frozenset({"trial_start", "enrolment", "readout_positive", "readout_negative"})


@dataclass(frozen=True, slots=True)
class Found:
    """What an article tells."""

    parties: tuple[Party, ...]  # each party of an event once, with the side it has first
    events: tuple[NewsEvent, ...]
    companies: tuple[str, ...] = ()  # named in the title or near the beginning, whether they take part or not


@dataclass(frozen=True, slots=True)
class _Article:
    title: str
    text: str
    language: str
    named: NamedArticle
    clauses: list[Passage]
    year: int
    dated: int | None  # the year of dates without one, where it is known
    tags: Tags | None

    def raw(self, span: Span) -> str:
        return (self.title if span.field == "title" else self.text)[span.start : min(span.end, span.start + LONGEST)]


def find_events(
    title: str, text: str, language: str, labels: tuple[Label, ...], *,
    amounts: tuple[Amount, ...] = (), evidence: tuple[Evidence, ...] = (), published: date | None = None,
    settle: Callable[[list[Draft], View], None] = placing.decide, judge: Callable[[list[Draft], View], None] = kinds.decide,
    weed: Callable[[list[Draft], View], None] = existence.decide,
    settle_terms: Callable[[Account], dict[int, list[Amount]]] = decide_terms,
    entitle: Callable[[list[Draft], titling.Page], None] = titling.decide, tags: Tags | None = None,
) -> Found:  # fmt: skip
    """The events of the labels that were decided: at least one of each, none of another. Never raises for what the text says.

    `judge` has the last word on the kinds of all events, `weed` on which are events of their own, `settle` then on the parties of each, `settle_terms` on all
    their terms, and `entitle` on the titles of measures where words are tagged: the weights that ship, unless others are being fitted.
    """
    if language == "zh" and (plain := (simplified(title), simplified(text))) != (title, text):
        found = find_events(
            *plain, language, labels, amounts=amounts, evidence=evidence, published=published,
            settle=settle, judge=judge, weed=weed, settle_terms=settle_terms, entitle=entitle, tags=tags,
        )  # fmt: skip
        return _as_written(found, f"{text}\n{title}")
    if not labels:
        return Found((), (), _prominent(name_parties(title, text[:PROMINENT], language)))
    told = (tagged.names(tags, title, text), tagged.officials(tags, title, text)) if tags else ((), ())
    named = name_parties(title, text, language, told=told[0], official=told[1])
    year = latest_year(f"{title}\n{text[:20_000]}", published)
    dated = year if published or language != "zh" else dates.year_told(f"{title}\n{text[:20_000]}")
    clauses = cut(title, text, language, named, amounts, year)
    if tags:
        clauses = hear(clauses, labels, tags, language)
    article = _Article(title, text, language, named, clauses, year, dated, tags)
    drafts = _drafts(article, labels)
    for label in labels:
        if not any(draft.label == label for draft in drafts):
            drafts += (_drafts(_all_news(article), (label,)) or _drafts(_all_news(article), (label,), faint=True))[:1]
    seen = view(named, article.clauses, language, title, text, tags)
    for label in labels:
        if not any(draft.label == label for draft in drafts):
            drafts.append(Draft(label, clauses=kinds.unnamed(seen)))
    series.part(drafts, seen)
    judge(drafts, seen)
    drafts = [draft for draft in drafts if draft.kinds]
    weed(drafts, seen)
    terms = assign(drafts, article.clauses, amounts, year)
    settle(drafts, seen)
    if amounts and drafts:
        terms = settle_terms(account(drafts, terms, article.clauses, amounts, language, year, tags))
    if tags:
        entitle(drafts, titling.Page(title, text, language, article.clauses, tags))
    events = [_event(draft, article, tuple(terms[number]), tags) for number, draft in enumerate(drafts)]
    events += [_bare(label, article, evidence) for label in labels if not any(e.label == label for e in events)]
    parties = {party.name: party for event in reversed(events) for party in reversed(event.parties)}
    return Found(tuple(reversed(parties.values())), tuple(events), _prominent(named))


def _as_written(found: Found, whole: str) -> Found:
    """What was found in simplified letters, with its names in those of the article."""
    plain = simplified(whole)

    def written(name: str | None) -> str | None:
        at = plain.find(name) if name else -1
        return whole[at : at + len(name)] if name and at >= 0 else name

    def named(parties: tuple[Party, ...]) -> tuple[Party, ...]:
        return tuple(party.model_copy(update={"name": written(party.name)}) for party in parties)

    events = tuple(
        event.model_copy(
            update={"parties": named(event.parties)}
            | {field: written(getattr(event, field)) for field in ("product", "agency", "document")}
        )
        for event in found.events
    )
    return Found(named(found.parties), events, tuple(str(written(name)) for name in found.companies))


def _prominent(named: NamedArticle) -> tuple[str, ...]:
    near = {m.entity for m in named.mentions if m.field == "title" or m.start < PROMINENT}
    chosen = (entity for number, entity in enumerate(named.entities) if number in near and entity.kind == "company")
    return tuple(dict.fromkeys(entity.canonical or entity.name for entity in chosen))[:MOST_COMPANIES]


def _all_news(article: _Article) -> _Article:
    """The article read once more, for a label of which its news told nothing: what looked like background must be it."""
    return replace(article, clauses=[replace(clause, background=False) for clause in article.clauses[:12]])


def _drafts(article: _Article, labels: tuple[Label, ...], *, faint: bool = False) -> list[Draft]:
    """The events in the making; of a roundup, each story's own."""
    items = sorted({clause.item for clause in article.clauses if not clause.in_title})
    if len(items) < MOST_ITEMS_OF_ONE:
        return _drafts_of(article, labels, faint=faint)
    found: list[Draft] = []
    for item in items:
        story = [clause for clause in article.clauses if clause.item == item and not clause.in_title]
        found += _drafts_of(replace(article, clauses=story), labels, faint=faint)
    order: list[Label] = ["deal", "policy", "milestone"]
    return sorted(found, key=lambda draft: order.index(draft.label))


MOST_ITEMS_OF_ONE = 3  # paragraphs from which on a roundup tells stories of their own


def _drafts_of(article: _Article, labels: tuple[Label, ...], *, faint: bool) -> list[Draft]:
    clauses, named, language = article.clauses, article.named, article.language
    deals = read_deals(clauses, grammar("deal", language, faint=faint), named) if "deal" in labels else []
    told = {id(clause) for deal in deals for clause in deal.clauses}
    milestones, policies = [], []
    if "milestone" in labels:
        milestones = read_milestones(
            clauses, grammar("milestone", language, faint=faint), named, told, labels == ("milestone",)
        )
    if "policy" in labels:
        raw = {clause.number: article.raw(clause.span) for clause in clauses}
        spans = {clause.number: clause.span for clause in clauses}
        titles = Told(article.tags, article.title, article.text, spans, raw, language)
        policies = read_policies(clauses, titles, grammar("policy", language, faint=faint), named, language)
    return [*deals, *policies, *milestones]


def _event(draft: Draft, article: _Article, terms: tuple[Amount, ...], tags: Tags | None) -> NewsEvent:
    spans = tuple(dict.fromkeys(clause.span for clause in draft.clauses))
    raws = [article.raw(span) for span in spans]
    parties = _parties(draft, article.named)
    agency = next((p.name for p in parties if p.side == "agency"), None)
    about = _without_names(raws, article, set(draft.sides) if article.language == "zh" else None)
    return NewsEvent(
        label=draft.label, kind=draft.kind, status=status_of(draft),
        confidence=_confidence(draft, parties), parties=parties, terms=terms,
        product=_product(draft, about, article.language) or _tagged_product(draft, article, tags), agency=agency,
        phase=_phase(draft, raws, article), document=draft.document,
        evidence=spans[:4],
        **(_dates(raws + _beside(draft, article), article) if draft.label == "policy" else {}),
    )  # fmt: skip


def _without_names(raws: list[str], article: _Article, sides: set[int] | None) -> list[str]:
    """The sentences without the names of companies; in Chinese, where a product is easily taken for one, of those that are sure."""
    entities = [e for n, e in enumerate(article.named.entities) if sides is None or e.canonical or n in sides]
    names = sorted({e.name for e in entities}, key=len, reverse=True)[:40]
    named = re.compile(f"(?:{'|'.join(map(re.escape, names))})(?![®™])" if names else "(?!)")
    return [named.sub(" ", raw) for raw in raws]


def _parties(draft: Draft, named: NamedArticle) -> tuple[Party, ...]:
    found = []
    for number in draft.sides:
        entity = named.entities[number]
        found.append(Party(name=entity.name, canonical=entity.canonical, side=draft.side(number)))
    return tuple(found)


def _confidence(draft: Draft, parties: tuple[Party, ...]) -> float:
    """More when title and text both tell it, when its parties are known, when no other kind fits as well."""
    told = 0.15 if any(c.in_title for c in draft.clauses) and any(not c.in_title for c in draft.clauses) else 0.0
    total = sum(draft.kinds.values()) or 1
    return round(min(0.95, 0.4 + told + 0.1 * min(len(parties), 2) + 0.2 * draft.kinds[draft.kind] / total), 2)


def _phase(draft: Draft, raws: list[str], article: _Article) -> str | None:
    if draft.kind in _WITH_PHASE or _of_a_trial(draft, article):
        return find_phase(raws)
    return find_held_phase(raws) if draft.kind in _HELD and article.language == "en" else None


_TRIAL_STEP = re.compile(
    "(?:临床试验|IND)[^。；，]{0,12}(?:批准|获批|许可)|临床(?:搁置|暂停)|叫停[^。；，]{0,14}(?:试验|临床)"
)


def _of_a_trial(draft: Draft, article: _Article) -> bool:
    """Whether a Chinese step clears or stops a trial, and so has its phase."""
    return (
        article.language == "zh"
        and draft.kind in ("approval", "refusal")
        and _TRIAL_STEP.search(draft.text) is not None
        and "解除" not in draft.text
    )


def _product(draft: Draft, texts: list[str], language: str) -> str | None:
    if draft.label == "policy":
        return None
    return find_chinese_product(texts, draft.kind) if language == "zh" else find_product(texts, draft.kind)


def _tagged_product(draft: Draft, article: _Article, tags: Tags | None) -> str | None:
    """The product that the tags find where a deal or a step is told; a piece of a company's name is none."""
    if tags is None or draft.label == "policy":
        return None
    spans = tuple(dict.fromkeys(clause.span for clause in draft.clauses))
    found = tagged.named_as(tags, "product", spans, article.title, article.text)
    return None if found and any(found in entity.name for entity in article.named.entities) else found


def _beside(draft: Draft, article: _Article) -> list[str]:
    """What stands right after a Chinese measure: when it is in force, and the line of its date."""
    if article.language != "zh":
        return []
    told = {clause.number for clause in draft.clauses}
    last = max(told)
    after = {c.number: article.raw(c.span) for c in article.clauses if c.number not in told and c.number > min(told)}
    return [
        raw
        for n, raw in after.items()
        if (n <= last + 2 and "《" not in raw and dates.IN_FORCE.search(raw)) or dates.ALONE.fullmatch(raw)
    ]


def _dates(raws: list[str], article: _Article) -> dict[str, date]:
    found: dict[str, date] = {}
    for raw in raws:
        for when, before, after in dates.find_dates(raw, article.dated):
            if dates.is_deadline(before, after, article.language):
                found.setdefault("comment_until", when)
            elif dates.is_effective(before, after, article.language):
                found.setdefault("effective_on", when)
            elif article.language != "zh" or not dates.is_term(before, after):
                found.setdefault("issued_on", when)
    if "issued_on" not in found and any(_TODAY.search(raw) for raw in raws):
        dated = dates.find_dates(article.text[:160], article.year)[:1]
        if dated and dated[0][0] not in found.values():
            found["issued_on"] = dated[0][0]
    if "issued_on" in found and any(_AT_ONCE.search(raw) or dates.AT_ONCE.search(raw) for raw in raws):
        found.setdefault("effective_on", found["issued_on"])
    return found


_TODAY = re.compile(r"\btoday\b")
_AT_ONCE = re.compile(
    r"\bappl(?:y|ies) at once|effective immediately|takes? effect (?:immediately|at once)|with immediate effect", re.I
)


def _bare(label: Label, article: _Article, evidence: tuple[Evidence, ...]) -> NewsEvent:
    """An event of which only the label is known."""
    spans = tuple(Span(field=e.field, start=e.start, end=e.end) for e in evidence if e.label == label)
    title = (Span(field="title", start=0, end=len(article.title)),) if article.title else ()
    return NewsEvent(label=label, kind=None, confidence=UNSURE, evidence=spans or title)
