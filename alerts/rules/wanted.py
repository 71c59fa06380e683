"""What a rule asks of an article: the text that its writer sees, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from alerts.rules.events import Agency, Party
from alerts.rules.parser import NamesOf, parse
from alerts.rules.tree import Everything, Node, conditions


@dataclass(frozen=True, slots=True)
class Conditions:
    """A rule in the rule language. The names of companies are kept with it, so that it means the same wherever it is read."""

    text: str = "everything"
    tree: Node = field(default=Everything(), compare=False)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of companies as typed: their other names

    @classmethod
    def parse(cls, text: str, names_of: NamesOf | None = None) -> Conditions:
        """Raises RuleError. `names_of` gives the other names of a company or agency."""
        known: dict[str, tuple[str, ...]] = {}

        def remembered(typed: str) -> tuple[str, ...]:
            others = tuple(name for name in names_of(typed) if name != typed) if names_of else ()
            if others:
                known[typed] = others
            return (typed, *others)

        return cls(" ".join(text.split()), parse(text, remembered), known)

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "names": {name: list(others) for name, others in self.names.items()}}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Conditions:
        names = {name: tuple(others) for name, others in row["names"].items()}
        return cls(row["text"], parse(row["text"], lambda typed: names.get(typed, ())), names)

    def named(self) -> list[str]:
        """The companies and agencies that the rule names, as they were typed."""
        return [name for part in conditions(self.tree) if isinstance(part, Party | Agency) for name in part.names]
