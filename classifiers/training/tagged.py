"""Annotated articles as passages whose tokens carry tags.

An annotation is what benchmarks/events holds: events with parties, terms, product and document as the article writes them. Every
place that names a party carries its side, short forms too; every amount that is a term carries its role.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bus.events import Span, TextField
from classifiers.amounts import find_amounts
from classifiers.parties import NamedArticle, name_parties
from classifiers.parties.clusters import without_legal_form
from classifiers.tags import KINDS, NUMBER, SIDES, TAGS
from classifiers.training.dataset import DatasetError, join_labels, json_row, lines
from classifiers.windows import Ids, Offsets, Window, encoded, encoded_windows, middles

WINDOWS = 3  # of an article that are learned from: who takes part is told early
UNKNOWN = -1
NAMED = ("product", "agency", "document")  # what of an event is written in the article, beside its parties
Place = tuple[TextField, int, int]


class Member(NamedTuple):
    """What a place is of an event: who takes part on which side, its product or document, a term of some role."""

    event: int  # its number in the article
    tag: str
    part: str  # the name or the value that stands there, whatever its form


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated article with what each place of it is tagged with."""

    id: str
    language: str
    title: str
    text: str
    events: tuple[str, ...]  # the kind of each, as "deal/license"
    places: dict[Place, set[Member]]

    def tags(self, place: Place) -> set[str]:
        """What the place is tagged with, for whichever events."""
        return {member.tag for member in self.places.get(place, ())}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence, and whether it tells an event of each kind."""

    start: int
    end: int
    told: NDArray[np.int8]  # (len(KINDS),): 1 told, 0 not told, UNKNOWN


@dataclass(frozen=True, slots=True)
class Tagged:
    """A window of an annotated article: token ids, and for each token how much of each tag it has (rows sum to 1)."""

    article: str
    ids: list[int]
    tags: NDArray[np.float32]
    kinds: frozenset[str]  # of all events of the article, as "deal/license"
    is_lead: bool
    sentences: tuple[Sentence, ...] = ()


def read_annotated(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Lines {id, language, title, text, events} of JSON Lines files. Raises DatasetError with the line number."""
    rows = []
    for path in paths:
        for number, line in enumerate(lines(path), 1):
            if line.strip():
                row = json_row(path, number, line)
                try:
                    row["id"] = str(row["id"])
                    for event in row["events"]:
                        event["label"], event["kind"]
                except (KeyError, TypeError) as error:
                    raise DatasetError(f"{path}:{number}: not an annotated article: {error} is missing or wrong") from error
                rows.append(row)
    return rows


def without_text(row: dict[str, Any]) -> dict[str, Any]:
    """An annotated article as it is kept without its text: names are places [field, start, end] of the text with the id."""
    fields = (("title", row["title"]), ("text", row["text"]))

    def place(name: str | None) -> list[Any]:
        if not name:
            return []
        return next(([f, c.index(name), c.index(name) + len(name)] for f, c in fields if name in c), [])

    events = [
        {**event, "parties": [[*place(p["name"]), p["side"]] for p in event["parties"] if place(p["name"])]}
        | {key: place(event.get(key)) for key in NAMED}
        for event in row["events"]
    ]
    return {"id": row["id"], "events": [{k: v for k, v in event.items() if v} for event in events]}


def join_annotations(path: Path, texts: Iterable[Path]) -> list[dict[str, Any]]:
    """Annotations that are kept without text, joined with the articles of JSON Lines files. Those whose text is not there are left out."""
    kept = {row["id"]: row for row in read_annotated([path])}
    found = []
    for example in join_labels(path, texts, {"labels": []}):
        content = {"title": example.title, "text": example.text}

        def named(place: list[Any] | None, content: dict[str, str] = content) -> str | None:
            return content[place[0]][place[1] : place[2]] if place else None

        events = [
            {"terms": [], "status": "announced", **event}
            | {"parties": [{"name": named(p[:3]), "side": p[3]} for p in event.get("parties", ())]}
            | {key: named(event.get(key)) for key in NAMED}
            for event in kept[example.id]["events"]
        ]
        labels = sorted({event["label"] for event in events})
        found.append({"id": example.id, "language": example.language, **content, "labels": labels, "events": events})
    return found


def marked(row: dict[str, Any]) -> Article:
    """An annotated article with its places."""
    events = tuple(f"{event['label']}/{event['kind']}" for event in row["events"])
    return Article(row["id"], row["language"], row["title"], row["text"], events, places(row))


def passages(articles: Iterable[Article], tokenizer: Tokenizer, max_tokens: int) -> Iterator[Tagged]:
    """The windows of annotated articles with their tags."""

    def encode(content: str) -> tuple[Ids, Offsets]:
        return encoded(tokenizer, content, max_tokens)

    for article in articles:
        for number, (window, ids, offsets) in enumerate(encoded_windows(article.title, article.text, encode, WINDOWS)):
            at = middles(offsets)
            tags = _tags(window, at, article)
            held = max((end for _, end in offsets), default=0)
            sentences = tuple(_sentences(window, at, held, article))
            yield Tagged(article.id, ids[0].tolist(), tags, frozenset(article.events), number == 0, sentences)


def _sentences(window: Window, at: NDArray[np.float64], held: int, article: Article) -> Iterator[Sentence]:
    """The title, in the first window, and every sentence that the window holds to its end, with what it tells."""
    titled = bool(window.title.strip())
    for number, span in enumerate(window.sentences()):
        a, b = window.place(span)
        inside = np.flatnonzero((at >= a) & (at < b))
        if len(inside) and b <= held and (window.start == 0 or span.field == "text"):
            told = tells(article, span, early=window.start == 0 and number <= titled)
            yield Sentence(int(inside[0]), int(inside[-1]) + 1, told)


def tells(article: Article, span: Span, *, early: bool) -> NDArray[np.int8]:
    """Which kinds of events a sentence tells: of which it names two that take part, or one and what is sold, paid or approved.

    Title and first sentence (`early`) tell an event too of which they name the one who takes part, or what it is about. Who names
    one of several may tell the event or something else of that one: unknown.
    """
    told = np.zeros(len(KINDS), dtype=np.int8)
    inside = [
        member
        for (field, start, end), members in article.places.items()
        if field == span.field and span.start <= start and end <= span.end
        for member in members
    ]
    for number, kind in enumerate(article.events):
        if kind not in KINDS:
            continue
        parties = {member.part for member in inside if member.event == number and member.tag in SIDES}
        others = {member.part for member in inside if member.event == number and member.tag not in SIDES}
        of_all = {m.part for ms in article.places.values() for m in ms if m.event == number and m.tag in SIDES}
        alone = len(of_all) == 1 or len(article.events) == 1
        if len(parties) > 1 or (parties and (others or (early and alone))) or (others and early):
            told[KINDS.index(kind)] = 1
        elif (parties or others) and not told[KINDS.index(kind)]:
            told[KINDS.index(kind)] = UNKNOWN
    return told


def _tags(window: Window, at: NDArray[np.float64], article: Article) -> NDArray[np.float32]:
    tags = np.zeros((len(at), len(TAGS)), dtype=np.float32)
    for field, start, end in article.places:
        if field == "text" and not (window.start <= start < window.start + len(window.body)):
            continue
        a, b = window.place(Span(field=field, start=start, end=end))
        inside = (at >= a) & (at < b)
        for name in article.tags((field, start, end)):
            tags[inside, NUMBER[name]] += 1.0
    total = tags.sum(axis=1, keepdims=True)
    tags[total[:, 0] == 0, 0] = 1.0
    tags /= np.maximum(total, 1.0)
    return tags


def places(row: dict[str, Any]) -> dict[Place, set[Member]]:
    """What each place of the article is of its events; where two overlap, the longer one counts."""
    title, text, language = row["title"], row["text"], row["language"]
    fields: tuple[tuple[TextField, str], ...] = (("title", title), ("text", text))
    found: dict[Place, set[Member]] = defaultdict(set)
    named = name_parties(title, text, language)
    for number, event in enumerate(row["events"]):
        for party in event["parties"]:
            for place in _named(party["name"], fields, named):
                found[place].add(Member(number, party["side"], party["name"]))
        for key in ("product", "document"):
            if event.get(key):
                for place in _written(event[key], fields):
                    found[place].add(Member(number, key, event[key]))
    for field, content in fields:
        for amount in find_amounts(content, language, field):
            for number, event in enumerate(row["events"]):
                for term in event["terms"]:
                    if (
                        amount.value is not None
                        and amount.currency == term["currency"]
                        and _near(float(amount.value), float(term["value"]))
                    ):
                        found[(field, amount.start, amount.end)].add(Member(number, term["role"], str(term["value"])))
    return _apart(found)


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 0.005 * abs(b)


def _named(name: str, fields: Sequence[tuple[TextField, str]], named: NamedArticle) -> set[Place]:
    found = set(_written(name, fields))
    base = without_legal_form(name)
    numbers = {n for n, e in enumerate(named.entities) if e.name == name or without_legal_form(e.name) == base}
    found |= {(m.field, m.start, m.end) for m in named.mentions if m.entity in numbers}
    return found | set(_written(base, fields))


def _written(name: str, fields: Sequence[tuple[TextField, str]]) -> Iterator[Place]:
    if len(name) < 2:
        return
    edge = r"(?<![A-Za-z0-9])" if name[0].isascii() else "", r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
    pattern = re.compile(edge[0] + re.escape(name) + edge[1])
    for field, content in fields:
        for match in pattern.finditer(content):
            yield field, match.start(), match.end()


def meet(one: Place, other: Place) -> bool:
    """Whether two places share a character."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _apart(found: dict[Place, set[Member]]) -> dict[Place, set[Member]]:
    kept: dict[Place, set[Member]] = {}
    for place in sorted(found, key=lambda p: (p[0], -(p[2] - p[1]), p[1])):
        if not any(meet(place, other) for other in kept):
            kept[place] = found[place]
    return kept
