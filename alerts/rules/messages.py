"""What the rule language says to its writers, in their language, from messages.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alerts.subscription_error import SubscriptionError


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "messages.toml").read_text(encoding="utf-8"))


def told(group: str, code: str, language: str, **values: object) -> str:
    return _tables()[group][code][language].format(**values)


@dataclass(frozen=True, slots=True)
class Found:
    """What an article has where a condition asks for something, in either language."""

    code: str
    found: tuple[str, ...] = ()
    wanted: str = ""

    def tell(self, language: str = "en") -> str:
        none = told("words", "none", language)
        joint = "、" if language == "zh" else ", "
        return told("why", self.code, language, found=joint.join(self.found) or none, wanted=self.wanted)


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
