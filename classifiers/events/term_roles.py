"""What an amount is as a term of an event: by its general role, the kind of the event and the words beside it."""

from __future__ import annotations

import re
from decimal import Decimal

from classifiers.events.term_words import is_assumed_debt, is_conditional, is_owed_by_leaver, is_per_share, is_whole_price

# By kind: the role of an amount -> its role as a term of such an event. What is missing is no term of it.
_SALE = {r: r for r in ("upfront", "milestone", "royalty", "penalty", "price", "total")} | {
    "equity": "total",
    "funding": "total",
    "other": "total",
}
_RIGHTS = {r: r for r in ("upfront", "milestone", "royalty", "equity", "total", "other", "penalty")} | {
    "price": "other",
    "funding": "other",
}
_ROLES: dict[str, dict[str, str]] = {
    "license": _RIGHTS, "option": _RIGHTS,
    "acquisition": _SALE, "merger": _SALE | {"valuation": "other"}, "asset_purchase": _SALE, "divestiture": _SALE,
    "investment": {"valuation": "other", "equity": "equity", "funding": "equity", "total": "equity", "price": "price", "other": "equity", "upfront": "equity"},
    "financing": {"valuation": "other", "subsidy": "subsidy", "funding": "funding", "total": "funding", "equity": "funding", "price": "price", "other": "funding", "upfront": "funding"},
    "joint_venture": {"valuation": "equity", "equity": "equity", "total": "equity", "other": "equity", "funding": "equity", "upfront": "equity"},
    "supply": {"revenue_or_market": "total", "total": "total", "other": "total", "upfront": "upfront", "price": "price", "subsidy": "total", "milestone": "milestone", "funding": "total"},
    "contract": {"total": "total", "other": "total", "upfront": "upfront", "price": "price", "subsidy": "total", "funding": "total", "milestone": "milestone"},
    "collaboration": {r: r for r in ("upfront", "milestone", "royalty", "equity", "total", "funding", "other", "subsidy")},
    "facility": {"other": "other", "total": "other", "funding": "other", "subsidy": "subsidy", "equity": "other"},
    "listing": {"valuation": "other", "funding": "funding", "price": "price", "total": "funding"},
    "launch": {"price": "price"}, "model_release": {"price": "price"}, "approval": {"price": "price"},
    "enforcement": {"penalty": "penalty", "other": "penalty", "total": "penalty"},
    "pricing": {"price": "price", "other": "price", "total": "price"}, "reimbursement": {"price": "price", "other": "price"},
    "funding_program": {"subsidy": "subsidy", "funding": "subsidy", "total": "subsidy", "other": "subsidy"},
    "law": {"penalty": "penalty", "subsidy": "subsidy"}, "regulation": {"penalty": "penalty", "subsidy": "subsidy"},
    "plan": {"subsidy": "subsidy", "funding": "subsidy"}, "guideline": {}, "consultation": {"penalty": "penalty", "price": "price"}, "other": {},
}  # fmt: skip


def role_in(kind: str, role: str, clause: str, sign: str, value: Decimal | None) -> str | None:
    """The role as a term of such an event; what the kind makes plain outweighs the general reading of the words."""
    before, _, after = clause.partition(sign)
    near = _COMMA.split(before)[-1], _COMMA.split(after)[0][:40]
    beside = " ¤ ".join(near)
    chinese = _HAN.search(beside) is not None
    if _VALUATION.search(near[0][-60:] + "¤" + (near[1].split(" ")[0] if chinese else near[1])[:24]):
        return _of_valuation(kind, near[0], chinese="估值" in beside)
    if "penalty" in _ROLES.get(kind, {}).values() and (
        BREAK_FEE.search(beside) or (role != "subsidy" and _VIOLATED.search(before[-80:]))
    ):
        return "penalty"
    if kind in BOUGHT and (told := _beside_price(role, before, after)):
        return told
    if kind in ("license", "option", "collaboration") and (told := _for_rights(kind, role, before, after, near)):
        return told
    if role == "price" and kind in _SUM_AS_PRICE and value is not None and value >= 5_000_000:
        return _SUM_AS_PRICE[kind]
    if kind == "listing" and (_COMBINED.search(near[0][-30:]) or (role == "price" and _TRADED.search(before[-70:]))):
        return None  # of several companies, or what the share cost later
    if kind in ("listing", "financing") and role in ("revenue_or_market", "price") and BRINGS.search(near[0][-30:]):
        return "funding"
    if kind in _SOLD and (told := _for_purchase(kind, role, before, after, near)):
        return told
    if kind == "joint_venture" and not chinese and _CAPITAL.search(before[-80:]):
        return "other"
    if chinese and (told := _for_capital(kind, role, before, after, near)):
        return told
    if chinese and kind in _DEALS and _RETAIL.search(beside):
        return None
    if kind == "facility" and _PUBLIC.search(beside):
        return "subsidy"
    return _ROLES.get(kind, {}).get(role)


def _beside_price(role: str, before: str, after: str) -> str | None:
    """What is paid or taken over in a purchase besides its price."""
    if is_assumed_debt(before, after):
        return "other"
    return "penalty" if role != "price" and is_owed_by_leaver(before) else None


def _of_valuation(kind: str, before: str, *, chinese: bool) -> str | None:
    """What a sum is that something is valued at: what is paid for it, or what a company is worth beside the deal."""
    valued = _ROLES.get(kind, {}).get("valuation")
    if chinese and kind in _SUM_AS_PRICE:
        return "other"  # in Chinese what a company is worth, and not what is paid for it
    if kind == "merger" and not _COMPANY_VALUED.search(before[-60:]):
        valued = None
    return valued if valued or not _PURCHASE.get(kind) else "total"


def _for_purchase(kind: str, role: str, before: str, after: str, near: tuple[str, str]) -> str | None:
    """The role that the words beside an amount give it where something is bought."""
    if role == "price" and is_whole_price(before, after):
        return "total"
    if is_conditional(after) or _IF_EN.match(after) or _IF_ZH.search(before) or DEPENDS_ZH.search(after):
        return "milestone"
    if role != "price" and _AT_CLOSING.search(" ¤ ".join(near)):
        return "upfront"
    if kind == "asset_purchase" and role == "royalty":
        return "total"  # a royalty that is sold is what is bought
    return "equity" if kind == "acquisition" and _INCREASE.search(near[0][-8:]) else None


_IF_EN = re.compile(
    r" (?:(?:also |more |extra )?depends? on|(?:is |are )?contingent on|if (?:annual |yearly |certain )?(?:sales|revenues?|targets|goals|milestones))\b",
    re.I,
)


def _for_capital(kind: str, role: str, before: str, after: str, near: tuple[str, str]) -> str | None:
    """In Chinese: what proceeds are for, and the capital that a share is counted in, are no money of the deal."""
    if kind in ("financing", "listing") and role != "price" and _USED.match(after):
        return "other"
    if kind in ("supply", "contract") and role in ("total", "other") and _PREPAID.search(near[0] + "¤" + near[1][:6]):
        return "upfront"
    if role == "subsidy" and kind in ("financing", "listing") and not _GRANT.search(near[0] + near[1]):
        return "other"
    if kind == "enforcement" and CONFISCATED.search(near[0][-14:]):
        return "penalty"
    if kind in _CAPITALISED and (_CAPITAL.search(" ¤ ".join(near)) or _RAISED.search(re.split("[，；]", before)[-1])):
        return "price" if _FOR_EACH.search(near[0]) else "other"
    return None


def _by_its_place(kind: str, role: str, before: str, after: str) -> str | None:
    """The role where rights are sold that the words right before or after an amount give it."""
    if role == "penalty" and kind != "collaboration" and not _ENDED.search(before[-60:] + after[:40]):
        return "other"  # what settles a quarrel beside the licence, a fee for the option
    if role == "price" and is_per_share(before, after):
        return "price"
    if role not in ("royalty", "equity", "upfront") and is_conditional(after):
        return "milestone"
    if role in ("total", "other") and _IN_MILESTONES.match(after):
        return "milestone"
    if _IN_EQUITY.match(after) or (role == "total" and _EQUITY_OF.search(before)):
        return "equity"
    if role != "royalty" and _AT_SIGNATURE.match(after):
        return "upfront"
    if role == "royalty" and _APART_ROYALTY.match(after) and _COLLECTS.search(before[-60:]):
        return "milestone"
    if kind == "option" and _GOES_AHEAD.search(before):
        return "other"
    if kind == "collaboration" and _SPENT.search(before[-40:]):
        return "other"
    if kind == "option" and role in ("total", "other", "price") and _PAYS_WHOM.search(before[-80:]):
        return "upfront"
    return None


def _for_rights(kind: str, role: str, before: str, after: str, near: tuple[str, str]) -> str | None:
    """The role that the words beside an amount give it where rights are sold, or None where they add nothing."""
    if found := _by_its_place(kind, role, before, after):
        return found
    beside = " ¤ ".join(near)
    if _CONTINUED.search(beside):
        return "other"
    told = _SUM_BEFORE.split(before)[-1]
    if (
        role in ("upfront", "total", "other", "price", "funding")
        and _MORE_ZH.search(near[0][-16:])
        and not _FIRST_ZH.search(beside)
    ):
        return "milestone"
    if role == "upfront" and _IF_ZH.search(before) and not _FIRST_ZH.search(near[0]):
        return "milestone"
    if role == "upfront" and _AT_MOST_ZH.search(near[0][-12:]) and not _FIRST_ZH.search(beside):
        return "total"
    if role in ("total", "other", "price") and _FOR_OPTION.search(told):
        return "upfront"
    if _EXERCISE.search(told.removeprefix("行权费")[-30:] + "¤" + near[1][:14]) or (
        kind == "option" and _ON_EXERCISE.search(told)
    ):
        return "other"
    if role not in ("upfront", "royalty", "equity", "milestone") and CONTINGENT.search(beside):
        return "milestone"
    if role in ("upfront", "total", "other") and _GOALS.search(beside) and not _AT_CLOSING.search(beside):
        return "milestone"
    if (
        role in ("other", "total", "milestone", "price", "funding")
        and _PAYS.search(before[-34:])
        and not _LATER.search(beside)
    ):
        return "upfront"
    return None


_VALUATION = re.compile(
    r"valuation|valued at|\bputs? (?:the )?[^,;.¤]{1,30} value at\b|\bputs a value of|\bvalu(?:es?|ed|ing) (?:the (?!deal|transaction|agreement|contract|order)|it\b|them|[\ue000-\uefff])|估值|worth of the company",
    re.I,
)
_COMPANY_VALUED = re.compile(
    r"puts a value of|valu(?:es?|ed|ing) (?:it|them|the (?:combined|company|business)|[\ue000-\uefff]) (?:at|to)", re.I
)
_ENDED = re.compile(r"terminat|break|breach|penalt|compensat|damages", re.I)
_IN_EQUITY = re.compile(r" (?:in|of|worth of) (?:the )?(?:purchase of )?[^,;.]{0,30}\b(?:equity|shares|stock)\b")
_APART_ROYALTY = re.compile(r"[^.;]{0,40}(?:,| plus| and)(?: and| plus)? (?:\w+ ){0,3}royalt", re.I)
_COLLECTS = re.compile(r"\b(?:up to|as much as)\b[^.;]{0,10}$", re.I)
_GOES_AHEAD = re.compile(r"\b[Ii]f (?:it|they|[\ue000-\uefff]) (?:goes|go|went|proceeds?) ahead\b[^.;]*$")
_SPENT = re.compile(r"\bspend(?:s|ing)?\b[^.;]{0,20}$|\bspent\b[^.;]{0,20}$", re.I)
_PAYS_WHOM = re.compile(r"\bpays?\b[^,;]{0,70}$")
_EQUITY_OF = re.compile(r"\bequity (?:purchase|investment)s? of (?:about |up to )?$", re.I)
_AT_SIGNATURE = re.compile(
    r" to be paid (?:in advance|at once|up ?front)| (?:at|on|upon) (?:signature|signing|closing|completion)\b"
)
_VIOLATED = re.compile(r"\b(?:violat\w+|offend\w+|punish\w*|breach\w*|fined)\b[^.;]{0,50}$", re.I)
_CONTINUED = re.compile(r"continuation (?:payments?|fees?)", re.I)
_COMBINED = re.compile(r"\b(?:combined|together|collectively)\b", re.I)
_TRADED = re.compile(r"\b(?:down|up|rose|fell|dropp\w+|climb\w+|clos\w+|opened|trad\w+|ended|gained)\b[^.;$]{0,50}$", re.I)
BRINGS = re.compile(
    r"\b(?:brings?|bringing) in\b[^.;]{0,12}$|\b(?:offer(?:ing)?|IPO|issue|placement|flotation|listing|round)\b[^.;]{0,40}\bbrought in\b[^.;]{0,12}$|\b(?:meant|expected) to (?:bring in|raise)\b[^.;]{0,12}$",
    re.I,
)
_PURCHASE = dict.fromkeys(
    ("acquisition", "merger", "asset_purchase", "divestiture", "supply", "contract", "license", "collaboration"), True
)
# "$42 per share in cash, or about $2.6 billion", "pricing of a $211 million offering"
_SUM_AS_PRICE = {"acquisition": "total", "merger": "total", "financing": "funding"}
_COMMA = re.compile(r"[,，;；]|\band\b|[\uf000-\uf8ff]")
BREAK_FEE = re.compile(r"break(?:-?up)? fee|termination fee|分手费|终止费|违约金", re.I)
_SUM_BEFORE = re.compile("[;；\uf000-\uf8ff]")
_CAPITAL = re.compile(r"注册资本|registered capital|share capital", re.I)
_RAISED = re.compile("注册资本[^，；]{0,24}(?:增至|增加至|增加到|变更为)约?$|增资至约?$")
_CAPITALISED = frozenset({"joint_venture", "investment", "financing"})
BOUGHT = frozenset({"acquisition", "merger", "asset_purchase", "divestiture"})
_SOLD = frozenset({"acquisition", "asset_purchase", "divestiture"})
_PREPAID = re.compile("(?:预付|首付|定金)(?:款|金)?[^，。；]{0,4}¤|¤的?(?:预付|首付|定金)")
CONFISCATED = re.compile("没收[^，。；]{0,8}$|罚没[^，。；]{0,6}$")
_RETAIL = re.compile("治疗费用|零售价|指导价|终端价|年费用")
_DEALS = frozenset({
    "license", "option", "acquisition", "merger", "asset_purchase", "divestiture", "supply", "contract", "collaboration",
    "investment", "financing", "joint_venture",
})  # fmt: skip
_GRANT = re.compile("资助|补助|经费|补贴|拨款|资金支持|奖励")
_USED = re.compile(r"(?:拟|将|资金)?(?:用于|投向|投入|投资于)(?!偿还全部)")
_FOR_EACH = re.compile(r"每(?:一元|1元|元|股)?(?:新增)?注册资本[^，。]{0,4}$")
_INCREASE = re.compile(r"增资(?:金额)?(?:为|约)?$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_EXERCISE = re.compile(r"exercise|行权|行使|一旦选择", re.I)
_FOR_OPTION = re.compile(r"\boption\b(?!.*exercis)[^;.]{0,60}\bfor (?:about |some )?$")
_ON_EXERCISE = re.compile(r"\b(?:if|should|once|when|upon|on|after)\b[^.;]{0,60}\bexercis\w+[^.;]{0,60}$", re.I)
_PAYS = re.compile(r"(?:\b(?:pay\w*|paid|paying|hand\w* over|spend\w*)\b[^,;¤]{0,26}|支付|付出|付款|预付)[^，。,;]{0,3}$")
_LATER = re.compile(r"milestone|royalt|up to|里程碑|提成|分成|最高|高达|至多|equity|shares|股", re.I)
CONTINGENT = re.compile(
    r"\b(?:tied|linked) to\b|contingent|\b(?:can|could|may) (?:also )?earn\b|depending on|挂钩|视.{0,12}而定", re.I
)
_MORE_ZH = re.compile(
    "(?:再|另|还|后续|未来)(?:可|将|须|需|应|有权|有望|有资格)*(?:支付|获得?|收取|收到|付)[^，。；]{0,3}(?:至多|最高|最多|不超过)[^，。；]{0,4}$|达成[^，。；]{0,4}后[^，。；]{0,10}$"
)
_IF_ZH = re.compile(
    "(?:若|如果?|倘若|一旦|待)[^。；]{0,60}(?:再|还需|另需|另|还将|还须)[^。；]{0,4}(?:支付|付)[^。；]{0,4}$"
)
DEPENDS_ZH = re.compile("^(?:则)?(?:取决于|视)[^。；]{0,40}")
_FIRST_ZH = re.compile("首付|首期|预付|签约|交割")
_AT_MOST_ZH = re.compile("(?:至多|最高|最多|不超过)[^，。；]{0,6}$")
_IN_MILESTONES = re.compile(
    r" in (?:potential |possible |future |additional |further )?(?:\w+ ){0,3}milestone|的?(?:\w{0,8})里程碑"
)
_GOALS = re.compile(
    r"\b(?:may|could|might) (?:also )?(?:receive|earn|get|pay|owe|collect)|as much as|\bif (?:\w+ )?(?:goals|targets)|里程碑",
    re.I,
)
_AT_CLOSING = re.compile(
    r"\b(?:at|on|upon) (?:completion|closing|signing)|up-?front|\bin advance\b|\b(?:at|on) signature\b|首付|首期|签约时|交割(?:时|日)",
    re.I,
)
_PUBLIC = re.compile(
    r"\b(?:state(?!-of)|government|public|federal|grant|council|subsid\w+|incentives?)\b|政府|补助|补贴|财政|专项资金", re.I
)
