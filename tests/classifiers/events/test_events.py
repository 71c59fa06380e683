"""What happened: kinds, sides, terms, documents, and what is left out."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bus.events import LABELS, Amount, Evidence, Label, NewsEvent
from classifiers.events import find_events


def money(content: str, surface: str, value: str, currency: str, role: str, field: str = "text") -> Amount:
    start = content.index(surface)
    return Amount(
        field=field, start=start, end=start + len(surface), text=surface, value=Decimal(value), currency=currency, role=role
    )  # type: ignore[arg-type]  # fmt: skip


def events(title: str, text: str, language: str, *labels: Label, amounts: tuple[Amount, ...] = ()) -> tuple[NewsEvent, ...]:
    return find_events(title, text, language, labels, amounts=amounts).events


def sides(event: NewsEvent) -> dict[str, str | None]:
    return {party.name: party.side for party in event.parties}


@pytest.mark.parametrize(
    ("title", "text", "language", "kind", "expected"),
    [
        ("Marrowfield Bio to acquire Tarnhold Diagnostics", "", "en", "acquisition",
         {"Marrowfield Bio": "acquirer", "Tarnhold Diagnostics": "target"}),
        ("青榆医疗拟收购砚禾诊断60%股权", "", "zh", "acquisition", {"青榆医疗": "acquirer", "砚禾诊断": "target"}),
        ("", "Tarnhold Diagnostics has been bought by Marrowfield Bio.", "en", "acquisition",
         {"Marrowfield Bio": "acquirer", "Tarnhold Diagnostics": "target"}),
        ("", "Oskendale Pharma has licensed MRB-77 from Brindel Biologics for Europe.", "en", "license",
         {"Oskendale Pharma": "licensee", "Brindel Biologics": "licensor"}),
        ("", "砚禾生物将YH-09在大中华区以外的权利独家授予Larkholm Oncology。", "zh", "license",
         {"砚禾生物": "licensor", "Larkholm Oncology": "licensee"}),
        ("", "Quenlow Robotics raised a Series B led by Harbeck Ventures.", "en", "financing",
         {"Quenlow Robotics": "investee", "Harbeck Ventures": "investor"}),
        ("", "澄屿智能宣布完成B轮融资，由栎川资本领投。", "zh", "financing", {"澄屿智能": "investee", "栎川资本": "investor"}),
        ("", "Marrowfield Bio and Brindel Biologics agreed to form a joint venture.", "en", "joint_venture",
         {"Marrowfield Bio": "partner", "Brindel Biologics": "partner"}),
        ("", "澄屿智能完成A轮融资。本轮由栎川资本和南峤领航领投，和屿投资参与投资。", "zh", "financing",
         {"澄屿智能": "investee", "栎川资本": "investor", "南峤领航": "investor", "和屿投资": "investor"}),
        ("青榆医疗：子公司中标", "青榆医疗公告，全资子公司砚禾信息与栎川大学签订服务合同。", "zh", "contract",
         {"砚禾信息": "supplier", "栎川大学": "customer"}),
        ("", "青榆医疗拟受让公司股东所持砚禾诊断8%股份。", "zh", "investment", {"青榆医疗": "investor", "砚禾诊断": "investee"}),
        ("", "砚禾生物把YH-09海外权益卖给美国Larkholm Oncology。", "zh", "license",
         {"砚禾生物": "licensor", "Larkholm Oncology": "licensee"}),
        ("", "砚禾生物与青榆医疗将共同出资设立合资公司。", "zh", "joint_venture", {"砚禾生物": "partner", "青榆医疗": "partner"}),
    ],
)  # fmt: skip
def test_deals_have_a_kind_and_sides_in_both_languages(
    title: str, text: str, language: str, kind: str, expected: dict[str, str]
) -> None:
    (event,) = events(title, text, language, "deal")
    assert event.kind == kind
    assert sides(event) == expected


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Brindel Biologics said the FDA approved its antibody.", "en", "approval"),
        ("砚禾生物宣布，国家药监局批准其新药上市。", "zh", "approval"),
        ("The FDA issued a complete response letter to Brindel Biologics.", "en", "refusal"),
        ("砚禾生物收到FDA完全回应函。", "zh", "refusal"),
        ("Brindel Biologics dosed the first patient in a Phase 2 trial.", "en", "trial_start"),
        ("砚禾生物宣布Ⅱ期临床完成首例患者给药。", "zh", "trial_start"),
        ("Brindel Biologics said its Phase 3 trial met the primary endpoint.", "en", "readout_positive"),
        ("砚禾生物宣布Ⅲ期研究达到主要终点。", "zh", "readout_positive"),
        ("Brindel Biologics said its Phase 3 trial did not meet the primary endpoint.", "en", "readout_negative"),
        ("砚禾生物宣布Ⅲ期研究未达到主要终点。", "zh", "readout_negative"),
        ("砚禾生物三期成功，所有主要终点均已达成。", "zh", "readout_positive"),
        ("FDA向砚禾生物发出完整回复信，不支持批准其新药。", "zh", "refusal"),
        ("青榆医疗一次性内镜在全国正式上市。", "zh", "launch"),
        ("Quenlow AI open-sourced a new language model.", "en", "model_release"),
        ("澄屿智能发布并开源新一代大模型。", "zh", "model_release"),
    ],
)
def test_milestones_have_a_kind_and_a_sponsor_in_both_languages(text: str, language: str, kind: str) -> None:
    (event,) = events("", text, language, "milestone")
    assert event.kind == kind
    assert "sponsor" in {party.side for party in event.parties}


@pytest.mark.parametrize(
    ("text", "language", "kind", "document"),
    [
        ("On May 4, 2026 the FDA published a final rule, Labelling Requirements for Digital Inhalers.", "en", "regulation",
         "Labelling Requirements for Digital Inhalers"),
        ("工信部印发《智能诊疗装备产业发展行动方案》，部署五项任务。", "zh", "plan", "智能诊疗装备产业发展行动方案"),
        ("浔阳省市场监管局通报，依法对砚禾药业罚款八百万元。", "zh", "enforcement", None),
        ("国家医保局印发《眼科类医疗服务价格项目立项指南》。", "zh", "pricing", "眼科类医疗服务价格项目立项指南"),
        ("药审中心起草了《吸入制剂临床评价指导原则（征求意见稿）》，公开征求意见。", "zh", "consultation",
         "吸入制剂临床评价指导原则（征求意见稿）"),
    ],
)  # fmt: skip
def test_policies_have_a_kind_an_issuer_and_the_title_of_their_document(
    text: str, language: str, kind: str, document: str
) -> None:
    (event,) = events("", text, language, "policy")
    assert (event.kind, event.document) == (kind, document)
    assert [party.side for party in event.parties if party.side != "subject"] == ["issuer"]


def test_a_document_in_force_next_year_is_news_of_this_year() -> None:
    text = "6月18日，国务院公布《细胞治疗管理条例》，自2027年3月1日起施行。\n2026年6月20日，国家药监局就《数据规范（征求意见稿）》公开征求意见。"
    assert {event.kind for event in events("", text, "zh", "policy")} == {"regulation", "consultation"}


def test_dates_of_a_document_are_told_apart() -> None:
    (chinese,) = events("", "2026年5月8日，国家医保局发布《门诊用药支付管理办法》，自2026年7月1日起施行。", "zh", "policy")
    assert (chinese.issued_on, chinese.effective_on) == (date(2026, 5, 8), date(2026, 7, 1))
    text = "The FDA issued a draft guidance, Cell Sourcing for Cultured Skin, on May 8, 2026. Comments are open until July 7, 2026."
    (english,) = events("", text, "en", "policy")
    assert (english.issued_on, english.comment_until) == (date(2026, 5, 8), date(2026, 7, 7))


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        ("Marrowfield Bio acquired Tarnhold Diagnostics.\nQuenlow Robotics raised a Series A led by Harbeck Ventures.", "en",
         {"acquisition", "financing"}),
        ("青榆医疗收购砚禾诊断全部股权。\n澄屿智能完成A轮融资，栎川资本领投。", "zh", {"acquisition", "financing"}),
        ("Oskendale Pharma is buying new shares in Brindel Biologics. In a separate agreement the two companies will work together on targets.",
         "en", {"investment", "collaboration"}),
    ],
)  # fmt: skip
def test_two_deals_in_one_article_stay_two(text: str, language: str, kinds: set[str]) -> None:
    found = events("", text, language, "deal")
    assert len(found) == 2
    assert {event.kind for event in found} == kinds


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        ("Oskendale Pharma licenses Brindel Biologics' MRB-77",
         "Oskendale Pharma has licensed MRB-77 from Brindel Biologics. Under the licence Oskendale will pay royalties. "
         "\"This licence fits our plans,\" said Oskendale's chief.", "en"),
        ("砚禾生物授权Larkholm Oncology", "砚禾生物与Larkholm Oncology签署许可协议。根据许可协议，砚禾生物将获得首付款。本次授权符合公司战略。", "zh"),
    ],
)  # fmt: skip
def test_a_deal_told_three_times_is_one(title: str, text: str, language: str) -> None:
    (event,) = events(title, text, language, "deal")
    assert event.kind == "license"
    assert len(event.parties) == 2


@pytest.mark.parametrize(
    ("text", "language", "passing"),
    [
        ("Marrowfield Bio acquired Tarnhold Diagnostics. Its new head is a former executive of Pfizer.", "en", "Pfizer"),
        ("Marrowfield Bio acquired Tarnhold Diagnostics. Rival Oskendale Pharma bought Brindel Biologics in 2019.", "en", "Oskendale Pharma"),
        ("青榆医疗收购砚禾诊断全部股权。此前，辉瑞曾收购同类企业。", "zh", "辉瑞"),
    ],
)  # fmt: skip
def test_a_passing_mention_is_no_party(text: str, language: str, passing: str) -> None:
    found = find_events("", text, language, ("deal",))
    assert len(found.events) == 1
    assert passing not in {party.name for party in found.parties}


def test_market_sizes_revenues_and_older_deals_are_no_terms() -> None:
    text = (
        "Oskendale Pharma has licensed MRB-77 from Brindel Biologics for $30 million upfront. "
        "The market is worth $9 billion. Oskendale had revenue of $700 million. In 2019 Oskendale bought a rival for $80 million."
    )
    told = (
        money(text, "$30 million", "30000000", "USD", "upfront"),
        money(text, "$9 billion", "9000000000", "USD", "total"),
        money(text, "$700 million", "700000000", "USD", "revenue_or_market"),
        money(text, "$80 million", "80000000", "USD", "total"),
    )
    (event,) = events("", text, "en", "deal", amounts=told)
    assert [term.text for term in event.terms] == ["$30 million"]
    text = "砚禾生物将YH-09权利独家授予Larkholm Oncology，首付款3000万美元。据机构测算，市场规模达90亿美元。去年公司曾以8亿元收购青榆医疗。"
    told = (
        money(text, "3000万美元", "30000000", "USD", "upfront"),
        money(text, "90亿美元", "9000000000", "USD", "total"),
        money(text, "8亿元", "800000000", "CNY", "total"),
    )
    (event,) = events("", text, "zh", "deal", amounts=told)
    assert [term.text for term in event.terms] == ["3000万美元"]


def test_each_amount_goes_to_its_own_deal() -> None:
    text = (
        "Marrowfield Bio acquired Tarnhold Diagnostics for $50 million.\nQuenlow Robotics raised $8 million in a Series A."
    )
    told = (
        money(text, "$50 million", "50000000", "USD", "total"),
        money(text, "$8 million", "8000000", "USD", "funding"),
    )
    terms = {event.kind: [term.text for term in event.terms] for event in events("", text, "en", "deal", amounts=told)}
    assert terms == {"acquisition": ["$50 million"], "financing": ["$8 million"]}


def test_labels_decide_which_events_there_may_be() -> None:
    text = "Marrowfield Bio acquired Tarnhold Diagnostics. The FDA approved its test."
    assert events("", text, "en") == ()
    assert {event.label for event in events("", text, "en", "milestone")} == {"milestone"}
    assert {event.label for event in events("", text, "en", *LABELS)} == set(LABELS)


def test_an_event_of_which_only_the_label_is_known_says_so() -> None:
    evidence = (Evidence(label="deal", field="text", start=0, end=9),)
    (event,) = find_events("", "Quite so.", "en", ("deal",), evidence=evidence).events
    assert event.kind is None
    assert event.confidence < 0.5
    assert [(span.start, span.end) for span in event.evidence] == [(0, 9)]


@pytest.mark.parametrize(
    ("text", "language", "status"),
    [
        ("Marrowfield Bio and Brindel Biologics terminated their licence agreement.", "en", "terminated"),
        ("砚禾生物与Larkholm Oncology终止许可协议。", "zh", "terminated"),
        ("Marrowfield Bio completed its acquisition of Tarnhold Diagnostics.", "en", "completed"),
        ("青榆医疗完成对砚禾诊断的收购。", "zh", "completed"),
        ("Marrowfield Bio acquired Tarnhold Diagnostics.", "en", "announced"),
    ],
)
def test_the_state_of_a_deal_is_told(text: str, language: str, status: str) -> None:
    assert events("", text, language, "deal")[0].status == status


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "piece",
    [
        "A",
        "Acme Bio acquires ",
        "恒瑞医药与辉瑞合作，",
        "“A",
        "《",
        "(",
        "Ministry of Health and ",
        "翎禾有限公司",
        "Acme Bio said.\n",
        "\ue000",
    ],
)
def test_hostile_text_of_a_hundred_kilobytes_is_read_in_bounded_time(piece: str, language: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    find_events("", "warm", language, LABELS)
    start = time.process_time()
    find_events(text[:80], text, language, LABELS)
    assert time.process_time() - start < 4


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            ["Marrowfield Bio ", "acquires ", "砚禾生物", "与", "Pfizer", "签署许可协议", "$5 million ", "《办法》", "。", ". ", "\n", "FDA ", "approved ", "2026年7月1日", "终止", "\ue001", "𝔸"]
        ),
        max_size=60,
    ),
    st.sampled_from(["en", "zh"]),
)  # fmt: skip
def test_nothing_raises_and_evidence_lies_within_the_article(title: str, pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    found = find_events(title, text, language, LABELS)
    assert {event.label for event in found.events} == set(LABELS)
    for event in found.events:
        for span in event.evidence:
            assert 0 <= span.start < span.end <= len(title if span.field == "title" else text)
