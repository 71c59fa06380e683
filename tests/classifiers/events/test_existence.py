"""Which drafts are events of their own: the doubtful go, one of each label stays, and what they told goes to where they came from."""

from __future__ import annotations

import math
import time
from collections import Counter

from bus.events import Label, Span
from classifiers.events.drafts import Draft
from classifiers.events.existence import Beside, decide, features
from classifiers.events.passages import Passage
from classifiers.events.trees import LEAF, Forest
from classifiers.events.weighing import View
from classifiers.parties import name_parties


def view() -> View:
    return View(name_parties("", "Ostrava Bio and Pellin Robotics", "en"), [], "en", Counter(), (), {}, frozenset())


def draft(
    label: Label, kind: str, number: int, *, parent: Draft | None = None, heard: dict[str, float] | None = None
) -> Draft:
    span = Span(field="text", start=number, end=number + 1)
    clause = Passage(span, number, "", background=False, is_read=heard is not None, heard=heard or {})
    return Draft(label, Counter({kind: 2}), clauses=[clause], parent=parent)


def trees(*told: tuple[str, float, float, float], base: float = 0.0) -> Forest:
    """Trees of one question each: what is told of a draft, the most that goes left, and what left and right add to the logit of yes."""
    names = list(features(one := draft("milestone", "launch", 1), Beside([one], "milestone"), view()))
    nodes = [(names.index(name), most, left, right) for name, most, left, right in told]
    return Forest(
        {
            "baseline": base,
            "roots": [3 * n for n in range(len(nodes))],
            "feature": [x for feature, *_ in nodes for x in (feature, LEAF, LEAF)],
            "threshold": [x for _, most, *_ in nodes for x in (most, 0.0, 0.0)],
            "left": [x for n in range(len(nodes)) for x in (3 * n + 1, 0, 0)],
            "right": [x for n in range(len(nodes)) for x in (3 * n + 2, 0, 0)],
            "missing": [0] * (3 * len(nodes)),
            "value": [x for *_, left, right in nodes for x in (0.0, left, right)],
        }
    )


def test_the_most_doubtful_goes_first_and_one_of_each_label_stays() -> None:
    drafts = [draft("milestone", "launch", 1), draft("milestone", "approval", 2), draft("policy", "law", 3)]
    decide(drafts, view(), trees(("first", 1.5, -3.0, 0.0), ("first", 2.5, 0.0, -9.0), base=-2.0))
    assert [one.kind for one in drafts] == ["approval", "law"]


def test_a_likely_draft_stays_and_one_that_was_not_read_is_left_to_the_rules() -> None:
    drafts = [draft("milestone", "launch", 1, heard={}), draft("milestone", "approval", 2, heard={})]
    decide(drafts, view(), trees(base=1.0))
    assert len(drafts) == 2
    unread = [draft("milestone", "launch", 1), draft("milestone", "approval", 2)]
    decide(unread, view(), trees(base=-1.0))
    assert len(unread) == 2
    decide(drafts, view(), trees(base=-1.0))
    assert len(drafts) == 1


def test_what_a_dropped_draft_told_goes_to_the_one_it_came_from() -> None:
    first = draft("milestone", "approval", 1)
    second = draft("milestone", "launch", 2, parent=first)
    second.sides[0]["sponsor"] += 1
    drafts = [first, second, draft("milestone", "facility", 3)]
    decide(drafts, view(), trees(("parent", 0.5, 0.0, -3.0), base=1.0))
    assert [one.kind for one in drafts] == ["approval", "facility"]
    assert [clause.number for clause in first.clauses] == [1, 2]
    assert first.side(0) == "sponsor"


def test_it_also_goes_to_the_one_that_the_draft_it_came_from_went_into() -> None:
    first, folded = draft("milestone", "approval", 1), draft("milestone", "approval", 2)
    second = draft("milestone", "launch", 3, parent=folded)
    first.take(folded)
    decide(drafts := [first, second], view(), trees(("parent", 0.5, 0.0, -3.0), base=1.0))
    assert drafts == [first]
    assert [clause.number for clause in first.clauses] == [1, 2, 3]


def test_numbers_tell_what_is_heard_and_that_nothing_was_read() -> None:
    loud, unread = draft("deal", "license", 1, heard={"deal/option": 0.95}), draft("deal", "supply", 2)
    beside = Beside([loud, unread], "deal")
    assert math.isnan(features(unread, beside, view())["family"])
    told = features(loud, beside, view())
    assert (told["family"], told["heard"], told["parties"]) == (0.95, 0.0, 0)
    assert list(told) == list(features(unread, beside, view()))


def test_many_drafts_take_little_time() -> None:
    drafts = [draft("deal", "license", number, heard={}) for number in range(300)]
    for number, one in enumerate(drafts):
        one.sides[number]["licensor"] += 1
    start = time.process_time()
    decide(drafts, view(), trees(base=-2.0))
    assert len(drafts) == 1
    assert time.process_time() - start < 30


def test_the_weights_that_ship_doubt_a_silent_draft_without_parties_beside_a_loud_one() -> None:
    loud = draft("deal", "license", 1, heard={"deal/license": 0.95})
    loud.sides[0]["licensor"] += 2
    loud.sides[1]["licensee"] += 2
    drafts = [loud, draft("deal", "collaboration", 4, heard={})]
    decide(drafts, view())
    assert drafts == [loud]
