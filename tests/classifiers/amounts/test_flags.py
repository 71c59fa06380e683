"""What is said beside an amount: about, at most, and the same again in other money."""

from __future__ import annotations

import pytest

from classifiers.amounts import find_amounts


@pytest.mark.parametrize(("text", "is_approximate"), [
    ("about $5 million", True), ("approximately €5m", True), ("nearly $5m", True), ("almost £5m", True), ("roughly 5 million yuan", True),
    ("around $5m", True), ("~$5m", True), ("some $5 million", True), ("close to $5 million", True), ("an estimated $5m", True),
    ("a total of approximately $5m", True), ("$700-plus million", True), ("$5 million or so", True),
    ("约5亿元", True), ("近5亿元", True), ("大约5亿元", True), ("将近5亿元", True), ("5亿元左右", True), ("3万多元", True), ("100余亿元", True),
    ("折合约5亿元", True), ("约合人民币5亿元", True), ("总额约为人民币5亿元", True), ("近百亿元", True), ("810元/吨左右", True),
    ("over $5 million", False), ("more than $5 million", False), ("at least $5 million", False), ("less than $5 million", False), ("paid $5m", False),
    ("up to $5m", False), ("超5亿元", False), ("逾5亿元", False), ("不低于5亿元", False), ("签约5亿元", False), ("预约5亿元", False), ("5亿元", False),
])  # fmt: skip
def test_a_rounded_amount_is_approximate_and_a_bound_is_not(text: str, is_approximate: bool) -> None:
    assert [a.approx for a in find_amounts(text)] == [is_approximate]


@pytest.mark.parametrize(("text", "up_to"), [
    ("up to $5 million", [True]), ("up to an additional $5m", [True]), ("up to a total of $5m", [True]), ("Up To Approximately $5m", [True]),
    ("as much as $5m", [True]), ("a maximum of €5m", [True]), ("not to exceed $5m", [True]), ("no more than $5m", [True]), ("capped at $5m", [True]),
    ("as much as $4m to $5m", [True, True]), ("up to £30,000 each", [True]),
    ("最高5亿元", [True]), ("最高可达5亿元", [True]), ("最高不超过5亿元", [True]), ("不超过人民币5亿元", [True]), ("最多5亿元", [True]),
    ("至多约5亿元", [True]), ("上限为5亿元", [True]), ("处5000元以下罚款", [True]), ("有资格获得高达5亿美元的里程碑付款", [True]), ("合计最高可达5亿元", [True]),
    ("罚款金额可达50万元", [True]), ("最高面临10亿韩元罚款", [True]),
    ("over $5m", [False]), ("at least $5m", [False]), ("raised its total to $5m", [False]), ("bringing its total funding up to $5m", [False]),
    ("up to 8,500,000 units at $0.15", [False]), ("rose to $5m", [False]),
    ("费用高达70万元", [False]), ("历史最高500亿元", [False]), ("不低于5亿元", [False]), ("超过5亿元", [False]), ("处五千元以上三万元以下罚款", [False]),
])  # fmt: skip
def test_an_amount_that_is_the_most_says_up_to(text: str, up_to: list[bool]) -> None:
    assert [a.up_to for a in find_amounts(text)] == up_to


@pytest.mark.parametrize(("text", "conversions"), [
    ("RMB 1.2 billion (about US$166 million)", [False, True]), ("€51 million ($59 million) in a round", [False, True]),
    ("£5bn, or about $6.5bn,", [False, True]), ("818 billion rupees ($11.7 billion)", [False, True]),
    ("A$5m (US $3.3m; €3m)", [False, True, True]), ("260 million pounds (310 million euros, 355 million dollars)", [False, True, True]),
    ("190 million yen in sales (about $1.3 million)", [False, True]), ("100 million yuan, equivalent to $14 million", [False, True]),
    ("¥500 million, equivalent to about US$70 million", [False, True]),
    ("34亿澳元（约合24亿美元）", [False, True]), ("18.5亿元人民币（合2.71亿美元）", [False, True]), ("1370万欧元，约合1.07亿人民币", [False, True]),
    ("5亿美元，折合人民币36亿元", [False, True]), ("5亿美元(约36亿元)", [False, True]), ("12亿港元（相当于11亿元人民币）", [False, True]),
    ("5亿美元或等值人民币36亿元", [False, True]), ("出资2亿美元设立并购基金，约合人民币14.4亿元", [False, True]),
    ("$5 million in cash and €3 million in stock", [False, False]), ("$5m ($2m in cash)", [False, False]),
    ("revenue of $5m, compared with €4m", [False, False]), ("1欧元约合7.78元人民币", [False, False]),
    ("首付款5000万美元，里程碑3亿元", [False, False]), ("投资22亿元（其中贷款3亿元）", [False, False]),
])  # fmt: skip
def test_the_same_sum_in_another_currency_is_a_conversion(text: str, conversions: list[bool]) -> None:
    assert [a.conversion for a in find_amounts(text)] == conversions


def test_a_conversion_has_the_role_of_what_it_converts() -> None:
    english = find_amounts("Brightwell agreed a £5bn ($6.5bn) takeover of Orchard Health.")
    chinese = find_amounts("和风生物获得5000万美元（约合3.6亿元）首付款。")
    assert [a.role for a in english] == ["total", "total"]
    assert [a.role for a in chinese] == ["upfront", "upfront"]
