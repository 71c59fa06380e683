"""What an amount is for, by the words of its clause. The strongest cue of the clause wins, the nearer of equals."""

from __future__ import annotations

import re

# Role, weight, words. A cue before the amount counts more than one after it.
_CUES: tuple[tuple[str, float, str], ...] = (
    ("upfront", 3.0, r"up-?front|initial payment|at closing|on closing|at signing|signing fee|首付款?|预付款?|首期款"),
    ("milestone", 2.6, r"milestones?|contingent|earn-?out|CVR|里程碑|或有"),
    ("royalty", 3.0, r"royalt(?:y|ies)|特许权使用费|销售分成|提成"),
    ("equity", 2.6, r"equity investment|equity stake|minority stake|shares? of (?:common )?stock (?:for|at)|stock purchase|股权投资|认购|入股|持股"),
    ("penalty", 2.8, r"fine[ds]?\b|penalt(?:y|ies)|damages|settle(?:ment|d|s)?\b|break-?up fee|termination fee|罚款|罚金|赔偿|和解|没收|分手费"),
    ("subsidy", 2.6, r"grants?\b|subsid(?:y|ies)|award(?:ed)?|public funding|appropriat\w+|budget|fund(?:ing)? from the (?:government|NIH|BARDA)|补助|补贴|资助|拨款|专项资金|预算|奖励"),
    ("funding", 2.4, r"series [a-h]\b|financing|funding round|rais(?:e|ed|es|ing)|seed round|offering|gross proceeds|net proceeds|IPO|loan|credit facility|notes? due|bonds?|venture fund|round\b|融资|募资|募集|贷款|授信|发行|基金|轮\b|天使轮|定增|领投"),
    ("revenue_or_market", 2.4, r"revenues?|sales of|net sales|turnover|profits?|earnings|net loss|EBITDA|market (?:size|cap\w*|value|is|was|will|worth)|valued market|CAGR|营收|营业收入|收入|净利润?|亏损|销售额|市场规模|市值|规模达|产值|毛利"),
    ("price", 2.4, r"per (?:share|dose|unit|month|year|vial|patient|token|million tokens|tablet|treatment)|a (?:share|month|dose|year)\b|/share|list price|priced at|每股|每支|每片|每月|每盒|每瓶|单价|售价|定价|均价|价格为"),
    ("total", 2.2, r"total (?:deal|value|consideration|payments?|of)|deal (?:value|worth)|worth|valued at|acqui(?:re|red|sition|res|ring)|buy(?:s|out)?|bought|purchase price|all-cash|transaction|in aggregate|contract|takeover|总额|总价|总金额|合计|交易(?:总?额|价值|对价|价格)|收购|合同(?:金额|总价)?|对价|中标"),
    ("other", 2.0, r"valuation|cash (?:and|position|equivalents)|invest(?:ed|ment|ing|s)?\b|spend(?:ing)?|capex|cost(?:s|ing)?\b|option fee|exchange rate|估值|投资额?|总投资|现金|成本|费用|投入|注册资本|汇率"),
)  # fmt: skip
_COMPILED = [(role, weight, re.compile(words, re.I)) for role, weight, words in _CUES]
_CLAUSE_END = re.compile(r"[.。;；!！?？\n](?=\s|$|[^\d])")
_SOFT = re.compile(r"[,，、]|\band\b|以及|和|\bplus\b|\bas well as\b")
_KINDS = (
    ("development", re.compile(r"development|clinical|research|开发|研发|临床", re.I)),
    ("regulatory", re.compile(r"regulatory|approval|注册|监管|获批|审批", re.I)),
    ("sales", re.compile(r"sales|commercial|销售|商业化", re.I)),
)
REACH = 110  # characters to either side that are looked at


def role_of(text: str, start: int, end: int) -> tuple[str, str | None]:
    """The role of the amount at text[start:end], and for a milestone its kind."""
    left = _left_clause(text, start)
    right = _right_clause(text, end)
    best, role = 0.0, "other"
    for name, weight, pattern in _COMPILED:
        strength = max(_strength(pattern, left, weight, left_side=True), _strength(pattern, right, weight, left_side=False))
        if strength > best:
            best, role = strength, name
    return role, _kind(left[-80:] + right[:80]) if role == "milestone" else None


def _left_clause(text: str, start: int) -> str:
    region = text[max(0, start - REACH) : start]
    ends = [m.end() for m in _CLAUSE_END.finditer(region)]
    return region[ends[-1] :] if ends else region


def _right_clause(text: str, end: int) -> str:
    region = text[end : end + REACH]
    match = _CLAUSE_END.search(region)
    return region[: match.start()] if match else region


def _strength(pattern: re.Pattern[str], side: str, weight: float, *, left_side: bool) -> float:
    best = 0.0
    for match in pattern.finditer(side):
        between = side[match.end() :] if left_side else side[: match.start()]
        breaks = len(_SOFT.findall(between))
        distance = len(between) / (1 if side.isascii() else 0.5)
        # After the amount a cue belongs to it only within its own phrase: "$20 million upfront".
        near = weight * (1.0 if left_side else 1.15) * 0.6**breaks / (1 + distance / 60)
        best = max(best, near)
    return best


def _kind(near: str) -> str | None:
    kinds = [name for name, pattern in _KINDS if pattern.search(near)]
    return None if not kinds else kinds[0] if len(kinds) == 1 else "combined"
