"""Events of one kind told in a row: another name on a side of which an event has one tells another event."""

from __future__ import annotations

import numpy as np
import pytest

from bus.events import Label, Span
from classifiers.events import find_events
from classifiers.events.drafts import Draft
from classifiers.events.weighing import View
from classifiers.tags import KINDS, NOTHING, NUMBER, TAGS, Sentence, Tags, Token
from classifiers.windows import split_sentences


def read(text: str, kind: str, sides: dict[str, str], share: float = 0.9) -> Tags:
    """Tags of a text that tell where these names stand, and of which each sentence is heard to tell the kind."""
    tokens = []
    for name, side in sides.items():
        said = np.zeros(len(TAGS), dtype=np.float32)
        said[NUMBER[side]], said[NUMBER[NOTHING]] = 0.9, 0.1
        tokens.append(Token("text", text.index(name), text.index(name) + len(name), said))
    shares = np.array([share if one == kind else 0.0 for one in KINDS], dtype=np.float32)
    sentences = [Sentence(Span(field="text", start=a, end=b), shares) for a, b in split_sentences(text)]
    return Tags(sorted(tokens, key=lambda token: token.start), {}, sentences)


def told(text: str, language: str, label: Label, tags: Tags) -> list[set[int]]:
    """The sentences of each draft."""
    found: list[set[int]] = []

    def weed(drafts: list[Draft], seen: View) -> None:
        found.extend({clause.number for clause in draft.clauses if clause.text} for draft in drafts)

    find_events("", text, language, (label,), tags=tags, weed=weed)
    return found


@pytest.mark.parametrize(("text", "language", "label", "kind", "sides", "sentences"), [
    ("麓川药监局公开两份行政处罚决定书。海棠生物有限公司因违规生产被罚款216万元。云岭物流有限公司修改温度记录，被罚款80万元。", "zh", "policy",
     "enforcement", {"海棠生物有限公司": "subject", "云岭物流有限公司": "subject"}, [{0, 1}, {2}]),
    ("国家药监局批准两款新药。海棠生物有限公司申报的艾纳喷雾剂获批上市。云岭药业有限公司申报的伏格列片获批上市。", "zh", "milestone",
     "approval", {"海棠生物有限公司": "sponsor", "云岭药业有限公司": "sponsor"}, [{0, 1}, {2}]),
    ("海棠生物有限公司披露两项许可。玉泉药业有限公司取得其抗体的独家权利。云岭药业有限公司取得其凝胶的独家权利。", "zh", "deal",
     "license", {"玉泉药业有限公司": "licensee", "云岭药业有限公司": "licensee"}, [{0, 1}, {2}]),
    ("海棠生物有限公司披露一项许可。玉泉药业有限公司与云岭药业有限公司共同取得其抗体的独家权利。", "zh", "deal",
     "license", {"玉泉药业有限公司": "licensee", "云岭药业有限公司": "licensee"}, [{0, 1}]),
    ("Ostrava Bio has granted two licences. Pellin Robotics, Inc. obtains exclusive rights to its antibody. Torvik Health, Inc. obtains exclusive rights to its gel.",
     "en", "deal", "license", {"Pellin Robotics, Inc.": "licensee", "Torvik Health, Inc.": "licensee"}, [{0, 1}, {2}]),
])  # fmt: skip
def test_another_name_on_a_side_of_one_tells_another_event(
    text: str, language: str, label: Label, kind: str, sides: dict[str, str], sentences: list[set[int]]
) -> None:
    assert told(text, language, label, read(text, f"{label}/{kind}", sides)) == sentences


def test_a_sentence_that_is_hardly_heard_tells_no_further_event() -> None:
    text = "海棠生物有限公司披露许可。玉泉药业有限公司取得其抗体的独家权利。云岭药业有限公司取得其凝胶的独家权利。"
    tags = read(text, "deal/license", {"玉泉药业有限公司": "licensee", "云岭药业有限公司": "licensee"}, 0.3)
    assert len(told(text, "zh", "deal", tags)) == 1
