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
FAINT = 0.55  # a strength below which a cue says next to nothing
_SENTENCE_END = re.compile(r"[。!?；;\n]|\.(?=\s+[A-Z\"“(])(?<!Inc\.)(?<!Corp\.)(?<!Ltd\.)(?<!Co\.)(?<!U\.S\.)(?<!U\.K\.)|\s--\s")
_BREAK = re.compile(r"[,，、:：]|\b(?:and|plus|while|with|as well as|which|after|when|where|including)\b|以及|和|其中|并|及|且")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# On text in lower case: without the flag for case, a search can skip to the letters its words begin with.
_COMPILED = [
    (cue, re.compile(cue.words if is_han else rf"(?<![a-z])(?:{cue.words})"), is_han)
    for cue in CUES
    for is_han in [bool(_HAN.search(cue.words))]
]


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
    others: tuple[int, ...]


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence an amount stands in, as far as REACH."""
    left, right = max(0, start - REACH), min(len(text), end + REACH)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, left, start)]
    stop = _SENTENCE_END.search(text, end, right)
    return (ends[-1] if ends else left), (stop.start() if stop else right)


def find_hits(sentence: str, offset: int) -> list[Hit]:
    has_han = bool(_HAN.search(sentence))
    has_latin = bool(re.search(r"[A-Za-z]{3}", sentence))
    return [
        Hit(i, cue, offset + m.start(), offset + m.end())
        for i, (cue, pattern, han) in enumerate(_COMPILED)
        if (has_han if han else has_latin)
        for m in pattern.finditer(sentence)
        if m.end() > m.start()
    ]


def read(text: str, scope: Scope, hits: Sequence[Hit]) -> Iterator[Reading]:
    """What each cue of the sentence says of the amount."""
    for hit in hits:
        before = hit.end <= scope.start + 1
        if (not before and hit.start < scope.own_end - 1) or hit.cue.side[0] == (">" if before else "<"):
            continue
        low, high = (hit.end, scope.start) if before else (scope.end if hit.start >= scope.end else scope.own_end, hit.start)
        between = text[low:high]
        if len(hit.cue.side) == 2 and len(between) > 2:
            continue
        crossed = sum(1 for start in scope.others if low <= start < high)
        breaks = len(_BREAK.findall(between))
        distance = len(between) * (2.2 if _HAN.search(between) else 1)
        strength = hit.cue.weight * 0.62 ** min(breaks, 4) * (0.6 if before else 0.4) ** min(crossed, 3) / (1 + distance / 70)
        zone = ("L" if before else "R") + ("0" if distance < 6 else "3" if crossed else "2" if breaks else "1")
        yield Reading(hit, strength * (1.1 if zone in {"L0", "R0"} else 1.0), zone)


def scores(readings: Sequence[Reading]) -> dict[str, float]:
    """The strongest cue for each role, with a little for every further one."""
    best: dict[str, float] = {}
    for reading in sorted(readings, key=lambda r: -r.strength):
        role = reading.hit.cue.role
        best[role] = best[role] + 0.1 * reading.strength if role in best else reading.strength
    return best


_EARNED = re.compile(r"(?:profit|earnings|eps|income|loss|losses|earned|loses?|lost)\b[^.;]*$|每股(?:收益|盈利|亏损|净利润)[^。；]*$")
_SHARED_OUT = re.compile(r"dividends?\b[^.;]*$|(?:分红|派息|股息|红利|派发|派现|股利)[^。；，）)]{0,12}$")
_RATE = re.compile(r" ?(?:约?(?:合|兑换?|等于|=)|(?:=|was worth|buys|equals) ?(?=[$€£¥\d]))")
_CONTINGENT_BEFORE = re.compile(r"cvrs?\b|contingent|或有价值权")
_CONTINGENT_AFTER = re.compile(r"[^.;,$]{0,16}(?:\bif\b|\bupon\b|contingent|on achieve)")
_PER_SHARE = re.compile(r" ?(?:more |extra |in cash )?(?:a|per|each|/) ?(?:\w+ )?(?:share|ads)\b|/股|每股")


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
    left = max([o for o in scope.others if o < named.hit.start] + [named.hit.start - 70, 0])
    right = min([o for o in scope.others if o > named.hit.end] + [named.hit.end + 60])
    phrase = text[left : named.hit.start].rsplit("，", 1)[-1] + text[named.hit.start : right].split("，", 1)[0]
    kinds = [kind for kind, pattern in _KINDS if pattern.search(phrase)]
    return None if not kinds else kinds[0] if len(kinds) == 1 else "combined"


def assign_roles(text: str, found: Sequence[Money], conversions: Sequence[bool]) -> list[Role]:
    """The role of each amount, and for a milestone its kind."""
    lower = text.lower()
    same = [conversion or money.closes_range for money, conversion in zip(found, conversions, strict=True)]
    roles: list[Role] = []
    bounds: tuple[int, int] = (0, 0)
    hits: list[Hit] = []
    for i, money in enumerate(found):
        if same[i]:
            roles.append(roles[-1])
            continue
        scope = scope_of(lower, found, same, i)
        around = sentence_around(text, scope.start, scope.end)
        if around != bounds:
            bounds, hits = around, find_hits(lower[around[0] : around[1]], around[0])
        readings = list(read(lower, scope, hits))
        best = weigh(lower, scope, scores(readings), bounds[0])
        role = max(best, key=lambda name: best[name]) if best else "other"
        if i and max(best.values(), default=0.0) < FAINT and found[i - 1].end > bounds[0]:
            role = roles[-1].name  # nothing is said of it; it stands in a list with the one before
        roles.append(Role(role, milestone_kind(lower, scope, readings) if role == "milestone" else None))
    return roles


def scope_of(text: str, found: Sequence[Money], same: Sequence[bool], i: int) -> Scope:
    """The amount with its conversions and the upper end of its range: in "£5bn ($7bn) takeover" the word stands right after."""
    last = i
    while last + 1 < len(found) and same[last + 1]:
        last += 1
    end = found[last].end
    if last > i and text[end : end + 1] in {")", "]"}:
        end += 1
    others = tuple(found[j].start for j in range(max(0, i - 8), min(len(found), last + 9)) if not i <= j <= last)
    return Scope(found[i].start, found[i].end, end, found[i].low, found[i].is_scaled, others)
