"""Which amounts a text names: value and currency, English and Chinese side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bus.events import Amount
from classifiers.amounts import find_amounts

M, B, T = 10**6, 10**9, 10**12


def read(text: str, language: str | None = None) -> list[tuple[Decimal | None, str | None]]:
    return [(a.value, a.currency) for a in find_amounts(text, language)]


def expected(*pairs: tuple[str | int | float, str]) -> list[tuple[Decimal, str]]:
    return [(Decimal(str(value)), currency) for value, currency in pairs]


@pytest.mark.parametrize(("text", "value", "currency"), [
    # scales as newswire writes them
    ("raised $20m for its pipeline", 20 * M, "USD"),
    ("raised $20 M for its pipeline", 20 * M, "USD"),
    ("a €1.5bn takeover", 1.5 * B, "EUR"),
    ("a €1.5 bln takeover", 1.5 * B, "EUR"),
    ("a £93.2mn fund", 93.2 * M, "GBP"),
    ("a $35MM loan", 35 * M, "USD"),
    ("a deal of US$520mil was signed", 520 * M, "USD"),
    ("worth $2.1B to the company", 2.1 * B, "USD"),
    ("a $3T economy", 3 * T, "USD"),
    ("Japan's ¥5trn budget", 5 * T, "JPY"),
    ("paid $900K to settle", 900_000, "USD"),
    ("a $71-million offer", 71 * M, "USD"),
    ("$1,042.6 million of notes", "1042600000", "USD"),
    ("Rs 500 crore from the state", 5 * B, "INR"),
    ("₹1.2 lakh crore in orders", 1.2 * T, "INR"),
    ("a fee of ₹3,50,000 for each", 350_000, "INR"),
    ("an outlay of ₹1,02,500 lakh", "10250000000", "INR"),
    ("fell to $.75 overnight", "0.75", "USD"),
    ("a loss of $(0.35) per share", "0.35", "USD"),
    ("got $20 million Canadian from the province", 20 * M, "CAD"),
    ("a sum of 4,500 crore rupees", 45 * B, "INR"),
    ("CHF 1'500'000 was paid", 1_500_000, "CHF"),
    ("€1.250.000 was paid", 1_250_000, "EUR"),
    ("€1,5 million was paid", 1.5 * M, "EUR"),
    ("paid $26 500 at auction", 26_500, "USD"),
    # words, whatever stands before them
    ("售价公布。Forty million dollars were raised", 40 * M, "USD"),
    ("in all ~half a billion euros", 500 * M, "EUR"),
    # currencies before and after
    ("USD 500mn in cash", 500 * M, "USD"),
    ("EUR 462.6 million in sales", 462.6 * M, "EUR"),
    ("EUR462.6m in sales", 462.6 * M, "EUR"),
    ("RMB 860 million in cash", 860 * M, "CNY"),
    ("CHF300 million", 300 * M, "CHF"),
    ("HK$50bn share sale", 50 * B, "HKD"),
    ("a C$2.8 billion bid", 2.8 * B, "CAD"),
    ("sold for A$2 billion", 2 * B, "AUD"),
    ("profit jumped to A $93.3 million", 93.3 * M, "AUD"),
    ("A $3 million grant was made", 3 * M, "USD"),
    ("raised S$450 million", 450 * M, "SGD"),
    ("NT$12.5 billion of chips", 12.5 * B, "TWD"),
    ("NZ $186 million", 186 * M, "NZD"),
    ("R$2.3 billion in credit", 2.3 * B, "BRL"),
    ("$US3.85 million in salary", 3.85 * M, "USD"),
    ("sold $20 million Canadian, it said", 20 * M, "CAD"),
    ("generated $29.8 million Cdn", 29.8 * M, "CAD"),
    ("moved above $47 US a barrel", 47, "USD"),
    ("5 million Swiss francs", 5 * M, "CHF"),
    ("SEK 1.2bn of orders", 1.2 * B, "SEK"),
    ("800 million Swedish kronor", 800 * M, "SEK"),
    ("800 million Norwegian kroner", 800 * M, "NOK"),
    ("Oslo-based Fjordtek paid 800 million kroner", 800 * M, "NOK"),
    ("59 trillion won in sales", 59 * T, "KRW"),
    ("295 billion ringgit of stimulus", 295 * B, "MYR"),
    ("21.54 billion riyals", 21.54 * B, "SAR"),
    ("a 29.6 billion-pound bid", 29.6 * B, "GBP"),
    ("a 2.6 billion-euro buyout", 2.6 * B, "EUR"),
    ("costs 100 euro a month", 100, "EUR"),
    ("it costs 20€ a month", 20, "EUR"),
    ("Chinese retailers sold ¥50 billion of goods", 50 * B, "CNY"),
    ("Tokyo's Kitano Pharma paid ¥50 billion", 50 * B, "JPY"),
    ("a price of 790.8 pence", "7.908", "GBP"),
    ("less than 40 Hong Kong cents each", "0.4", "HKD"),
    ("profit of 81 cents a share", "0.81", "USD"),
    ("cost 6 pounds and 34 pence", "6.34", "GBP"),
    ("rose to 1 088 pence", "10.88", "GBP"),
    ("an INR 250 million order", 250 * M, "INR"),
    # words
    ("forty million dollars", 40 * M, "USD"),
    ("twenty-five thousand euros", 25_000, "EUR"),
    ("one hundred and twenty million pounds", 120 * M, "GBP"),
    ("two hundred fifty million yuan", 250 * M, "CNY"),
    ("half a billion dollars", 500 * M, "USD"),
    ("a half-billion-dollar deal", 500 * M, "USD"),
    ("a quarter of a billion euros", 250 * M, "EUR"),
    ("two and a half million dollars", 2.5 * M, "USD"),
    ("more than a billion pounds of trade", B, "GBP"),
    ("a billion-dollar company", B, "USD"),
    ("the million-pounds prize", M, "GBP"),
    ("the trillion dollar mark", T, "USD"),
    ("four billion euros of notes", 4 * B, "EUR"),
    ("a 1.2-billion-dollar plant", 1.2 * B, "USD"),
    ("five hundred thousand Canadian dollars", 500_000, "CAD"),
    ("a $700-plus million business", 700 * M, "USD"),
    ("revenue of $96.6 millionGuiding for more", 96.6 * M, "USD"),
])  # fmt: skip
def test_an_english_amount_is_read(text: str, value: object, currency: str) -> None:
    assert read(text, "en") == expected((value, currency))  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "value", "currency"), [
    ("首付款1.2亿元", 120 * M, "CNY"),
    ("首付款１．２亿元", 120 * M, "CNY"),
    ("合同金额￥1,998.50", "1998.50", "CNY"),
    ("一亿二千万元", 120 * M, "CNY"),
    ("三点五亿美元", 350 * M, "USD"),
    ("1亿5千万元", 150 * M, "CNY"),
    ("2亿5000万元", 250 * M, "CNY"),
    ("2.5个亿人民币", 250 * M, "CNY"),
    ("十二亿五千万日元", 1.25 * B, "JPY"),
    ("两千万美元", 20 * M, "USD"),
    ("一百二十五万港元", 1_250_000, "HKD"),
    ("壹佰万元", M, "CNY"),
    ("5萬億日圓", 5 * T, "JPY"),
    ("1.5万亿元市场", 1.5 * T, "CNY"),
    ("305280万元", "3052800000", "CNY"),
    ("1,370.13万欧元", "13701300", "EUR"),
    ("600 亿美元", 60 * B, "USD"),
    ("8,579,102.18 元", "8579102.18", "CNY"),
    ("人民币2.25亿元", 225 * M, "CNY"),
    ("港币5亿元", 500 * M, "HKD"),
    ("美元3亿", 300 * M, "USD"),
    ("1.07亿人民币", 107 * M, "CNY"),
    ("50亿元人民币", 5 * B, "CNY"),
    ("3亿元港币", 300 * M, "HKD"),
    ("7亿美金", 700 * M, "USD"),
    ("5000万港币", 50 * M, "HKD"),
    ("1.56亿新元", 156 * M, "SGD"),
    ("5.55亿新加坡元", 555 * M, "SGD"),
    ("120亿新台币", 12 * B, "TWD"),
    ("3亿瑞士法郎", 300 * M, "CHF"),
    ("1.72丹麦克朗", "1.72", "DKK"),
    ("40亿瑞典克朗", 4 * B, "SEK"),
    ("9.9万亿韩元", 9.9 * T, "KRW"),
    ("34亿澳元", 3.4 * B, "AUD"),
    ("2.8亿加元", 280 * M, "CAD"),
    ("5亿英镑", 500 * M, "GBP"),
    ("200亿卢比", 20 * B, "INR"),
    ("8亿林吉特", 800 * M, "MYR"),
    ("每年增加54美分", "0.54", "USD"),
    ("融资US$30亿", 3 * B, "USD"),
    ("融资$122B", 122 * B, "USD"),
    ("融资HK$5亿", 500 * M, "HKD"),
    ("融资RMB 860 million", 860 * M, "CNY"),
    ("以零元受让股权", 0, "CNY"),
    ("近百亿元订单", 10 * B, "CNY"),
    ("估值超千亿美元", 100 * B, "USD"),
    ("投资逾亿元", 100 * M, "CNY"),
    ("十万元奖金", 100_000, "CNY"),
    ("每针降到3万多元", 30_000, "CNY"),
    ("100余亿元", 10 * B, "CNY"),
    ("99块钱", 99, "CNY"),
    ("转让价格21.88元/股", "21.88", "CNY"),
    ("100億港元", 10 * B, "HKD"),
    ("3萬餘元", 30_000, "CNY"),
    ("2.15亿元首付款", 215 * M, "CNY"),
    ("11.25亿元里程碑付款", "1125000000", "CNY"),
    ("5308.11万元认购", "53081100", "CNY"),
])  # fmt: skip
def test_a_chinese_amount_is_read(text: str, value: object, currency: str) -> None:
    assert read(text, "zh") == expected((value, currency))  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "low", "high", "currency"), [
    ("guidance of $180-200 million", 180 * M, 200 * M, "USD"),
    ("guidance of $180 – 200 million", 180 * M, 200 * M, "USD"),
    ("guidance of $5.9 to $6.1 million", "5900000", "6100000", "USD"),
    ("guidance of €5.9m-6.1m", "5900000", "6100000", "EUR"),
    ("between five billion and six billion dollars", 5 * B, 6 * B, "USD"),
    ("cost from 4,000 to 5,000 RMB", 4000, 5000, "CNY"),
    ("80 to 82 cents a share", "0.80", "0.82", "USD"),
    ("between 8 and 10 million euros", 8 * M, 10 * M, "EUR"),
    ("US$1.2-1.5bn", 1.2 * B, 1.5 * B, "USD"),
    ("12至15亿美元", 1.2 * B, 1.5 * B, "USD"),
    ("10亿至12亿元", B, 1.2 * B, "CNY"),
    ("20亿-50亿美元", 2 * B, 5 * B, "USD"),
    ("250万元至375万元", 2_500_000, 3_750_000, "CNY"),
    ("5000万—8000万元", 50 * M, 80 * M, "CNY"),
    ("2.5万美元～4万美元", 25_000, 40_000, "USD"),
    ("亏损2200万元至2000万元", 20 * M, 22 * M, "CNY"),
    ("人民币2743至2954元", 2743, 2954, "CNY"),
    ("处五千元以上三万元以下罚款", 5000, 30_000, "CNY"),
    ("两三千万元", 20 * M, 30 * M, "CNY"),
    ("31.3亿元到33.71亿元", "3130000000", "3371000000", "CNY"),
])  # fmt: skip
def test_a_range_with_a_shared_unit_is_one_amount(text: str, low: object, high: object, currency: str) -> None:
    [amount] = find_amounts(text)
    assert (amount.value, amount.value_max, amount.currency) == (Decimal(str(low)), Decimal(str(high)), currency)


@pytest.mark.parametrize(("text", "pairs"), [
    ("a range of $15 to $17", [(15, "USD"), (17, "USD")]),
    ("between $72 million and $74 million", [(72 * M, "USD"), (74 * M, "USD")]),
    ("$5 million to 12 companies", [(5 * M, "USD")]),
    ("raised $10 million and 5 million euros", [(10 * M, "USD"), (5 * M, "EUR")]),
    ("£5bn ($6.5bn)", [(5 * B, "GBP"), (6.5 * B, "USD")]),
    ("A$5m (US $3.3m; €3m)", [(5 * M, "AUD"), (3.3 * M, "USD"), (3 * M, "EUR")]),
    ("US $300 million (euros 244 million)", [(300 * M, "USD"), (244 * M, "EUR")]),
    ("首付款两千万美元，近百亿元，5000万元", [(20 * M, "USD"), (10 * B, "CNY"), (50 * M, "CNY")]),
    ("首付款4500万元、里程碑1亿元和2亿元", [(45 * M, "CNY"), (100 * M, "CNY"), (200 * M, "CNY")]),
    ("34亿澳元（约合24亿美元）", [(3.4 * B, "AUD"), (2.4 * B, "USD")]),
    ("从20元调整为19.94元", [(20, "CNY"), ("19.94", "CNY")]),
    ("$7.85 上调到 $8.39", [("7.85", "USD"), ("8.39", "USD")]),
])  # fmt: skip
def test_amounts_side_by_side_stay_apart(text: str, pairs: list[tuple[float, str]]) -> None:
    assert read(text) == expected(*pairs)


@pytest.mark.parametrize(("text", "low", "high", "currency"), [
    ("tens of millions of dollars", 10 * M, 100 * M, "USD"),
    ("hundreds of thousands of euros", 100_000, M, "EUR"),
    ("hundreds of billions of yuan", 100 * B, T, "CNY"),
    ("a multi-million dollar round", 2 * M, B, "USD"),
    ("a multibillion-dollar plan", 2 * B, T, "USD"),
    ("millions of pounds", 2 * M, B, "GBP"),
    ("several million dollars", 2 * M, 10 * M, "USD"),
    ("a few hundred million euros", 200 * M, B, "EUR"),
    ("a double-digit million dollar deal", 10 * M, 100 * M, "USD"),
    ("a mid-double-digit million euro amount", 40 * M, 60 * M, "EUR"),
    ("a low triple-digit million upfront payment", 100 * M, 300 * M, "USD"),
    ("a nine-figure upfront payment", 100 * M, B, "USD"),
    ("数亿元", 100 * M, B, "CNY"),
    ("数千万美元", 10 * M, 100 * M, "USD"),
    ("几十亿元", B, 10 * B, "CNY"),
    ("数千亿美元", 100 * B, T, "USD"),
    ("上亿元", 100 * M, B, "CNY"),
    ("上千万元", 10 * M, 100 * M, "CNY"),
    ("千万级美元融资", 10 * M, 100 * M, "USD"),
    ("完成亿元级融资", 100 * M, B, "CNY"),
    ("完成数千万元级融资", 10 * M, 100 * M, "CNY"),
    ("完成近亿元级融资", 100 * M, B, "CNY"),
    ("十几亿元", B, 2 * B, "CNY"),
])  # fmt: skip
def test_a_vague_amount_has_bounds(text: str, low: object, high: object, currency: str) -> None:
    [amount] = find_amounts(text)
    assert (amount.value, amount.value_max, amount.currency, amount.vague) == (low, high, currency, True)


@pytest.mark.parametrize("text", [
    "ls -l | awk '{print $5}'", 'mcd() { mkdir -p "$1"; cd "$1"; }', "the net (12 months) of $(12 months)", "CAD 2026 drawings",
    "三元股份今日停牌", "二元的遮罩", "$ 一个提示符号", "买了5000块屏幕",
    "元旦期间，公元2026年起，本单元共有三元一次方程和多元文化。",
    "三元锂电池与二元正极材料，一元论，128个单元，电子元件5000万件，元素10种。",
    "Qwen3-70B with 70B parameters, 8B active, and 2.1bn tokens",
    "35 million adults and 1.4 million refugees on 25 November 2026",
    "rose 5.2% to 9,260.00 points; a 3.5 percent stake",
    "The team won 2 games, two won medals and 5 won gold",
    "He bought 10 pounds (4.5 kilograms) of apples",
    "lost 20 pounds in a month; a 200-pound man; weighing only 3 pounds",
    "8,000 pounds of force and 431,000 pounds per square inch",
    "3 million pounds of beef were recalled",
    "a load of over 1,500 kilograms (3,300 pounds)",
    "bet against the dollar; the euro weakened; yen traders",
    "Euro 2004 in Portugal, PHP4 and PHP5, an INR 2.5, CAD 3 patients, KRAS G12C and PEN-221",
    "50 Cent announced a tour",
    "美元指数报100.853，人民币汇率走强",
    "单位：万元，单位：亿元",
    "日处理6000吨，年产能300万吨，8万亿Token，2.17万手",
    "17.9亿亩，2815.1万千瓦，1000万人次",
    "千元机与百元店",
    "第10届第17次会议，2026年7月3日，600572.SH",
    "2月14日圆满完成，1月1日元旦放假，三元基因与二元经济",
    "Series B, Phase 3, B200, H100, A100 and COVID-19",
    "the million-dollar question",
])  # fmt: skip
def test_what_is_no_money_is_left_alone(text: str) -> None:
    assert [a.text for a in find_amounts(text)] == []


def test_the_field_is_carried_and_offsets_count_characters_of_the_original() -> None:
    text = "Ünïted 💊 获得１．２亿元（约US$17 million）"
    amounts: list[Amount] = find_amounts(text, field="title")
    assert [(a.field, text[a.start : a.end]) for a in amounts] == [("title", "１．２亿元"), ("title", "US$17 million")]


@pytest.mark.parametrize(
    ("text", "written"),
    [("$2.1 billion", "2100000000"), ("1.2亿元", "120000000"), ("$1.25 a share", "1.25"), ("三点五亿元", "350000000")],
)
def test_values_are_written_without_the_zeros_of_their_scale(text: str, written: str) -> None:
    [amount] = find_amounts(text)
    assert amount.model_dump(mode="json")["value"] == written


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("The Norwegian fund paid 40 million kroner.", "NOK"),
        ("In Norway, where prices fell. " + "The firm makes pumps. " * 20 + "It paid 40 million kroner.", "NOK"),
        ("The Norwegian fund paid DKK 40 million.", "DKK"),
        ("The Norwegian fund bought a Danish firm for 40 million kroner.", "NOK"),
        ("The firm in Copenhagen paid 40 million kroner.", "DKK"),
    ],
)
def test_kroner_are_those_of_the_country_told(text: str, currency: str) -> None:
    assert [amount.currency for amount in find_amounts(text, "en")] == [currency]
