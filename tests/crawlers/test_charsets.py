"""Every charset of Chinese pages, declared rightly, wrongly and not at all."""

from __future__ import annotations

import pytest

from crawlers.charsets import decode_page, is_mojibake

MAINLAND = "国家药监局11月24日批准了维岚生物的新药上市申请，公司表示将在年内开始销售。镕喆瑄三位专家参与了评审。"
TAIWAN = "衛福部食藥署二十四日核準維嵐生技的新藥上市，公司表示將在年底前開始銷售，這是國內第一個同類藥物。"
PAGE = "<html><head>{}<title>新聞</title></head><body><p>{}</p></body></html>"
DECLARED = ["", "gb2312", "utf-8", "big5", "iso-8859-1"]


@pytest.mark.parametrize("served", ["text/html", "text/html; charset=utf-8", "text/html; charset=gbk"])
@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (MAINLAND, "utf-8"), (MAINLAND, "gbk"), (MAINLAND, "gb18030"), (MAINLAND, "utf-16"), (MAINLAND, "utf-16-le"),
        (TAIWAN, "utf-8"), (TAIWAN, "big5"), (TAIWAN, "gb18030"), (TAIWAN, "utf-16-be"),
    ],
)  # fmt: skip
def test_a_page_is_read_in_the_charset_it_is_written_in_whatever_it_declares(
    text: str, charset: str, declared: str, served: str
) -> None:
    page = PAGE.format(f"<meta charset='{declared}'>" if declared else "", text)
    assert text in decode_page(page.encode(charset), served)


@pytest.mark.parametrize(
    "text",
    ["Zürich: “naïve” café — £5 à l’été", "Größere Änderungen über Köln", "Não são três ações", "è più città", "plain"],
)
def test_western_text_is_not_taken_for_mojibake(text: str) -> None:
    for charset in ("utf-8", "cp1252"):
        assert text in decode_page(
            f"<html><body><p>{text}</p></body></html>".encode(charset), f"text/html; charset={charset}"
        )
    assert not is_mojibake(text)


@pytest.mark.parametrize(
    "wrong",
    [
        MAINLAND.encode().decode("cp1252", "replace"), MAINLAND.encode().decode("latin-1"), MAINLAND.encode("gbk").decode("latin-1"),
        MAINLAND.encode("gbk").decode("utf-8", "replace"), MAINLAND.encode().decode("gbk", "replace"), "锟斤拷锟斤拷锟斤拷",
        TAIWAN.encode("big5").decode("gb18030", "replace"),
    ],
)  # fmt: skip
def test_mojibake_is_seen(wrong: str) -> None:
    assert is_mojibake(wrong)
    assert not is_mojibake(MAINLAND)
    assert not is_mojibake(TAIWAN)
