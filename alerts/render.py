"""What an alert says. The content is fixed when the alert record is written, and rendered for its channel when it is sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader

from alerts.subscriptions import Rule
from bus.events import Amount, ArticleArchived, ArticleClassified

MAX_TITLE, MAX_SUBJECT, MAX_QUOTE, MAX_AMOUNTS = 300, 150, 400, 8
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=lambda name: bool(name and name.endswith(".html")),
    trim_blocks=True,
    lstrip_blocks=True,
)
WORDS = {
    "en": {
        "deal": "Deal", "policy": "Policy", "milestone": "Milestone", "amounts": "Amounts", "source": "Source",
        "published": "Published", "why": "Why you get this: your rule", "archive": "In the archive",
        "read": "Read the article", "none": "No label",
    },
    "zh": {
        "deal": "交易", "policy": "政策", "milestone": "里程碑", "amounts": "金额", "source": "来源",
        "published": "发布时间", "why": "您收到此提醒，因为符合您的规则", "archive": "存档页面",
        "read": "阅读原文", "none": "无标签",
    },
}  # fmt: skip
ROLES_ZH = {
    "upfront": "首付款", "milestone": "里程碑付款", "total": "总额", "royalty": "特许权使用费", "equity": "股权", "funding": "融资",
    "revenue_or_market": "营收或市场", "price": "价格", "penalty": "罚金", "subsidy": "补助", "other": "其他",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """An alert as a channel takes it."""

    subject: str
    text: str
    html: str


def content(archived: ArticleArchived, rule: Rule, base_url: str) -> dict[str, Any]:
    """The facts of an alert, as plain JSON, so that it says the same whenever it is sent."""
    classified = archived.classified
    article = classified.article
    return {
        "title": clean(article.title, MAX_TITLE), "url": article.url if is_web(article.url) else "",
        "source": clean(article.source, 100), "labels": list(classified.labels),
        "published_at": article.published_at.strftime("%Y-%m-%d %H:%M UTC") if article.published_at else "",
        "fetched_at": article.fetched_at.timestamp(), "amounts": _amounts(classified, rule.language),
        "evidence": _quotes(classified), "rule": clean(rule.name, 100), "language": rule.language,
        "archive_url": f"{base_url.rstrip('/')}/articles/{archived.key}" if base_url else "",
    }  # fmt: skip


def is_web(url: str) -> bool:
    """Whether a link may be made of it: a page can put anything into its canonical URL."""
    return urlsplit(url).scheme in {"http", "https"}


def clean(text: str, limit: int) -> str:
    """One line without control, direction or invisible characters, cut at a character."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def money(amount: Amount) -> str:
    """An amount as readers write it: USD 1.2 billion, in the currency it was named in."""
    if amount.value is None or amount.currency is None:
        return clean(amount.text, 80)
    shown = _scaled(amount.value)
    if amount.value_max is not None and amount.value_max != amount.value:
        shown = f"{shown} – {_scaled(amount.value_max)}"
    return f"{'≤ ' if amount.up_to else '~ ' if amount.approx or amount.vague else ''}{amount.currency} {shown}"


def _scaled(value: Decimal) -> str:
    for scale, name in ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million")):
        if abs(value) >= scale:
            return f"{(value / scale).normalize():f}{name}"
    return f"{value.normalize():,f}"


def _amounts(classified: ArticleClassified, language: str) -> list[dict[str, str]]:
    """The amounts of the article once each, those of a deal's terms first, conversions left out."""
    seen: dict[tuple[Any, ...], Amount] = {}
    for amount in classified.amounts:
        if not amount.conversion:
            seen.setdefault((amount.value, amount.value_max, amount.currency), amount)
    ranked = sorted(seen.values(), key=lambda a: a.role in {"other", "revenue_or_market"})[:MAX_AMOUNTS]
    return [{"text": money(a), "as_written": clean(a.text, 80), "role": _role(a.role, language)} for a in ranked]


def _role(role: str, language: str) -> str:
    return ROLES_ZH.get(role, role) if language == "zh" else role.replace("_", " ")


def _quotes(classified: ArticleClassified) -> list[str]:
    """The passages that decided, but not the title, which the alert shows anyway."""
    passages = [e for e in classified.evidence if e.field == "text"]
    texts = [clean(classified.article.text[e.start : e.end], MAX_QUOTE) for e in passages]
    return list(dict.fromkeys(text for text in texts if text))[:2]


def message(facts: Mapping[str, Any]) -> Message:
    """An alert rendered in its subscriber's language."""
    words = WORDS[facts["language"]]
    names = [words[label] for label in facts["labels"]]
    values = {**facts, "words": words, "names": names or [words["none"]]}
    subject = clean(f"[{' · '.join(names) or words['none']}] {facts['title']}", MAX_SUBJECT)
    return filled("alert", subject, values)


def filled(template: str, subject: str, values: Mapping[str, Any]) -> Message:
    """A message of the two templates of that name."""
    text = _TEMPLATES.get_template(f"{template}.txt").render(values).strip() + "\n"
    return Message(subject, text, _TEMPLATES.get_template(f"{template}.html").render(values))
