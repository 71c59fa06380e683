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


_KINDS = (
    (
        "development",
        re.compile(
            r"develop|clinical|research|discovery|nominat|candidate selection|proof[- ]of[- ]concept|phase [1-3i]|dos(?:ed|ing)\b|enrol|"
            r"first patient|(?<![a-z])ind(?![a-z])|trial|pivotal|registrational|首例|受试者|(?<![a-z])(?:pcc|poc|iit|ib)(?![a-z])|技术(?:转移|转让)|(?<!独家)(?<!合作)开发|研发|临床|研究|候选(?:药|化合|分子)|入组|给药|[1-3iⅰⅱⅲ一二三]期|概念验证|工艺|先导化合物|靶点|毒理|药学|(?<![a-z])cmc(?![a-z])"
        ),
    ),
    (
        "regulatory",
        re.compile(
            r"regulat|approv|(?<![a-z])(?:fda|ema|nmpa|cde|pmda|nda|bla|maa|anda|snda|sbla)(?![a-z])|marketing authori[sz]ation|filing|submission|registration|"
            r"注册|监管|获批|审批|批准|上市申请|上市(?!公司|许可持有|后)|优先审评|孤儿药|药监|受理|报批|递交|申报|上市批|生产批件|注册证"
        ),
    ),
    ("sales", re.compile(r"sales|commerc|launch|revenue|销售|商业|商务|净额达")),
)


_ENGLISH_BREAK = re.compile(r";|\.\s|\bin exchange for\b|\bfor the (?:exclusive|rights?|licen)")
NEXT_DOOR = 160  # characters to either side of a sentence
_PAID = re.compile(r"achiev|trigger|earn(?:s|ed)\b|receiv(?:es|ed)\b|触发|达成|收到|获得|到账")
_TO_COME = re.compile(r"up to|eligible|potential|最高|至多|有权|有资格|有望|潜在")
_AGREEMENT = re.compile(
    r"[\u4e00-\u9fff]{0,16}协议(?:项下|下|约定)?的?"
)  # is called after what it is for, whatever the payment is for
_LISTED = re.compile(r"[\u4e00-\u9fff](?:和|及|与|、|以及|或)\s?$")
_FULL_STOP = re.compile(r"[;。!?\n]|\.\s|\bin exchange for\b|\bfor the (?:exclusive|rights?|licen)")
_CHINESE_BREAK = re.compile(r"[;。]|,(?!(?:其中)?(?:包括|包含|含|涵盖|涉及|覆盖))")


# What has happened or must happen for a milestone, where it is not called by its kind.
_EVENTS = (
    (
        "development",
        re.compile(
            r"first (?:patient|participant|subject|human)|dos(?:ed|ing)\b|enrol|(?:initiat|start|complet|advanc|progress)\w* (?:[\w-]{1,20} ){0,4}(?:phase|trial|study|clinic)"
            r"|(?<![a-z])ind (?:clearance|acceptance|filing|submission)|candidate (?:selection|nomination)|首例|给药|入组|(?:启动|完成|进入|开展)[^。;,]{0,12}(?:临床|试验)|临床试验"
        ),
    ),
    (
        "regulatory",
        re.compile(
            r"(?<![a-z])(?:nda|bla|maa)(?![a-z])|(?:fda|ema|nmpa|regulatory|marketing|commission|mhlw)(?:'s)? (?:approv|acceptance|authori[sz])|approv(?:al|ed) (?:of|by|in|from)"
            r"|获批|批准上市|上市(?:申请|许可|批准)|获得[^。;,]{0,16}批准"
        ),
    ),
    (
        "sales",
        re.compile(
            r"first commercial sale|commercial launch|net sales (?:exceed|reach|of more)|首次商业|销售额(?:首次)?(?:达到|超过|突破)"
        ),
    ),
)


def milestone_kind(text: str, scope: Scope, readings: Sequence[Reading], sentence: Sentence) -> str | None:
    """development, regulatory, sales, or combined where the milestone names more than one."""
    named = max((r for r in readings if r.hit.cue.role == "milestone"), key=lambda r: r.strength, default=None)
    if named is None:
        return None
    hit = named.hit
    left = max([end for _, end in scope.others if end <= hit.start] + [hit.start - 60, 0])
    right = min([start for start, _ in scope.others if start >= hit.end] + [hit.end + 110])
    before, after = _AGREEMENT.sub("", text[left : hit.start]), text[hit.end : right]
    # An English list of kinds has commas of its own, a Chinese one has 、.
    clause = _CHINESE_BREAK if _HAN.search(text[left:right]) else _ENGLISH_BREAK
    phrases = [text[hit.start : hit.end]]
    if _LISTED.search(before):  # 开发、注册和商业化里程碑: the last of a list
        phrases[0] = clause.split(before)[-1] + phrases[0]
    phrases += [stop.split(before)[-1] + " " + stop.split(after, maxsplit=1)[0] for stop in (clause, _FULL_STOP)]
    named_kind = next((kind for phrase in phrases if (kind := _kind(phrase, _KINDS))), None)
    return named_kind or _kind(text[sentence.start : sentence.end], _EVENTS) or _reached(text, sentence)


def _reached(text: str, sentence: Sentence) -> str | None:
    """The kind of a milestone that has been paid or fallen due: what was reached is told in the sentence beside it."""
    said = text[sentence.start : sentence.end]
    if not _PAID.search(said) or _TO_COME.search(said):
        return None
    return _kind(text[max(0, sentence.start - NEXT_DOOR) : sentence.end + NEXT_DOOR], _EVENTS)


def _kind(phrase: str, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> str | None:
    kinds = [kind for kind, pattern in patterns if pattern.search(phrase)]
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
