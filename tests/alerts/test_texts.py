"""What of an article's words is shown: cut in the right place, with links that lead where they say."""

from __future__ import annotations

import pytest

from alerts.links import Links
from alerts.texts import clean, safe_url
from classifiers.amounts import find_amounts

LONG = (
    ("en", "Corvane pays $1.25 billion upfront and up to US$ 2,400.5 million later; half a billion dollars more follow, RMB 120 million in cash"),
    ("en", "It raised between $20 million and $25 million at EUR 3.50 a share, or several hundred million dollars in all, it said on Monday"),
    ("zh", "恒瑞医药将获得1.2亿元人民币首付款，最高20亿美元里程碑付款，以及数亿元的股权投资，另有5,000万至8,000万元研发经费"),
)  # fmt: skip


@pytest.mark.parametrize(("language", "text"), LONG)
def test_a_text_is_never_cut_inside_an_amount(language: str, text: str) -> None:
    amounts = find_amounts(text, language, "text")
    assert len(amounts) >= 3
    spans = [(a.start, a.start + len(a.text)) for a in amounts]
    for limit in range(2, len(text)):
        cut = clean(text, limit, [a.text for a in amounts])
        assert len(cut) <= limit
        kept = cut.removesuffix("…")
        assert text.startswith(kept)
        assert not [span for span in spans if span[0] < len(kept) < span[1]], cut


def test_words_and_numbers_are_not_cut_but_what_is_no_word_is() -> None:
    assert clean("Corvane buys Lanterix", 15) == "Corvane buys…"
    assert clean("of 1,250,000 patients", 8) == "of…"
    assert clean("A" * 100, 10) == "A" * 9 + "…"
    assert clean("石药集团获得首付款", 5) == "石药集团…"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://news.example/a?b=1&c=2#d", "https://news.example/a?b=1&c=2#d"),
        ("https://news.example/新闻", "https://news.example/%E6%96%B0%E9%97%BB"),
        ("https://news.exаmple/", "https://news.xn--exmple-4nf/"),
        ("https://news.example:8443/'\"<>", "https://news.example:8443/%27%22%3C%3E"),
        ("https://bank.example@evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https:///x", ""),
        ("https://[::1", ""),
        ("https://news.example:99999/", ""),
        ("https://news.example/" + "a" * 1000, ""),
    ],
)
def test_links_are_ascii_and_lead_where_they_say(given: str, shown: str) -> None:
    assert safe_url(given) == shown


def test_a_signed_link_holds_for_its_purpose_its_subject_and_its_time_only() -> None:
    links, now = Links("https://tidings.example/", b"k" * 32), 1_000_000.0
    token = links.token("alert", "a1", now + 60)
    assert links.read("alert", token, now) == "a1"
    subject, expiry, signature = token.split("~")
    forged = [
        "", "a1", f"a2~{expiry}~{signature}", f"a1~{int(expiry, 16) + 1:x}~{signature}", f"a1~{expiry}~", f"a1~zz~{signature}",
        f"a1~{expiry}~{signature[:-1]}é", token + "~", f"{subject}~{expiry}~{signature[:-1]}",
    ]  # fmt: skip
    assert [links.read("alert", one, now) for one in forged] == [None] * len(forged)
    assert links.read("page", token, now) is None
    assert links.read("alert", token, now + 60) is None
    assert Links("", b"x" * 32).read("alert", token, now) is None
    assert Links().read("alert", Links().token("alert", "a1", now + 60), now) is None
    assert Links().actions("t", now)("a1") == {}
    assert links.page(7, 0, now).startswith("https://tidings.example/mine/7.0~")
