"""What holds for every text: offsets, order, identity of what is written and read, and time that grows with the length."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.amounts import find_amounts
from classifiers.amounts.folding import fold
from classifiers.amounts.numerals import parse_han, parse_words

PIECES = [
    "$", "US$", "HK$", "€", "¥", "￥", "RMB ", "USD ", "人民币", "5", "12", "1,234", "3.5", "0", "１２", " ", "-", "–", "~", "至", "到", " to ", " and ",
    "million", " billion", "m", "bn", "k", " crore", "万", "亿", "千", "百", "十", "兆", "点", "零", "两", "三", "数", "几", "上", "多", "余", "级", "元", "美元", "港元",
    "日圆", " dollars", " euros", " pounds", " pence", " won", "(", ")", "，", "。", ",", ".", "约", "最高", "up to ", "about ", "%", "/股", " per share", "İ", "💊",
    "forty ", "half a ", "tens of millions of ", "multi-", "首付款", "里程碑", " upfront", " milestones", " respectively", "分别", "\n", "\\", "cent", "以上", "以下",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=80)


@settings(max_examples=400, deadline=None)
@given(text=texts, language=st.sampled_from([None, "en", "zh"]))
def test_every_span_quotes_the_text_and_none_overlaps_or_goes_backwards(text: str, language: str | None) -> None:
    position = 0
    for amount in find_amounts(text, language):
        assert text[amount.start : amount.end] == amount.text != ""
        assert amount.start >= position
        assert amount.value is not None
        assert amount.value_max is None or amount.value_max >= amount.value
        position = amount.end


@pytest.mark.parametrize("text", ["០", "$५ million", "5០亿元", "٣٫٥ 亿元", "²亿元", "①亿元", "Ⅷ亿元"])
def test_digits_of_other_scripts_are_passed_over(text: str) -> None:
    assert find_amounts(text) == []


@given(st.text(max_size=200))
def test_folding_keeps_every_offset_and_so_does_lower_case_after_it(text: str) -> None:
    assert len(fold(text)) == len(fold(text).lower()) == len(text)


numbers = st.builds(
    lambda whole, places: Decimal(whole).scaleb(-places),
    st.integers(min_value=1, max_value=99_999),
    st.integers(min_value=0, max_value=2),
)
ENGLISH_SCALES = {
    "": 0,
    "k": 3,
    "m": 6,
    "mn": 6,
    "mln": 6,
    "bn": 9,
    "bln": 9,
    " million": 6,
    " billion": 9,
    " trillion": 12,
    "-million": 6,
    " M": 6,
    " crore": 7,
}
CHINESE_SCALES = {"": 0, "万": 4, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "万亿": 12, " 亿": 8, "个亿": 8}


@settings(max_examples=300, deadline=None)
@given(
    number=numbers,
    scale=st.sampled_from(sorted(ENGLISH_SCALES)),
    before=st.sampled_from(
        [
            ("$", "USD"),
            ("US$", "USD"),
            ("HK$", "HKD"),
            ("€", "EUR"),
            ("£", "GBP"),
            ("CHF ", "CHF"),
            ("RMB ", "CNY"),
            ("SEK", "SEK"),
        ]
    ),
)
def test_an_english_amount_written_down_is_read_back(number: Decimal, scale: str, before: tuple[str, str]) -> None:
    [amount] = find_amounts(f"The company paid {before[0]}{number:,f}{scale} in cash.", "en")
    assert (amount.value, amount.currency) == (number.scaleb(ENGLISH_SCALES[scale]), before[1])
    assert amount.text == f"{before[0]}{number:,f}{scale}"


@settings(max_examples=300, deadline=None)
@given(
    number=numbers,
    scale=st.sampled_from(sorted(CHINESE_SCALES)),
    after=st.sampled_from(
        [
            ("元", "CNY"),
            ("元人民币", "CNY"),
            ("美元", "USD"),
            ("港币", "HKD"),
            ("瑞士法郎", "CHF"),
            ("新台币", "TWD"),
            ("韩元", "KRW"),
        ]
    ),
)
def test_a_chinese_amount_written_down_is_read_back(number: Decimal, scale: str, after: tuple[str, str]) -> None:
    [amount] = find_amounts(f"公司支付{number:f}{scale}{after[0]}，以现金结算。", "zh")
    assert (amount.value, amount.currency) == (number.scaleb(CHINESE_SCALES[scale]), after[1])
    assert amount.text == f"{number:f}{scale}{after[0]}"


def chinese_numeral(number: int) -> str:
    """The number as a Chinese reader writes it, up to 9999 亿."""
    if number >= 10**8:
        high, low = divmod(number, 10**8)
        return chinese_numeral(high) + "亿" + (("零" if low < 10**7 else "") + chinese_numeral(low) if low else "")
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        return chinese_numeral(high) + "万" + (("零" if low < 10**3 else "") + chinese_numeral(low) if low else "")
    digits, out = "零一二三四五六七八九", ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            out += digits[digit] + unit
        elif out and number % place:
            out += "" if out.endswith("零") else "零"
    return out.rstrip("零")


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_a_chinese_numeral_is_read_back(number: int) -> None:
    assert parse_han(chinese_numeral(number)) == number


@pytest.mark.parametrize(("words", "number"), [
    ("forty", 40), ("ninety-nine", 99), ("one hundred", 100), ("two hundred and five", 205), ("one hundred and twenty million", 120_000_000),
    ("three billion", 3 * 10**9), ("half a million", 500_000), ("a quarter of a billion", 250_000_000), ("one and a half trillion", 1_500_000_000_000),
    ("two hundred fifty thousand", 250_000), ("a hundred thousand", 100_000), ("a dozen", 12), ("and", None), ("forty patients", None),
])  # fmt: skip
def test_english_number_words_are_read(words: str, number: int | None) -> None:
    assert parse_words(words) == number


HOSTILE = {
    "a line of digits": "7", "a list of ones": "1,", "dollar signs": "$", "hundred millions": "亿", "dotted groups": "111.", "grouped digits": "111,", "Indian groups": "11,",
    "spaced groups": "$111 ", "decimal points": "1.", "ranges": "5-", "yuan": "5元", "dollars in brackets": "$5m (", "scales": "1万", "Chinese digits": "一二",
    "hedges": "约最高", "words": "one hundred and ", "vague words": "several hundred ", "half": "half a ", "up to": "up to an additional ", "open brackets": "(", "spaces": " ",
    "cues": "upfront milestone ", "中文 cues": "首付款里程碑", "millions": "million ", "few": "数", "dollars": "$5 ", "pounds and pence": "6 pounds and 3 pence ",
    "US": "US", "letters": "a", "backslashes": "\\$1", "hundreds of millions of yuan": "5亿元",
}  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_no_faster_than_the_length(piece: str) -> None:
    def seconds(characters: int) -> float:
        text = piece * (characters // len(piece))
        best = 60.0
        for _ in range(3 if characters < 10_000 else 1):
            start = time.process_time()
            find_amounts(text, "en")
            best = min(best, time.process_time() - start)
        return best

    find_amounts("$5 million, 5亿元", "en")  # so that no table is built on the clock
    short, long = seconds(3_000), seconds(24_000)
    # Eight times the text: a linear reader takes 8 times as long, a quadratic one 64 times.
    assert long < 24 * max(short, 0.004)


def test_a_table_of_numbers_is_read_within_seconds() -> None:
    start = time.process_time()
    assert len(find_amounts("$ " + "123 " * 12_500 + "12", "en")) == 1
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "text",
    ["7" * 1_000_000, "1," * 500_000, "$" * 1_000_000, "亿" * 100_000],
    ids=["digits", "list", "signs", "hundred millions"],
)
def test_a_megabyte_of_nonsense_is_read_within_seconds_and_holds_no_money(text: str) -> None:
    start = time.process_time()
    assert find_amounts(text) == []
    assert time.process_time() - start < 5
