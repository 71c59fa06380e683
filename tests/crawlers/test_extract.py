"""Pages with the clutter of real ones, in both languages: what is kept, what goes, how good the reading is."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest

from crawlers.extract import extract, is_about, with_feed_body
from crawlers.language import recognize_language

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EN = [
    "Corvane Therapeutics has licensed its antibody CV-201 to Maristel Pharma for $90 million upfront, the companies said.",
    "Maristel will pay up to $640 million more when trials succeed, and royalties in the low double digits on sales.",
    "A study in 240 patients is to begin in spring, and its first results are expected by the end of next year.",
    "Shares of Corvane rose by a third in early trading, the largest gain since the company went public in 2021.",
]
ZH = [
    "科澜生物周二宣布，已将抗体药物CV-201的海外权益授权给美仕达制药，首付款为9000万美元，双方已签署协议。",
    "根据协议，美仕达还将支付最高6.4亿美元的里程碑付款，并按销售额支付两位数的分成，具体比例没有披露。",
    "一项纳入240名患者的研究将于明年春天启动，首批结果预计在明年年底公布，公司表示对此充满信心。",
    "受此消息影响，科澜生物股价早盘上涨三成，创下该公司2021年上市以来的最大单日涨幅。",
]
TITLES = {"en": "Corvane licenses antibody to Maristel", "zh": "科澜生物将抗体药物授权给美仕达"}


def page(title: str, paragraphs: list[str], before: str = "", after: str = "", head: str = "") -> str:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body><div class='nav'><a href='/'>Home</a></div>"
        f"<div class='story'><h1>{title}</h1>{before}{body}{after}</div></body></html>"
    )


def lines(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


LINKS_EN = "<ul><li><a href='/1'>Tellmar buys a plant in Ohio for its new vaccine line</a></li><li><a href='/2'>Why biotech boards are shrinking again</a></li></ul>"
LINKS_ZH = "<ul><li><a href='/1'>泰合医药收购俄亥俄州疫苗工厂，扩大产能</a></li><li><a href='/2'>生物技术公司董事会为何再度缩小规模</a></li></ul>"


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "", lines("Related stories") + LINKS_EN),
        ("zh", "", lines("相关阅读") + LINKS_ZH),
        ("en", lines("By Ada Marsh", "Nov 24, 2026 8:59am"), ""),
        ("zh", lines("2026-11-24 08:59 来源：医药观察报 作者：林一"), ""),
        ("en", "", lines("About Corvane Therapeutics", "Corvane is a clinical-stage company that develops antibodies for rare diseases.")),
        ("zh", "", lines("关于科澜生物", "科澜生物是一家处于临床阶段的公司，致力于开发罕见病抗体药物，总部位于苏州。")),
        ("en", "", lines("Forward-Looking Statements", "This release contains statements that involve risks. Results may differ from them.")),
        ("zh", "", lines("免责声明：本文仅代表作者个人观点，与本站无关，请读者仅作参考，并自行核实相关内容。")),
        ("en", "", lines("Additional reporting by Tom Reyes", "Follow us on X", "press@corvane.example")),
        ("zh", "", lines("（责任编辑：周宁）", "扫描二维码关注我们", "未经授权不得转载")),
        ("en", "", lines("Disclaimer: The views here are those of their author and not of this site, which gives no advice.")),
        ("zh", "", lines("风险提示：投资有风险，入市需谨慎，本文不构成投资建议。")),
        ("en", lines("Share this"), lines("Sign up for our newsletter to get the day's news", "All rights reserved.")),
        ("zh", lines("字号：大 中 小", "分享到："), lines("点击查看更多", "版权所有 科澜网")),
    ],
)  # fmt: skip
def test_what_stands_around_an_article_is_not_part_of_it(language: str, before: str, after: str) -> None:
    paragraphs = EN if language == "en" else ZH
    found = extract(page(TITLES[language], paragraphs, before, after), "https://a.example/x", now=NOW)
    assert found.text.split("\n") == paragraphs
    assert (found.title, found.language, found.quality, found.problem) == (TITLES[language], language, "good", "")


@pytest.mark.parametrize(
    ("paragraphs", "inline"),
    [(EN, "<p>Read more: <a href='/1'>Tellmar buys a plant in Ohio</a></p>"), (ZH, "<p>相关阅读：<a href='/1'>泰合医药收购疫苗工厂</a></p>")],
)  # fmt: skip
def test_an_article_that_goes_on_after_a_teaser_is_kept_whole(paragraphs: list[str], inline: str) -> None:
    title = TITLES["en" if paragraphs is EN else "zh"]
    body = lines(*paragraphs[:2]) + inline + lines(*paragraphs[2:])
    found = extract(page(title, [], body), "https://a.example/x", now=NOW)
    assert found.text.split("\n") == paragraphs


def test_an_article_cut_in_pieces_is_read_to_its_end() -> None:
    pieces = "".join(
        f"<div class='row'><div class='piece'>{lines(*EN)}</div></div><div class='ad'>Ad</div>" for _ in range(4)
    )
    found = extract(f"<html><head><title>{TITLES['en']}</title></head><body><h1>{TITLES['en']}</h1>{pieces}</body></html>", "https://a.example/x", now=NOW)  # fmt: skip
    assert found.text.count(EN[-1]) >= 3


@pytest.mark.parametrize(
    ("title", "paragraphs", "problem"),
    [
        (TITLES["en"], ["We and our partners store cookies on your device to measure how visitors use pages. You can change your choice at any time in the settings, where every vendor and purpose is listed in full detail. Some of them work without consent, on the ground of an interest."], "off_title"),
        (TITLES["zh"], ["本网站使用小型文本文件记录您的访问偏好，以便改进服务。您可以随时在设置中更改选择，所有合作方及其用途均在该页面完整列出，点击同意即表示您接受上述条款，感谢您的理解与支持。"], "off_title"),
        (TITLES["en"], ["Corvane said so."], "short"),
        (TITLES["zh"], ["科澜生物表示。"], "short"),
        (TITLES["en"], [], "empty"),
    ],
)  # fmt: skip
def test_a_poor_reading_says_why(title: str, paragraphs: list[str], problem: str) -> None:
    found = extract(page(title, paragraphs), "https://a.example/x", now=NOW)
    assert (found.quality, found.problem) == ("poor", problem)


@pytest.mark.parametrize("paragraphs", [EN, ZH])
def test_the_body_of_the_feed_stands_in_for_a_poor_page_and_only_for_that(paragraphs: list[str]) -> None:
    title = TITLES["en" if paragraphs is EN else "zh"]
    wall = "This site asks for your consent to keep cookies on your device, and for the purposes its partners list. " * 20
    carried = "".join(f"<p>{p}</p>" for p in paragraphs)
    poor = extract(page(title, [wall]), "https://a.example/x", now=NOW)
    mended = with_feed_body(poor, carried)
    assert (poor.quality, mended.quality, mended.problem) == ("poor", "feed", "")
    assert mended.text.split("\n") == paragraphs
    good = extract(page(title, paragraphs), "https://a.example/x", now=NOW)
    assert with_feed_body(good, carried * 3) is good
    assert with_feed_body(poor, "<p>Soon.</p>") is poor


@pytest.mark.parametrize(
    ("title", "body", "about"),
    [
        ("Corvane licenses antibody to Maristel", EN[0], True), ("科澜生物将抗体药物授权给美仕达", ZH[0], True),
        ("Corvane licenses antibody to Maristel", "Please enable JavaScript and disable your blocker to go on.", False),
        ("科澜生物将抗体药物授权给美仕达", "请登录后继续阅读全文，会员可享受更多服务。", False),
        ("Corvane licenses antibody to Maristel", ZH[0], True),  # another language: nothing to compare
    ],
)  # fmt: skip
def test_a_body_takes_up_words_of_its_title(title: str, body: str, about: bool) -> None:
    assert is_about(title, body) is about


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (" ".join(EN), "en"), ("".join(ZH), "zh"), ("衛福部昨日核准新藥上市，公司表示將於年底前開始銷售。", "zh"), ("Q3 results", "en"),
        ("製薬会社のコルベインは火曜日、新しい抗体医薬品の海外での権利を供与すると発表しました。契約の一時金は九千万ドルです。", None),
        ("코르반은 화요일 신약의 해외 판권을 마리스텔에 넘긴다고 발표했다. 계약금은 9천만 달러이다.", None),
        ("La société a annoncé mardi que les droits de son anticorps sont cédés à un groupe suisse pour une somme de 90 millions de dollars, et que le paiement est prévu dans les prochains mois avec des redevances sur les ventes.", None),
        ("Das Unternehmen hat am Dienstag mitgeteilt, dass die Rechte an dem Antikörper für 90 Millionen Dollar an einen Konzern aus der Schweiz gehen und der Vertrag mit dem Partner noch von den Behörden genehmigt werden muss.", None),
        ("Компания сообщила во вторник, что передаёт права на антитело.", None),
    ],
)  # fmt: skip
def test_a_text_in_a_third_language_is_called_neither_english_nor_chinese(text: str, language: str | None) -> None:
    assert recognize_language(text) == language


def test_a_page_in_a_third_language_is_marked() -> None:
    text = "La société a annoncé mardi que les droits de son anticorps sont cédés à un groupe pour une somme de 90 millions de dollars. "
    assert extract(page("La société cède les droits", [text * 3]), "https://a.example/x", now=NOW).is_other_language
    assert not extract(page(TITLES["en"], EN), "https://a.example/x", now=NOW).is_other_language


def test_pages_can_be_read_in_other_processes() -> None:
    pages = [page(TITLES["en"], EN).encode(), page(TITLES["zh"], ZH).encode("gb18030")]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = [pool.submit(extract, body, "https://a.example/x", now=NOW).result(timeout=120) for body in pages]
    assert [article.text.split("\n") for article in found] == [EN, ZH]
