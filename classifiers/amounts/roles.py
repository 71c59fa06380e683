"""What an amount is for: the role its cues speak for most, in the light of its size and its place in a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from classifiers.amounts.evidence import (
    Reading,
    Scope,
    Sentence,
    find_beside,
    find_hits,
    read,
    scope_of,
    scores,
    sentence_around,
)
from classifiers.amounts.spans import Money

HUGE = 10**8
FAINT = 0.55  # a strength below which a cue says next to nothing
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Role(NamedTuple):
    name: str
    milestone_kind: str | None = None


_EARNED = re.compile(
    r"(?:profit|earnings|eps|income|loss|losses|earned|loses?|lost)\b[^.;]*$|每股(?:收益|盈利|亏损|净利润)[^。;]*$"
)
_SHARED_OUT = re.compile(r"dividends?\b[^.;]*$|(?:分红|派息|股息|红利|派发|派现|股利)[^。;,)]{0,12}$")
_RATE = re.compile(r" ?(?:约?(?:合|兑换?|等于|=)|(?:=|was worth|buys|equals) ?(?=[$€£¥\d]))")
_CONTINGENT_BEFORE = re.compile(r"cvrs?\b|contingent|或有价值权")
_CONTINGENT_AFTER = re.compile(r"[^.;,$]{0,16}(?:\bif\b|\bupon\b|contingent|on achieve|或有)")
_PER_SHARE = re.compile(r" ?(?:more |extra |in cash )?(?:a|per|each|/) ?(?:[a-z]{1,20} )?(?:share|ads)\b|/股|每股")


def weigh(text: str, scope: Scope, best: dict[str, float], left: int) -> dict[str, float]:
    """The scores again, with what the size of the amount and the words "per share" say."""
    small, large = scope.low < 10_000, scope.low >= 1_000_000
    size = {"price": 1.15 if small else 0.25 if scope.low >= HUGE else 0.5 if large else 1.0}
    if small:
        size |= {"upfront": 0.7, "total": 0.6, "equity": 0.6, "funding": 0.6, "milestone": 0.8, "revenue_or_market": 0.9}
    if scope.low == 1 and _RATE.match(text, scope.own_end):
        return {"other": 9.0}
    weighed = {role: score * size.get(role, 1.0) for role, score in best.items()}
    if weighed.get("price", 0.0) < FAINT and scope.low >= HUGE:
        weighed.pop("price", None)  # nothing is priced at $19 billion, whatever the target was
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
    (
        "development",
        re.compile(
            r"develop|clinical|research|discovery|nominat|candidate selection|proof[- ]of[- ]concept|phase [1-3i]|dos(?:ed|ing)\b|enrol|"
            r"first patient|\bind\b|trial|(?<!独家)(?<!合作)开发|研发|临床|研究|候选(?:药|化合|分子)|入组|给药|[1-3i]期|概念验证"
        ),
    ),
    (
        "regulatory",
        re.compile(
            r"regulat|approv|\bfda\b|\bema\b|\bnmpa\b|marketing authori[sz]ation|\b[nbm][dl]a\b|filing|submission|registration|"
            r"注册|监管|获批|审批|批准|上市申请|上市许可|药监|受理|报批"
        ),
    ),
    ("sales", re.compile(r"sales|commerc|launch|revenue|销售|商业|商务|净额达")),
)


_ENGLISH_BREAK = re.compile(r";|\.\s")
_CHINESE_BREAK = re.compile(r"[;。]|,(?!(?:其中)?(?:包括|包含|含|涵盖|涉及|覆盖))")


def milestone_kind(text: str, scope: Scope, readings: Sequence[Reading]) -> str | None:
    """development, regulatory, sales, or combined where the milestone names more than one."""
    named = max((r for r in readings if r.hit.cue.role == "milestone"), key=lambda r: r.strength, default=None)
    if named is None:
        return None
    phrases = [text[named.hit.start : named.hit.end]]
    left = max([end for _, end in scope.others if end <= named.hit.start] + [named.hit.start - 60, 0])
    right = min([start for start, _ in scope.others if start >= named.hit.end] + [named.hit.end + 110])
    # An English list of kinds has commas of its own, a Chinese one has 、.
    comma = _CHINESE_BREAK if _HAN.search(text[left:right]) else _ENGLISH_BREAK
    phrases.append(
        comma.split(text[left : named.hit.start])[-1] + " " + comma.split(text[named.hit.end : right], maxsplit=1)[0]
    )
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
    return Role(name, milestone_kind(text, scope, readings) if name == "milestone" else None)


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
