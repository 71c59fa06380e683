"""What Chinese news has of its own: register entries, capital, certificates, measures without 《》, products with their form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bus.events import Label, NewsEvent
from classifiers.amounts import find_amounts
from classifiers.events import find_events


def events(text: str, label: Label, *, title: str = "", published: date | None = None) -> tuple[NewsEvent, ...]:
    amounts = tuple(find_amounts(title, "zh", "title") + find_amounts(text, "zh", "text"))
    return find_events(title, text, "zh", (label,), amounts=amounts, published=published).events


def terms(event: NewsEvent) -> set[tuple[Decimal, str]]:
    return {(term.value or Decimal(0), term.role) for term in event.terms}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("沅渚科技公告，公司与峤石资本共同出资设立控股子公司沅峤医疗，注册资本5000万元。", "joint_venture"),
        ("沅渚科技公告，拟发行股份及支付现金购买资产并募集配套资金，收购峤石医疗62%股权。", "acquisition"),
        ("沅渚大学将一项抗纤维化专利以3000万元转让给峤石医药。", "asset_purchase"),
        ("沅渚药业收到科技部下发的立项通知，课题获得资助经费2000万元。", "financing"),
        ("沅渚药业公告，子公司增资扩股，引入四名投资者，投资方合计增资3亿元。", "financing"),
        ("峤石科技受让沅渚药业1200万股，占总股本的6.00%。", "investment"),
        ("沅渚药业与峤石科技签署战略合作协议，授权后者使用其数据平台。", "collaboration"),
        ("沅渚药业与峤石科技签订长期供货协议，合同总价不低于3800万美元，采购多糖原料药。", "supply"),
        ("沅渚云与峤石智能签订三年算力租赁合同，合同总额10亿元。", "contract"),
        ("沅渚药业终止与峤石医疗的许可协议，将乳膏的美国权利退还其合作伙伴。", "license"),
    ],
)
def test_deals_have_the_kind_of_what_changes_hands(text: str, kind: str) -> None:
    assert [event.kind for event in events(text, "deal")] == [kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("沅渚科技发生工商变更，新增峤石资本为股东，注册资本由约528万人民币增至约541万人民币。", {(Decimal(5_410_000), "other")}),
        ("峤石资本拟以2亿元向沅渚科技增资，认购其新增注册资本102万元。",
         {(Decimal(200_000_000), "equity"), (Decimal(1_020_000), "other")}),
        ("沅渚科技完成1亿元B轮融资，投后估值达到13亿元，资金中3000万元用于研发。",
         {(Decimal(100_000_000), "funding"), (Decimal(1_300_000_000), "other"), (Decimal(30_000_000), "other")}),
        ("沅渚药业向峤石医疗授予许可，峤石医疗支付首付款4500万元，开发里程碑付款累计最高不超过1亿元。",
         {(Decimal(45_000_000), "upfront"), (Decimal(100_000_000), "milestone")}),
        ("沅渚药业收购峤石医疗，交割时支付4200万英镑，若其在2028年前取得注册证，还需再付1300万英镑。",
         {(Decimal(42_000_000), "upfront"), (Decimal(13_000_000), "milestone")}),
    ],
)  # fmt: skip
def test_capital_worth_and_uses_are_kept_apart_from_what_is_paid(text: str, expected: set[tuple[Decimal, str]]) -> None:
    (event,) = events(text, "deal")
    assert terms(event) == expected


@pytest.mark.parametrize(
    "beside",
    [
        "截至6月底，峤石医疗净资产为3.1亿元。",
        "沅渚药业为峤石医疗提供的担保余额8000万元将解除。",
        "峤石医疗2025年净亏损3200万元，负债总额为2.1亿元。",
        "2021年，中岭集团曾以1.2亿元入股峤石医疗。",
        "体外诊断市场规模2030年将达到1500亿元。",
    ],
)
def test_what_stands_in_the_books_of_a_company_that_is_bought_is_no_term(beside: str) -> None:
    (event,) = events(f"沅渚药业以4亿元收购峤石医疗100%股权。{beside}", "deal")
    assert terms(event) == {(Decimal(400_000_000), "total")}


def test_what_is_confiscated_is_a_penalty_and_a_fiscal_year_no_past() -> None:
    text = "市场监管总局公布，对沅渚药业处以2025年度销售额5%的罚款，计3.25亿元，并没收违法所得1.1亿元。"
    (event,) = events(text, "policy")
    assert terms(event) == {(Decimal(325_000_000), "penalty"), (Decimal(110_000_000), "penalty")}


def test_costs_of_research_are_no_terms() -> None:
    (event,) = events("沅渚药业获得盐酸沅定片《药品注册证书》，累计研发投入约1.8亿元。", "milestone")
    assert not event.terms


def test_a_second_order_from_another_firm_is_a_second_deal() -> None:
    text = "沅渚机器人与中岭信息达成合作并签订1亿元采购协议；近日沅渚机器人为桐峡科技供货，合计11.67亿元订单。"
    found = events(text, "deal")
    assert [terms(event) for event in found] == [{(Decimal(100_000_000), "total")}, {(Decimal(1_167_000_000), "total")}]


def test_a_new_partner_after_the_old_one_is_a_second_deal() -> None:
    text = (
        "沅渚药业宣布终止与Vellmar Pharma的联合开发合作。"
        "同时，沅渚药业与Brindel Bio签署新的合作协议，共同开发三款药物，首付款为9000万元。"
    )
    assert [(event.status, len(event.terms)) for event in events(text, "deal")] == [("terminated", 0), ("announced", 1)]


def test_a_digest_goes_on_with_companies_of_which_nothing_was_told() -> None:
    text = "1. 峤石智能完成2亿元B轮融资。\n2. 云桥制药与Vellmar Pharma就YQ-77达成独家许可，首付款5000万美元。"
    assert [event.kind for event in events(text, "deal")] == ["financing", "license"]


def test_money_put_into_a_venture_is_no_part_of_the_round_beside_it() -> None:
    text = (
        "沅渚机器人宣布完成3亿元C轮融资，由峤石资本领投。此外，沅渚机器人与桐峡汽车各出资5000万元成立合资公司，持股各50%。"
    )
    assert [terms(event) for event in events(text, "deal")] == [
        {(Decimal(300_000_000), "funding")}, {(Decimal(50_000_000), "equity")},
    ]  # fmt: skip


def test_two_agencies_that_act_are_two_steps() -> None:
    text = "沅渚药业宣布，国家药监局已批准沅定片上市。欧盟委员会也于同日批准该药在欧盟上市。"
    assert [event.agency for event in events(text, "milestone")] == ["国家药监局", "欧盟委员会"]


def test_a_deal_told_by_a_short_and_a_long_name_is_one() -> None:
    title = "沅渚智控拟10亿元收购峤石流体"
    text = "沅渚智控披露重组草案，拟收购上海峤石流体设备股份有限公司100%股份，交易价格为10亿元。"
    assert len(events(text, "deal", title=title)) == 1


@pytest.mark.parametrize(
    ("text", "kind", "status", "document"),
    [
        ("工业和信息化部日前启动工业数据筑桥行动，将开展数据集建设。", "plan", "announced", "工业数据筑桥行动"),
        ("沅州市人民政府发布关于印发沅州市生物产业发展规划的通知。", "plan", "announced", "沅州市生物产业发展规划"),
        (
            "国家医保局与财政部设立“数字基层能力专项”，安排补助资金12亿元。",
            "funding_program",
            "announced",
            "数字基层能力专项",
        ),
        ("国家卫生健康委决定废止《医用氧舱配置审批规定》。", "regulation", "terminated", "医用氧舱配置审批规定"),
        ("国务院公布修订后的《医用机器人管理办法》。", "regulation", "amended", "医用机器人管理办法"),
    ],
)
def test_measures_have_names_without_brackets_and_a_status(text: str, kind: str, status: str, document: str) -> None:
    (event,) = events(text, "policy")
    assert (event.kind, event.status, event.document) == (kind, status, document)


def test_the_text_of_a_law_is_one_event_whatever_its_articles_cite_and_fine() -> None:
    text = (
        "2019年6月29日 第十三届人民代表大会常务委员会第十一次会议通过 第一条 根据《立法程序规定》，制定本法。"
        "第二条 违反本法的，处1万元以上罚款。"
    )
    (event,) = events(text, "policy", title="沅州市药品安全法")
    assert (event.kind, event.document) == ("law", "沅州市药品安全法")


def test_a_day_is_a_date_only_where_its_year_is_known() -> None:
    text = "国家医保局5月8日发布《门诊用药支付管理办法》。"
    assert events(text, "policy")[0].issued_on is None
    assert events(text, "policy", published=date(2026, 5, 9))[0].issued_on == date(2026, 5, 8)


@pytest.mark.parametrize(
    ("text", "kind", "product"),
    [
        ("沅渚药业收到国家药监局签发的关于盐酸沅定缓释片的《药品注册证书》。", "approval", "盐酸沅定缓释片"),
        ("沅渚药业：子公司注射用YZ-330临床试验申请获受理。", "acceptance", "注射用YZ-330"),
        ("沅渚药业的JAK1抑制剂沅缇替尼乳膏被纳入突破性治疗品种。", "designation", "沅缇替尼乳膏"),
        ("沅渚药业获得沅多黏菌素B原料药上市申请批准通知书。", "approval", "沅多黏菌素B原料药"),
        ("沅渚智能发布端侧模型“青鸢-Nano”。", "model_release", "青鸢-Nano"),
        ("沅渚软件推出了浏览器“Quillo”，即日起开放下载。", "launch", "Quillo"),
        ("沅渚药业公告，创业板IPO获受理，预计融资金额8亿元。", "listing", None),
    ],
)
def test_milestones_have_the_kind_and_the_product_as_it_is_written(text: str, kind: str, product: str | None) -> None:
    (event,) = events(text, "milestone")
    assert (event.kind, event.product) == (kind, product)


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("沅渚药业的苏州基地正式投产。", "facility", "completed"),
        ("沅渚药业的苏州基地今日开工。", "facility", "announced"),
        ("沅渚药业今日在港交所主板挂牌，发行价为每股23.6港元。", "listing", "completed"),
        ("沅渚药业撤回注射用沅促红素的上市申请。", "submission", "terminated"),
    ],
)
def test_milestones_have_a_status(text: str, kind: str, status: str) -> None:
    (event,) = events(text, "milestone")
    assert (event.kind, event.status) == (kind, status)


def test_who_else_has_a_licence_and_steps_of_earlier_years_are_no_news() -> None:
    text = (
        "沅渚药业收到国家药监局签发的盐酸沅定片《药品注册证书》。该药品用于治疗高血压。"
        "该药品于2025年5月14日获受理。目前国内已有峤石医药等企业获批。原研药由Vellmar Pharma于2014年获批上市。"
    )
    assert [event.kind for event in events(text, "milestone")] == ["approval"]


def test_a_year_to_come_is_not_the_year_of_the_news() -> None:
    (event,) = events("沅渚云的沅州智算中心奠基。项目总投资25亿元，预计2028年竣工。", "milestone")
    assert terms(event) == {(Decimal(2_500_000_000), "other")}
