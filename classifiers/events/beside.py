"""Whether a clause tells another deal beside one of the same parties, or goes on with that one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifiers.events.drafts import APART, Draft, party_numbers
from classifiers.events.passages import Passage
from classifiers.events.sides import FAMILY

_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENDED = re.compile("终止|解除|解约|退回|分手")
_STRONG = frozenset({"financing", "acquisition", "investment", "license"})


def with_another(clause: Passage, kinds: list[str], draft: Draft, here: list[tuple[int, str]]) -> bool:
    """Whether a clause tells of another deal: in Chinese also money raised beside a tie-up, a second order of another sum from another firm."""
    if not _HAN.search(clause.text):
        return _in_english(clause, draft, here)
    if draft.kind == "collaboration" and kinds[0] in _STRONG and APART.search(clause.text):
        return True
    ended = any(_ENDED.search(c.text) for c in draft.clauses) and not _ENDED.search(clause.text)
    if (
        ended
        and not clause.in_title
        and APART.search(clause.text)
        and party_numbers(clause) - set(draft.sides) - {n for c in draft.clauses for n in party_numbers(c)}
    ):
        return True  # the next partner, after the one that is left
    if clause.in_title or not clause.sums or FAMILY[draft.kind] not in ("supply", "purchase"):
        return False
    _, known, old = _told([draft])
    partners = {number for number, side in here if side in ("target", "customer", "supplier")}
    return bool(known) and not known & set(clause.sums) and bool(partners - old) and clause.number <= 6


def _told(drafts: Sequence[Draft]) -> tuple[list[Passage], set[str], set[int]]:
    """The clauses of the text that tell the drafts, their sums and their parties."""
    told = [c for draft in drafts for c in draft.clauses if not c.in_title]
    return told, {one for c in told for one in c.sums}, {n for c in told for n in party_numbers(c)}


_PARTNERS = {
    "purchase": frozenset({"target", "acquirer", "seller"}),
    "supply": frozenset({"customer", "supplier"}),
    "rights": frozenset({"licensee", "licensor"}),
    "investment": frozenset({"investee", "investor"}),
    "financing": frozenset({"investee"}),
}


def _in_english(clause: Passage, draft: Draft, here: list[tuple[int, str]]) -> bool:
    """Whether a clause with a sum of its own tells a deal of the same family with another company, or the other way round."""
    if clause.in_title or not clause.sums:
        return False
    told, known, old = _told([draft])
    if known & set(clause.sums) or not (known or any(c.number == clause.number for c in told)):
        return False
    partners = {n for n, side in here if side in _PARTNERS.get(FAMILY[draft.kind], ())}
    turned = {n for n, side in here[:2] if side == "seller" and draft.sides.get(n) and draft.side(n) == "acquirer"}
    return bool(turned or partners - old)


def with_other_partner(draft: Draft, here: list[tuple[int, str]]) -> bool:
    """Whether words place a company on a side of the deal on which another one stands already."""
    for number, side in here:
        if side in _PARTNERS.get(FAMILY[draft.kind], ()) and number not in {
            n for c in draft.clauses for n in party_numbers(c)
        }:
            return any(draft.side(n) == side for n in draft.sides)
    return False


def is_counted(clause: Passage, kinds: list[str], drafts: list[Draft]) -> bool:
    """Whether a clause begins to tell the second or third of several deals, of another kind than those before."""
    return bool(_SECOND.match(clause.text)) and all(FAMILY[draft.kind] != FAMILY[kinds[0]] for draft in drafts)


_SECOND = re.compile(
    r"(?:Under )?(?:[Tt]he )?(?:[Ss]econd|[Tt]hird|[Ff]ourth)(?:ly)?(?:,| is\b| (?:agreement|deal|contract|pact)\b)"
)


def is_beside(clause: Passage, kinds: list[str], sharing: list[Draft]) -> bool:
    """Whether a clause of another kind tells a deal of its own: with a company and a sum that none of the deals named before."""
    if clause.in_title or _HAN.search(clause.text) or kinds[0] not in _OF_ITS_OWN:
        return False
    told, known, old = _told(sharing)
    fresh = party_numbers(clause) - old
    before = known or any(c.number == clause.number for c in told)
    return bool(before and fresh and clause.sums) and not known & set(clause.sums) and not _TERMS.search(clause.text)


_TERMS = re.compile(r"\bup-?front\b|\bmilestones?\b|\broyalt|\bof which\b", re.I)  # what the deal before pays
_OF_ITS_OWN = frozenset(
    {"financing", "acquisition", "investment", "license", "supply", "contract", "asset_purchase", "divestiture"}
)
