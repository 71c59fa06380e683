"""Which rules match an article, without looking at every rule.

Each rule is filed under keys such that one of them stands in every article it matches: of conditions joined by `and`, those of
the rarest; of alternatives, those of each. An article is looked up by its own keys. Under a key stands first the condition, tried
once for all its rules, then the rules, each tried in full. Rules without such a key (`not party Pfizer`) are tried always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from alerts.rules.facts import Facts, Key
from alerts.rules.tree import And, AnyEvent, Condition, Node, Not, Or, matches

Filing = tuple[Key, Condition]  # and the condition that the key is one of


class RuleIndex:
    """Rules by number. Rules that ask for the same are kept once, whoever they are of."""

    def __init__(self) -> None:
        self._trees: dict[int, Node] = {}
        self._wishes: dict[Node, _Wish] = {}
        self._filed: dict[Key, dict[Condition, list[_Wish]]] = defaultdict(dict)
        self._always: dict[Node, _Wish] = {}

    def __len__(self) -> int:
        return len(self._trees)

    def put(self, number: int, tree: Node) -> None:
        """Add a rule, or replace the one of that number."""
        if number in self._trees:
            self.drop(number)
        self._trees[number] = tree
        wish = self._wishes.get(tree)
        if wish is None:
            wish = self._wishes[tree] = _Wish(tree)
            self._file(wish)
        wish.rules.add(number)

    def drop(self, number: int) -> None:
        """Forget a rule; one that is not there is forgotten already."""
        tree = self._trees.pop(number, None)
        if tree is None:
            return
        wish = self._wishes[tree]
        wish.rules.discard(number)
        if not wish.rules:
            del self._wishes[tree]
            self._unfile(wish)

    def matching(self, facts: Facts) -> list[int]:
        """The numbers of the rules that match, ascending: those that a loop over all rules would find."""
        found: set[int] = set()
        tried: set[int] = set()
        for wish in (*self._always.values(), *self._candidates(facts)):
            if id(wish) not in tried:
                tried.add(id(wish))
                if matches(wish.tree, facts):
                    found |= wish.rules
        return sorted(found)

    def _candidates(self, facts: Facts) -> Iterable[_Wish]:
        events = facts.events or (None,)
        for key in facts.keys & self._filed.keys():
            for condition, wishes in self._filed[key].items():
                if len(wishes) == 1 or any(condition.holds(facts, event) for event in events):
                    yield from wishes

    def _file(self, wish: _Wish) -> None:
        filings = filed_under(wish.tree)
        if filings is None:
            self._always[wish.tree] = wish
            return
        for key, condition in filings:
            self._filed[key].setdefault(condition, []).append(wish)

    def _unfile(self, wish: _Wish) -> None:
        self._always.pop(wish.tree, None)
        for key, condition in filed_under(wish.tree) or ():
            under = self._filed[key]
            under[condition] = [other for other in under[condition] if other is not wish]
            if not under[condition]:
                del under[condition]
            if not under:
                del self._filed[key]


class _Wish:
    """What one or more rules ask for."""

    __slots__ = ("rules", "tree")

    def __init__(self, tree: Node) -> None:
        self.tree, self.rules = tree, set[int]()


def filed_under(node: Node) -> list[Filing] | None:
    """Keys such that one stands in every article that the part holds for; None where there are none."""
    if isinstance(node, And):
        known = [filings for part in node.parts if (filings := filed_under(part)) is not None]
        return min(known, key=_frequency, default=None)
    if isinstance(node, Or):
        parts = [filed_under(part) for part in node.parts]
        if any(part is None for part in parts):
            return None
        return list(dict.fromkeys(filing for part in parts for filing in part or ()))
    if isinstance(node, AnyEvent):
        return filed_under(node.part)
    if isinstance(node, Not):
        return filed_under(node.part.part) if isinstance(node.part, Not) else None
    if isinstance(node, Condition) and (keys := node.keys()) is not None:
        return [(key, node) for key in dict.fromkeys(keys)]
    return None


def _frequency(filings: list[Filing]) -> float:
    return sum(condition.frequency() for condition in dict.fromkeys(condition for _, condition in filings))
