"""What an amount is for: the role its cues speak for most, in the light of its size and its place in a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from classifiers.amounts.evidence import (
    Scope,
    Sentence,
    find_beside,
    find_hits,
    read,
    scope_of,
    scores,
    sentence_around,
)
from classifiers.amounts.milestones import milestone_kind
from classifiers.amounts.spans import Money

HUGE = 10**8
FAINT = 0.55  # a strength below which a cue says next to nothing
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Role(NamedTuple):
    name: str
    milestone_kind: str | None = None


_EARNED = re.compile(
    r"(?:profit|earnings|eps|income|loss|losses|earned|loses?|lost)\b(?:[^.;]|\.(?=\d))*$|每股(?:收益|盈利|亏损|净利润)[^。;]*$"
)
# Said of a few dollars a share: results, unless a price is spoken of.
_EXPECTED = re.compile(
    r"estimates?\b|forecasts?\b|consensus|guidance|analysts|wall street|a year (?:ago|earlier)|year-ago|quarter|fiscal|non-gaap|excluding items"
)
_PRICED = re.compile(
    r"price|target|offer|acqui|bid\b|trad(?:ed|ing)|clos(?:e|ed|ing)|merger|takeover|\bbuy|purchase|tender|shares? (?:rose|fell|jumped|dropped|of)|stock"
)
_SHARED_OUT = re.compile(r"dividends?\b(?:[^.;]|\.(?=\d))*$|(?:分红|派息|股息|红利|派发|派现|股利)[^。;,)]{0,12}$")
_RATE = re.compile(r" ?(?:约?(?:合|兑换?|等于|=)|(?:=|was worth|buys|equals) ?(?=[$€£¥\d]))")
_CONTINGENT_BEFORE = re.compile(r"cvrs?\b|contingent|或有价值权")
_CONTINGENT_AFTER = re.compile(r"[^.;,$]{0,16}(?:\bif\b|\bupon\b|contingent|on achieve|或有)")
_OFFERED = re.compile(r"(?:offer|purchase|bid|sale) price\b")  # which may change with what happens, and is no less a price
_PER_SHARE = re.compile(r" ?(?:more |extra |in cash )?(?:a|per|each|/) ?(?:[a-z]{1,20} )?(?:share|ads)\b|/股|每股")


def weigh(text: str, scope: Scope, best: dict[str, float], left: int) -> dict[str, float]:
    """The scores again, with what the size of the amount and the words "per share" say."""
    small, large = scope.low < 10_000, scope.low >= 1_000_000
    size = {"price": 1.15 if small else 0.25 if scope.low >= HUGE else 0.5 if large else 1.0}
    if small:
        size |= {
            "upfront": 0.7 if scope.is_scaled else 0.3,
            "total": 0.6,
            "equity": 0.6,
            "funding": 0.6,
            "milestone": 0.8,
            "revenue_or_market": 0.9,
        }
    if scope.low == 1 and _RATE.match(text, scope.own_end):
        return {"other": 9.0}
    is_english = not _HAN.search(text, left, scope.start)
    if small and is_english:
        # "buy it for $300": in English a few dollars buy a thing, in Chinese a sum of 元 may be a whole sale
        size["total"] = 0.2
    weighed = {role: score * size.get(role, 1.0) for role, score in best.items()}
    if weighed.get("price", 0.0) < FAINT and scope.low >= HUGE:
        weighed.pop("price", None)  # nothing is priced at $19 billion, whatever the target was
    if small and (scope.low < 1_000 or not scope.is_scaled):
        weighed["price"] = weighed.get("price", 0.0) + (
            1.1 if is_english else 0.8
        )  # what is said of a few dollars is mostly what something costs
    lead = text[left : scope.start]
    if small and (_PER_SHARE.match(text, scope.end) or "每股" in lead[-24:] or "每10股" in lead[-24:]):
        is_contingent = _CONTINGENT_AFTER.match(text, scope.end) and not _OFFERED.search(lead)
        if is_contingent or _CONTINGENT_BEFORE.search(lead[-48:]):
            return weighed | {"milestone": 9.0}
        is_earned = _EARNED.search(lead) or (_EXPECTED.search(text, left, scope.end + 64) and not _PRICED.search(lead))
        role = "other" if _SHARED_OUT.search(lead) else "revenue_or_market" if is_earned else "price"
        return weighed | {"price": 0.0, role: 9.0}
    return weighed


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
    return [Role("total") if is_sum(text, found, roles, same, i) else role for i, role in enumerate(roles)]


def is_sum(text: str, found: Sequence[Money], roles: Sequence[Role], same: Sequence[bool], i: int) -> bool:
    """Whether an amount is what the payments beside it add up to: $60 million upfront + $240 million = $300 million."""
    if same[i] or roles[i].name not in _PAYMENTS or not found[i].is_scaled:
        return False
    parts = [
        j
        for j in range(max(0, i - 4), min(len(found), i + 5))
        if j != i and not same[j] and roles[j].name in _PAYMENTS and found[j].currency == found[i].currency
        if not re.search(r"[。\n]|\. ", text[min(found[i].end, found[j].end) : max(found[i].start, found[j].start)])
    ]
    if roles[i].name == "upfront" and all(roles[j].name != "milestone" for j in parts):
        return False  # an upfront payment of cash and shares
    return len(parts) > 1 and sum(found[j].low for j in parts) == found[i].low


def _role(text: str, scope: Scope, sentence: Sentence, previous: Role | None) -> Role:
    readings = list(read(text, scope, [*sentence.hits, *find_beside(text, scope)]))
    best = weigh(text, scope, scores(readings), sentence.start)
    name = max(best, key=lambda role: best[role]) if best else "other"
    if previous and max(best.values(), default=0.0) < FAINT:
        name = previous.name  # nothing is said of it; it stands in a list with the one before
    name = listed_role(text, scope, sentence) or name
    return Role(name, milestone_kind(text, scope, readings, sentence) if name == "milestone" else None)


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
