"""Names of English articles that are written as names seldom are: of other languages, of several words, with a sign."""

from __future__ import annotations

import pytest

from classifiers.parties import name_parties


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The yard belongs to Vessó Farmacêutica, and so does the hall.", "Vessó Farmacêutica"),
        ("They revoked the certificate of PT Serunai Farma last week.", "PT Serunai Farma"),
        ("It borrows from its largest holder, Tolvane Life Funds.", "Tolvane Life Funds"),
        ("The stake in bone-cement maker V&T Osteon Zrt. was sold.", "V&T Osteon Zrt."),
        ("As of Monday, Lagos-born Serrin Health holds the licence.", "Serrin Health"),
        ("The watchdog fines insurer Pellezorg 3.7 million euros.", "Pellezorg"),
        ("The Pharmacy and Poisons Board puts guidelines on its website.", "Pharmacy and Poisons Board"),
        ("The Government of Gujarat unveiled a policy.", "Government of Gujarat"),
        ("The House Energy and Commerce Committee has opened an inquiry.", "House Energy and Commerce Committee"),
        ("Sweden's Riksdag adopted a law.", "Riksdag"),
        ("The group has agreed to acquire Turin's Dorva Medicale for 40 million euros.", "Dorva Medicale"),
        ("It raised a Series A led by 6XR Capital.", "6XR Capital"),
        ("Utrecht-based wilgen.run said on Monday that it had raised $21 million.", "wilgen.run"),
        ("The fund has awarded Oskendale Diagnostics A$5.6 million.", "Oskendale Diagnostics"),
        ("It takes over Brindel Generics d.d. and nothing else.", "Brindel Generics d.d."),
        ("The drugmaker granted rights to Harcombe & Co on Monday.", "Harcombe & Co"),
        ("The regulator fined hearing-aid chain Audivane 3 million pounds.", "Audivane"),
        ("Cork-based Redmarsh Synthesis sold its plant.", "Redmarsh Synthesis"),
        ("It sold the brands to Alderhythe for 3 million pounds.", "Alderhythe"),
        ("The shares come from founder Zélia Cordovez and the staff.", "Zélia Cordovez"),
        ("The company belongs to the Ravasseur family.", "Ravasseur family"),
        ("It borrows on a loan from Bank of the Veskays.", "Bank of the Veskays"),
        (
            "Dunhythe Growth, Hoogmark Partners and existing backer Nightvane Seed also wrote checks in the round.",
            "Nightvane Seed",
        ),
        ("The Office of the U.S. Trade Representative will cut the duty.", "Office of the U.S. Trade Representative"),
        ("The U.S. Commerce Department put two firms on a list.", "U.S. Commerce Department"),
        ("The Serbian medicines agency VALIMS has cleared the drug.", "VALIMS"),
    ],
)
def test_a_name_is_found_whole(text: str, name: str) -> None:
    assert name in [entity.name for entity in name_parties("", text, "en").entities]


def test_a_council_and_a_parliament_are_two() -> None:
    text = "Negotiators of the Council of the European Union and the European Parliament agreed."
    names = {entity.name for entity in name_parties("", text, "en").entities}
    assert not any(" and the European" in name for name in names)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("本轮由家电企业禾瑞资本、地方国资宜宾江汇产业基金共同出资。", "宜宾江汇产业基金"),
        ("旧药由焦作药谷建设投资集团出资。", "焦作药谷建设投资集团"),
        ("公司收到贵州省医药集中采购平台发来的通知。", "贵州省医药集中采购平台"),
        ("国产品牌昆山明溪光学科技有限公司中选。", "昆山明溪光学科技有限公司"),
        ("国家药监局批准汐岚生物首款新药上市。", "汐岚生物"),
    ],
)
def test_chinese_names_begin_after_what_is_said_of_them(text, name):
    assert name in {entity.name for entity in name_parties("", text, "zh").entities}


def test_a_place_before_a_company_is_none() -> None:
    text = "Turin's Dorva Medicale wins a permit. Turin's Dorva Medicale said so."
    assert "Turin" not in [entity.name for entity in name_parties("", text, "en").entities]


def test_the_tag_of_a_wire_is_no_part_of_a_name() -> None:
    named = name_parties("BRIEF-Amberlode Oncology completes enrolment", "", "en")
    assert [entity.name for entity in named.entities] == ["Amberlode Oncology"]
    assert (named.mentions[0].start, named.mentions[0].end) == (6, 24)


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("The Merrow family of models was released by Tarnvale.", "en", "Merrow family"),
        ("30% of Germans and 45% of Medicare patients said so.", "en", "Germans"),
        ("It sold the product to Hospitals in the region.", "en", "Hospitals"),
        ("The company appointed Mary Jones as head of supplier relations.", "en", "Mary Jones"),
        ("The Series A financing closed.\nInvestors: Jane Doe, ir@korvo.example, 212-555-1212.", "en", "Jane Doe"),
        ("The CDMO agency said so.", "en", "CDMO"),
        ("深圳多家总医院已采购。", "zh", "深圳多家总医院"),
        ("浙江一家投资集团表示关注。", "zh", "浙江一家投资集团"),
        ("国家大力扶持医药产业投资基金发展。", "zh", "国家大力扶持医药产业投资基金"),
    ],
)
def test_what_reads_like_a_name_and_is_none(text, language, other):
    assert other not in {entity.name for entity in name_parties("", text, language).entities}


@pytest.mark.parametrize("text", ["Orlane's CEO said so.", "The Oncology Division of Orlane said it will buy Arvina Bio."])
def test_whose_chief_or_division_it_is_stays_a_company(text):
    assert "Orlane" in {entity.name for entity in name_parties("", text, "en").entities}


def test_the_letters_of_a_currency_are_no_part_of_a_name():
    names = {entity.name for entity in name_parties("", "The agency fined Farrow Bela S$80,000.", "en").entities}
    assert "Farrow Bela" in names
    assert "Farrow Bela S" not in names
