"""What tidings has to say itself: that a channel was paused, that a source is in trouble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from alerts import render
from alerts.texts import clean

FORM = "notice"
WORDS = {
    "en": {
        "paused": "[tidings] A channel of yours is paused: {channel}",
        "why": "It refused {n} alerts in a row, so nothing more is sent to it. It last said: {reason}",
        "cure": "Put it right, then ask for it again: tidings subscribers resume-channel {name} {number}",
        "test": "[tidings] This is a test", "test_line": "Alerts reach you here. Nothing happened; somebody pressed the button on your page.",
        "page": "[tidings] Your page", "page_line": "Rules, times, channels and what was sent. Whoever has the link can change them, so keep it to yourself. It holds for 30 days.",
        "page_label": "Open your page", "confirm": "[tidings] Should alerts come to this address?",
        "confirm_line": "{name} asked for news alerts to be sent here. Nothing is sent until you confirm it; if it was not you, do nothing.",
        "confirm_label": "Confirm",
    },
    "zh": {
        "paused": "[tidings] 您的一个渠道已暂停：{channel}",
        "why": "该渠道连续拒绝了{n}条提醒，因此不再向其发送。最后一次的答复：{reason}",
        "cure": "处理后请恢复：tidings subscribers resume-channel {name} {number}",
        "test": "[tidings] 测试消息", "test_line": "提醒可以送达此处。这只是您页面上“测试”按钮发出的消息。",
        "page": "[tidings] 您的页面", "page_line": "在此管理规则、时间、渠道并查看发送记录。持有此链接者均可修改，请勿转发。30天内有效。",
        "page_label": "打开我的页面", "confirm": "[tidings] 是否在此地址接收提醒？",
        "confirm_line": "{name} 请求将新闻提醒发送到此地址。确认之前不会发送任何提醒；如非本人操作，请忽略。",
        "confirm_label": "确认",
    },
}  # fmt: skip


def channel_paused(
    language: str, *, name: str, number: int, channel: str, refusals: int, reason: str, at: datetime
) -> dict[str, Any]:
    """The facts of the notice that a channel was paused; it has those that every alert has for tables and pages."""
    words = WORDS[language]
    values = {"channel": channel, "n": refusals, "reason": reason, "name": name, "number": number}
    title = clean(words["paused"].format(**values), render.MAX_SUBJECT)
    lines = [clean(words[line].format(**values), 600) for line in ("why", "cure")]
    return {
        "form": FORM, "language": language, "title": title, "lines": lines, "rule": "",
        "published_at": f"{at:%Y-%m-%d %H:%M UTC}",
    }  # fmt: skip


def asked_for(
    language: str, purpose: Literal["test", "page", "confirm"], at: datetime, *, name: str = "", url: str = ""
) -> dict[str, Any]:
    """The facts of what a subscriber asked for: a test, the link to their page, the confirmation of an address."""
    words = WORDS[language]
    return {
        "form": FORM, "language": language, "title": words[purpose], "rule": "", "published_at": f"{at:%Y-%m-%d %H:%M UTC}",
        "lines": [clean(words[f"{purpose}_line"].format(name=name), 600)],
        "link_to": {"url": url, "label": words[f"{purpose}_label"]} if url else None,
    }  # fmt: skip


def for_operators(title: str, lines: Sequence[str], at: datetime) -> dict[str, Any]:
    """The facts of what operators are told: of sources, so far."""
    return {
        "form": FORM, "language": "en", "title": clean(title, render.MAX_SUBJECT), "lines": [clean(x, 600) for x in lines],
        "rule": "", "published_at": f"{at:%Y-%m-%d %H:%M UTC}",
    }  # fmt: skip


def message(facts: Mapping[str, Any]) -> render.Message:
    return render.filled(FORM, facts["title"], {"link_to": None, **facts})
