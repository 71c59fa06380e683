"""Which title is that of a measure, weighed: what finds it, how surely its words are tagged and those beside it, where it stands.

The rules and the tags propose; weights fitted on read articles decide (benchmarks/events_titles.py makes titles.json). Where no title is
likely enough the measure has none.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bus.events import Span
from classifiers.events.documents import is_cited, kind_by_name
from classifiers.events.drafts import Draft
from classifiers.events.passages import Passage
from classifiers.events.tagged import named_as
from classifiers.events.title_places import Field, Places, fields_of, places
from classifiers.events.weighing import logistic
from classifiers.tags import Tags

LIKELY = 0.25  # from which a title is taken; chosen on articles that did not fit the weights
FAR = 0.3  # how surely a token must be tagged for a sentence that does not tell the measure to be looked at
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Page:
    """An article, as titles are looked for in it."""

    title: str
    text: str
    language: str
    clauses: Sequence[Passage]
    tags: Tags


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may be the title of a measure, and what is told of it."""

    name: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A place of a name."""

    span: Span
    start: int
    end: int
    gain: float
    sources: set[str]


@dataclass(slots=True)
class _Sheet:
    """What is found in an article, whatever the measure."""

    fields: dict[str, Field]
    numbers: dict[Span, int]  # of the sentences
    language: str
    told: dict[str, list[_Told]] = field(default_factory=lambda: defaultdict(list))
    of_sentence: dict[Span, list[_Told]] = field(default_factory=dict)


def candidates(drafts: Sequence[Draft], page: Page) -> dict[int, list[Candidate]]:
    """The names that may be titles, of each measure by its number among the drafts."""
    measures = {number: draft for number, draft in enumerate(drafts) if draft.label == "policy"}
    if not measures:
        return {}
    sheet = _sheet(list(measures.values()), page)
    found = {}
    for number, draft in measures.items():
        others = {other.document for other in measures.values() if other is not draft and other.document}
        found[number] = list(_of(draft, first_tagged(draft, page), others, sheet))
    return found


def first_tagged(draft: Draft, page: Page) -> str | None:
    """The title that is tagged first where a measure is told."""
    spans = tuple(dict.fromkeys(clause.span for clause in draft.clauses))
    return named_as(page.tags, "document", spans, page.title, page.text)


def _sheet(measures: Sequence[Draft], page: Page) -> _Sheet:
    sheet = _Sheet(fields_of(page.tags, page.title, page.text), {c.span: c.number for c in page.clauses}, page.language)
    own = {clause.span for draft in measures for clause in draft.clauses}
    ruled = {draft.document for draft in measures if draft.document}
    for span in sheet.numbers:
        read = sheet.fields[span.field]
        first, last = read.tokens(span.start, span.end)
        near = span in own or bool((read.shares[first:last] >= FAR).any())
        found: Places = places(span, read, page.language) if near else {}
        for name in ruled:
            if (at := read.content.find(name, span.start, span.end)) >= 0:
                found.setdefault((at, at + len(name)), set())
        sheet.of_sentence[span] = [_Told(span, a, b, read.gain(a, b), sources) for (a, b), sources in found.items()]
        for told in sheet.of_sentence[span]:
            sheet.told[read.content[told.start : told.end]].append(told)
    return sheet


def _of(draft: Draft, tagged: str | None, others: set[str], sheet: _Sheet) -> Iterator[Candidate]:
    """What may be the title of a measure, each where its sentences tell it, or else where it is tagged most surely."""
    own = {clause.span for clause in draft.clauses}
    best = {name: max(told, key=lambda one: (one.span in own, one.gain)) for name, told in sheet.told.items()}
    top = max((one.gain for one in best.values()), default=0.0)
    for name, told in best.items():
        rule = _beside_rule(name, draft.document, tagged)
        over = max(
            one.gain for one in sheet.of_sentence[told.span] if one.start < told.end and told.start < one.end
        )  # itself among them
        gap, gain = f"gap={_steps(over - told.gain, 0, 1, 3, 6, 12)}", f"gain={_steps(told.gain, -10, -3, 0, 3, 8, 16)}"
        place = f"place={_place(told.span, draft, own, sheet)}"
        signs = [
            "1", f"rule={rule}", gap, place, gain, f"top={_steps(top - told.gain, 0, 1, 3, 6, 12)}", f"field={told.span.field}",
            f"times={min(len(sheet.told[name]), 3)}", f"taken={name in others}", f"measure={draft.kind}",
            *(f"from={source}" for source in sorted({source for one in sheet.told[name] for source in one.sources})),
            *_of_name(name, sheet.language), *_beside(told, sheet.fields[told.span.field], sheet.language),
        ]  # fmt: skip
        signs += [f"{sign}|{sheet.language}" for sign in signs]
        signs += [f"{sign}|rule={rule}" for sign in (gap, place, gain)]
        if is_cited(sheet.fields[told.span.field].content, told.start, told.end, sheet.language):
            signs += ["cited", f"cited|{sheet.language}", f"cited|rule={rule}"]
        yield Candidate(name, tuple(signs))


def _beside_rule(name: str, ruled: str | None, tagged: str | None) -> str:
    if not ruled:
        return "tagged" if name == tagged else "none"
    return "this" if name == ruled else "within" if name in ruled else "around" if ruled in name else "other"


def _place(span: Span, draft: Draft, own: set[Span], sheet: _Sheet) -> str:
    at, mine = sheet.numbers[span], sorted({clause.number for clause in draft.clauses} or {0})
    if span in own:
        in_text = next((number for number in mine if number > 0), 0)
        return "own later" if at > in_text else "own"
    return "before" if at < mine[0] else "next" if at <= mine[-1] + 2 else "far"


def _steps(value: float, *bounds: float) -> int:
    return sum(value > bound for bound in bounds)


def _share(value: float) -> int:
    return _steps(value, 0.03, 0.1, 0.25, 0.5, 0.75, 0.92)


_PAREN = re.compile(r"[（(][^（()）]*[)）]$")
_NOUN_ZH = re.compile(
    r"(?:条例|办法|规定|细则|指南|原则|规范|标准|方案|规划|纲要|计划|意见|措施|行动|目录|通知|公告|法案|清单|要点|倡议|法|决定|规则|要求|战略|指引)$"
)


def _of_name(name: str, language: str) -> Iterator[str]:
    yield f"size={min(len(name) // 6 if language == 'zh' else len(name.split()) // 2, 6)}"
    bare = _PAREN.sub("", name).strip()
    yield f"paren={bare != name}"
    yield f"kind={kind_by_name(bare, language) or '-'}"
    yield f"number={name[0].isdigit()}/{name[-1].isdigit()}"
    if language == "zh":
        yield f"noun={_NOUN_ZH.search(bare) is not None}"
    else:
        words = [word for word in name.split() if len(word) > 3]
        yield f"capitals={sum(word[0].isupper() or word[0].isdigit() for word in words) * 4 // max(1, len(words))}"


_CAPITAL_BEFORE = re.compile(r"[A-Z0-9][\w-]* $")
_CAPITAL_BEHIND = re.compile(r" (?:of |for |on |and |to )?[A-Z]")
_YEAR_BEHIND = re.compile(r",? (?:of )?\d{4}\b(?! \w+ \d)|[（(]\d{4}")


def _beside(told: _Told, read: Field, language: str) -> Iterator[str]:
    """How surely the tokens at its edges and those beyond are tagged, and what is written there."""
    first, last = read.tokens(told.start, told.end)
    inside = read.shares[first:last]
    is_before = first > 0 and told.start - read.ends[first - 1] <= _NEAR
    is_behind = last < len(read.shares) and read.starts[last] - told.end <= _NEAR
    yield f"before={_share(float(read.shares[first - 1])) if is_before else 0}"
    yield f"behind={_share(float(read.shares[last])) if is_behind else 0}"
    if len(inside):
        yield f"inside={_share(float(inside.mean()))}"
        yield f"least={_share(float(inside.min()))}"
        yield f"opens={_share(float(inside[0]))}"
        yield f"closes={_share(float(inside[-1]))}"
    else:
        yield "unread"
    left, right = read.content[max(0, told.start - 30) : told.start], read.content[told.end : told.end + 14]
    opened = "book" if left.endswith("《") else "quoted" if left.endswith(_OPENING) else "no"
    yield f"marked={opened}/{right.startswith(_CLOSING)}"
    yield f"edge={not left.strip()}/{not right.strip()}"
    yield f"right={'stop' if not right or right[0] in _STOPS else 'mark' if right.startswith(_CLOSING) else 'word'}"
    if language == "zh":
        yield f"about={left.endswith('关于')}"
        yield f"letter before={left[-1:].isalpha()}"
    else:
        yield f"capital before={_CAPITAL_BEFORE.search(left) is not None}"
        yield f"capital behind={_CAPITAL_BEHIND.match(right) is not None}"
        yield f"year behind={_YEAR_BEHIND.match(right) is not None}"


_NEAR = 3  # characters, marks and blanks, to the next token
_OPENING, _CLOSING, _STOPS = ("“", '"', "‘", "「"), ("》", "”", '"', "’", "」"), ".,;:，。；、：)（(\n"


@cache
def weights() -> Weights:
    """The weights that ship."""
    table: dict[str, float] = json.loads((Path(__file__).parent / "titles.json").read_text(encoding="utf-8"))
    return table


def decide(drafts: Sequence[Draft], page: Page, table: Weights | None = None) -> None:
    """Give each measure its likeliest title, and a title to one measure; where none is likely, none, or in English what was found first."""
    table = weights() if table is None else table
    names = candidates(drafts, page)
    fits = [
        (logistic(sum(table.get(sign, 0.0) for sign in one.signs)), one.name, number)
        for number in names
        for one in names[number]
    ]
    given: dict[int, str] = {}
    for fit, name, number in sorted(fits, reverse=True):
        if fit >= LIKELY and number not in given and name not in given.values():
            given[number] = name
    take_first(drafts, page)
    for number in names:
        first = drafts[number].document
        kept = first if page.language == "en" and first not in given.values() else None
        drafts[number].document = given.get(number, kept)


def take_first(drafts: Sequence[Draft], page: Page) -> None:
    """Leave each measure the title that the rules find, or else give it the one that is tagged first."""
    for draft in drafts:
        if draft.label == "policy":
            draft.document = draft.document or first_tagged(draft, page)
