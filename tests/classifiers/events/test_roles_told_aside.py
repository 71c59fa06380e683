"""Who is named beside a deal is no party of it; whose words place him is, on the side that they tell."""

from __future__ import annotations

import pytest

from bus.events import LABELS
from classifiers.amounts import find_amounts
from classifiers.events import find_events


def read(title: str, text: str, language: str, label: str):  # type: ignore[no-untyped-def]
    amounts = tuple(find_amounts(title, language, "title") + find_amounts(text, language, "text"))
    return find_events(title, text, language, tuple(one for one in LABELS if one == label), amounts=amounts).events


@pytest.mark.parametrize(
    ("text", "language", "kind", "parties"),
    [
        # advisers, former employers, the round before
        ("Halvern Bio has closed an $85 million Series C. Ostrava Growth Partners led the round. Moss & Adair LLP acted as legal "
         "counsel to the company. Former Norrland executive Ida Strom joins. It raised $40 million in 2023, led by Bellwright "
         "Ventures.", "en", "financing", {"Halvern Bio": "investee", "Ostrava Growth Partners": "investor"}),
        ("谷澜医疗宣布完成3亿元C轮融资，由屿川资本领投，沐言资本担任独家财务顾问。此前由青杉资本领投B轮。", "zh", "financing",
         {"谷澜医疗": "investee", "屿川资本": "investor"}),
        ("澜谷药业公告，公司与屿丰证券有限公司、岭信资本有限公司等多家配售代理签署配售协议，拟配售新H股。", "zh", "financing",
         {"澜谷药业": "investee"}),
        # who owns the party, who tells the news
        ("Solvane AI, a spinout of Ettrick University, has licensed its model PRODA-2 to Brightmere Pharmaceuticals.", "en",
         "license", {"Solvane AI": "licensor", "Brightmere Pharmaceuticals": "licensee"}),
        ("据砾岩健康消息，砾岩健康旗下子公司聆澈医疗收购砚禾诊断60%股权。", "zh", "acquisition",
         {"聆澈医疗": "acquirer", "砚禾诊断": "target"}),
        # turned round: passive voice, orders received, rights that come back, stakes taken off somebody's hands
        ("Carrowmore Medical plc has agreed to be acquired by Teldane Corporation.", "en", "acquisition",
         {"Carrowmore Medical plc": "target", "Teldane Corporation": "acquirer"}),
        ("Merivale Robotics received a $33 million purchase order from Brannock Hospital Group.", "en", "supply",
         {"Merivale Robotics": "supplier", "Brannock Hospital Group": "customer"}),
        ("Tarrant Oncology has regained worldwide rights to TRO-88 from Pell Pharma.", "en", "license",
         {"Tarrant Oncology": "licensor", "Pell Pharma": "licensee"}),
        ("恒沅控股宣布，同意从私募股权公司栖岭资本手中收购影像服务提供商Lumeya Imaging。", "zh", "acquisition",
         {"恒沅控股": "acquirer", "栖岭资本": "seller", "Lumeya Imaging": "target"}),
        ("Skerry Capital and Tove Ventures put $31 million into Orlec Robotics.", "en", "financing",
         {"Skerry Capital": "investor", "Tove Ventures": "investor", "Orlec Robotics": "investee"}),
        ("岚屿投资、拓屿创投向奥濂机器人投了3.1亿元。", "zh", "financing",
         {"岚屿投资": "investor", "拓屿创投": "investor", "奥濂机器人": "investee"}),
        ("Orlec Cloud will rent 4,000 accelerators to Marrick AI for three years.", "en", "contract",
         {"Orlec Cloud": "supplier", "Marrick AI": "customer"}),
        ("奥濂云与玛屿智能签订合同，将向玛屿智能出租4000张加速卡。", "zh", "contract", {"奥濂云": "supplier", "玛屿智能": "customer"}),
        ("The veterinary unit of Drummore Pharma is to be sold to Tannadice Animal Health.", "en", "divestiture",
         {"Drummore Pharma": "seller", "Tannadice Animal Health": "acquirer"}),
        ("德鲁莫制药把兽药业务卖给塔岭动保。", "zh", "divestiture", {"德鲁莫制药": "seller", "塔岭动保": "acquirer"}),
        ("Nordvik Pharma has been awarded a €12 million grant from the European Innovation Council.", "en", "financing",
         {"Nordvik Pharma": "investee", "European Innovation Council": "investor"}),
    ],
)  # fmt: skip
def test_parties_are_those_whom_the_words_place(text: str, language: str, kind: str, parties: dict[str, str]) -> None:
    (event,) = read("", text, language, "deal")
    assert event.kind == kind
    assert {party.name: party.side for party in event.parties} == parties


@pytest.mark.parametrize(
    ("text", "kind", "parties"),
    [
        (
            "Orlane Bio raised $40 million in a Series B. Tessmer Capital led. Also in are Brakewell Ventures and Foxmere Partners.",
            "financing",
            {"Orlane Bio": "investee", "Tessmer Capital": "investor", "Brakewell Ventures": "investor", "Foxmere Partners": "investor"},
        ),
        (
            "Orlane Group has acquired clinic chain Tessmer Fertility. The seller is investor Brakewell Kapital.",
            "acquisition",
            {"Orlane Group": "acquirer", "Tessmer Fertility": "target", "Brakewell Kapital": "seller"},
        ),
        (
            "Orlane Bio announced that its licensee, Tessmer Pharma GmbH, has exclusive rights to ORL-7.",
            "license",
            {"Orlane Bio": "licensor", "Tessmer Pharma GmbH": "licensee"},
        ),
        (
            "Orlane Bio told Tessmer Bio on Friday that it will terminate the licence for TSM-71.",
            "license",
            {"Orlane Bio": "licensee", "Tessmer Bio": "licensor"},
        ),
        (
            "Orlane Bio signed a manufacturing agreement with Tessmer Biologics, under which Tessmer will produce commercial supplies.",
            "supply",
            {"Orlane Bio": "customer", "Tessmer Biologics": "supplier"},
        ),
    ],
)  # fmt: skip
def test_who_stands_aside_is_placed(text: str, kind: str, parties: dict[str, str]) -> None:
    event = next(event for event in read("", text, "en", "deal") if event.kind == kind)
    assert {party.name: party.side for party in event.parties} == parties


def test_two_tie_ups_of_one_company_stay_two() -> None:
    found = read(
        "Velmont drops Larkin tie-up, signs with Ostrey",
        "Velmont Therapeutics has ended its collaboration with Larkin Biosciences. Separately, it signed a research collaboration "
        "with Ostrey AI, worth up to $200 million in milestone payments.",
        "en",
        "deal",
    )
    assert [sorted(party.name for party in event.parties) for event in found] == [
        ["Larkin Biosciences", "Velmont Therapeutics"],
        ["Ostrey AI", "Velmont Therapeutics"],
    ]
    assert [[term.role for term in event.terms] for event in found] == [[], ["milestone"]]


def test_money_raised_beside_a_licence_belongs_to_the_round() -> None:
    found = read(
        "Tarrant Oncology Regains Rights to TRO-88 and Announces $60 Million Private Placement",
        "Tarrant Oncology, Inc. has regained rights to TRO-88 from Pell Pharma. Tarrant also announced a $60 million private "
        "placement led by Wexcombe Capital.",
        "en",
        "deal",
    )
    assert {event.kind: [term.role for term in event.terms] for event in found} == {"license": [], "financing": ["funding"]}


@pytest.mark.parametrize(
    ("text", "language", "kind", "sponsor"),
    [
        ("The FDA has lifted the clinical hold on ARD-110, Ardenne Genetics said.", "en", "approval", "Ardenne Genetics"),
        ("溪谷生物宣布，FDA已解除对XG-07的临床搁置。", "zh", "approval", "溪谷生物"),
        ("Tirolimab Shows Durable Responses. Kestenholz Pharma said its Phase 2 trial met the primary endpoint.", "en",
         "readout_positive", "Kestenholz Pharma"),
        ("溪谷生物在港交所提交上市申请。", "zh", "listing", "溪谷生物"),
    ],
)  # fmt: skip
def test_the_step_is_what_the_words_make_of_it(text: str, language: str, kind: str, sponsor: str) -> None:
    (event,) = read("", text, language, "milestone")
    assert (event.kind, [p.name for p in event.parties if p.side == "sponsor"]) == (kind, [sponsor])
