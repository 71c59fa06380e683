"""What is found out about an article: codes and facts, which words.toml puts into English and Chinese."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from alerts import reasons
from alerts.words import Both

LANGUAGES = ("en", "zh")


class Outcome(str):
    """A fact that has words of its own in each language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was found out."""

    stage: str  # of words.toml: url, source, crawled, bus, read, archived, story, matched, delivered
    code: str  # of words.toml
    facts: Mapping[str, Any] = field(default_factory=dict)

    def told(self, language: str = "en") -> str:
        return _filled(words(language)["told"][self.code], self.facts, language)

    def name(self, language: str = "en") -> str:
        """The code as it is called; in English it is its own name."""
        return words(language)["verdicts"].get(self.code, self.code)

    def cure(self, language: str = "en") -> str:
        """What to do about it; nothing where all is well."""
        cures = words(language)["cures"]
        # A cure may depend on a fact: of a page that was put aside on why.
        own = cures.get(f"{self.code}.{self.facts.get('why', '')}", cures.get(self.code, ""))
        return _filled(own, self.facts, language)

    def stage_name(self, language: str = "en") -> str:
        return str(words(language)["stages"][self.stage])


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of an article; `verdicts` name for each subscriber the first thing that stopped an alert, or that none did."""

    url: str
    title: str
    notes: tuple[Note, ...]
    verdicts: Mapping[str, Note]  # by subscriber; of nobody in particular ("") where the article came to no subscriber

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "url": self.url, "title": self.title,
            "stages": [{"stage": n.stage, "code": n.code, "told": n.told(language)} for n in self.notes],
            "verdicts": [
                {"subscriber": name, "stage": n.stage, "code": n.code, "told": n.told(language), "cure": n.cure(language)}
                for name, n in self.verdicts.items()
            ],
        }  # fmt: skip


@cache
def words(language: str) -> dict[str, dict[str, str]]:
    tables = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = tables[language]
    return found


def _filled(pattern: str, facts: Mapping[str, Any], language: str) -> str:
    outcomes = words(language)["outcomes"]

    def said(value: Any) -> Any:
        if isinstance(value, Both):
            return value.told(language)
        return outcomes.get(value, value) if isinstance(value, Outcome) else value

    return pattern.format(**{name: said(value) for name, value in facts.items()})


def why(stored: str) -> Both:
    """A stored reason."""
    return Both(reasons.told(stored), reasons.told(stored, "zh"))


def at(when: datetime | float | None) -> str:
    """A time as it is shown."""
    if when is None:
        return "?"
    known = datetime.fromtimestamp(when, UTC) if isinstance(when, float | int) else when.astimezone(UTC)
    return known.strftime("%Y-%m-%d %H:%M:%S UTC")
