"""Which title is that of a Chinese measure, weighed: what finds it, how surely its words are tagged and those beside it, where it stands.

The rules and the tags propose; weights fitted on read articles decide (benchmarks/events_titles.py makes titles.json). Where no title is
likely enough the measure has none. English titles are left to the rules: cross-validated, weighing raised F1 in Chinese from 0.849 to 0.895
(in real articles from 0.727 to 0.848), but in English took it from 0.809 to 0.799.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import chain, islice

import numpy as np

from bus.events import Span
from classifiers.events.documents import is_cited, kind_by_name
from classifiers.events.drafts import Draft
from classifiers.events.flat_weights import Weights, likelihood, weights
from classifiers.events.passages import Passage
from classifiers.events.tagged import named_as
from classifiers.events.title_places import Field, Places, beside, fields_of, places, within
from classifiers.tags import Tags

LIKELY = 0.25  # from which a title is taken; chosen on articles that did not fit the weights
FAR = 0.3  # how surely a token must be tagged for a sentence that does not tell the measure to be looked at
NAMES = 40  # that are weighed for a measure


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
class _Signs:
    """Those of a place that are the same for every measure."""

    common: tuple[str, ...]
    by_rule: tuple[str, ...]  # that count by what the rules find as well


@dataclass(eq=False, slots=True)
class _Told:
    """A place of a name."""

    name: str
    span: Span
    start: int
    end: int
    gain: float
    over: float  # the highest gain of those that it overlaps, itself among them
    signs: _Signs | None = None  # read when a measure first asks


@dataclass(slots=True)
class _Sheet:
    """What is found in an article, whatever the measure."""

    fields: dict[str, Field]
    numbers: dict[Span, int]  # of the sentences
    documents: Counter[str]  # what the rules find, and for how many measures
    times: Counter[str] = field(default_factory=Counter)
    sources: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    of_sentence: dict[Span, dict[str, _Told]] = field(default_factory=dict)  # the names, by gain
    best: dict[str, _Told] = field(default_factory=dict)  # where each is tagged most surely, by gain
    numbered: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))


def candidates(drafts: Sequence[Draft], page: Page) -> dict[int, list[Candidate]]:
    """The names in a Chinese article that may be titles, at most NAMES of each measure, by its number among the drafts."""
    measures = {number: draft for number, draft in enumerate(drafts) if draft.label == "policy"}
    if not measures:
        return {}
    sheet = _sheet(list(measures.values()), page)
    return {number: list(_of(draft, first_tagged(draft, page), sheet)) for number, draft in measures.items()}


def first_tagged(draft: Draft, page: Page) -> str | None:
    """The title that is tagged first where a measure is told."""
    for span in dict.fromkeys(clause.span for clause in draft.clauses):
        if name := named_as(within(page.tags, span), "document", (span,), page.title, page.text):
            return name
    return None


def _sheet(measures: Sequence[Draft], page: Page) -> _Sheet:
    documents = Counter(draft.document for draft in measures if draft.document)
    numbers = {clause.span: clause.number for clause in page.clauses}
    sheet = _Sheet(fields_of(page.tags, page.title, page.text), numbers, documents)
    own = {clause.span for draft in measures for clause in draft.clauses}
    for span, number in numbers.items():
        sheet.numbered[number].append(span)
        read = sheet.fields[span.field]
        first, last = read.tokens(span.start, span.end)
        near = span in own or bool((read.shares[first:last] >= FAR).any())
        found: Places = places(span, read) if near else {}
        for name in documents:
            if (at := read.content.find(name, span.start, span.end)) >= 0:
                found.setdefault((at, at + len(name)), set())
        names = sheet.of_sentence[span] = {}
        for told in sorted(_told(span, read, found), key=lambda one: -one.gain):
            names.setdefault(told.name, told)
            sheet.times[told.name] += 1
            sheet.sources[told.name] |= found[told.start, told.end]
    every = (told for names in sheet.of_sentence.values() for told in names.values())
    for told in sorted(every, key=lambda one: -one.gain):
        sheet.best.setdefault(told.name, told)
    return sheet


def _told(span: Span, read: Field, found: Places) -> list[_Told]:
    gains = {(start, end): read.gain(start, end) for start, end in found}
    highest = np.full(span.end - span.start, -np.inf)  # over each character
    for (start, end), gain in gains.items():
        inside = highest[start - span.start : end - span.start]
        np.maximum(inside, gain, out=inside)
    return [
        _Told(read.content[start:end], span, start, end, gain, float(highest[start - span.start : end - span.start].max()))
        for (start, end), gain in gains.items()
    ]


def _of(draft: Draft, tagged: str | None, sheet: _Sheet) -> Iterator[Candidate]:
    """What may be the title of a measure, each where its sentences tell it, or else where it is tagged most surely."""
    own = {clause.span for clause in draft.clauses}
    mine = sorted({clause.number for clause in draft.clauses} or {0})
    names, top = _chosen(draft.document, tagged, own, mine, sheet)
    for told in names:
        rule = _beside_rule(told.name, draft.document, tagged)
        place = f"place={_place(told.span, own, mine, sheet)}"
        is_taken = sheet.documents[told.name] > (told.name == draft.document)
        signs = [
            f"rule={rule}", place, f"top={_steps(top - told.gain, 0, 1, 3, 6, 12)}", f"taken={is_taken}", f"measure={draft.kind}",
        ]  # fmt: skip
        told.signs = told.signs or _signs(told, sheet)
        signs += [f"{sign}|rule={rule}" for sign in (place, *told.signs.by_rule)]
        yield Candidate(told.name, (*told.signs.common, *signs))


def _chosen(
    ruled: str | None, tagged: str | None, own: set[Span], mine: Sequence[int], sheet: _Sheet
) -> tuple[list[_Told], float]:
    """The names that are weighed for a measure: found by rule or tag, of its sentences and the next, then the surest; and the highest gain."""
    here = [
        sheet.of_sentence[span]
        for span in sorted(own & sheet.of_sentence.keys(), key=lambda one: (one.field == "text", one.start))
    ]
    following = {span for number in mine for at in (number + 1, number + 2) for span in sheet.numbered.get(at, ())} - own

    def best(name: str) -> _Told:
        return max((names[name] for names in here if name in names), key=lambda one: one.gain, default=sheet.best[name])

    read = (*here, *(sheet.of_sentence[span] for span in following))
    near = {name: best(name) for names in read for name in islice(names, NAMES)}
    first = [name for name in (ruled, tagged) if name in sheet.best]
    nearest = nlargest(NAMES, near, key=lambda name: (near[name].gain, name))
    chosen: dict[str, _Told] = {}
    for name in chain(first, nearest, sheet.best):
        if len(chosen) == NAMES:
            break
        if name not in chosen:
            chosen[name] = best(name)
    gains = [told.gain for told in chosen.values()]
    gains += islice((one.gain for name, one in sheet.best.items() if not any(name in names for names in here)), 1)
    return list(chosen.values()), max(gains, default=0.0)


def _signs(told: _Told, sheet: _Sheet) -> _Signs:
    read = sheet.fields[told.span.field]
    gap = f"gap={_steps(told.over - told.gain, 0, 1, 3, 6, 12)}"
    gain = f"gain={_steps(told.gain, -10, -3, 0, 3, 8, 16)}"
    signs = [
        "1", gap, gain, f"field={told.span.field}", f"times={min(sheet.times[told.name], 3)}",
        *(f"from={source}" for source in sorted(sheet.sources[told.name])),
        *_of_name(told.name), *beside(read, told.start, told.end),
    ]  # fmt: skip
    cited = ["cited"] if is_cited(read.content, told.start, told.end, "zh") else []
    return _Signs((*signs, *cited), (gap, gain, *cited))


def _beside_rule(name: str, ruled: str | None, tagged: str | None) -> str:
    if not ruled:
        return "tagged" if name == tagged else "none"
    return "this" if name == ruled else "within" if name in ruled else "around" if ruled in name else "other"


def _place(span: Span, own: set[Span], mine: Sequence[int], sheet: _Sheet) -> str:
    at = sheet.numbers[span]
    if span in own:
        in_text = next((number for number in mine if number > 0), 0)
        return "own later" if at > in_text else "own"
    return "before" if at < mine[0] else "next" if at <= mine[-1] + 2 else "far"


def _steps(value: float, *bounds: float) -> int:
    return sum(value > bound for bound in bounds)


_PAREN = re.compile(r"[（(][^（()）]*[)）]$")
_NOUN = re.compile(
    r"(?:条例|办法|规定|细则|指南|原则|规范|标准|方案|规划|纲要|计划|意见|措施|行动|目录|通知|公告|法案|清单|要点|倡议|法|决定|规则|要求|战略|指引)$"
)


def _of_name(name: str) -> Iterator[str]:
    yield f"size={min(len(name) // 6, 6)}"
    bare = _PAREN.sub("", name).strip()
    yield f"paren={bare != name}"
    yield f"kind={kind_by_name(bare, 'zh') or '-'}"
    yield f"number={name[0].isdigit()}/{name[-1].isdigit()}"
    yield f"noun={_NOUN.search(bare) is not None}"


def decide(drafts: Sequence[Draft], page: Page, table: Weights | None = None) -> None:
    """Give each Chinese measure its likeliest title, and a title to one measure; where none is likely, none. In English, `take_first`."""
    if page.language != "zh":
        take_first(drafts, page)
        return
    table = weights("titles") if table is None else table
    names = candidates(drafts, page)
    fits = [(likelihood(one.signs, table), one.name, number) for number in names for one in names[number]]
    given: dict[int, str] = {}
    taken: set[str] = set()
    for fit, name, number in sorted(fits, reverse=True):
        if fit >= LIKELY and number not in given and name not in taken:
            given[number] = name
            taken.add(name)
    for number in names:
        drafts[number].document = given.get(number)


def take_first(drafts: Sequence[Draft], page: Page) -> None:
    """Leave each measure the title that the rules find, or else give it the one that is tagged first."""
    for draft in drafts:
        if draft.label == "policy":
            draft.document = draft.document or first_tagged(draft, page)
