"""What a digest says: several alerts in one message, by what happened, newest first, each one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from alerts import render
from alerts.links import Actions, no_actions
from alerts.schedule import BURST_WINDOW
from alerts.texts import clean
from alerts.words import shown

LIMITS = {"mail": 100, "webhook": 100, "slack": 20}  # rows; Slack refuses more than some 30,000 characters
MAX_TERMS, MAX_LINK, MAX_ROW_TITLE = 3, 500, 200
FORM = "digest"
WORDS = {
    "en": {
        "deal": "Deals", "policy": "Policy", "milestone": "Milestones", "none": "Other news", "one": "1 alert",
        "many": "{n} alerts", "subject": "[Digest] {count}: {title}", "rule": "Rule", "read": "Read the article",
        "rate": "Rate or mute", "page": "Your page", "digest": "Your digest.", "quiet": "These waited until your quiet hours were over.",
        "burst": "So many alerts came at once that these are told together (within {minutes} minutes).",
        "snooze": "You had put some of these off until now.",
    },
    "zh": {
        "deal": "交易", "policy": "政策", "milestone": "里程碑", "none": "其他新闻", "one": "1条提醒",
        "many": "{n}条提醒", "subject": "[摘要] {count}：{title}", "rule": "规则", "read": "阅读原文",
        "rate": "评价或静音", "page": "我的页面", "digest": "您的摘要。", "quiet": "以下提醒在免打扰时段内收到，现一并发送。",
        "burst": "短时间内提醒过多（{minutes}分钟内），以下提醒合并发送。", "snooze": "其中部分提醒曾被您推迟到现在。",
    },
}  # fmt: skip
_ORDER = ("burst", "quiet", "snooze", "digest")


def content(alerts: Sequence[Mapping[str, Any]], holds: Collection[str]) -> dict[str, Any]:
    """The facts of a digest, from those of its alerts, newest first."""
    return {
        "form": FORM, "language": alerts[0]["language"], "rows": list(alerts),
        "holds": [hold for hold in _ORDER if hold in holds],
    }  # fmt: skip


def message(facts: Mapping[str, Any], actions: Actions = no_actions) -> render.Message:
    """A digest rendered in its subscriber's language."""
    words = WORDS[facts["language"]]
    rows = facts["rows"]
    count = words["one"] if len(rows) == 1 else words["many"].format(n=len(rows))
    values = {
        "language": facts["language"], "words": words, "count": count, "groups": groups(rows, words, actions),
        "actions": actions(rows[0]["id"]) if "id" in rows[0] else {}, "shown": shown(facts["language"]),
        "why": [words[hold].format(minutes=int(BURST_WINDOW.total_seconds() // 60)) for hold in facts["holds"]],
    }  # fmt: skip
    title = words["subject"].format(count=count, title=rows[0]["title"])
    subject = clean(title, render.MAX_SUBJECT, rows[0].get("uncut", ()))
    return render.filled(FORM, subject, values)


def groups(
    rows: Sequence[Mapping[str, Any]], words: Mapping[str, str], actions: Actions = no_actions
) -> dict[str, list[dict[str, Any]]]:
    """The rows by what happened; the group with the newest alert comes first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for facts in rows:
        found.setdefault(heading(facts, words), []).append(_row(facts, actions))
    return found


def heading(facts: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """The kind of its first event, or its label where no event was read."""
    events = facts.get("events") or ()
    if events:
        return str(events[0]["kind"])
    return words[facts["labels"][0]] if facts["labels"] else words["none"]


def _row(facts: Mapping[str, Any], actions: Actions) -> dict[str, Any]:
    told = [term for event in facts.get("events") or () for term in event["terms"]] or facts["amounts"]
    link = facts["url"] if len(facts["url"]) <= MAX_LINK else ""
    return {
        "title": clean(facts["title"], MAX_ROW_TITLE, facts.get("uncut", ())),
        "terms": [f"{term['text']} ({term['role']})" for term in told[:MAX_TERMS]],
        "source": facts["source"], "published_at": facts["published_at"], "rule": facts["rule"],
        "link": link or facts["archive_url"], "actions": actions(facts["id"]) if "id" in facts else {},
        "changes": facts.get("changes") or [], "label": (facts["labels"] or [""])[0],
    }  # fmt: skip
