"""Who is named in an article: by the alias table, by the shape of the name, by the place in the sentence."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.parties import load_aliases, name_parties
from classifiers.parties.aliases import TABLE, resolve


def canonicals(text: str, language: str = "en") -> set[str | None]:
    return {entity.canonical for entity in name_parties("", text, language).entities}


def names(title: str, text: str, language: str) -> set[str]:
    return {entity.name for entity in name_parties(title, text, language).entities}


def test_the_table_holds_the_promised_number_of_companies_and_agencies() -> None:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kinds = Counter(row["kind"] for row in rows)
    assert kinds["company"] >= 500
    assert kinds["agency"] >= 50
    assert sum(1 for row in rows if row["chinese"]) >= 400
    assert len({row["canonical"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("text", "language", "canonical"),
    [
        ("A licence from Hengrui was announced.", "en", "Hengrui Pharma"),
        ("恒瑞医药公告，达成许可协议。", "zh", "Hengrui Pharma"),
        ("BeiGene said the trial met its goal.", "en", "BeOne Medicines"),
        ("百济神州宣布试验成功。", "zh", "BeOne Medicines"),
        ("The U.S. Food and Drug Administration approved it.", "en", "FDA"),
        ("该药获美国FDA批准。", "zh", "FDA"),
        ("国家药监局已受理。", "zh", "NMPA"),
        ("月之暗面发布新模型。", "zh", "Moonshot AI"),
    ],
)
def test_known_names_are_found_in_both_languages(text: str, language: str, canonical: str) -> None:
    assert canonical in canonicals(text, language)


@pytest.mark.parametrize(
    ("text", "language", "canonical"),
    [
        ("Merck bought a biotech.", "en", None),
        ("Merck, of Rahway, bought a biotech.", "en", "Merck & Co."),
        ("Merck, based in Darmstadt, bought a biotech.", "en", "Merck KGaA"),
        ("Merck and MSD are one company outside North America.", "en", "Merck & Co."),
        ("复星宣布收购。", "zh", None),
        ("复星宣布收购，复星医药（600196.SH）出资。", "zh", "Fosun Pharma"),
    ],
)
def test_a_shared_alias_is_resolved_by_its_context_or_not_at_all(text: str, language: str, canonical: str | None) -> None:
    table = load_aliases()
    match = next(m for m in table.find(text) if len(m.rows) > 1)
    found = resolve(match, text)
    assert (found.canonical if found else None) == canonical
    assert name_parties("", text, language).entities


def test_an_alias_is_a_whole_word_and_the_longest() -> None:
    table = load_aliases()
    assert not table.find("Pfizerish Metadata Lillypad")
    assert [m.rows[0].canonical for m in table.find("华为云与华为")] == ["Huawei Cloud", "Huawei"]
    assert "Roche" not in canonicals("Roche Ventures took part in the round.")
    assert "Innovent Biologics" not in canonicals("信达证券维持评级。", "zh")


@pytest.mark.parametrize(
    ("title", "text", "language", "expected"),
    [
        ("", "Marrowfield Therapeutics, Inc. (Nasdaq: MRFD) said so. Marrowfield will pay.", "en", "Marrowfield Therapeutics, Inc."),
        ("", "Under the pact Oskendale receives cash; Oskendale's board agreed.", "en", "Oskendale"),
        ("", "Brindelbach Pharma GmbH has opened a plant.", "en", "Brindelbach Pharma GmbH"),
        ("Quenlow AI Raises $9 Million", "", "en", "Quenlow AI"),
        ("", "砚禾生物（02999.HK）公告，砚禾生物将获得首付款。", "zh", "砚禾生物"),
        ("", "公司与美国Larkholm Oncology签署协议。", "zh", "Larkholm Oncology"),
        ("", "控股子公司四川晋和制药收到通知书。", "zh", "四川晋和制药"),
        ("", "由栎川资本、南峤领航联合领投。", "zh", "南峤领航"),
        ("", "国家药监局附条件批准雁南砚禾生物制药有限公司申报的新药。", "zh", "雁南砚禾生物制药有限公司"),
        ("康屿在线：子公司获证", "康屿在线(688999.SH)公告称，产品获证。", "zh", "康屿在线"),
        ("", "浔阳市文化和旅游局印发措施。", "zh", "浔阳市文化和旅游局"),
        ("", "杭州砚禾泽岚生物科技有限公司宣布完成融资。", "zh", "杭州砚禾泽岚生物科技有限公司"),
    ],
)  # fmt: skip
def test_names_outside_the_table_are_kept_as_they_are_written(title: str, text: str, language: str, expected: str) -> None:
    assert expected in names(title, text, language)


@pytest.mark.parametrize(
    ("title", "text", "language", "expected"),
    [
        # an institution keeps its place, its house and what it is of
        ("", "Marrowfield Bio signed an agreement with the University of Oxford.", "en", "University of Oxford"),
        ("", "该器械在江州医科大学附属第二医院投入使用，研究由浙江大学医学院附属砚禾医院牵头。", "zh", "浙江大学医学院附属砚禾医院"),
        ("", "中国科学院砚禾技术研究所发布模型。", "zh", "中国科学院砚禾技术研究所"),
        # an agency its country, its province, its session, its office
        ("", "该药获洪都拉斯国家药品监督管理局批准。", "zh", "洪都拉斯国家药品监督管理局"),
        ("", "葡萄牙政府宣布计划。", "zh", "葡萄牙政府"),
        ("", "湖北省住房和城乡建设厅印发办法。", "zh", "湖北省住房和城乡建设厅"),
        ("", "条例由砚州市第十六届人民代表大会常务委员会通过。", "zh", "砚州市第十六届人民代表大会常务委员会"),
        ("", "国家药监局综合司发布公告。", "zh", "国家药监局综合司"),
        ("", "公司取得江苏省药品监督管理局核发的许可。", "zh", "江苏省药品监督管理局"),
        # a winner of a procurement its province, a partnership its legal form, a member of a list its plain letters
        ("", "山东砚禾、四川岭芝、浙江南峤等3家企业拟中选。", "zh", "四川岭芝"),
        ("", "公司拟向台州砚禾创业投资合伙企业（有限合伙）出资。", "zh", "台州砚禾创业投资合伙企业（有限合伙）"),
        ("", "本轮由栎川资本、新海局资本、砚禾创投跟投。", "zh", "新海局资本"),
        ("", "公司与江西马应龙签署协议，江西马应龙将负责生产。", "zh", "江西马应龙"),
        ("", "证监会同意砚禾泽岚科技股份有限公司注册。", "zh", "砚禾泽岚科技股份有限公司"),
        ("", "本轮由砚禾资本投资，岭芝集团旗下南峤创投跟投。", "zh", "南峤创投"),
        ("", "采购由中国移动四川分公司负责。", "zh", "中国移动四川分公司"),
        ("", "江苏省网信办通报。", "zh", "江苏省网信办"),
        ("浙江：支持智能算力建设", "措施将于下月施行。", "zh", "浙江"),
        ("", "The Trump administration revised it.", "en", "Trump administration"),
        # numerals, signs and capitals in names
        ("", "Brindel Acquisition Corp. IV said it would merge.", "en", "Brindel Acquisition Corp. IV"),
        ("", "Oskendale International, Inc. announced a deal.", "en", "Oskendale International, Inc."),
        ("", "47bio, Inc. announced that 47bio will pay.", "en", "47bio, Inc."),
        ("", "tarnoCore, Inc. announced a launch.", "en", "tarnoCore, Inc."),
        ("", "Umbra Vaccines (Pty) Ltd raised money.", "en", "Umbra Vaccines (Pty) Ltd"),
        ("", "The Bill &amp; Melinda Gates Foundation paid.", "en", "Bill &amp; Melinda Gates Foundation"),
        ("", "shares of pfizer rose after novartis sued it.", "en", "novartis"),
        # a verb or a role ends a name
        ("Quenlow Generates Positive Data in Asthma", "Quenlow said so. Quenlow will file.", "en", "Quenlow"),
        ("砚禾星图正式发布机器人", "砚禾星图表示，砚禾星图将量产。", "zh", "砚禾星图"),
    ],
)  # fmt: skip
def test_a_name_is_neither_cut_nor_run_on(title: str, text: str, language: str, expected: str) -> None:
    assert expected in names(title, text, language)


def test_a_known_agency_or_brand_is_found_before_capitalised_words() -> None:
    title = "Marrowfield Gets FDA Fast Track Status for New Drug"
    assert {"FDA", "Nvidia"} <= canonicals(f"{title}. FDA Fast Track helps. NVIDIA Blackwell Ultra is a chip.")


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        ("Quenlow Robotics CEO Brett Marsh said so. CEO Brett Marsh left.", "en", "CEO Brett Marsh"),
        ("KEYTRUDA® (pembrolizumab) met its goal. KEYTRUDA® today is sold.", "en", "KEYTRUDA"),
        ("Governor Ruth Calder signed Senate Bill 77 on Monday. Senate Bill 77 funds clinics.", "en", "Senate Bill"),
        ("Commission Implementing Decision 2031/12 lists the devices.", "en", "Commission Implementing Decision"),
        ("获洪都拉斯国家药品监督管理局批准。", "zh", "国家药品监督管理局"),
        ("韩国大部分头部企业、越南全球总部和各级人大代表。", "zh", "越南全球总部"),
        ("这是最完美的方案，以提高意愿。", "zh", "美的"),
    ],
)
def test_people_products_and_parts_of_names_are_not_told(text: str, language: str, wrong: str) -> None:
    assert wrong not in names("", text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In March the Phase 3 trial in Germany enrolled patients with Pompe disease.", "en"),
        ("Dr. Helga Brandstrom presented the data on Monday.", "en"),
        ("该手术机器人市场规模预计增长，临床研究仍在进行。", "zh"),
        ("骨科机器人与胰腺癌疫苗的医疗机构数据中心。", "zh"),
    ],
)
def test_places_people_and_plain_words_are_no_parties(text: str, language: str) -> None:
    assert not names("", text, language)


def test_short_and_full_names_are_one_entity() -> None:
    named = name_parties("Tarnhold sells unit", "Tarnhold Biologics B.V. sold it. Tarnhold keeps the rest.", "en")
    assert [entity.name for entity in named.entities] == ["Tarnhold Biologics B.V."]
    assert len(named.mentions) == 3


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=600), st.sampled_from(["en", "zh"]))
def test_any_text_is_read_and_every_mention_lies_within_it(title: str, text: str, language: str) -> None:
    named = name_parties(title, text, language)
    for mention in named.mentions:
        content = title if mention.field == "title" else text
        assert 0 <= mention.start < mention.end <= len(content)
        assert 0 <= mention.entity < len(named.entities)


def test_the_table_knows_a_company_with_its_legal_form_and_stock_code() -> None:
    named = name_parties(
        "Regeneron Announces Collaboration",
        "TARRYTOWN, N.Y. -- Regeneron Pharmaceuticals, Inc. (NASDAQ: REGN) today announced a research collaboration.",
        "en",
    )
    assert [(e.name, e.canonical) for e in named.entities if e.kind == "company"] == [
        ("Regeneron Pharmaceuticals, Inc.", "Regeneron")
    ]


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("It filed with the European Medicines Agency on Wednesday.", "European Medicines Agency"),
        ("It asked the Department of Energy on Monday.", "Department of Energy"),
    ],
)
def test_a_day_ends_the_name_of_an_agency(text: str, agency: str) -> None:
    assert [e.name for e in name_parties("", text, "en").entities if e.kind == "agency"] == [agency]


@pytest.mark.parametrize(
    ("title", "text", "language", "expected"),
    [
        ("Velmora Acquires Applied Quarnex Expanding Its Portfolio", "", "en", {"Velmora", "Applied Quarnex"}),
        ("Orlec Bio Announces Licence Agreement with Steady Sciences for Gene Therapy", "", "en", {"Orlec Bio", "Steady Sciences"}),
        ("Torvik Signs CRADA with QZI to Develop a Vaccine", "", "en", {"Torvik", "QZI"}),
        ("Velmora, Torvik merge to form a larger lab", "", "en", {"Velmora", "Torvik"}),
        ("", "It has completed the acquisition of Velmora Systems July 14, 2026.", "en", {"Velmora Systems"}),
        ("", "岚屿科创公告，公司控股子公司北京和潮成科技有限公司与成都诺和屿生物科技有限公司签约。", "zh", {"北京和潮成科技有限公司", "成都诺和屿生物科技有限公司"}),
        ("", "公司引进由艾汀亚（上海）制药有限公司开发的新药。", "zh", {"艾汀亚（上海）制药有限公司"}),
        ("", "屿川生物公告称，公司全资子公司屿川绿翎收到国家药监局受理通知书。", "zh", {"屿川生物", "屿川绿翎"}),
        ("", "上海岚普流体设备股份有限公司（下称“岚普股份”）完成交割，岚普股份更名。", "zh", {"上海岚普流体设备股份有限公司"}),
        ("", "奥濂机器人与岚屿全球、谷澜达、屿石和WQR达成合作。", "zh", {"奥濂机器人", "谷澜达"}),
        ("", "本轮由L9澜光基金领投，屿川资本跟投。", "zh", {"L9澜光基金", "屿川资本"}),
    ],
)  # fmt: skip
def test_the_place_in_the_sentence_tells_a_name_of_plain_words(
    title: str, text: str, language: str, expected: set[str]
) -> None:
    assert expected <= names(title, text, language)


def test_a_short_form_is_the_company_whose_letters_it_picks() -> None:
    assert names("", "上海岚普流体设备股份有限公司公告签约。岚普股份表示，订单增长。", "zh") == {
        "上海岚普流体设备股份有限公司"
    }


def test_a_step_of_a_subsidiary_is_its_own() -> None:
    from classifiers.events import find_events

    title = "屿川生物：轮状疫苗临床试验申请获受理"
    text = "屿川生物公告称，公司全资子公司屿川绿翎收到国家药监局签发的受理通知书，轮状疫苗的临床试验申请获受理。"
    (event,) = find_events(title, text, "zh", ("milestone",)).events
    assert [party.name for party in event.parties if party.side == "sponsor"] == ["屿川绿翎"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Quillan Ventures, Silent Ridge and existing backer Torvik Partners joined the round.",
            {"Quillan Ventures", "Silent Ridge", "Torvik Partners"},
        ),
        (
            "The round was led by Oster & Hale, with participation from Granite Peak and Silver Oak.",
            {"Oster & Hale", "Silver Oak"},
        ),
        ("Velmora has taken over Plain Silicon for an undisclosed sum.", {"Plain Silicon"}),
    ],
)
def test_members_of_a_list_of_backers_are_names(text: str, expected: set[str]) -> None:
    assert expected <= names("", text, "en")


def test_who_a_company_teams_up_with_is_named() -> None:
    assert "Quillar" in names("Orlane Bio teams up with Quillar on insulin", "", "en")


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Sweden's Riksdag adopted the law on Friday.", "Riksdag"),
        ("The City of Tampere sued the maker of the pump.", "City of Tampere"),
        ("The Government of Kerala set out rules for clinics.", "Government of Kerala"),
        ("Gov. Odile Marchbank signed the bill on Tuesday.", "Odile Marchbank"),
        ("The bill was introduced by Senator Rufus Dellinger (D-Ohio).", "Rufus Dellinger"),
        ("Norland's Pharmacy Oversight Commission fined two shops.", "Pharmacy Oversight Commission"),
        ("Minister for Health Odile Marchbank announced it.", "Odile Marchbank"),
        ("Secretary of State for Health and Social Care Odile Marchbank published it.", "Odile Marchbank"),
        ("The Government of India and Corvane will sign.", "Government of India"),
    ],
)
def test_parliaments_places_and_officials_issue_measures_too(text: str, agency: str) -> None:
    assert [e.name for e in name_parties("", text, "en").entities if e.kind == "agency"] == [agency]


def test_the_president_of_a_firm_is_no_agency() -> None:
    found = name_parties("", "Corvane President Odile Marchbank ordered tests.", "en")
    assert not [e.name for e in found.entities if e.kind == "agency"]


@pytest.mark.parametrize(
    "text",
    ["The chairman of Corvane, Inc. spoke.", "CEO of Corvane Inc. said so.", "In May the Chairman of Corvane Inc. left."],
)
def test_an_office_before_a_company_with_its_legal_form_breaks_nothing(text: str) -> None:
    assert any("Corvane" in name for name in names("A talk", text, "en"))
