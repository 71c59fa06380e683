"""What looks like money and is none: pounds of weight, 元旦, games that were won."""

from __future__ import annotations

import re

from classifiers.amounts.numerals import Quantity
from classifiers.amounts.units import Sides, Unit

_NOT_YUAN = re.compile(
    r"旦|宵|素(?!材)|器|件(?!套)|月(?!租|费|均|薪)|宝|论|化|店(?!铺)|机(?!构)|谋|复始|一次|方程|期权|催化|前驱|材料|锂|正极|电池|体系|乙丙|醇|酸|胺|共聚|里"
)
_WEIGHT_BEFORE = re.compile(
    r"(?:weigh\w*|lift\w*|los[est]+|losing|gain\w*|shed\w*|dropp?\w*|heav\w+|burn\w*|kilograms?|kilos?|kg|tons?|tonnes|carry\w*|thrust of|force of|"
    r"catch|caught|produc\w+|pack\w*|tow\w*|eat\w*|recycl\w*|ship\w*)\b[^.;$£€]{0,24}$", re.I)  # fmt: skip
_WEIGHT_AFTER = re.compile(
    r" ?(?:of (?!(?:new |extra |additional |public |private |government |taxpayer |annual |further |foreign |direct |fresh |state )*(?:fund|invest|debt|cash|money|"
    r"trade|revenue|sales|damage|compens|aid|support|public|government|tax|asset|sav|spend|grant|subsid|equity|capital|financ|loan|"
    r"credit|profit|loss|export|import|liabilit|cost|share|stock|bond|deal|order|contract|relief|pension|deposit|cuts))"
    r"|per (?:square|acre|hour|cubic|foot)|heavier|lighter|overweight|lost\b|in weight|\([\d.,]+ ?(?:kg|kilo|ton|metric|gram)|[- ]?feet\b|weight\b|[- ]force|a day of)",
    re.I,
)
_THINGS_OF_POUND = re.compile(r" (?:fine|fee|note|ticket|prize|bet|bill|grant|loan|deal|fund|bid|investment|project|contract|charge|bonus|budget|levy|tax|payment|debt|takeover|offer|programme|program|package|scheme|boost|plan|sale|loss|profit|hole|bailout|cash|a|merger|acquisition|share|rights|development|settlement|overhaul|stake|transfer)", re.I)  # fmt: skip
_HEDGED = re.compile(r"(?:近|超过?|逾|过|破|达到?|约|上|突破|大约|接近|高达|至少|不低于|满|人民币|第一个|首个)\s?$")
_WON_MEANT = re.compile(
    r"(?:[ -](?:\(|to|in|of|for|from|a|per|worth|as|and|on|by|each|apiece|or|investment|deal|loan|order|fund|contract)\b)|[,.;()]|$| \(",
    re.I,
)
_PAID = re.compile(r"[价花卖要售给付票收省赚罚费奖]\D{0,4}$")
_END_OF_PRICE = re.compile(r"$|[,。;!?、)/]|左右|一[个张份盒支年位]|以[上下]")  # 5000块屏幕 are screens
_SCRIPT = re.compile(r"\bawk\b|\bprintf? ?[\"']?\$|\becho\b|\bmkdir\b|\bgrep\b|\(\) ?\{|\b(?:cp|cd|rm|mv) \"|\bxargs\b")
_FIGURE_MONEY = re.compile(r"[ -](?:\w+[ -])?(?:upfront|payment|deal|sum|amount|fee|milestone|acquisition|investment|price|settlement|round|contract|loan|exit|offer|fine|grant|revenue|sales|purchase)", re.I)  # fmt: skip


_SHORT = frozenset({"lei", "leva", "taka", "tenge", "kr"})


def is_money(text: str, quantity: Quantity, sides: Sides) -> bool:
    """Whether a quantity and the units beside it are an amount of money."""
    before, after = sides
    if before is None and after is None:
        return False
    end = after.end if after else quantity.end
    following = text[end : end + 28]
    if after and after.written in {"日元", "日圆"} and quantity.low <= 31 and following.startswith(("旦", "宵", "满")):
        return False  # 14日圆满, 1日元旦
    if after and after.written == "块" and not before:
        return quantity.digits and bool(
            _PAID.search(text, max(0, quantity.start - 12), quantity.start) and _END_OF_PRICE.match(following)
        )
    if before and before.written == "r" and not quantity.is_scaled:
        return False
    if before and before.written == "$" and not quantity.is_scaled and _is_a_variable(text, quantity):
        return False
    if after and after.written in {"元", "块钱", "圆"} and not before:
        return _is_yuan(text, quantity, following)
    if quantity.bare_unit and not before and not _is_stated(text, quantity, following):
        return False
    if not before and after and after.written in {"pounds", "pound"}:
        return _is_sterling(text, quantity, following)
    if not before and after and after.written == "won":
        return quantity.is_scaled or (quantity.digits and quantity.low >= 100 and bool(_WON_MEANT.match(following)))
    if before and (following.startswith("%") or _is_a_name(text, quantity, before)):
        return False
    if not quantity.is_scaled and _is_another_word(text, quantity, sides):
        return False
    if after and after.written == "cent" and "-" not in text[quantity.end : after.end + 1]:
        return quantity.low == 1  # 50 Cent sings
    return not (quantity.low == 10**6 and re.match(r" (?:question|baby)\b", following))


def _is_another_word(text: str, quantity: Quantity, sides: Sides) -> bool:
    """Lei Zhang is a man, Leva and Taka are names, and Kr 83 is krypton."""
    before, after = sides
    if not before and after and after.written in _SHORT:
        return not text[quantity.end : after.end].islower()
    return bool(before and before.written.startswith("kr") and not after and quantity.low < 100)


_AFTER_FEW_YUAN = re.compile(r"$|[^\u4e00-\u9fff]|以|的|一|每|钱|左|上|起|及|和|至|到|硬|纸|钞|人民币|收|转|出|受|价|股|现")


def _is_yuan(text: str, quantity: Quantity, following: str) -> bool:
    if not quantity.digits and not quantity.is_scaled and quantity.low < 10 and not _AFTER_FEW_YUAN.match(following):
        return False  # 三元基因 is a company
    if text[quantity.start : quantity.end] in {"二", "三"} and following.startswith(("的", "股份")):
        return False  # 二元的 is binary
    if (not quantity.is_scaled or quantity.bare_unit) and _NOT_YUAN.match(following):
        return False
    return not quantity.bare_unit or _is_stated(text, quantity, following)


def _is_stated(text: str, quantity: Quantity, following: str) -> bool:
    """A unit without a numeral is an amount after a hedge or before a grade; alone it heads a column (单位:万元)."""
    unit = text[quantity.start : quantity.end]
    lead = text[max(0, quantity.start - 4) : quantity.start]
    if quantity.vague or following.startswith(("级", "以上", "以下", "左右", "大关", "规模")) or _HEDGED.search(lead):
        return True
    return len(unit) > 1 and unit not in {"百万", "十百"} and not re.search(r"单位:?$|[(/]$", lead)


def _is_sterling(text: str, quantity: Quantity, following: str) -> bool:
    if _WEIGHT_AFTER.match(following):
        return False
    lead = text[max(0, quantity.start - 40) : quantity.start]
    attributive = text[quantity.end : quantity.end + 1] == "-"
    if quantity.is_scaled:
        return not re.search(r"(?:weigh\w*|tons?|tonnes|kilograms|kg)\b[^.;$£€]{0,20}$", lead, re.I)
    if attributive:
        return bool(_THINGS_OF_POUND.match(following))
    return not _WEIGHT_BEFORE.search(lead)


def _is_a_name(text: str, quantity: Quantity, before: Unit) -> bool:
    """Euro 2004 is a championship, PHP4 a language, an INR of 2.5 a measure of blood."""
    if quantity.is_scaled or not quantity.digits:
        return False
    if before.written == "euro":
        return text[quantity.start - 1] == " " and 1960 <= quantity.low <= 2100
    return before.written in {"inr", "php", "cad"} and (
        quantity.low < 100 or (before.written == "cad" and 1990 <= quantity.low <= 2100)
    )


def _is_a_variable(text: str, quantity: Quantity) -> bool:
    """The $1 of a shell script, the prompt before a word."""
    if not quantity.digits:
        return text[quantity.start] >= "\u4e00"
    around = text[max(0, quantity.start - 48) : quantity.end + 16]
    return quantity.low < 10 and quantity.end - quantity.start == 1 and bool(_SCRIPT.search(around))


def is_stated_sum(text: str, quantity: Quantity, sides: Sides) -> bool:
    """Whether a "double-digit million" or "nine-figure" speaks of money though it names no currency."""
    words = text[quantity.start : quantity.end].lower()
    if (
        sides.before
        or sides.after
        or not words.endswith(("figure", "llion", "llions"))
        or not re.search(r"digit|figure", words)
    ):
        return False
    return bool(_FIGURE_MONEY.match(text, quantity.end))
