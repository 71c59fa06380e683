"""What tidings has to say itself: that a channel was paused, that a source is in trouble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from alerts import render
from alerts.texts import clean

FORM = "notice"
WORDS = {
    "en": {
        "paused": "[tidings] A channel of yours is paused: {channel}",
        "why": "It refused {n} alerts in a row, so nothing more is sent to it. It last said: {reason}",
        "cure": "Put it right, then ask for it again: tidings subscribers resume-channel {name} {number}",
    },
    "zh": {
        "paused": "[tidings] 您的一个渠道已暂停：{channel}",
        "why": "该渠道连续拒绝了{n}条提醒，因此不再向其发送。最后一次的答复：{reason}",
        "cure": "处理后请恢复：tidings subscribers resume-channel {name} {number}",
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


def for_operators(title: str, lines: Sequence[str], at: datetime) -> dict[str, Any]:
    """The facts of what operators are told: of sources, so far."""
    return {
        "form": FORM, "language": "en", "title": clean(title, render.MAX_SUBJECT), "lines": [clean(x, 600) for x in lines],
        "rule": "", "published_at": f"{at:%Y-%m-%d %H:%M UTC}",
    }  # fmt: skip


def message(facts: Mapping[str, Any]) -> render.Message:
    return render.filled(FORM, facts["title"], {"link_to": None, **facts})
