"""Names, codes and signs of currencies in both languages. Babel's CLDR names, and the aliases that news uses."""

from __future__ import annotations

import functools
import re

from babel import Locale

CODES = ["USD", "EUR", "GBP", "JPY", "CNY", "RMB", "HKD", "CHF", "SEK", "NOK", "DKK", "AUD", "CAD", "SGD", "TWD", "KRW", "INR", "NZD", "BRL", "MXN", "RUB", "ZAR", "TRY", "PLN", "ILS", "THB", "MYR", "IDR", "PHP", "VND", "SAR", "AED", "CZK", "HUF", "CNH"]  # fmt: skip
_SAME = {"RMB": "CNY", "CNH": "CNY"}

# Before the number. Longer ones first, so that US$ is not $.
SIGNS = {
    "US$": "USD", "U.S.$": "USD", "HK$": "HKD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "C $": "CAD", "A $": "AUD", "CA$": "CAD", "S$": "SGD",
    "NT$": "TWD", "NZ$": "NZD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "¥", "₹": "INR", "₩": "KRW",
    "Rs.": "INR", "Rs": "INR", "CN¥": "CNY", "JP¥": "JPY", "RMB¥": "CNY", "USD$": "USD", "₪": "ILS",
}  # fmt: skip
_ENGLISH = {
    "dollars": "USD", "dollar": "USD", "us dollars": "USD", "u.s. dollars": "USD", "bucks": "USD", "euros": "EUR",
    "euro": "EUR", "pounds": "GBP", "pounds sterling": "GBP", "sterling": "GBP", "yuan": "CNY", "renminbi": "CNY",
    "yen": "JPY", "won": "KRW", "rupees": "INR", "swiss francs": "CHF", "francs": "CHF", "hong kong dollars": "HKD",
    "australian dollars": "AUD", "canadian dollars": "CAD", "singapore dollars": "SGD", "kronor": "SEK",
    "swedish kronor": "SEK", "swedish krona": "SEK", "danish kroner": "DKK", "norwegian kroner": "NOK",
    "new taiwan dollars": "TWD", "japanese yen": "JPY", "korean won": "KRW", "south korean won": "KRW",
    "chinese yuan": "CNY", "indian rupees": "INR", "shekels": "ILS",
}  # fmt: skip
_CHINESE = {
    "元": "CNY", "人民币": "CNY", "元人民币": "CNY", "块钱": "CNY", "美元": "USD", "美金": "USD", "港元": "HKD", "港币": "HKD",
    "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "韩元": "KRW", "韩圆": "KRW", "瑞士法郎": "CHF", "瑞郎": "CHF",
    "新台币": "TWD", "台币": "TWD", "新元": "SGD", "新加坡元": "SGD", "澳元": "AUD", "加元": "CAD", "卢比": "INR", "瑞典克朗": "SEK",
    "丹麦克朗": "DKK", "挪威克朗": "NOK", "卢布": "RUB", "新西兰元": "NZD", "澳大利亚元": "AUD", "加拿大元": "CAD", "刀": "USD",
}  # fmt: skip
# On their own these are ordinary words as well.
_TOO_SHORT = {"all", "try", "top", "mop", "刀"}


@functools.cache
def names() -> dict[str, str]:
    """Every name that may follow a number, lower case -> ISO code."""
    found: dict[str, str] = {}
    for code in CODES:
        iso = _SAME.get(code, code)
        for language in ("en", "zh"):
            name = Locale(language).currencies.get(iso, "").lower()
            if len(name) > 1 and name not in _TOO_SHORT:
                found[name] = iso
        found[code.lower()] = iso
    return found | _ENGLISH | _CHINESE


def code_of(written: str, language: str | None) -> str:
    """The ISO code of a sign, code or name; `¥` is the yuan unless the text is English with no word of China."""
    sign = SIGNS.get(written.strip())
    if sign == "¥":
        return "JPY" if language == "en" else "CNY"
    if sign:
        return sign
    folded = re.sub(r"\s+", " ", written.strip().lower())
    upper = folded.upper()
    return names().get(folded) or _SAME.get(upper, upper)


def alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))
