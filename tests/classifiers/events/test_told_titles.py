"""Titles that the network is sure of: measures of their own, whole, and not those that are only cited or told ago."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bus.events import Span
from classifiers.events import find_events
from classifiers.events.told_titles import Told, as_title
from classifiers.tags import Tags
from classifiers.windows import split_sentences
from tests.classifiers.events.test_titling import tags_of


def told(text: str, language: str, *names: str, title: str = "", share: float = 0.97) -> Told:
    """What is told in the sentences of a text; the names are tagged as titles."""
    spans = {number + 1: Span(field="text", start=a, end=b) for number, (a, b) in enumerate(split_sentences(text))}
    raw = {number: text[span.start : span.end] for number, span in spans.items()}
    return Told(tags_of(text, *names, share=share), title, text, spans, raw, language)


@pytest.mark.parametrize(
    ("text", "language", "title", "sure"),
    [
        ("The ministry published Breathing Space for Clinics on Monday.", "en", "Breathing Space for Clinics", True),
        ("The fund builds on Breathing Space for Clinics and opens today.", "en", "Breathing Space for Clinics", False),
        ("Breathing Space for Clinics was published in May 2025.", "en", "Breathing Space for Clinics", False),
        ("Breathing Space for Clinics is expected soon.", "en", "Breathing Space for Clinics", False),
        ("Breathing Space for Clinics allows it.", "en", "Breathing Space for Clinics", False),
        ("云泽省药监局发布《药房洗消技术要求》。", "zh", "药房洗消技术要求", True),
        ("2029年发布的《药房洗消技术要求》仍然有效。", "zh", "药房洗消技术要求", False),
        ("2029年发布的《药房洗消技术要求》同时废止。", "zh", "药房洗消技术要求", True),
        ("云泽省药监局发布《药房洗消技术要求》等3项标准。", "zh", "药房洗消技术要求", False),
        ("《药房洗消技术要求》对此作了规定。", "zh", "药房洗消技术要求", False),
    ],
)
def test_a_tagged_title_is_sure_unless_it_is_cited_or_told_ago(text: str, language: str, title: str, sure: bool) -> None:
    assert told(text, language, title).is_sure(1, title) is sure
    assert not told(text, language, title, share=0.4).is_sure(1, title)


def test_chinese_titles_of_a_list_are_news_together_where_the_headline_counts_them() -> None:
    text = "云泽省药监局发布《药房洗消技术要求》《病房通风技术要求》。"
    counted = told(text, "zh", "药房洗消技术要求", title="云泽省发布两项技术要求")
    assert counted.is_sure(1, "病房通风技术要求")
    for title in ("云泽省两部门发布技术要求", "云泽省发布12项任务", "云泽省三个月内出台技术要求"):
        assert not told(text, "zh", "药房洗消技术要求", title=title).is_sure(1, "病房通风技术要求")


@pytest.mark.parametrize(
    ("text", "tagged", "names", "title"),
    [
        ("The board issued the CY 2031 Ward Care Payment Rule.", "CY 2031 Ward Care Payment Rule", ["Ward Care Payment Rule"],
         ["CY 2031 Ward Care Payment Rule"]),
        ("The board put out advice, Soins à domicile, on Monday.", "Soins à domicile", [], ["Soins à domicile"]),
        ("The fund opened its call WARDS4ALL to clinics.", "WARDS4ALL", [], ["WARDS4ALL"]),
        ("The board released data on Friday and the National Care Fund paid.", "data", ["National Care Fund"], []),
        ("The board signed Decree 4012 on Friday.", "Friday", ["Decree 4012"], ["Decree 4012"]),
    ],
)  # fmt: skip
def test_what_the_rules_find_is_widened_left_out_or_added_to_as_the_tags_say(
    text: str, tagged: str, names: list[str], title: list[str]
) -> None:
    assert told(text, "en", tagged).amended(1, names) == title


@pytest.mark.parametrize(
    ("text", "tagged", "title"),
    [
        ("its guidance Care Near Home, dated May", "guidance Care Near Home, dated", "Care Near Home"),
        (
            "the Determination: Ward Sensors (210.4) sets",
            "Determination: Ward Sensors (210",
            "Determination: Ward Sensors (210.4)",
        ),
        ("the Ward Sensor Code (in force) sets", "Ward Sensor Code (in", "Ward Sensor Code"),
        ("the Klinik Rapid Matching Grant for wards", "Klinik Rapid Matching", "Klinik Rapid Matching Grant"),
        ("Ward Sensors (210.5) yields to new Ward Sensors (210) now", "new Ward Sensors (210", "Ward Sensors (210)"),
        ("under Docket No. 12", "Docket No", None),
        ("what boards do", "boards do", None),
        ("a Ward", "Ward", None),
    ],
)
def test_a_tagged_title_has_whole_words_and_nothing_that_stands_beside_it(text: str, tagged: str, title: str | None) -> None:
    start = text.index(tagged)
    assert as_title(text, start, start + len(tagged)) == title


def test_an_english_headline_is_the_title_where_all_of_it_is_tagged() -> None:
    headline, text = "Getting wards ready for robots", "Hospitals get advice on robots. The board published it."
    tags = Tags([replace(token, field="title") for token in tags_of(headline, headline).tokens], {})
    spans = {0: Span(field="title", start=0, end=len(headline)), 1: Span(start=0, end=len(text))}
    page = Told(tags, headline, text, spans, {0: headline, 1: text}, "en")
    assert page.headline(None) == headline
    assert page.headline("wards") is None


@pytest.mark.parametrize(
    ("title", "text", "tagged", "documents"),
    [
        ("Norland unveils ward plan, puts off levy on gauze",
         "The Ministry of Health of Norland on Tuesday released the National Strategy for Ward Care. "
         "The minister also signed a proclamation, Adjusting Levies on Gauze, that delays the levy to May.",
         ["National Strategy for Ward Care", "Adjusting Levies on Gauze"],
         {"National Strategy for Ward Care", "Adjusting Levies on Gauze"}),
        ("云泽省药监局同日发布两项技术要求",
         "云泽省药品监督管理局发布《药房洗消技术要求》，自发布之日起施行。同时发布的还有《病房通风技术要求》，亦自发布之日起施行。",
         ["药房洗消技术要求", "病房通风技术要求"], {"药房洗消技术要求", "病房通风技术要求"}),
        ("Regulator finalises software rule, scraps older circular",
         "The Norland Medicines Authority has issued the Guidelines for Ward Software, effective 1 July. "
         "At the same stroke the Circular on Locked Wards, in force since 2021, is withdrawn.",
         ["Guidelines for Ward Software", "Circular on Locked Wards"],
         {"Guidelines for Ward Software", "Circular on Locked Wards"}),
        ("Guidance for makers of ward robots",
         "The Norland Medicines Authority issued its “Guideline on Ambulant Robots” on Monday. It takes effect on 1 July.",
         ["Guideline on Ambulant Robots"], {"Guideline on Ambulant Robots"}),
        ("Draft guidance: seven robots are not ready for wards",
         "In draft guidance published today, the Norland Medicines Authority says that seven robots should wait. "
         "The robots are listed in section 2 of Robots at the Bedside: Early Assessment.",
         ["Robots at the Bedside: Early Assessment"], {"Robots at the Bedside: Early Assessment"}),
        ("Ministry tells two firms to leave",
         "The Ministry of Trade of Norland barred two firms on Monday, it said in Announcement No. 71 of 2031.",
         ["Announcement No. 71 of 2031"], {"Announcement No. 71 of 2031"}),
    ],
)  # fmt: skip
def test_each_title_that_the_network_is_sure_of_is_that_of_a_measure(
    title: str, text: str, tagged: list[str], documents: set[str]
) -> None:
    language = "zh" if "云" in text else "en"
    found = find_events(title, text, language, ("policy",), tags=tags_of(text, *tagged))
    assert {event.document for event in found.events} == documents
