"""Which title a measure has: in Chinese the whole name that is tagged, each title once, and none where none is likely; in English the rule's."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest

from bus.events import Span
from classifiers.events import find_events
from classifiers.events.drafts import Draft
from classifiers.events.flat_weights import weights
from classifiers.events.passages import Passage
from classifiers.events.title_places import fields_of, places
from classifiers.events.titling import NAMES, Page, candidates, decide
from classifiers.tags import NUMBER, TAGS, Floats, Tags, Token


def row(share: float) -> Floats:
    tags = np.full(len(TAGS), (1.0 - share) / (len(TAGS) - 1), dtype=np.float32)
    tags[NUMBER["document"]] = share
    return tags


def tags_of(text: str, *names: str, share: float = 0.97) -> Tags:
    """Each word or Chinese letter a token; those of the names are tagged as a document."""
    inside = {place for name in names for place in range(text.index(name), text.index(name) + len(name))}
    words = re.finditer(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]", text)
    return Tags([Token("text", m.start(), m.end(), row(share if m.start() in inside else 0.01)) for m in words], {})


def found_in(text: str, tags: Tags) -> set[str]:
    field = fields_of(tags, "", text)["text"]
    return {text[start:end] for start, end in places(Span(start=0, end=len(text)), field)}


@pytest.mark.parametrize(
    ("text", "tagged", "whole"),
    [
        ("云泽省发布关于推进康养产业发展的实施意见，提出三项任务。", "推进康养产业发展的", "关于推进康养产业发展的实施意见"),
        (
            "云泽省印发智慧药房建设行动方案（2031—2033年），明确十项任务。",
            "智慧药房建设",
            "智慧药房建设行动方案（2031—2033年）",
        ),
    ],
)
def test_the_whole_name_is_proposed_where_a_part_of_it_is_tagged(text: str, tagged: str, whole: str) -> None:
    assert whole in found_in(text, tags_of(text, tagged))


def test_a_proposed_name_crosses_no_sentence_and_opens_no_bracket_that_it_does_not_close() -> None:
    text = "云泽省印发药房洗消管理办法（试行）。护士规范同日施行。"
    names = found_in(text, tags_of(text, "药房洗消管理办法（试行）。护士规范"))
    assert "药房洗消管理办法（试行）" in names
    assert not any(name.count("（") != name.count("）") or "。" in name for name in names)


def measure(number: int, span: Span, document: str | None = None) -> Draft:
    draft = Draft("policy", clauses=[Passage(span, number, "", background=False)], document=document)
    draft.kinds["plan"] = 1
    return draft


def page(text: str, language: str, tags: Tags, *drafts: Draft) -> Page:
    return Page("", text, language, [clause for draft in drafts for clause in draft.clauses], tags)


def test_a_title_goes_to_one_measure_and_each_has_the_likeliest_that_is_left() -> None:
    text = "《云泽康养规划》印发。《云泽药房规划》印发。"
    first, second = measure(1, Span(start=0, end=11)), measure(2, Span(start=11, end=22))
    decide([first, second], page(text, "zh", tags_of(text), first, second), {"from=marked": 2.0, "place=own": 1.0})
    assert (first.document, second.document) == ("云泽康养规划", "云泽药房规划")
    decide([first], page(text, "zh", tags_of(text), first), {"from=marked": -9.0, "1": -2.0})
    assert first.document is None


@pytest.mark.parametrize("weight", [-9.0, 9.0])
def test_an_english_measure_keeps_the_title_of_the_rules_or_else_has_what_is_tagged_first(weight: float) -> None:
    text = "The council approved the Rinse Code for Nurses. It also approved the Plasma Pools Regulation."
    first, second = measure(1, Span(start=0, end=47), "Rinse Code"), measure(2, Span(start=48, end=len(text)))
    tags = tags_of(text, "Rinse Code for Nurses", "Plasma Pools Regulation")
    decide([first, second], page(text, "en", tags, first, second), {"1": weight})
    assert (first.document, second.document) == ("Rinse Code", "Plasma Pools Regulation")


def test_what_two_windows_read_counts_once_as_the_later_one_has_it() -> None:
    text = "云泽省印发药房洗消管理办法。"
    once, earlier = tags_of(text, "药房洗消管理办法"), tags_of(text)
    twice = Tags(sorted([*earlier.tokens, *once.tokens], key=lambda token: token.start), {})
    assert fields_of(twice, "", text)["text"].gain(0, len(text)) == fields_of(once, "", text)["text"].gain(0, len(text))


def test_only_measures_have_titles() -> None:
    text = "佩林机器人公司收购药房洗消管理办法。"
    draft = Draft("deal", clauses=[Passage(Span(start=0, end=len(text)), 1, "", background=False)])
    assert candidates([draft], page(text, "zh", tags_of(text, "药房洗消管理办法"), draft)) == {}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "云泽省卫生健康委员会近日印发关于推进智慧药房建设的实施意见，提出到2033年建成三百家智慧药房。",
            "关于推进智慧药房建设的实施意见",
        ),
        ("国家药监局发布《云泽中药饮片追溯管理办法》，自2031年5月1日起施行。", "云泽中药饮片追溯管理办法"),
    ],
)
def test_titles_are_found_by_the_weights_that_ship(text: str, title: str) -> None:
    found = find_events("", text, "zh", ("policy",), tags=tags_of(text, title))
    assert [event.document for event in found.events] == [title]


def test_the_weights_are_few_and_a_long_sentence_is_weighed_at_once() -> None:
    assert 20 < len(weights("titles")) < 400
    text = "关于云泽" * 300
    draft = measure(1, Span(start=0, end=len(text)))
    start = time.process_time()
    decide([draft], page(text, "zh", tags_of(text, text, share=0.5), draft))
    assert time.process_time() - start < 2


def test_an_article_of_many_measures_is_weighed_in_bounded_time() -> None:
    numbers = range(111, 261)
    titles = [f"关于推进第{number}批康养产业发展的实施意见" for number in numbers]
    sentences = [f"云泽省印发{title}，处罚泽拉{number}公司。" for number, title in zip(numbers, titles, strict=True)]
    text = "".join(sentences)
    drafts = [measure(n + 1, Span(start=(at := text.index(s)), end=at + len(s))) for n, s in enumerate(sentences)]
    read = page(text, "zh", tags_of(text, *titles), *drafts)
    assert max(map(len, candidates(drafts, read).values())) <= NAMES
    start = time.process_time()
    decide(drafts, read)
    assert time.process_time() - start < 3
    assert [draft.document for draft in drafts] == titles
