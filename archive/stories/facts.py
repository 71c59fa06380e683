"""What of an article says which story it tells: companies, events, sums of money, figures, rare words, its embedding."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, SupportsFloat

import numpy as np
from numpy.typing import NDArray

from archive.stories.aliases import second_names
from archive.stories.bids import as_bid, is_raised_bid
from archive.stories.cities import after_owner, is_place
from archive.stories.concepts import AGENCIES, PLACES, concepts, seats
from archive.stories.names import company_key, is_agency, is_told, name_key
from archive.stories.numbers import numbers
from archive.stories.words import lead_words, proper_names
from bus.events import LABELS, Amount, ArticleClassified, NewsEvent

LONGEST_TITLE = 500  # characters
LEAD = 1_500  # characters of the text; further down stand backgrounds and boilerplate
OPENING = 250  # characters that say where it happened
LEAST_SUM = 100_000  # prices of shares and doses are no sums that tell a deal
OBJECTS = ("target", "investee")
ROLES = ("upfront", "milestone", "total", "funding", "penalty", "equity")  # whose sums tell one deal from another
_SUBJECT = re.compile(
    r"(\w{0,6}(?:科技|医药|制药|生物|药业|股份|集团|智能|医疗|健康|机器人|电子|控股|技术|半导体|软件|通信))[::]"
)
_CODE = re.compile(r"(?<![A-Za-z\d-])([A-Z]{2,4})[- ]?(\d{2,4})(?![\d%])")


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of an article."""

    label: str
    kind: str | None
    status: str
    parties: frozenset[str]  # companies, as `company_key`
    agencies: frozenset[str]
    product: str | None
    phase: str | None
    document: str | None
    terms: tuple[tuple[str, float, str, float | None], ...]  # role, value, currency, in US dollars
    objects: frozenset[str]  # the companies that are bought or funded: a buyer may buy another the same day

    def as_json(self) -> list[Any]:
        return [
            self.label, self.kind, self.status, sorted(self.parties), sorted(self.agencies), self.product, self.phase,
            self.document, [list(term) for term in self.terms], sorted(self.objects),
        ]  # fmt: skip

    @classmethod
    def from_json(cls, row: list[Any]) -> Happening:
        label, kind, status, parties, agencies, product, phase, document, terms, objects = row
        return cls(
            label, kind, status, frozenset(parties), frozenset(agencies), product, phase, document,
            tuple((role, value, currency, usd) for role, value, currency, usd in terms), frozenset(objects),
        )  # fmt: skip


_LATER = ("title_subjects", "counts", "days", "agencies", "places", "title_companies", "second_names", "worths")


@dataclass(frozen=True, slots=True)
class Facts:
    """What two articles are compared by."""

    language: str
    at: float  # seconds since 1970: published, or fetched where the page has no date
    companies: frozenset[str]
    events: tuple[Happening, ...]
    sums: frozenset[str]  # currency and value, of every amount
    figures: frozenset[str]  # large numbers and codes of the title and lead
    words: frozenset[int]  # of title and lead, hashed
    title: frozenset[int]  # of the title alone
    subjects: frozenset[str]  # of title and lead
    embedding: NDArray[np.float32] | None
    title_subjects: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()  # small numbers
    days: frozenset[str] = frozenset()  # as month and day: when it takes effect, until when it may be commented on
    agencies: frozenset[str] = frozenset()  # of its events, and those that are named in passing
    places: frozenset[str] = frozenset()  # countries and states of the title and opening
    title_companies: frozenset[str] = frozenset()
    second_names: frozenset[str] = frozenset()  # of its companies, each beside another one
    worths: frozenset[str] = frozenset()  # of its sums: currency, and what it is worth in US dollars
    names: frozenset[int] = frozenset()  # proper names in Latin letters, hashed
    scores: tuple[float, ...] = (0.0, 0.0, 0.0)  # of the reader: deal, policy, milestone

    def as_json(self) -> dict[str, Any]:
        """Without the embedding, which is kept as bytes."""
        return {
            "language": self.language, "at": self.at, "companies": sorted(self.companies),
            "events": [event.as_json() for event in self.events], "sums": sorted(self.sums), "figures": sorted(self.figures),
            "words": _hex(self.words), "title": _hex(self.title), "subjects": sorted(self.subjects),
            **{name: sorted(getattr(self, name)) for name in _LATER}, "names": _hex(self.names), "scores": list(self.scores),
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: dict[str, Any], embedding: bytes | None) -> Facts:
        events = tuple(Happening.from_json(event) for event in row["events"])
        worths = [_worth(t[2], t[3]) for e in events for t in e.terms if t[2] and t[3] and t[3] >= LEAST_SUM]
        # Articles that were archived before do not have these; what their sums are worth is told by their events.
        later = {name: frozenset(row.get(name, worths if name == "worths" else ())) for name in _LATER}
        return cls(
            row["language"], row["at"], frozenset(row["companies"]), events, frozenset(row["sums"]), frozenset(row["figures"]),
            _unhex(row["words"]), _unhex(row["title"]), frozenset(row["subjects"]), unpacked(embedding),
            **later, names=_unhex(row.get("names", "")), scores=tuple(row.get("scores", (0.0, 0.0, 0.0))),
        )  # fmt: skip


def facts_of(event: ArticleClassified) -> Facts:
    """The facts of an article as it was read."""
    article, lead = event.article, f"{event.article.title[:LONGEST_TITLE]}\n{event.article.text[:LEAD]}"
    named = [name for party in event.parties for name in (party.canonical or party.name,)]
    near = [a for a in event.amounts if a.field == "title" or a.start < LEAD]
    at, found, happenings = (
        article.published_at or article.fetched_at,
        numbers(lead),
        tuple(_happening(e) for e in event.events),
    )
    companies = _companies([*named, *event.companies])
    seconds = [*second_names(lead, companies)]
    title_companies = _title_companies(event, companies)
    others = frozenset(second for _, second in seconds)
    title_companies |= {second for first, second in seconds if first in title_companies}
    companies |= others
    if is_raised_bid(article.title):
        happenings = tuple(as_bid(happening, title_companies) for happening in happenings)
    agencies = concepts(lead, article.language, AGENCIES).union(*(h.agencies for h in happenings))
    return Facts(
        language=article.language, at=at.timestamp(), companies=companies, events=happenings,
        sums=frozenset(_sum(a) for a in near if a.value is not None and a.value >= LEAST_SUM and a.currency),
        figures=found.figures | {*_codes(lead)}, words=hashed(lead_words(lead)), title=hashed(lead_words(article.title)),
        subjects=concepts(lead, article.language), embedding=unpacked(packed(event.embedding)),
        title_subjects=concepts(article.title, article.language), counts=found.counts,
        days=(found.days | {*_dates(event)}) - _around(at),
        agencies=agencies, places=concepts(lead[: len(article.title) + OPENING], article.language, PLACES) | seats(agencies),
        title_companies=title_companies, second_names=others,
        worths=frozenset(_worth(a.currency, a.usd) for a in near if a.currency and a.usd is not None and a.usd >= LEAST_SUM),
        names=hashed(proper_names(article.title, lead, article.language)),
        scores=tuple(round(event.scores.get(label, 0.0), 2) for label in LABELS),
    )  # fmt: skip


def _companies(names: Iterable[str]) -> frozenset[str]:
    kept = (name for name in names if not is_agency(name) and not is_place(after_owner(name_key(name))))
    return frozenset(key for name in kept if (key := after_owner(company_key(name))))


def _title_companies(event: ArticleClassified, companies: Iterable[str]) -> frozenset[str]:
    """The companies of the title: by their names, or as the one that a Chinese announcement begins with (名称：...)."""
    title = name_key(event.article.title)
    found = {name for name in companies if is_told(name, title)}
    found |= _companies(p.canonical or p.name for p in event.parties if is_told(company_key(p.name), title))
    if not found and (subject := _SUBJECT.match(title)):
        found.add(company_key(subject[1]))
    return frozenset(name for name in found if not is_agency(name))


def _happening(event: NewsEvent) -> Happening:
    names = [party.canonical or party.name for party in event.parties]
    terms = [t for t in event.terms if t.value is not None and t.currency and t.role in ROLES and not t.conversion]
    return Happening(
        event.label, event.kind, event.status, _companies(names), frozenset(name_key(n) for n in names if is_agency(n)),
        name_key(event.product) if event.product else None, event.phase, name_key(event.document) if event.document else None,
        tuple((t.role, float(t.value or 0), t.currency or "", None if t.usd is None else float(t.usd)) for t in terms),
        _companies(p.canonical or p.name for p in event.parties if p.side in OBJECTS),
    )  # fmt: skip


def _worth(currency: str, usd: SupportsFloat) -> str:
    return f"{currency} {float(usd):.0f}"


def _sum(amount: Amount) -> str:
    return f"{amount.currency} {amount.value.normalize():f}" if amount.value is not None else ""


def _codes(text: str) -> Iterable[str]:
    """Names like SB 53 and PLG-204; those of molecules (IL-23) stand in the news of many."""
    return ((letters + digits).casefold() for letters, digits in _CODE.findall(text) if letters != "IL")


def _dates(event: ArticleClassified) -> Iterable[str]:
    found = (day for e in event.events for day in (e.effective_on, e.comment_until))
    return (f"{day:%m-%d}" for day in found if day)


def _around(at: datetime) -> set[str]:
    """The day of publication, here or there: it says nothing of what happened."""
    return {f"{at + timedelta(days=days):%m-%d}" for days in (-1, 0, 1)}


def hashed(words: Iterable[str]) -> frozenset[int]:
    return frozenset(zlib.crc32(word.encode()) for word in words)


def _hex(words: frozenset[int]) -> str:
    return np.array(sorted(words), dtype="<u4").tobytes().hex()


def _unhex(text: str) -> frozenset[int]:
    return frozenset(np.frombuffer(bytes.fromhex(text), "<u4").tolist())


def packed(embedding: Iterable[float] | None) -> bytes | None:
    """A unit vector in a byte a number: what is lost is below what a model's own version changes."""
    if embedding is None:
        return None
    values = np.asarray(tuple(embedding), dtype=np.float32)
    largest = float(np.abs(values).max()) if len(values) else 0.0
    return np.round(values / largest * 127).astype(np.int8).tobytes() if largest else None


def unpacked(data: bytes | None) -> NDArray[np.float32] | None:
    if data is None:
        return None
    values = np.frombuffer(data, dtype=np.int8).astype(np.float32)
    return values / max(float(np.linalg.norm(values)), 1e-9)
