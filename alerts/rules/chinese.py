"""A rule as the rule language writes it, in the Chinese words of that language: it reads back as the same rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from alerts.money import scaled
from alerts.rules import vocabulary
from alerts.rules.lexer import Token, tokens
from alerts.rules.quoting import quoted
from alerts.words import word
from bus.events import LABELS

_JOINTS = {"and": "且", "or": "或", "not": "非"}
_WORDS = {
    "as": "作为",
    "in": "币种",
    "disclosed": "已披露",
    "undisclosed": "未披露",
    "event": "事件",
    "everything": "全部",
    "amount": "金额",
}
_FIELDS = {
    "label": "标签", "kind": "类型", "party": "当事方", "side": "身份", "agency": "机构", "status": "状态", "source": "来源",
    "language": "语言", "text": "文本", "score": "分数", "confidence": "置信度",
}  # fmt: skip
_GROUPS = {
    "kind": "kinds",
    "side": "sides",
    "status": "statuses",
    "role": "roles",
    "label": "shown",
    "score": "shown",
    "language": "languages",
}
_SCALES = {"million": Decimal(10) ** 6, "billion": Decimal(10) ** 9, "trillion": Decimal(10) ** 12}


def in_chinese(rule: str) -> str:
    """Of a rule in its plain form, as `str` of its tree gives it."""
    return _joined(list(_said(tokens(rule)[:-1])))


def in_language(rule: str, plain: str, language: str) -> str:
    """A rule as its reader wrote it; one that a form wrote, in the reader's language."""
    return in_chinese(rule) if language == "zh" and rule == plain else rule


def _said(found: list[Token]) -> Iterator[str]:
    field = ""
    for place, token in enumerate(found):
        if token.sort != "word":
            yield quoted(token.text) if token.sort == "quoted" else token.text
            continue
        text, following = token.text, found[place + 1].text if place + 1 < len(found) else ""
        if text in _JOINTS:
            field = ""
            yield _JOINTS[text]
        elif not field and text in _FIELDS:
            field = text
            yield _FIELDS[text]
        elif text in _WORDS and (not field or text in ("as", "in", "disclosed", "undisclosed")):
            field = {"as": "side", "in": "currency", "amount": "role"}.get(text, "")
            yield _WORDS[text]
        elif text in _SCALES:
            continue  # it went with its number
        elif text[0].isdigit():
            yield scaled(Decimal(text) * _SCALES[following], "zh") if following in _SCALES else text
        else:
            field = field or ("role" if text in vocabulary.known("role") else "")
            yield _value(field, text)


def _value(field: str, value: str) -> str:
    group = _GROUPS.get(field)
    if group is None or (group == "shown" and value not in LABELS):
        return value
    return word(group, value, "zh")  # type: ignore[arg-type]


def _joined(parts: list[str]) -> str:
    text = ""
    for part in parts:
        glued = not text or text.endswith("(") or part in (")", ",")
        text += part if glued else f" {part}"
    return text
