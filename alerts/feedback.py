"""What readers said of alerts, and how precise that shows a rule to be."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import sqrt

from sqlalchemy import Engine, select

from alerts import tables
from alerts.dialects import insert_into

_Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the rated stories of a rule were relevant, with the 95 % interval of Wilson."""

    relevant: int = 0
    not_relevant: int = 0

    @property
    def rated(self) -> int:
        return self.relevant + self.not_relevant

    @property
    def share(self) -> float | None:
        return self.relevant / self.rated if self.rated else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.relevant, self.rated) if self.rated else None

    def __str__(self) -> str:
        if not self.rated:
            return "not rated"
        low, high = wilson(self.relevant, self.rated)
        return f"{self.relevant}/{self.rated} = {self.relevant / self.rated:.0%} ({low:.0%} to {high:.0%})"


def wilson(good: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share: right for few votes, and never beyond 0 and 1."""
    share, square = good / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


class Feedback:
    """Votes in the database: one an alert, the last that was given."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def vote(self, alert_id: str, relevant: bool, at: float) -> None:
        """Giving it twice is harmless; another vote replaces it."""
        with self._engine.begin() as connection:
            row = insert_into(connection, tables.feedback).values(alert_id=alert_id, relevant=relevant, at=at)
            changed = {"index_elements": [tables.feedback.c.alert_id], "set_": {"relevant": relevant, "at": at}}
            connection.execute(row.on_conflict_do_update(**changed))

    def of(self, alert_id: str) -> bool | None:
        f = tables.feedback.c
        with self._engine.connect() as connection:
            query = select(f.relevant).where(f.alert_id == alert_id)
            found: bool | None = connection.execution_options(reading=True).execute(query).scalar()
        return found

    def by_rule(self) -> dict[int, Precision]:
        """By the number of the rule. A story that came by two channels counts once, as it was rated last."""
        a, f = tables.alerts.c, tables.feedback.c
        query = select(a.rule_id, a.story_id, f.relevant).join_from(tables.feedback, tables.alerts, a.id == f.alert_id)
        with self._engine.connect() as connection:
            rows = connection.execution_options(reading=True).execute(query.order_by(f.at)).all()
        votes: dict[int, dict[str, bool]] = defaultdict(dict)
        for row in rows:
            votes[row.rule_id][row.story_id] = row.relevant
        counted = {rule: Counter(by_story.values()) for rule, by_story in votes.items()}
        return {rule: Precision(count[True], count[False]) for rule, count in counted.items()}
