"""Chinese events in traditional letters, by grants, tenders and refusals, and sums whose role stands beside them."""

import pytest

from classifiers.amounts import find_amounts
from classifiers.events import find_events


def events(title: str, text: str, *labels: str):
    amounts = tuple(find_amounts(title, "zh", "title") + find_amounts(text, "zh", "text"))
    return find_events(title, text, "zh", labels, amounts=amounts).events


def sides(event) -> set[tuple[str, str]]:
    return {(party.name, party.side) for party in event.parties}


def test_traditional_letters_are_read_and_names_come_back_as_written():
    (event,) = events("", "岑溪醫藥集團昨日宣布完成2億港元B輪融資，由松嶺資本領投，鶴頂創投跟投。", "deal")
    assert event.kind == "financing"
    assert sides(event) == {("岑溪醫藥集團", "investee"), ("松嶺資本", "investor"), ("鶴頂創投", "investor")}


def test_a_grant_comes_from_the_agency_that_pays_it_out():
    (event,) = events("", "柘溪药业（300123.SZ）公告，公司收到常州市财政局拨付的补助资金860万元。", "deal")
    assert event.kind == "financing"
    assert ("常州市财政局", "investor") in sides(event)


@pytest.mark.parametrize(
    "text",
    [
        "近日，柘溪药业收到国家药监局签发的洛曲司他片《药品不予批准通知书》。",
        "国家药监局对柘溪药业的洛曲司他片不予注册。",
    ],
)
def test_a_drug_that_is_not_registered_is_refused(text):
    assert [event.kind for event in events("", text, "milestone")] == ["refusal"]


@pytest.mark.parametrize(
    ("text", "value", "role"),
    [
        ("柘溪药业拟定增募资不超过8亿元，其中5亿元用于新厂，3亿元用于研发中心。", 500_000_000, "other"),
        ("柘溪药业以31亿元收购岚皋生物，其中现金19亿元，其余以股票支付。", 1_900_000_000, "other"),
        ("柘溪药业以31亿元收购岚皋生物。若交易终止，岚皋生物须支付1亿元分手费。", 100_000_000, "penalty"),
        ("柘溪药业与岚皋生物签署许可协议，首付款1亿元，注册里程碑累计不超过4亿元。", 400_000_000, "milestone"),
    ],
)
def test_words_right_beside_a_sum_tell_its_role(text, value, role):
    (event,) = events("", text, "deal")
    assert role in {term.role for term in event.terms if term.value == value}
