"""Deals, steps and measures of one kind told in a row: "licensed A to P for ¤; a day later Q took B for ¤" are two events.

Of a licence there is one licensee, of a round one investee, of an approval one sponsor. Where the network reads another name on such a
side, in a clause of its own, that clause tells an event of its own; who acts is told in each. Several names of one list are parties of
one event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from classifiers.events.drafts import Draft, kinds_in, party_numbers, weight_of
from classifiers.events.hearing import ANOTHER, FAINT, SURE, family, loudest
from classifiers.events.passages import Passage
from classifiers.events.sides import FAMILY, settle
from classifiers.events.tables import grammar
from classifiers.events.weighing import View
from classifiers.parties import NamedArticle
from classifiers.tags import NUMBER, SIDES, Tags

LIKELY = 0.5  # from which a name is taken to stand on a side
MOST = 6  # further members of a series
MOST_DRAFTS = 40  # that are looked at, so that hundreds do not take long
SHORTEST = 10  # signs of a clause that tells one; less is a signature
# Whom an event of a family has one of, and who is named last where several act alike.
_ONE = {
    "rights": ("licensee", "licensor"), "purchase": ("target", "acquirer", "seller"), "financing": ("investee",),
    "investment": ("investee",), "supply": ("customer", "supplier"),
}  # fmt: skip
_WITH_SUBJECTS = ("enforcement", "reimbursement", "pricing")  # measures
_PARTNERS = frozenset({"licensee", "target", "investee", "customer", "sponsor", "subject"})


def part(drafts: list[Draft], seen: View) -> None:
    """Add to the drafts the further members of each one's series, right after it."""
    if seen.tags is None or not any(_sides(draft) for draft in drafts):
        return
    said = {id(clause): sides_in(clause, seen.named, seen.tags) for clause in seen.clauses}
    for draft in drafts[:MOST_DRAFTS]:
        others = {id(clause) for other in drafts if other is not draft for clause in other.clauses}
        known = {n for other in drafts if other is not draft and other.label == draft.label for n in other.sides}
        clauses = [clause for clause in seen.clauses if id(clause) not in others]
        for side in _sides(draft):
            members = list(_members(draft, side, clauses, said, known, seen))
            if members:
                at = drafts.index(draft) + 1
                drafts[at:at] = members
                break


def sides_in(clause: Passage, named: NamedArticle, tags: Tags) -> dict[int, str]:
    """The names of a clause with the sides on which the network reads them there."""
    found: dict[int, str] = {}
    here, span = party_numbers(clause), clause.span
    for mention in named.mentions:
        if mention.entity not in here or mention.field != span.field or not span.start <= mention.start < span.end:
            continue
        said = tags.over(mention.field, mention.start, mention.end)
        if said is None:
            continue
        side = max(SIDES, key=lambda one: said[NUMBER[one]])
        if said[NUMBER[side]] >= LIKELY:
            found.setdefault(mention.entity, side)
    return found


def _sides(draft: Draft) -> tuple[str, ...]:
    if draft.label == "deal":
        return _ONE.get(FAMILY.get(draft.kind, ""), ())
    if draft.label == "milestone":
        return ("sponsor",)
    return ("subject",) if draft.kind in _WITH_SUBJECTS else ()


def _members(
    draft: Draft, side: str, clauses: Sequence[Passage], said: dict[int, dict[int, str]], known: set[int], seen: View
) -> Iterator[Draft]:
    """The drafts that clauses after the first of the draft tell, each with another name on the side."""
    told = [clause for clause in draft.clauses if not clause.in_title and not clause.background]
    first = next((clause for clause in told if side in said.get(id(clause), {}).values()), None)
    if first is None:
        return
    names, sums = party_numbers(first) | known, set(first.sums)
    found: list[Draft] = []
    for clause in clauses[clauses.index(first) + 1 :] if first in clauses else ():
        if clause.background or clause.in_title or len(found) == MOST:
            continue
        there = {n for n, one in said[id(clause)].items() if one == side}
        fresh = [n for n in there - names if not _is_kin(n, names, seen)]
        if fresh and not there & names and _stands_alone(clause, draft, side, sums):
            found.append(_member(draft, clause, fresh, side, seen))
        elif found and clause in draft.clauses and not party_numbers(clause) & party_numbers(first) - set(found[-1].sides):
            found[-1].clauses.append(clause)
        names |= party_numbers(clause)
        sums |= set(clause.sums)
    taken = {id(clause) for member in found for clause in member.clauses}
    if not found or all(id(clause) in taken for clause in told):
        return
    draft.clauses = [clause for clause in draft.clauses if id(clause) not in taken]
    for member in found:
        for number in [n for n in member.sides if member.side(n) == side]:
            draft.sides.pop(number, None)
    for one in (draft, *found):
        _settle(one, [other for other in (draft, *found) if other is not one], seen, is_member=one is not draft)
    for member in found:
        _share(draft, member, side)
        yield member


def _stands_alone(clause: Passage, draft: Draft, side: str, sums: set[str]) -> bool:
    """Whether a clause tells an event: it is heard to, or names a sum of its own and may be heard to."""
    heard = loudest([clause], family(draft.label, draft.kind))
    own = bool(set(clause.sums) - sums)
    if len(clause.text) < SHORTEST:
        return False
    if side in _PARTNERS:
        return heard >= SURE or (own and heard >= FAINT) or (draft.label != "deal" and heard >= ANOTHER)
    return own and heard >= ANOTHER


def _member(draft: Draft, clause: Passage, names: Sequence[int], side: str, seen: View) -> Draft:
    kinds = kinds_in(clause, draft.label, grammar(draft.label, seen.language))
    alike = [kind for kind in kinds if f"{draft.label}/{kind}" in family(draft.label, draft.kind)]
    member = Draft(draft.label, parent=draft)
    member.add(clause, alike[0] if alike else draft.kind, weight_of(clause))
    for number in names:
        member.sides[number][side] += 2
    return member


def _settle(draft: Draft, others: Sequence[Draft], seen: View, *, is_member: bool) -> None:
    """Place the parties of one of a series by what is not told of the others; whom the network placed in a member stays there."""
    if draft.label != "deal":
        return
    placed = {number: sides.copy() for number, sides in draft.sides.items()}
    theirs = {id(clause) for other in others for clause in other.clauses if not clause.in_title}
    settle(draft, grammar("deal", seen.language), seen.named, [c for c in seen.clauses if id(c) not in theirs])
    if is_member or not draft.sides:
        draft.sides.update(placed)


def _share(draft: Draft, member: Draft, side: str) -> None:
    """Who is told on the other sides of the first holds for a member that names nobody there."""
    taken = {side, *(member.side(number) for number in member.sides)}
    for number, sides in draft.sides.items():
        if number not in member.sides and draft.side(number) not in taken:
            member.sides[number].update(sides)


def _is_kin(number: int, others: set[int], seen: View) -> bool:
    """Whether the name is written for one of the others: Yuning for Yuning Bio."""
    name = seen.named.entities[number].name
    return any(name in (other := seen.named.entities[n].name) or other in name for n in others)
