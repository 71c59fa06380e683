"""Who is a party of an event, weighed: what the rules say of each name beside where it stands, what stands beside it and what kind of name it is.

The rules of triggers.toml propose; weights fitted on read articles say how likely each is (benchmarks/events_weights.py makes weights.json), and placing.py decides. Each side has
weights of its own, and so has what the rules say of it; their sum, through the logistic curve, is how likely the name has that side in the event.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from classifiers.events.drafts import Draft
from classifiers.events.hearing import family, loudest, step
from classifiers.events.passages import AMOUNT, PARTY, Passage, parties_in
from classifiers.events.sides import EXCHANGES, FAMILY, SIDES
from classifiers.events.tagged import side_signs
from classifiers.parties import NamedArticle, is_common
from classifiers.tags import Floats, Tags

_INVESTOR = re.compile(
    r"Capital|Ventures?|Partners|Fund|Investment|Equity|Management|Bank|Advisors|Trust|Holdings?|资本|创投|基金|投资|产投|国投|银行|证券|风投|母基金"
)
_INSTITUTION = re.compile(
    r"University|Institute|Hospital|College|Foundation|Centre|Center|Association|Consortium|大学|医院|研究院|研究所|学会|中心"
)
_TRADE = re.compile(
    r"(?:Therapeutics|Pharma\w*|Bio\w*|Medical|Health\w*|Technologies|Sciences|Labs?|AI|Robotics|Medicines?|Group|Oncology|Diagnostics)\b|"
    r"(?:生物|医药|药业|制药|科技|医疗|智能|集团|股份|机器人|电子|信息|数据|技术|健康)"
)
_LEGAL = re.compile(r"\b(?:Inc|Corp|Corporation|Ltd|Limited|LLC|plc|PLC|N\.?V|B\.?V|S\.?A|AG|SE|GmbH|A/S|AB)\b|公司$")
WORD = re.compile(r"[A-Za-zÀ-ž$%€£-]+|\d+|[\ue000-\uf8ff]|[^\s\w]")
_PRODUCT_AFTER = re.compile(r"^ ?(?:[®™]|\((?:[a-z]+(?:-[a-z]{4})?)\))")
_HELP = re.compile(r"advis|counsel|underwrit|book-?run|manager|agent|财务顾问|保荐|承销|配售代理|顾问")
LEAD = 6  # sentences, the title among them, of which every name is weighed
MOST = 40  # names weighed for one event
OTHER_SIDES = {"milestone": ("sponsor", "agency"), "policy": ("issuer", "subject")}


def sides_of(draft: Draft) -> tuple[str, ...]:
    """The sides that an event of this kind has."""
    if draft.label == "deal":
        return (
            ("seller", "acquirer", "target")
            if draft.kind == "divestiture"
            else SIDES[FAMILY.get(draft.kind, "collaboration")]
        )
    return OTHER_SIDES[draft.label]


@dataclass(frozen=True, slots=True)
class View:
    """The names of an article, as far as all of its events share them."""

    named: NamedArticle
    clauses: list[Passage]
    language: str
    counts: Counter[int]
    title: tuple[int, ...]  # named in the title, in order
    first: dict[int, int]  # the sentence that names each first
    products: frozenset[int]  # written with ® or before a substance in brackets
    tags: Tags | None = None


def view(
    named: NamedArticle, clauses: list[Passage], language: str, title: str, text: str, tags: Tags | None = None
) -> View:
    counts = Counter(mention.entity for mention in named.mentions)
    first: dict[int, int] = {}
    for clause in clauses:
        for number in parties_in(clause.text):
            first.setdefault(number, clause.number)
    titled = tuple(dict.fromkeys(m.entity for m in named.mentions if m.field == "title"))
    products = frozenset(
        m.entity for m in named.mentions if _PRODUCT_AFTER.match((title if m.field == "title" else text)[m.end : m.end + 40])
    )
    return View(named, clauses, language, counts, titled, first, products, tags)


def features(draft: Draft, number: int, seen: View) -> list[str]:
    """What is told of a name beside an event."""
    entity = seen.named.entities[number]
    rule = draft.side(number) if number in draft.sides else "-"
    total = sum(sum(sides.values()) for sides in draft.sides.values()) or 1
    share = sum(draft.sides[number].values()) / total if number in draft.sides else 0.0
    kind = draft.kind if draft.label == "deal" else f"{draft.label}.{draft.kind}"
    found = ["1", f"rule={rule}", f"rule={rule}|{kind}", f"kind={kind}", f"rule={rule}|share={min(int(share * 5), 4)}"]
    found += list(_of_name(entity.name, entity.kind, entity.canonical, number, seen))
    if entity.told:
        found += ["told", f"told|rule={rule}"]
    place = seen.title.index(number) if number in seen.title else -1
    told = [clause for clause in draft.clauses if chr(PARTY + number) in clause.text]
    found += [
        f"title={min(place, 2)}", f"titled={len(seen.title) > 0 and place < 0}", f"count={min(seen.counts[number], 4)}",
        f"first={min(seen.first.get(number, 9), 4)}", f"names={min(len(seen.counts), 6)}", f"told={min(len(told), 3)}",
        f"most={seen.counts[number] == max(seen.counts.values(), default=0)}", f"title={min(place, 2)}|rule={rule}",
        f"told={min(len(told), 1)}|rule={rule}", f"others={min(len(draft.sides), 3)}|rule={rule}",
    ]  # fmt: skip
    for clause in told[:3]:
        found += list(_beside(clause.text, number, kind, seen.language))
    if (said := tagged(draft, number, seen)) is not None:
        found += [sign for one in side_signs(said) for sign in (one, f"{one}|rule={rule}")]
    if seen.tags is not None:
        found += list(_heard(draft, number, rule, seen))
    return list(dict.fromkeys(found))


def tagged(draft: Draft, number: int, seen: View) -> Floats | None:
    """What the tags say of a name: where the event tells it, or else anywhere."""
    if seen.tags is None:
        return None
    mentions = [m for m in seen.named.mentions if m.entity == number]
    spans = [clause.span for clause in draft.clauses]
    near = [m for m in mentions if any(s.field == m.field and s.start <= m.start < s.end for s in spans)]
    said = [row for m in (near or mentions)[:8] if (row := seen.tags.over(m.field, m.start, m.end)) is not None]
    return np.mean(said, axis=0) if said else None


def _heard(draft: Draft, number: int, rule: str, seen: View) -> Iterator[str]:
    """How surely the sentences that name it are heard to tell the event, or another one."""
    named = [
        clause for clause in seen.clauses if chr(PARTY + number) in clause.text and clause.is_read and not clause.background
    ]
    if not named:
        return
    kinds = family(draft.label, draft.kind)
    own, others = step(loudest(named, kinds)), {kind for clause in named for kind in clause.heard} - kinds
    yield f"heard={own}"
    yield f"heard={own}|rule={rule}"
    yield f"heard={own}|{draft.label}.{draft.kind}"
    yield f"heard={own}|other={step(loudest(named, others))}"


def _of_name(name: str, kind: str, canonical: str | None, number: int, seen: View) -> Iterator[str]:
    yield f"is={kind}"
    yield f"known={canonical is not None}"
    yield f"exchange={canonical in EXCHANGES}"
    for sign, pattern in (("investor", _INVESTOR), ("institution", _INSTITUTION), ("trade", _TRADE), ("legal", _LEGAL)):
        if pattern.search(name):
            yield sign
    if number in seen.products:
        yield "product"
    words = name.split()
    if name[:1].isascii():
        yield f"words={min(len(words), 4)}"
        if all(is_common(word) for word in words):
            yield f"common={min(len(words), 2)}"
        if name.isupper() and len(name) < 6:
            yield "acronym"
        if any(char.isdigit() for char in name):
            yield "digits"
    else:
        yield f"letters={min(len(name), 9)}"
        yield f"end={name[-2:]}"
    larger = any(other != number and (name in e.name or e.name in name) for other, e in enumerate(seen.named.entities))
    if larger:
        yield "within"


def _beside(clause: str, number: int, kind: str, language: str) -> Iterator[str]:
    sign = chr(PARTY + number)
    order = parties_in(clause)
    at = order.index(number)
    yield f"order={min(at, 2)}/{min(len(order), 3)}"
    yield f"order={min(at, 2)}/{min(len(order), 3)}|{kind}"
    if len(order) > 1 and at == len(order) - 1:
        yield "last"
    before, _, after = clause.partition(sign)
    if _HELP.search(after[:60]):
        yield "helper"
    if language == "en":
        left, right = (
            [plain(w) for w in WORD.findall(before[-60:])[-2:]],
            [plain(w) for w in WORD.findall(after[:60])[:3]],
        )
        glue = " "
    else:
        left, right = [plain(c) for c in before[-3:]], [plain(c) for c in after[:4]]
        glue = ""
    yield from nearest(left, right, glue)
    if left:
        yield f"<{glue.join(left[-2:])}|{kind}"
    if right:
        yield f">{glue.join(right[:2])}|{kind}"
    if not before.strip():
        yield "opens"


def nearest(left: Sequence[str], right: Sequence[str], glue: str) -> Iterator[str]:
    """The one, two and three words or letters on either side of a place."""
    for length in (1, 2, 3):
        if len(left) >= length:
            yield f"<{glue.join(left[-length:])}"
        if len(right) >= length:
            yield f">{glue.join(right[:length])}"


def plain(word: str) -> str:
    """A word as it is weighed: parties, amounts and numbers are signs."""
    code = ord(word[0])
    return "¶" if PARTY <= code < AMOUNT else "¤" if AMOUNT <= code <= 0xF8FF else "9" if word[0].isdigit() else word.lower()


Table = dict[str, dict[str, float]]


@cache
def weights(tagged: bool) -> Table:
    """The weights that ship, for articles with tags and without: by side and by relation to the rules' verdict, of each feature."""
    name = "weights_tagged.json" if tagged else "weights.json"
    table: Table = json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return table


def relation(rule: str | None, side: str) -> str:
    """What the rules say of the side: this one, another one, or nothing."""
    return "none" if rule is None else "same" if rule == side else "other"


def likelihood(told: list[str], side: str, rule: str | None, table: Table) -> float:
    """How likely a name of which this is told has the side."""
    rows = table.get(side, {}), table.get(relation(rule, side), {})
    return logistic(sum(row[feature] for row in rows for feature in told if feature in row))


def logistic(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def logit(share: float) -> float:
    """The sum whose share this is through the logistic curve, within one in a million of 0 and 1."""
    share = min(max(share, 1e-6), 1 - 1e-6)
    return math.log(share / (1 - share))


def candidates(draft: Draft, seen: View) -> list[int]:
    """Who may be a party: whom the rules place, or the title, a clause of the event or the lead names."""
    named = {n for clause in draft.clauses for n in parties_in(clause.text)}
    early = {number for number, sentence in seen.first.items() if sentence <= LEAD}
    return sorted(set(draft.sides) | named | set(seen.title) | early)[:MOST]
