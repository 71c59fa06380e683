"""Who is on which side of a deal: by the words of all its clauses, by those beside it, or by order."""

from __future__ import annotations

import re

from classifiers.events.drafts import Draft, captured, one_of_each, party_numbers
from classifiers.events.passages import Passage, parties_in
from classifiers.events.tables import Grammar
from classifiers.parties import NamedArticle

FAMILY = {
    "license": "rights", "option": "rights", "acquisition": "purchase", "asset_purchase": "purchase", "divestiture": "purchase",
    "merger": "merger", "investment": "investment", "financing": "financing", "supply": "supply", "contract": "supply",
    "collaboration": "collaboration", "joint_venture": "venture",
}  # fmt: skip
SIDES = {
    "rights": ("licensor", "licensee"), "purchase": ("acquirer", "target", "seller"), "merger": ("partner",), "investment": ("investor", "investee"),
    "financing": ("investee", "investor"), "supply": ("supplier", "customer"), "collaboration": ("partner",), "venture": ("partner",),
}  # fmt: skip
_GROUPS = {
    "license": ("license",), "option": ("license",), "acquisition": ("acquisition",), "asset_purchase": ("asset_purchase", "acquisition"),
    "divestiture": ("acquisition", "asset_purchase"), "merger": ("partner",), "investment": ("investment",), "financing": ("financing",),
    "supply": ("supply",), "contract": ("contract", "supply"), "collaboration": ("partner",), "joint_venture": ("partner",),
}  # fmt: skip


def patterns_of(kind: str, grammar: Grammar) -> tuple[re.Pattern[str], ...]:
    """The patterns that place the parties of a deal of this kind."""
    return tuple(pattern for group in _GROUPS[kind] for pattern in grammar.sides.get(group, ()))


def settle(draft: Draft, grammar: Grammar, named: NamedArticle, clauses: list[Passage]) -> None:
    """Decide sides by all clauses of the draft, now that its kind is known."""
    family = FAMILY[draft.kind]
    allowed = SIDES[family]
    draft.sides.clear()
    for clause in draft.clauses:
        for rank, (number, side) in enumerate(captured(clause.text, patterns_of(draft.kind, grammar))):
            if side in allowed and not _is_exchange(named, number):
                draft.sides[number][side] += (3 if rank < 2 else 1) * (2 if clause.number <= 2 else 1)
    if draft.sides:
        _told_after(draft, grammar, named, clauses)
    if not draft.sides and family != "collaboration":
        _told_beside(draft, grammar, clauses, allowed)
    if family == "rights" and not draft.sides:
        _announcer_licenses(draft)
    if not draft.sides:
        _by_order(draft, ("seller",) * 2 if draft.kind == "divestiture" else allowed, named)
    if family in ("rights", "supply", "investment", "purchase") and len(draft.sides) < 2:
        _complete(draft, allowed, named, clauses)
    one_of_each(draft, family)


def _told_beside(draft: Draft, grammar: Grammar, clauses: list[Passage], allowed: tuple[str, ...]) -> None:
    """Where no clause of the deal places anybody, the sentences beside it may: "is selling its works to ..."."""
    near = {clause.number for clause in draft.clauses}
    for clause in clauses:
        if clause.background or not any(abs(clause.number - number) <= 1 for number in near) or clause in draft.clauses:
            continue
        here = [(n, side) for n, side in captured(clause.text, patterns_of(draft.kind, grammar)) if side in allowed]
        for number, side in here:
            draft.sides[number][side] += 1
        if here:
            draft.clauses.append(clause)
            return


def _told_after(draft: Draft, grammar: Grammar, named: NamedArticle, clauses: list[Passage]) -> None:
    """Backers, sellers and buyers that the next sentences name without a word of the deal: "Oskendale Capital led." """
    patterns = grammar.sides.get(f"beside_{FAMILY[draft.kind]}", ())
    last = max(clause.number for clause in draft.clauses)
    for clause in clauses:
        if clause.background or clause in draft.clauses or not 0 <= clause.number - last <= 2:
            continue
        for number, side in captured(clause.text, patterns):
            if number not in draft.sides and not _is_exchange(named, number):
                draft.sides[number][side] += 1


def _by_order(draft: Draft, allowed: tuple[str, ...], named: NamedArticle) -> None:
    """Where no words place them: who is told first acts, and partners are all that are told together."""
    for clause in draft.clauses:
        numbers = [n for n in parties_in(clause.text) if named.entities[n].kind == "company" and not _is_exchange(named, n)]
        sides = allowed * 4 if len(allowed) == 1 else allowed[:1]
        for number, side in zip(numbers, sides, strict=False):
            draft.sides[number][side] += 1
        if numbers:
            return


_TERMS_WITH = re.compile(
    "([\ue000-\uefff])[^\ue000-\uefff。；]{0,8}(?:与|和|同)[^\ue000-\uefff。；]{0,6}([\ue000-\uefff])[^\ue000-\uefff。；]{0,30}(?:授权|许可|选择权)"
)


def _announcer_licenses(draft: Draft) -> None:
    """In Chinese the owner of the product is the one that "reached a licence with" the other."""
    for clause in draft.clauses:
        if match := _TERMS_WITH.search(clause.text):
            for sign, side in zip(match.groups(), ("licensor", "licensee"), strict=True):
                draft.sides[ord(sign) - 0xE000][side] += 1
            return


def _is_exchange(named: NamedArticle, number: int) -> bool:
    return named.entities[number].canonical in EXCHANGES


EXCHANGES = frozenset(
    ("Nasdaq", "NYSE", "HKEX", "Shanghai Stock Exchange", "Shenzhen Stock Exchange", "Beijing Stock Exchange",
     "SEC", "CSRC", "FTC", "FDA", "EMA", "NMPA")
)  # fmt: skip


def _complete(draft: Draft, allowed: tuple[str, ...], named: NamedArticle, clauses: list[Passage]) -> None:
    """The other party of two, where the words place only one."""
    order = [n for clause in draft.clauses for n in parties_in(clause.text) if not _is_exchange(named, n)]
    if len(set(order)) < 2 and draft.clauses:  # "draws a payment from its partner": who does is told a sentence before
        earlier = [c for c in clauses if c.number <= draft.clauses[0].number and not c.background]
        order += [n for c in reversed(earlier) for n in parties_in(c.text) if named.entities[n].kind == "company"]
    others = [n for n in dict.fromkeys(order) if n not in draft.sides]
    taken = {draft.side(n) for n in draft.sides}
    free = [side for side in allowed[:2] if side not in taken]
    beside = [n for n in others if any(n in party_numbers(c) and party_numbers(c) & set(draft.sides) for c in draft.clauses)]
    if not any(party_numbers(c) - set(draft.sides) for c in draft.clauses):
        beside = others
    if taken and free and beside:
        draft.sides[beside[0]][free[0]] += 1
