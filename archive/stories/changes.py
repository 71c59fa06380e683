"""What a story has told so far, and what an article changes of it. Pure.

A sum counts as changed only where the article says so: it uses a word for it, or names the old sum beside the new one, or it is a new
version of an article that told another. Outlets that count differently (with or without debt) would else send an update each. The
first sum of a deal of which none was known is a change too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from archive.stories.facts import Facts, Happening
from archive.stories.names import shared
from archive.stories.traits import NEAR, group_of
from bus.events import ArticleClassified, StoryChange

_VALUE = "value"  # total and funding are told apart less surely than that a sum was raised
_ROLES = {"total": _VALUE, "funding": _VALUE, "upfront": "upfront", "equity": "equity", "penalty": "penalty"}
_DISCLOSED = (_VALUE, "upfront")  # roles of which the first sum is news
_LATER = {"rumoured": 0, "announced": 1, "amended": 2, "terminated": 3, "completed": 3}
_CHANGED = re.compile(
    r"\b(?:rais(?:es?|ed|ing)|increas(?:es?|ed|ing)|sweeten(?:s|ed)?|lift(?:s|ed)?|boost(?:s|ed)?|hik(?:es?|ed)|bump(?:s|ed)|improved|higher|"
    r"cuts?|lower(?:s|ed)?|reduc(?:es?|ed)|slash(?:es|ed)?|revis(?:es?|ed)|amend(?:s|ed)?|renegotiated|upsiz(?:es?|ed))\b|"
    r"上调|提高|提升至|加价|增至|下调|降至|降低|减少至|修订|调整为|变更为",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Told:
    """The state of a story: the kind of its deal, who takes part, its status, its sums by role."""

    kind: str = ""
    parties: list[str] = field(default_factory=list)
    status: str = ""
    sums: dict[str, list[str]] = field(default_factory=dict)  # role -> [value, currency]
    heard: list[str] = field(default_factory=list)  # keys of changes told, and of what held at first
    disclosed: bool = True  # whether any sum of the deal was told, be it vague; of stories of before it is not known

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def changes_of(told: Told, event: ArticleClassified, facts: Facts, before: Facts | None = None) -> tuple[StoryChange, ...]:
    """What the article changes, noted in `told` so that the next that tells it changes nothing.

    `before` is what an earlier version of the same article told.
    """
    found: list[StoryChange] = []
    for number, happening in enumerate(facts.events):
        if happening.label == "deal" and _is_meant(told, happening):
            found += _learn(told, happening, _sums(event, number), event, facts, before)
            told.disclosed |= any(term.role in _ROLES and term.value for term in event.events[number].terms)
    return tuple(found)


def _is_meant(told: Told, happening: Happening) -> bool:
    """Whether it is the deal of the story: the first that it tells, then those between the same parties."""
    if not told.kind:
        told.kind, told.parties, told.disclosed = group_of(happening), sorted(happening.parties), False
        return True
    common = shared(happening.parties, told.parties)
    return bool(common) and (group_of(happening) == told.kind or len(common) > 1 or happening.kind == "financing")


def _sums(event: ArticleClassified, number: int) -> dict[str, list[str]]:
    """The sums that the event states plainly, one for a role."""
    found: dict[str, list[list[str]]] = {}
    for term in event.events[number].terms:
        role = _ROLES.get(term.role)
        if role and term.value and term.currency and not (term.vague or term.up_to or term.value_max or term.conversion):
            found.setdefault(role, []).append([f"{term.value.normalize():f}", term.currency])
    return {role: sums[0] for role, sums in found.items() if all(s == sums[0] for s in sums)}


def _learn(
    told: Told,
    happening: Happening,
    sums: dict[str, list[str]],
    event: ArticleClassified,
    facts: Facts,
    before: Facts | None,
) -> Iterable[StoryChange]:
    is_first = bool(told.status) and not told.disclosed  # a sum where earlier articles had none
    if not told.status:
        told.status = happening.status
    elif _LATER.get(happening.status, 1) > _LATER.get(told.status, 1) and not _is_a_manner_of_speaking(happening):
        change = StoryChange(what="status", old=told.status, new=happening.status)
        told.status = happening.status
        if change.key not in told.heard:
            told.heard.append(change.key)
            yield change
    for role, (value, currency) in sums.items():
        known = told.sums.get(role)
        if known is None:
            told.sums[role] = [value, currency]
            change = StoryChange(what="amount", role=_shown(role), currency=currency, old="", new=value)
            told.heard.append(f"amount {role} {currency} {value}")
            if is_first and role in _DISCLOSED:
                is_first = False
                yield change
        elif known[1] == currency and _differ(known[0], value) and _says_so(event, facts, known, value, before):
            change = StoryChange(what="amount", role=_shown(role), currency=currency, old=known[0], new=value)
            key = f"amount {role} {currency} {value}"
            told.sums[role] = [value, currency]
            if key not in told.heard:
                told.heard.append(key)
                yield change


def _is_a_manner_of_speaking(happening: Happening) -> bool:
    """A round is announced by one outlet and completed in another (完成融资), and both mean the same day."""
    return group_of(happening) == "funding" and happening.status == "completed"


def _shown(role: str) -> str:
    return "total" if role == _VALUE else role


def _differ(old: str, new: str) -> bool:
    one, other = float(old), float(new)
    return abs(one - other) > NEAR * max(one, other)


def _says_so(event: ArticleClassified, facts: Facts, known: list[str], value: str, before: Facts | None) -> bool:
    old, currency = known
    is_corrected = before is not None and f"{currency} {old}" in before.sums and f"{currency} {value}" not in before.sums
    return is_corrected or f"{currency} {old}" in facts.sums or bool(_CHANGED.search(event.article.title))
