"""What two articles are compared by: numbers, days, names and offices read alike in both languages."""

from __future__ import annotations

import pytest

from archive.stories.concepts import AGENCIES, concepts, seats
from archive.stories.facts import facts_of
from archive.stories.likeness import load_weights
from archive.stories.names import head, is_told, same_company
from archive.stories.numbers import numbers
from archive.stories.traits import traits
from tests.archive.test_stories import purchase, told
from tests.make import deal


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("18,000 fake pens", "1.8万支假笔"),
        ("640,000 books", "64万本书"),
        ("a plan of 3.5 trillion yuan", "规模达3.5万亿元"),
        ("cut by 58 percent", "减少58%"),
        ("thirty-one firms", "31家企业"),
        ("eleven publishers", "十一家出版商"),
        ("six states", "六个州"),
        ("comments until 20 November", "截至11月20日"),
        ("from January 1, 2027", "自2027年1月1日起"),
    ],
)
def test_numbers_and_days_read_the_same_in_both_languages(english: str, chinese: str) -> None:
    one, other = numbers(english), numbers(chinese)
    assert one == other
    assert one.figures | one.counts | one.days


@pytest.mark.parametrize("text", ["in 2027", "2026—2030年", "at 14:30", "6日公布", "IL-23", "by December 2027"])
def test_years_hours_and_bare_days_are_no_figures(text: str) -> None:
    found = numbers(text)
    assert not found.figures | found.counts


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("maibu robotics", "迈步机器人", True),
        ("ruize", "睿泽生物", True),
        ("hengrui", "睿泽生物", False),
        ("bo", "博", False),
        ("shanghai henlius", "上海微创医疗", False),
        ("shanghai", "上海微创医疗", False),
        ("上海", "上海微创医疗", False),
        ("zhejiang huaruo", "浙江华若药业", True),
        ("huaruo", "浙江省华若药业", True),
    ],
)
def test_a_chinese_company_is_known_abroad_by_its_pinyin(one: str, other: str, same: bool) -> None:
    assert same_company(one, other) is same


@pytest.mark.parametrize(
    ("company", "first"),
    [
        ("corvane therapeutics", "corvane"),
        ("科瓦治疗", "科瓦"),
        ("hong kong corvane", "corvane"),
        ("深圳市科瓦治疗", "科瓦"),
        ("shanghai pharmaceuticals", "shanghai"),
        ("taiwan semiconductor manufacturing", "taiwan"),
        ("上海医药", "上海"),
        ("shanghainese foods", "shanghainese"),
        ("上海", "上海"),
        ("上海 科瓦治疗", "科瓦"),
        ("", ""),
    ],
)
def test_a_name_is_found_again_by_its_first_word_after_a_city(company: str, first: str) -> None:
    assert head(company) == first


@pytest.mark.parametrize(
    ("company", "title", "told"),
    [
        ("arm", "pharma deals slow", False),
        ("arm", "软银减持arm股份", True),
        ("c++ labs", "a new compiler by c++ labs", True),
        ("évoria", "évoria opens a plant", True),
        ("科瓦治疗", "科瓦完成融资", True),
        ("科", "科技股上涨", False),
        ("上海科瓦治疗", "上海发布新规", False),
        ("上海医药", "上海发布新规", False),
        ("上海医药", "上海医药获批新药", True),
        ("shanghai pharmaceuticals", "shanghai plans a fund", False),
        ("shanghai", "shanghai plans a fund", False),
        ("深圳市", "深圳市发布新规", False),
        ("", "anything", False),
    ],
)
def test_a_title_names_a_company_in_whole_words_and_by_more_than_its_city(company: str, title: str, told: bool) -> None:
    assert is_told(company, title) is told


def test_a_party_without_a_name_breaks_nothing() -> None:
    assert facts_of(told("a", deal((" ", "acquirer"), kind="acquisition"))).title_companies == frozenset()


def test_offices_are_known_by_what_they_are_called_in_passing() -> None:
    assert concepts("China's drug regulator said", "en", AGENCIES) == concepts("国家药监局表示", "zh", AGENCIES) == {"nmpa"}
    assert concepts("Brussels said", "en", AGENCIES) == concepts("欧委会表示", "zh", AGENCIES) == {"european commission"}
    assert seats({"nmpa", "european commission", "unheard of"}) == {"china", "eu"}


def test_every_trait_has_a_weight_and_every_weight_a_trait() -> None:
    facts = facts_of(told("a", purchase()))
    assert set(traits(facts, facts)) == set(load_weights().traits)
