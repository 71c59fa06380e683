"""Names, codes and signs of currencies in both languages: Babel's CLDR names, and the aliases that news uses."""

from __future__ import annotations

import functools

from babel import Locale
from babel.numbers import get_currency_name

# Codes that are read in text. Others are ordinary words in capitals (ALL, TOP, TRY) or names of genes and drugs (PEN, MOP).
CODES = [
    "USD", "EUR", "GBP", "JPY", "CNY", "HKD", "CHF", "SEK", "NOK", "DKK", "AUD", "CAD", "SGD", "TWD", "KRW", "INR", "NZD", "BRL",
    "MXN", "RUB", "ZAR", "PLN", "ILS", "THB", "MYR", "IDR", "PHP", "VND", "SAR", "AED", "CZK", "HUF", "RON", "BGN", "ISK", "UAH",
    "KZT", "EGP", "NGN", "KES", "PKR", "LKR", "QAR", "KWD", "JOD", "CLP",
]  # fmt: skip
CODE_NAMES = {code: code for code in CODES} | {"RMB": "CNY", "CNH": "CNY", "NTD": "TWD", "NIS": "ILS"}

# What may stand before "$" to say whose dollar it is.
DOLLARS = {
    "": "USD", "US": "USD", "U.S.": "USD", "USD": "USD", "HK": "HKD", "HKD": "HKD", "A": "AUD", "AU": "AUD", "AUD": "AUD",
    "C": "CAD", "CA": "CAD", "CAD": "CAD", "CDN": "CAD", "Cdn": "CAD", "S": "SGD", "SG": "SGD", "SGD": "SGD", "NT": "TWD",
    "NZ": "NZD", "NZD": "NZD", "R": "BRL", "MX": "MXN", "Mex": "MXN",
}  # fmt: skip
SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₪": "ILS", "₽": "RUB", "₺": "TRY", "฿": "THB", "₫": "VND", "₱": "PHP", "₴": "UAH", "₦": "NGN", "₵": "GHS", "¥": "¥"}  # fmt: skip
# "$20 million Canadian": said after the number whose dollar it was.
NATIONS = {
    "canadian": "CAD", "cdn": "CAD", "cad": "CAD", "australian": "AUD", "aud": "AUD", "us": "USD", "u.s": "USD", "u.s.": "USD",
    "usd": "USD", "hkd": "HKD", "sgd": "SGD", "nzd": "NZD", "american": "USD",
}  # fmt: skip

_ENGLISH = {
    "dollars": "USD", "dollar": "USD", "bucks": "USD", "greenbacks": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP",
    "pound": "GBP", "pounds sterling": "GBP", "sterling": "GBP", "quid": "GBP", "yuan": "CNY", "renminbi": "CNY",
    "yen": "JPY", "won": "KRW", "rupees": "INR", "rupee": "INR", "francs": "CHF", "franc": "CHF", "kronor": "SEK", "kroner": "DKK",
    "krona": "SEK", "krone": "DKK", "crowns": "SEK", "shekels": "ILS", "shekel": "ILS", "ringgit": "MYR", "riyals": "SAR", "riyal": "SAR",
    "dirhams": "AED", "dirham": "AED", "baht": "THB", "rupiah": "IDR", "rand": "ZAR", "reais": "BRL", "rubles": "RUB",
    "roubles": "RUB", "ruble": "RUB", "rouble": "RUB", "pesos": "MXN", "zloty": "PLN", "zlotys": "PLN", "forint": "HUF", "forints": "HUF",
    "koruna": "CZK", "kr": "SEK", "lei": "RON", "leva": "BGN", "tenge": "KZT", "taka": "BDT", "shillings": "KES", "kenyan shillings": "KES", "moroccan dirhams": "MAD", "lira": "TRY", "liras": "TRY", "dong": "VND", "naira": "NGN", "hryvnia": "UAH", "denars": "MKD", "denar": "MKD", "cedis": "GHS", "cedi": "GHS", "birr": "ETB", "pula": "BWP", "dinars": "KWD",
    "hong kong dollars": "HKD", "australian dollars": "AUD", "canadian dollars": "CAD", "singapore dollars": "SGD",
    "singaporean dollars": "SGD", "new zealand dollars": "NZD", "taiwan dollars": "TWD", "taiwanese dollars": "TWD", "u.s. dollars": "USD",
    "us dollars": "USD", "american dollars": "USD", "swedish kronor": "SEK", "swedish krona": "SEK", "danish kroner": "DKK",
    "danish krone": "DKK", "norwegian kroner": "NOK", "norwegian krone": "NOK", "norwegian crowns": "NOK", "danish crowns": "DKK", "icelandic kronur": "ISK", "icelandic krona": "ISK", "icelandic kronor": "ISK",
    "swedish crowns": "SEK", "czech crowns": "CZK", "japanese yen": "JPY", "korean won": "KRW", "chinese yuan": "CNY",
    "yuan renminbi": "CNY", "yuan rmb": "CNY", "chinese renminbi": "CNY", "saudi riyals": "SAR", "qatari riyals": "QAR",
    "brazilian reais": "BRL", "british pounds": "GBP", "uk pounds": "GBP", "egyptian pounds": "EGP", "israeli shekels": "ILS",
    "russian rubles": "RUB", "russian roubles": "RUB", "turkish lira": "TRY", "pakistani rupees": "PKR", "philippine pesos": "PHP",
    "argentine pesos": "ARS", "chilean pesos": "CLP", "colombian pesos": "COP", "mexican pesos": "MXN", "sri lankan rupees": "LKR", "indonesian rupiah": "IDR", "cfa francs": "XAF", "swiss francs": "CHF", "swiss franc": "CHF", "indian rupees": "INR",
}  # fmt: skip
# A hundredth of the currency, where news writes it.
CENTS = {
    "cents": "USD", "cent": "USD", "us cents": "USD", "pence": "GBP", "hong kong cents": "HKD", "hk cents": "HKD", "euro cents": "EUR",
    "eurocents": "EUR", "australian cents": "AUD", "canadian cents": "CAD", "singapore cents": "SGD", "美分": "USD", "港仙": "HKD",
    "欧分": "EUR", "便士": "GBP",
}  # fmt: skip
_CHINESE = {
    "元": "CNY", "圆": "CNY", "块钱": "CNY", "块": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "美刀": "USD", "港元": "HKD", "港币": "HKD", "港纸": "HKD",
    "欧元": "EUR", "英镑": "GBP", "镑": "GBP", "日元": "JPY", "日圆": "JPY", "日币": "JPY", "韩元": "KRW", "韩圆": "KRW", "韩币": "KRW", "瑞士法郎": "CHF",
    "瑞郎": "CHF", "法郎": "CHF", "新台币": "TWD", "台币": "TWD", "新元": "SGD", "坡币": "SGD", "新加坡元": "SGD", "新币": "SGD", "澳元": "AUD", "澳币": "AUD",
    "澳大利亚元": "AUD", "加元": "CAD", "加币": "CAD", "加拿大元": "CAD", "纽元": "NZD", "新西兰元": "NZD", "印度卢比": "INR", "卢比": "INR",
    "印尼卢比": "IDR", "印尼盾": "IDR", "越南盾": "VND", "瑞典克朗": "SEK", "丹麦克朗": "DKK", "挪威克朗": "NOK", "冰岛克朗": "ISK",
    "捷克克朗": "CZK", "克朗": "SEK", "卢布": "RUB", "俄罗斯卢布": "RUB", "雷亚尔": "BRL", "巴西雷亚尔": "BRL", "墨西哥比索": "MXN", "菲律宾比索": "PHP",
    "阿根廷比索": "ARS", "智利比索": "CLP", "比索": "MXN", "林吉特": "MYR", "令吉": "MYR", "马币": "MYR", "泰铢": "THB", "兰特": "ZAR", "南非兰特": "ZAR",
    "里拉": "TRY", "土耳其里拉": "TRY", "迪拉姆": "AED", "里亚尔": "SAR", "沙特里亚尔": "SAR", "卡塔尔里亚尔": "QAR", "谢克尔": "ILS", "新谢克尔": "ILS",
    "兹罗提": "PLN", "福林": "HUF", "坚戈": "KZT", "澳门元": "MOP", "澳门币": "MOP", "格里夫纳": "UAH",
}  # fmt: skip
# In Chinese these also stand before the number: 港币5亿, 人民币1.2亿元.
LEADING = (
    "人民币",
    "港币",
    "港元",
    "美金",
    "美元",
    "欧元",
    "英镑",
    "日元",
    "新台币",
    "台币",
    "韩元",
    "澳元",
    "加元",
    "新元",
    "瑞士法郎",
)
# Words that say nothing of the country, so that a sign or a country word elsewhere decides.
BARE = {"元", "圆", "dollars", "dollar", "块钱", "块"}


@functools.cache
def names() -> dict[str, str]:
    """Every name that may follow a number, in lower case -> ISO code."""
    found: dict[str, str] = {}
    for code in CODES:
        for language in ("en", "zh"):
            found[Locale(language).currencies[code].lower()] = code
        found[get_currency_name(code, count=2, locale="en").lower()] = code
    compound = {f"元{name}": code for name, code in _CHINESE.items() if name.endswith("币") or name == "美金"}
    return found | _ENGLISH | _CHINESE | compound | CENTS


@functools.cache
def names_by_beginning() -> dict[str, list[tuple[str, str, bool]]]:
    """Chinese names by their first two characters, those of one by that one: the longest first, with code and whether it is of cents."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for name in sorted(names(), key=len, reverse=True):
        if not name.isascii():
            beginnings = [name[:2]] if len(name) > 1 else [name, *(known for known in found if known[0] == name)]
            for beginning in beginnings:
                found.setdefault(beginning, []).append((name, names()[name], name in CENTS))
    return found


@functools.cache
def first_words() -> frozenset[str]:
    """The first word of every Latin name: most words that follow a number are refused by it at once."""
    return frozenset(name.split()[0] for name in names() if name.isascii())
