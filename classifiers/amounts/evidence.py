"""What the words around an amount say of it: each cue speaks for the amounts it is near and on the right side of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from classifiers.amounts.cues import CUES, Cue
from classifiers.amounts.spans import Money

REACH = 220  # characters to either side that are looked at
STEP = 100
CHINESE_LENGTH = 2.2  # of a character, in English ones
TOUCH = 4  # characters between a cue and the amount it belongs to, so that it says less of others
TAKEN = 0.4
_SENTENCE_END = re.compile(
    r"[。!?;\n]|\.(?=\s+[A-Z\"“(])(?<!Inc\.)(?<!Corp\.)(?<!Ltd\.)(?<!Co\.)(?<!U\.S\.)(?<!U\.K\.)|\s--\s"
)
_BREAK = re.compile(
    r"[,、:](?!\d{3})|\b(?:and|plus|while|with|as well as|which|after|when|where|including)\b|以及|和|其中|并|及|且"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
# On text in lower case: without the flag for case, a search can skip to the letters its words begin with.
_NEARBY = [
    (cue, re.compile(cue.words if is_han else rf"(?<![a-z])(?:{cue.words})"), is_han)
    for cue in CUES
    if len(cue.side) == 1
    for is_han in [bool(_HAN.search(cue.words))]
]
_JUST_BEFORE = [
    (cue, re.compile(rf"(?<![a-z])(?:{cue.words})[ -]?$"), bool(_HAN.search(cue.words))) for cue in CUES if cue.side == "<<"
]
_JUST_AFTER = [(cue, re.compile(rf"[ -]?(?:{cue.words})"), bool(_HAN.search(cue.words))) for cue in CUES if cue.side == ">>"]
ASIDE = 64  # characters before an amount in which a cue that touches it may begin


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in the text."""

    cue: Cue
    start: int
    end: int


class Reading(NamedTuple):
    """How strongly a cue speaks for one amount."""

    hit: Hit
    strength: float


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
    """The cues in a sentence that begins at offset."""
    has_han = bool(_HAN.search(sentence))
    has_latin = bool(re.search(r"[A-Za-z]{3}", sentence))
    return [
        Hit(cue, offset + m.start(), offset + m.end())
        for cue, pattern, is_han in _NEARBY
        if (has_han if is_han else has_latin)
        for m in pattern.finditer(sentence)
    ]


def find_beside(text: str, scope: Scope) -> Iterator[Hit]:
    """The cues that speak only for the amount they touch."""
    lead = max(0, scope.start - ASIDE)
    before = text[lead : scope.start]
    has_han = bool(_HAN.search(before))
    for cue, pattern, is_han in _JUST_BEFORE:
        if (has_han or not is_han) and (match := pattern.search(before)):
            yield Hit(cue, lead + match.start(), scope.start)
    has_han = bool(_HAN.search(text, scope.own_end, scope.end + ASIDE))
    for cue, pattern, is_han in _JUST_AFTER:
        if (has_han or not is_han) and (match := pattern.match(text, scope.own_end) or pattern.match(text, scope.end)):
            yield Hit(cue, match.start(), match.end())


def read(text: str, scope: Scope, hits: Iterable[Hit]) -> Iterator[Reading]:
    """What each cue says of the amount: less, the further away it is and the more stands between."""
    for hit in hits:
        before = hit.end <= scope.start + 1
        if (not before and hit.start < scope.own_end - 1) or hit.cue.side[0] == (">" if before else "<"):
            continue
        low, high = (hit.end, scope.start) if before else (scope.end if hit.start >= scope.end else scope.own_end, hit.start)
        nearness = _nearness(text[low:high], sum(1 for start, _ in scope.others if low <= start < high), before)
        taken = TAKEN if _touches_another(text, hit, scope, before, high - low) else 1.0
        yield Reading(hit, taken * hit.cue.weight * nearness)


def _nearness(between: str, crossed: int, before: bool) -> float:
    """From 1.1 for a cue that touches its amount towards 0, by the breaks, amounts and characters between the two."""
    length = len(between) * (CHINESE_LENGTH if _HAN.search(between) else 1)
    touching = 1.1 if length < 6 else 1.0
    broken = 0.62 ** min(len(_BREAK.findall(between)), 4)
    return touching * broken * (0.6 if before else 0.4) ** min(crossed, 3) / (1 + length / 70)


def _touches_another(text: str, hit: Hit, scope: Scope, before: bool, gap: int) -> bool:
    """Whether the cue stands beside another amount on its far side, nearer than here: "$50 million upfront and $300 million"."""
    sides = [(end, hit.start) if before else (hit.end, start) for start, end in scope.others]
    near = min(TOUCH, gap - 1)
    return any(0 <= high - low <= near and not _BREAK.search(text, low, high) for low, high in sides)


def scores(readings: Sequence[Reading]) -> dict[str, float]:
    """The strongest cue for each role, with a little for every further one."""
    best: dict[str, float] = {}
    for reading in sorted(readings, key=lambda r: -r.strength):
        role = reading.hit.cue.role
        best[role] = best[role] + 0.1 * reading.strength if role in best else reading.strength
    return best


def scope_of(text: str, found: Sequence[Money], same: Sequence[bool], i: int) -> Scope:
    """The amount with its conversions and the upper end of its range: in "£5bn ($7bn) takeover" the word stands right after."""
    last = i
    while last + 1 < len(found) and same[last + 1]:
        last += 1
    end = found[last].end
    if last > i and text[end : end + 1] in {")", "]"}:
        end += 1
    others = tuple(
        (found[j].start, found[j].end) for j in range(max(0, i - 8), min(len(found), last + 9)) if not i <= j <= last
    )
    return Scope(found[i].start, found[i].end, end, found[i].low, found[i].is_scaled, others)
