"""What of an article says which story it tells: companies, events, sums of money, figures, rare words, its embedding."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.stories.concepts import concepts
from archive.stories.names import company_key, is_agency, name_key
from archive.stories.words import lead_words
from bus.events import Amount, ArticleClassified, NewsEvent

LEAD = 1_500  # characters of the text; further down stand backgrounds and boilerplate
LEAST_SUM = 100_000  # prices of shares and doses are no sums that tell a deal
OBJECTS = ("target", "investee")
ROLES = ("upfront", "milestone", "total", "funding", "penalty", "equity")  # whose sums tell one deal from another
_FIGURE = re.compile(r"(?<![\d.,A-Za-z-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?(%|％)?(?![\d-])")
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


@dataclass(frozen=True, slots=True)
class Facts:
    """What two articles are compared by."""

    language: str
    at: float  # seconds since 1970: published, or fetched where the page has no date
    companies: frozenset[str]
    events: tuple[Happening, ...]
    sums: frozenset[str]  # currency and value, of every amount
    figures: frozenset[str]  # numbers of the title and lead, and the dates on which a measure takes effect or closes
    words: frozenset[int]  # of title and lead, hashed
    title: frozenset[int]  # of the title alone
    subjects: frozenset[str]  # of title and lead
    embedding: NDArray[np.float32] | None

    def as_json(self) -> dict[str, Any]:
        """Without the embedding, which is kept as bytes."""
        return {
            "language": self.language, "at": self.at, "companies": sorted(self.companies),
            "events": [event.as_json() for event in self.events], "sums": sorted(self.sums), "figures": sorted(self.figures),
            "words": _hex(self.words), "title": _hex(self.title),
            "subjects": sorted(self.subjects),
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: dict[str, Any], embedding: bytes | None) -> Facts:
        return cls(
            row["language"], row["at"], frozenset(row["companies"]),
            tuple(Happening.from_json(event) for event in row["events"]), frozenset(row["sums"]), frozenset(row["figures"]),
            _unhex(row["words"]), _unhex(row["title"]), frozenset(row["subjects"]),
            unpacked(embedding),
        )  # fmt: skip


def facts_of(event: ArticleClassified) -> Facts:
    """The facts of an article as it was read."""
    article, lead = event.article, f"{event.article.title}\n{event.article.text[:LEAD]}"
    named = [name for party in event.parties for name in (party.canonical or party.name,)]
    near = [a for a in event.amounts if a.field == "title" or a.start < LEAD]
    return Facts(
        language=article.language, at=(article.published_at or article.fetched_at).timestamp(),
        companies=_companies([*named, *event.companies]), events=tuple(_happening(e) for e in event.events),
        sums=frozenset(_sum(a) for a in near if a.value is not None and a.value >= LEAST_SUM and a.currency),
        figures=frozenset([*_figures(lead), *_codes(lead), *_dates(event)]), words=_hashed(lead_words(lead)), title=_hashed(lead_words(article.title)),
        subjects=concepts(lead, article.language), embedding=unpacked(packed(event.embedding)),
    )  # fmt: skip


def _companies(names: Iterable[str]) -> frozenset[str]:
    return frozenset(company_key(name) for name in names if not is_agency(name)) - {""}


def _happening(event: NewsEvent) -> Happening:
    names = [party.canonical or party.name for party in event.parties]
    terms = [t for t in event.terms if t.value is not None and t.currency and t.role in ROLES and not t.conversion]
    return Happening(
        event.label, event.kind, event.status, _companies(names), frozenset(name_key(n) for n in names if is_agency(n)),
        name_key(event.product) if event.product else None, event.phase, name_key(event.document) if event.document else None,
        tuple((t.role, float(t.value or 0), t.currency or "", None if t.usd is None else float(t.usd)) for t in terms),
        _companies(p.canonical or p.name for p in event.parties if p.side in OBJECTS),
    )  # fmt: skip


def _sum(amount: Amount) -> str:
    return f"{amount.currency} {amount.value.normalize():f}" if amount.value is not None else ""


def _figures(text: str) -> Iterable[str]:
    """Numbers that are no years, no counts of one or two digits: they read the same in both languages."""
    for whole, fraction, percent in _FIGURE.findall(unicodedata.normalize("NFKC", text)):
        digits = whole.replace(",", "")
        part = fraction.rstrip("0").rstrip(".")
        is_year = len(digits) == 4 and digits[:2] in ("19", "20") and not part and not percent
        if (part or percent or len(digits) >= 3) and not is_year and digits + part not in ("100", "100%"):
            yield digits + part + ("%" if percent else "")


def _codes(text: str) -> Iterable[str]:
    """Names like SB 53 and PLG-204; those of molecules (IL-23) stand in the news of many."""
    return ((letters + digits).casefold() for letters, digits in _CODE.findall(text) if letters != "IL")


def _dates(event: ArticleClassified) -> Iterable[str]:
    found = (day for e in event.events for day in (e.effective_on, e.comment_until))
    return (day.isoformat() for day in found if day)


def _hashed(words: Iterable[str]) -> frozenset[int]:
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
