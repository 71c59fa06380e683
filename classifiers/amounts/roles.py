"""What an amount is for, by the words of its sentence: each cue speaks for the amounts it is near and on the right side of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from classifiers.amounts.cues import CUES, Cue
from classifiers.amounts.spans import Money

REACH = 220  # characters to either side that are looked at
_SENTENCE_END = re.compile(r"[。!?；;\n]|\.(?=\s+[A-Z\"“(])(?<!Inc\.)(?<!Corp\.)(?<!Ltd\.)(?<!Co\.)(?<!U\.S\.)(?<!U\.K\.)|\s--\s")
_BREAK = re.compile(r"[,，、:：]|\b(?:and|plus|while|with|as well as|which|after|when|where|including)\b|以及|和|其中|并|及|且")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COMPILED = [(cue, re.compile(cue.words, re.I), bool(_HAN.search(cue.words))) for cue in CUES]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in the text."""

    number: int  # of the cue
    cue: Cue
    start: int
    end: int


class Reading(NamedTuple):
    """How strongly each cue speaks for one amount, and from where."""

    hit: Hit
    strength: float
    zone: str


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


def read(text: str, money: Money, others: Sequence[Money], hits: Sequence[Hit]) -> Iterator[Reading]:
    """What each cue of the sentence says of the amount."""
    for hit in hits:
        before = hit.end <= money.start + 1
        if not before and hit.start < money.end - 1:
            continue  # within the amount itself
        if hit.cue.side == ("<" if not before else ">"):
            continue
        low, high = (hit.end, money.start) if before else (money.end, hit.start)
        between = text[low:high]
        crossed = sum(1 for other in others if low <= other.start < high)
        breaks = len(_BREAK.findall(between))
        distance = len(between) * (2.2 if _HAN.search(between) else 1)
        strength = hit.cue.weight * 0.62 ** min(breaks, 4) * (0.6 if before else 0.4) ** min(crossed, 3) / (1 + distance / 70)
        zone = ("L" if before else "R") + ("0" if distance < 6 else "3" if crossed else "2" if breaks else "1")
        yield Reading(hit, strength * (1.1 if zone == "R0" else 1.0), zone)


def scores(readings: Sequence[Reading]) -> dict[str, float]:
    """The strongest cue for each role, with a little for every further one."""
    best: dict[str, float] = {}
    for reading in sorted(readings, key=lambda r: -r.strength):
        role = reading.hit.cue.role
        best[role] = best[role] + 0.15 * reading.strength if role in best else reading.strength
    return best


_KINDS = (
    ("development", re.compile(r"develop|clinical|research|preclinical|discovery|nominat|开发|研发|临床|研究", re.I)),
    ("regulatory", re.compile(r"regulat|approv|注册|监管|获批|审批|上市批准|批准", re.I)),
    ("sales", re.compile(r"sales|commerc|net sales|销售|商业", re.I)),
)


def milestone_kind(text: str, money: Money, bounds: tuple[int, int]) -> str | None:
    """development, regulatory, sales, or combined where the milestone names more than one."""
    clause = text[max(bounds[0], money.start - 40) : money.start] + " " + text[money.end : min(bounds[1], money.end + 90)]
    kinds = [kind for kind, pattern in _KINDS if pattern.search(clause)]
    return None if not kinds else kinds[0] if len(kinds) == 1 else "combined"


def assign_roles(text: str, found: Sequence[Money], conversions: Sequence[bool]) -> list[tuple[str, str | None]]:
    """The role of each amount, and for a milestone its kind."""
    roles: list[tuple[str, str | None]] = []
    bounds, hits = (0, 0), []
    for i, money in enumerate(found):
        if conversions[i]:
            roles.append(roles[-1])
            continue
        around = sentence_around(text, money.start, money.end)
        if around != bounds:
            bounds, hits = around, find_hits(text[around[0] : around[1]], around[0])
        near = [m for m in found[max(0, i - 8) : i + 9] if m is not money]
        best = scores(list(read(text, money, near, hits)))
        role = max(best, key=lambda name: best[name]) if best else "other"
        roles.append((role, milestone_kind(text, money, bounds) if role == "milestone" else None))
    return roles
