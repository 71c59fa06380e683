"""Roles that the words beside a Chinese amount tell outright, whatever weights say."""

from __future__ import annotations

import re

from classifiers.events.term_roles import BOUGHT

_CLAUSE = re.compile("[，。；、\uf000-\uf8ff]")
_RIGHTS = frozenset({"license", "option", "collaboration"})
_ORDERED = frozenset({"supply", "contract"})
_MONEY = frozenset({"financing", "listing"})
_BREACH = re.compile("^的?(?:违约金|分手费|终止费|赔偿|补偿金)|(?:违约金|分手费|终止费|赔偿金|补偿金)[^，。；]{0,6}$")
_USED = re.compile("^(?:将|拟)?(?:用于|投向)(?![^，。；]*(?:融资|轮|增发|配售|贷款|债券))")
_RAISED = re.compile("募|融资|发行|集资|筹|贷款|授信|借款|所得款")
_CASH = re.compile("其中的?现金(?:对价|部分|支付)?(?:为|约)?$|现金(?:对价|部分)(?:为|约)?$")
_AT_ONCE = re.compile("首付|首期|预付|签约|签署|交割|头款|定金")
_STEPS = re.compile(
    "里程碑(?:付款|款|款项|费用|总额|金额|金|的)*(?:累计|合计|总计|总额)?(?:最高|不超过|至多|最多|可达|约|为|达|另有|逾|超)*$"
)
_DEPOSIT = re.compile("(?:履约|投标)?保证金(?:为|约)?$|^的?(?:履约)?保证金")
_AT_LEAST = re.compile("每年(?:最低|至少|不少于|不低于)+[^，。；]{0,4}$")


def told_outright(kind: str, clause: str, sign: str) -> str | None:
    """The role of an amount in an event of this kind, where the words right before or after it leave no other."""
    before, _, after = clause.partition(sign)
    near = _CLAUSE.split(before)[-1]
    then = _CLAUSE.split(after)[0]
    if kind in _RIGHTS | BOUGHT | _ORDERED and (_BREACH.search(near) or _BREACH.search(then)):
        return "penalty"
    if kind in _MONEY and _USED.search(then) and not _RAISED.search(near):
        return "other"
    if kind in BOUGHT and _CASH.search(near) and not _AT_ONCE.search(near + then):
        return "other"
    if kind in _RIGHTS | _ORDERED and (_DEPOSIT.search(near) or _DEPOSIT.search(then)):
        return "other"
    if kind in _RIGHTS and _STEPS.search(near) and not _AT_ONCE.search(near):
        return "milestone"
    return "royalty" if kind in _RIGHTS and _AT_LEAST.search(near) else None
