"""What the rule language says to its writers, in their language, from messages.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alerts.subscription_error import SubscriptionError
from alerts.words import Both


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "messages.toml").read_text(encoding="utf-8"))


def told(group: str, code: str, language: str, **values: object) -> str:
    return _tables()[group][code][language].format(**values)


@dataclass(frozen=True, slots=True)
class Found:
    """What an article has where a condition asks for something, in either language."""

    code: str
    found: tuple[str, ...] = ()  # those that have a Chinese name are Both
    wanted: str = ""

    def tell(self, language: str = "en") -> str:
        none = told("words", "none", language)
        joint = "、" if language == "zh" else ", "
        found = (value.told(language) if isinstance(value, Both) else value for value in self.found)
        wanted = self.wanted.told(language) if isinstance(self.wanted, Both) else self.wanted
        return told("why", self.code, language, found=joint.join(found) or none, wanted=wanted)


class RuleError(SubscriptionError):
    """A rule cannot be read: which clause, where it stands (from 1, in characters) and what to write instead."""

    def __init__(self, code: str, position: int, clause: str, **values: object) -> None:
        self.code, self.position, self.clause, self._values = code, position, clause, values
        super().__init__(self.tell("en"))

    def tell(self, language: str = "en") -> str:
        values = dict(self._values)
        if "hint" in values:
            meant = values["hint"]
            values["hint"] = told("words", "meant", language, word=meant) if meant else ""
        message = told("errors", self.code, language, **values)
        return told("words", "at", language, position=self.position, clause=self.clause, message=message)
