"""The words of the rule language, English and Chinese side by side; values have the words that alerts use for them."""

from __future__ import annotations

from functools import cache

from alerts.rules.facts import fold
from alerts.words import Group, word
from bus.events import LABELS
from bus.vocabulary import ALL_KINDS, ALL_SIDES, ROLES, STATUSES

AND, OR, NOT = ("and", "&&", "和", "且", "并且"), ("or", "||", "或", "或者"), ("not", "!", "非", "不", "不是")
AS, IN, IS = ("as", "作为"), ("in", "以", "币种"), ("is", "are", "为", "是")
DISCLOSED, UNDISCLOSED = ("disclosed", "stated", "披露", "已披露"), ("undisclosed", "未披露")
EVENT, EVERYTHING = ("event", "事件"), ("everything", "all", "全部", "所有文章")
FIELDS = {
    "label": ("label", "labels", "标签"),
    "kind": ("kind", "kinds", "类型", "事件类型"),
    "party": ("party", "parties", "company", "当事方", "参与方", "公司"),
    "side": ("side", "sides", "身份"),
    "agency": ("agency", "agencies", "机构", "监管机构"),
    "status": ("status", "状态"),
    "source": ("source", "sources", "来源"),
    "language": ("language", "languages", "语言"),
    "text": ("text", "words", "文本", "关键词"),
    "score": ("score", "分数"),
    "confidence": ("confidence", "置信度"),
}  # fmt: skip
ANY_AMOUNT = ("amount", "amounts", "金额")
COMPARISONS = {
    ">=": (">=", "≥", "at least", "from", "不低于", "不少于", "至少"), "<=": ("<=", "≤", "at most", "up to", "不超过", "至多"),
    ">": (">", "over", "above", "more than", "超过", "高于"), "<": ("<", "under", "below", "less than", "低于"),
    "=": ("=", "exactly", "等于"),
}  # fmt: skip
EXAMPLES = {
    "label": "label deal", "kind": "kind license, option", "party": 'party Pfizer, "恒瑞医药"', "side": "side licensor",
    "agency": "agency FDA", "status": "status terminated", "source": 'source "Bridgeport Wire"', "language": "language zh",
    "text": 'text "lung cancer", 肺癌',
}  # fmt: skip
_LABELS = {
    "交易": "deal",
    "政策": "policy",
    "里程碑": "milestone",
    "deals": "deal",
    "policies": "policy",
    "milestones": "milestone",
}
_LANGUAGES = {
    "en": "en",
    "zh": "zh",
    "english": "en",
    "chinese": "zh",
    "英文": "en",
    "中文": "zh",
    "英语": "en",
    "汉语": "zh",
}
_ROLES = {"首付": "upfront", "预付款": "upfront", "里程碑款": "milestone", "总金额": "total", "营收": "revenue_or_market"}
_GROUPS: dict[str, tuple[Group, tuple[str, ...]]] = {
    "kind": ("kinds", ALL_KINDS), "side": ("sides", ALL_SIDES), "status": ("statuses", STATUSES), "role": ("roles", ROLES),
}  # fmt: skip


def known(field: str) -> tuple[str, ...]:
    """The values that a field takes, as they are written in English."""
    if field == "label":
        return LABELS
    return ("en", "zh") if field == "language" else _GROUPS[field][1]


@cache
def values(field: str) -> dict[str, str]:
    """What may be written for a value of a field, folded and without underscores, and the value."""
    if field == "label":
        return {**{label: label for label in LABELS}, **_LABELS}
    if field == "language":
        return _LANGUAGES
    group, names = _GROUPS[field]
    found = {plain(word(group, name, language)): name for language in ("zh", "en") for name in names}
    return {**(_ROLES if field == "role" else {}), **found, **{plain(name): name for name in names}}


def plain(text: str) -> str:
    return fold(text.replace("_", " ").replace("-", " "))


@cache
def fields() -> dict[str, str]:
    """The words that begin a condition, and its field: roles of amounts begin one, too."""
    found = {alias: name for name, aliases in FIELDS.items() for alias in aliases}
    found |= dict.fromkeys(ANY_AMOUNT, "amount")
    for written, role in values("role").items():
        found.setdefault(written, "amount")
        found.setdefault(role, "amount")
    found |= dict.fromkeys(EVERYTHING, "everything") | dict.fromkeys(EVENT, "event")
    # What these mean as a role or a label shows what follows them.
    return found


@cache
def joints() -> frozenset[str]:
    return frozenset((*AND, *OR, *NOT))
