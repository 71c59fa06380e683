"""What is said of an amount right beside it: about, up to, in other money."""

from __future__ import annotations

import re
from typing import NamedTuple

from classifiers.amounts.spans import Money

LEAD = 48  # characters before an amount in which its hedge stands

_ABOUT_EN = r"about|around|approximately|approx\.?|roughly|circa|some|nearly|almost|close to|near|just under|just over|an estimated|estimated at|somewhere around|as little as about"
_ABOUT_ZH = r"(?<![签合预公条契租履违解续])约为?|大约|大概|近|将近|接近|约合|折合约?|差不多|左右"
_FILLER = r"(?:人民币|现金|为|a |an |the |another |an additional |additional |a further |a combined |a total of |total |the equivalent of |either |US |only |to |in |是)"
_APPROX = re.compile(rf"(?:(?<![A-Za-z])(?:{_ABOUT_EN}) |(?:{_ABOUT_ZH})\s?|(?<![\w$])(?:~|≈|c\.) ?){_FILLER}{{0,2}}$", re.I)
_APPROX_AFTER = re.compile(
    r" ?(?:左右|上下|or so\b|-plus|plus\b(?! (?:up|\w+ (?:milestone|royalt)|[$€£¥\d]|a |an |the |roy|mil|cont)))|(?:/\w{1,3}|每\w)左右"
)
_UP_TO = re.compile(
    r"(?:(?<![A-Za-z])(?:up to|as much as|as high as|at most|(?:a |the )?max(?:imum|\.)?(?: total| aggregate| payment| fine| penalty| amount| value)?(?: of)?|"
    r"no more than|not more than|not (?:to )?exceed(?:ing)?|does not exceed|cannot exceed|capped at|a cap of|a ceiling of|upwards? to|potentially as much as|worth up to) "
    r"(?:(?:[a-z-]+ ){0,4}(?:of |to |at )|(?:an?|the|additional|another|further|about|approximately|around|roughly|nearly|almost|some|potential|aggregate|total|"
    r"either|US|in|combined|extra|estimated) ?){0,4}~?"
    r"|(?:(?<!历史)最高|最多|至多|不超过|不超|上限|不高于|不多于|可达|最大|封顶|最高额|不得超过|以内)[^。、,.;:0-9]{0,8}(?:约|人民币)?\s?)$",
    re.I,
)
_RISES_TO = re.compile(r"(?:bring|brought|tak|took|push|lift|rais)\w* [^.;]{4,30}up to $", re.I)
_REACHES = re.compile(r"(?:高达|总计达|可达|可高达|多达)(?:约|人民币)?\s?$")
_CONTINGENT = re.compile(r"有资格|有权|潜在|里程碑|或有|可获|可收取|合计|总计|未来|有望|计划|将|可")
_UP_TO_AFTER = re.compile(r"\s?(?:\([^)]{1,6}\))?(?:以下|以内|为限|封顶|之内|内(?=的))")
_RANGE_LINK = re.compile(r"\s?(?:-|~|to|至|到|and)\s?")

_REST = r"(?:(?:or|about|approximately|approx\.?|around|roughly|some|nearly|equivalent to|equal to|equals?|the equivalent of|US|worth|i\.e\.|约合?|约为|折合?|折算|相当于|合|即|等值|等于|人民币|近|=|≈|~|,)\s*){0,4}"
_IN_BRACKETS = re.compile(rf"[^\d.;!?。;]{{0,26}}[(\[]\s*{_REST}$", re.I)
_AFTER_ANOTHER = re.compile(r"\s*[;,/、]?\s*(?:or |and )?(?:about |approximately )?$", re.I)
_SAID_TO_EQUAL = re.compile(
    r"\s?[,、]?\s?(?:(?:or|which is|that is)?\s?(?:about|approximately|roughly|around)?\s?(?:equivalent to|equal to|the equivalent of|worth)\s(?:about |approximately |around |roughly |some )?"
    r"|[^。;!?\d]{0,30}\s?[,,(]?(?:约合|折合|相当于)(?:约|为|人民币|近)*"
    r"|or (?:about |approximately |around |roughly |some |nearly )?"
    r"|(?:约合|折合|折算|合约|相当于|或?等值于?|合计约合|合)(?:成)?(?:约|为|人民币|近|逾|超过?)*)\s?$",
    re.I,
)
_EQUALS_ABOUT = re.compile(r"约合|折合约|合约|约相当于|相当于约")


class Hedges(NamedTuple):
    approx: bool
    up_to: bool
    conversion: bool


def hedges_of(text: str, money: Money, previous: Money | None, previous_hedges: Hedges | None) -> Hedges:
    """The flags of an amount; the upper end of a range has those of its lower end."""
    if previous and previous_hedges and money.closes_range and _RANGE_LINK.fullmatch(text[previous.end : money.start]):
        return previous_hedges
    is_converted = is_conversion(text, money, previous, bool(previous_hedges and previous_hedges.conversion))
    return Hedges(is_approximate(text, money), is_upper_bound(text, money), is_converted)


def is_approximate(text: str, money: Money) -> bool:
    """Whether the number is a rounded one. "More than" and "over" are bounds, not roundings."""
    lead = text[max(0, money.start - LEAD) : money.start]
    return (
        money.more
        or bool(_APPROX.search(lead))
        or bool(_APPROX_AFTER.match(text, money.end))
        or bool(_EQUALS_ABOUT.search(lead[-5:]))
    )


def is_upper_bound(text: str, money: Money) -> bool:
    """Whether the amount is the most that will be paid: up to, 最高, 以下."""
    if _UP_TO_AFTER.match(text, money.end):
        return money.high is None
    lead = text[max(0, money.start - LEAD) : money.start]
    if _UP_TO.search(lead):
        return not _RISES_TO.search(lead)
    # 高达 is "as high as" of what may come, but a plain emphasis of what was ("费用高达").
    return bool(_REACHES.search(lead)) and bool(
        _CONTINGENT.search(text[max(0, money.start - 40) : money.start] + text[money.end : money.end + 12])
    )


def is_conversion(text: str, money: Money, previous: Money | None, previous_is_conversion: bool) -> bool:
    """Whether the amount says the one before it again, in another currency."""
    if previous is None or money.currency == previous.currency or money.start - previous.end > 60:
        return False
    gap = text[previous.end : money.start]
    if _IN_BRACKETS.fullmatch(gap) or _SAID_TO_EQUAL.fullmatch(gap):
        return not (previous.low == 1 and previous.high is None)  # "1欧元约合7.78元" is a rate
    return previous_is_conversion and bool(_AFTER_ANOTHER.fullmatch(gap))
