"""Why something was decided: stored as a code with values, and put into the reader's language when somebody looks.

What a channel answered is stored as it was said, and older versions stored English sentences; both are known again by the
English of words.toml.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from string import Formatter
from typing import Any

from alerts.texts import local_time
from alerts.words import reason_words, word

TIMES = ("at", "until")  # values that are times, stored as seconds since 1970
_FREE = "mismatch"  # its words are its values, which would be any sentence
_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of words.toml and what its words speak of."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> str:
        return json.dumps(
            {"code": self.code, **{name: _plain(value) for name, value in self.values.items()}}, ensure_ascii=False
        )

    def told(self, language: str = "en", zone: str = "UTC") -> str:
        said = {name: _said(name, value, language, zone) for name, value in self.values.items()}
        return reason_words(language)[self.code].format(**said)


def because(code: str, **values: Any) -> str:
    """A reason as it is stored."""
    return Reason(code, values).stored()


def told(stored: str, language: str = "en", zone: str = "UTC") -> str:
    """A stored reason in words, its times on the clock of a zone; what is not known again is told as it stands."""
    reason = read(stored)
    return reason.told(language, zone) if reason else stored


def read(stored: str) -> Reason | None:
    """The reason that was stored, or None for what somebody else said."""
    return _coded(stored) if stored.startswith("{") else _worded(stored)


def _coded(stored: str) -> Reason | None:
    try:
        values = json.loads(stored)
        found = _filled(values.pop("code"), values)
        found.told()
    except (
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        OverflowError,
        OSError,
    ):  # an answer that looks like one of ours
        return None
    return found


def _filled(code: str, values: Mapping[str, Any]) -> Reason:
    return Reason(code, {name: _value(name, value) for name, value in values.items()})


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _filled(value["code"], {k: v for k, v in value.items() if k != "code"})
    return datetime.fromtimestamp(value, UTC) if name in TIMES else value


def _plain(value: Any) -> Any:
    if isinstance(value, Reason):
        return json.loads(value.stored())
    return value.timestamp() if isinstance(value, datetime) else value


def _said(name: str, value: Any, language: str, zone: str) -> Any:
    if isinstance(value, Reason):
        return value.told(language, zone)
    if isinstance(value, datetime):
        return local_time(value, zone)
    return word("muted", value, language) if name == "kind" else value


def _worded(stored: str) -> Reason | None:
    for code, pattern in _patterns():
        if found := pattern.fullmatch(stored):
            return Reason(code, {name: _READ.get(name, str)(text) for name, text in found.groupdict().items()})
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The English sentences, those with the most words of their own first."""
    sentences = [(code, text) for code, text in reason_words("en").items() if code != _FREE]
    ordered = sorted(sentences, key=lambda pair: -sum(len(part) for part, *_ in Formatter().parse(pair[1])))
    return [(code, re.compile(_pattern(text), re.DOTALL)) for code, text in ordered]


def _pattern(sentence: str) -> str:
    parts = []
    for literal, name, *_ in Formatter().parse(sentence):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P<{name}>{_TIME if name in TIMES else '.+?'})")
    return "".join(parts)


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)


_READ: dict[str, Callable[[str], Any]] = {"at": _time, "until": _time, "waits": lambda text: _worded(text) or text}
