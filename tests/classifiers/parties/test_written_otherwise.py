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
