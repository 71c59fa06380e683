"""The rules that match an article, from an index that is kept between articles."""

from __future__ import annotations

from alerts.rule_store import RuleStore
from alerts.rules.facts import Facts
from alerts.rules.index import RuleIndex
from alerts.subscriptions import Rule
from bus.events import ArticleArchived


class RuleMatcher:
    """Holds what the rules ask in memory, and reads anew only those that have changed."""

    def __init__(self, rules: RuleStore) -> None:
        self._rules, self._index, self._mark = rules, RuleIndex(), -1

    def __len__(self) -> int:
        """How many rules it knows."""
        return len(self._index)

    def renew(self) -> int:
        """Take over what has changed since the last time; returns how many rules did."""
        mark = self._rules.mark()
        if mark == self._mark:
            return 0
        changes = 0
        for number, conditions in self._rules.changed_since(self._mark):
            changes += 1
            if conditions is None:
                self._index.drop(number)
            else:
                self._index.put(number, conditions.tree)
        self._mark = mark
        return changes

    def matching(self, archived: ArticleArchived) -> list[Rule]:
        """The rules in force that match, with what their subscribers wish now."""
        numbers = self._index.matching(Facts(archived.classified))
        return self._rules.in_force(numbers) if numbers else []
