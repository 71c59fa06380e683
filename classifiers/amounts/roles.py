"""What an amount is for, by the words of its sentence: each cue speaks for the amounts it is near and on the right side of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from classifiers.amounts.cues import CUES, Cue
from classifiers.amounts.spans import Money

REACH = 220  # characters to either side that are looked at
STEP = 100
TOUCH = 4  # characters between a cue and the amount it belongs to, so that it says less of others
TAKEN = 0.4
FAINT = 0.55  # a strength below which a cue says next to nothing
_SENTENCE_END = re.compile(r"[。!?;\n]|\.(?=\s+[A-Z\"“(])(?<!Inc\.)(?<!Corp\.)(?<!Ltd\.)(?<!Co\.)(?<!U\.S\.)(?<!U\.K\.)|\s--\s")
_BREAK = re.compile(r"[,、:](?!\d{3})|\b(?:and|plus|while|with|as well as|which|after|when|where|including)\b|以及|和|其中|并|及|且")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# On text in lower case: without the flag for case, a search can skip to the letters its words begin with.
_NEARBY = [
    (n, cue, re.compile(cue.words if _HAN.search(cue.words) else rf"(?<![a-z])(?:{cue.words})"), bool(_HAN.search(cue.words)))
    for n, cue in enumerate(CUES)
    if len(cue.side) == 1
]
_JUST_BEFORE = [(n, cue, re.compile(rf"(?<![a-z])(?:{cue.words})[ -]?$")) for n, cue in enumerate(CUES) if cue.side == "<<"]
_JUST_AFTER = [(n, cue, re.compile(rf"[ -]?(?:{cue.words})")) for n, cue in enumerate(CUES) if cue.side == ">>"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in the text."""

    number: int  # of the cue
    cue: Cue
    start: int
    end: int


class Role(NamedTuple):
    name: str
    milestone_kind: str | None = None


class Reading(NamedTuple):
    """How strongly each cue speaks for one amount, and from where."""

    hit: Hit
    strength: float
    zone: str


class Scope(NamedTuple):
    """An amount together with its conversions in brackets, and where its neighbours begin."""

    start: int
    own_end: int
    end: int  # of the conversions
    low: Decimal
    is_scaled: bool  # said in thousands or millions
    others: tuple[tuple[int, int], ...]


class Sentence(NamedTuple):
    start: int
    end: int
    hits: list[Hit]


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence an amount stands in, as far as REACH."""
    # In steps, so that in a long list without a full stop many amounts share one search.
    left, right = max(0, start - REACH) // STEP * STEP, min(len(text), -(-(end + REACH) // STEP) * STEP)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, left, start)]
    stop = _SENTENCE_END.search(text, end, right)
    return (ends[-1] if ends else left), (stop.start() if stop else right)


def find_hits(sentence: str, offset: int) -> list[Hit]:
    has_han = bool(_HAN.search(sentence))
    has_latin = bool(re.search(r"[A-Za-z]{3}", sentence))
    return [
        Hit(n, cue, offset + m.start(), offset + m.end())
        for n, cue, pattern, is_han in _NEARBY
        if (has_han if is_han else has_latin)
        for m in pattern.finditer(sentence)
    ]


def find_beside(text: str, scope: Scope) -> Iterator[Hit]:
    """The cues that speak only for the amount they touch."""
    lead = max(0, scope.start - 64)
    for n, cue, pattern in _JUST_BEFORE:
        if match := pattern.search(text[lead : scope.start]):
            yield Hit(n, cue, lead + match.start(), scope.start)
    for n, cue, pattern in _JUST_AFTER:
        if match := pattern.match(text, scope.own_end) or pattern.match(text, scope.end):
            yield Hit(n, cue, match.start(), match.end())


def read(text: str, scope: Scope, hits: Sequence[Hit]) -> Iterator[Reading]:
    """What each cue of the sentence says of the amount."""
    for hit in hits:
        before = hit.end <= scope.start + 1
        if (not before and hit.start < scope.own_end - 1) or hit.cue.side[0] == (">" if before else "<"):
            continue
        low, high = (hit.end, scope.start) if before else (scope.end if hit.start >= scope.end else scope.own_end, hit.start)
        between = text[low:high]
        crossed = sum(1 for start, _ in scope.others if low <= start < high)
        breaks = len(_BREAK.findall(between))
        distance = len(between) * (2.2 if _HAN.search(between) else 1)
        taken = TAKEN if _touches_another(text, hit, scope, before) else 1.0
        strength = taken * hit.cue.weight * 0.62 ** min(breaks, 4) * (0.6 if before else 0.4) ** min(crossed, 3) / (1 + distance / 70)
        zone = ("L" if before else "R") + ("0" if distance < 6 else "3" if crossed else "2" if breaks else "1")
        yield Reading(hit, strength * (1.1 if zone in {"L0", "R0"} else 1.0), zone)


def _touches_another(text: str, hit: Hit, scope: Scope, before: bool) -> bool:
    """Whether the cue stands right beside another amount, on the far side: "$50 million upfront and $300 million"."""
    if before:
        return any(0 <= hit.start - end <= TOUCH and not _BREAK.search(text, end, hit.start) for _, end in scope.others)
    return any(0 <= start - hit.end <= TOUCH and not _BREAK.search(text, hit.end, start) for start, _ in scope.others)


def scores(readings: Sequence[Reading]) -> dict[str, float]:
    """The strongest cue for each role, with a little for every further one."""
    best: dict[str, float] = {}
    for reading in sorted(readings, key=lambda r: -r.strength):
        role = reading.hit.cue.role
        best[role] = best[role] + 0.1 * reading.strength if role in best else reading.strength
    return best


_EARNED = re.compile(r"(?:profit|earnings|eps|income|loss|losses|earned|loses?|lost)\b[^.;]*$|每股(?:收益|盈利|亏损|净利润)[^。;]*$")
_SHARED_OUT = re.compile(r"dividends?\b[^.;]*$|(?:分红|派息|股息|红利|派发|派现|股利)[^。;,)]{0,12}$")
_RATE = re.compile(r" ?(?:约?(?:合|兑换?|等于|=)|(?:=|was worth|buys|equals) ?(?=[$€£¥\d]))")
_CONTINGENT_BEFORE = re.compile(r"cvrs?\b|contingent|或有价值权")
_CONTINGENT_AFTER = re.compile(r"[^.;,$]{0,16}(?:\bif\b|\bupon\b|contingent|on achieve)")
_PER_SHARE = re.compile(r" ?(?:more |extra |in cash )?(?:a|per|each|/) ?(?:[a-z]{1,20} )?(?:share|ads)\b|/股|每股")


def weigh(text: str, scope: Scope, best: dict[str, float], left: int) -> dict[str, float]:
    """The scores again, with what the size of the amount and the words "per share" say."""
    small, large = scope.low < 10_000, scope.low >= 1_000_000
    size = {"price": 1.15 if small else 0.5 if large else 1.0}
    if small:
        size |= {"upfront": 0.7, "total": 0.6, "equity": 0.6, "funding": 0.6, "milestone": 0.8, "revenue_or_market": 0.9}
    if scope.low == 1 and _RATE.match(text, scope.own_end):
        return {"other": 9.0}
    weighed = {role: score * size.get(role, 1.0) for role, score in best.items()}
    if small and not scope.is_scaled:
        weighed["price"] = weighed.get("price", 0.0) + 0.8  # what is said of a few dollars is mostly what something costs
    lead = text[left : scope.start]
    if small and (_PER_SHARE.match(text, scope.end) or "每股" in lead[-24:] or "每10股" in lead[-24:]):
        if _CONTINGENT_BEFORE.search(lead[-48:]) or _CONTINGENT_AFTER.match(text, scope.end):
            return weighed | {"milestone": 9.0}
        role = "other" if _SHARED_OUT.search(lead) else "revenue_or_market" if _EARNED.search(lead) else "price"
        return weighed | {"price": 0.0, role: 9.0}
    return weighed


_KINDS = (
    ("development", re.compile(r"develop|clinical|research|discovery|nominat|开发|研发|临床|研究")),
    ("regulatory", re.compile(r"regulat|approv|注册|监管|获批|审批|批准")),
    ("sales", re.compile(r"sales|commerc|销售|商业")),
)


def milestone_kind(text: str, scope: Scope, readings: Sequence[Reading]) -> str | None:
    """development, regulatory, sales, or combined where the milestone names more than one."""
    named = max((r for r in readings if r.hit.cue.role == "milestone"), key=lambda r: r.strength, default=None)
    if named is None:
        return None
    phrases = [text[named.hit.start : named.hit.end]]
    left = max([end for _, end in scope.others if end <= named.hit.start] + [named.hit.start - 40, 0])
    right = min([start for start, _ in scope.others if start >= named.hit.end] + [named.hit.end + 60])
    comma = "," if _HAN.search(text[left:right]) else ";"  # an English list of kinds has commas of its own, a Chinese one has 、
    phrases.append(text[left : named.hit.start].rsplit(comma, 1)[-1] + text[named.hit.end : right].split(comma, 1)[0])
    return next((kind for phrase in phrases if (kind := _kind(phrase))), None)


def _kind(phrase: str) -> str | None:
    kinds = [kind for kind, pattern in _KINDS if pattern.search(phrase)]
    return None if not kinds else kinds[0] if len(kinds) == 1 else "combined"


def assign_roles(text: str, found: Sequence[Money], conversions: Sequence[bool]) -> list[Role]:
    """The role of each amount, and for a milestone its kind."""
    lower = text.lower()
    same = [conversion or money.closes_range for money, conversion in zip(found, conversions, strict=True)]
    roles: list[Role] = []
    sentence = Sentence(0, 0, [])
    for i in range(len(found)):
        if same[i]:
            roles.append(roles[-1])
            continue
        scope = scope_of(lower, found, same, i)
        start, end = sentence_around(text, scope.start, scope.end)
        if (start, end) != sentence[:2]:
            sentence = Sentence(start, end, find_hits(lower[start:end], start))
        roles.append(_role(lower, scope, sentence, roles[-1] if i and found[i - 1].end > start else None))
    return roles


def _role(text: str, scope: Scope, sentence: Sentence, previous: Role | None) -> Role:
    readings = list(read(text, scope, [*sentence.hits, *find_beside(text, scope)]))
    best = weigh(text, scope, scores(readings), sentence.start)
    name = max(best, key=lambda role: best[role]) if best else "other"
    if previous and max(best.values(), default=0.0) < FAINT:
        name = previous.name  # nothing is said of it; it stands in a list with the one before
    return Role(listed_role(text, scope, sentence) or name, milestone_kind(text, scope, readings) if name == "milestone" else None)


_RESPECTIVELY = re.compile(r"respectively|分别")
_PAYMENTS = frozenset({"upfront", "milestone", "royalty", "equity", "total"})


def listed_role(text: str, scope: Scope, sentence: Sentence) -> str | None:
    """The role by its place in a list: "upfront and milestone payments of $20 million and $300 million, respectively"."""
    if not _RESPECTIVELY.search(text, sentence.start, sentence.end):
        return None
    amounts = sorted([scope.start, *(start for start, _ in scope.others if sentence.start <= start < sentence.end)])
    named: list[str] = []
    for hit in sorted(sentence.hits, key=lambda hit: hit.start):
        if hit.end <= amounts[0] and hit.cue.weight >= 3 and hit.cue.role in _PAYMENTS and hit.cue.role not in named:
            named.append(hit.cue.role)
    return named[amounts.index(scope.start)] if len(named) == len(amounts) > 1 else None


def scope_of(text: str, found: Sequence[Money], same: Sequence[bool], i: int) -> Scope:
    """The amount with its conversions and the upper end of its range: in "£5bn ($7bn) takeover" the word stands right after."""
    last = i
    while last + 1 < len(found) and same[last + 1]:
        last += 1
    end = found[last].end
    if last > i and text[end : end + 1] in {")", "]"}:
        end += 1
    others = tuple((found[j].start, found[j].end) for j in range(max(0, i - 8), min(len(found), last + 9)) if not i <= j <= last)
    return Scope(found[i].start, found[i].end, end, found[i].low, found[i].is_scaled, others)
