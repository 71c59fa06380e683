"""Which amounts are terms of which event, and as what."""

from __future__ import annotations

import re
from decimal import Decimal

from bus.events import Amount
from classifiers.events.background import of_the_past
from classifiers.events.drafts import Draft
from classifiers.events.passages import AMOUNT, Passage, amounts_in
from classifiers.events.term_roles import BREAK_FEE, BRINGS, CONFISCATED, CONTINGENT, DEPENDS_ZH, role_in
from classifiers.events.term_words import (
    closes_range,
    is_aside,
    is_charged,
    is_conditional,
    is_spent_on_building,
    is_traded,
    opens_range,
)

_NO_TERM = re.compile(
    r"\breach(?:es|ed) ¤|\b(?:sector|industry|consultants|spending on|worldwide|world spends?)\b|\b(?:has|have|had) (?:now )?raised ¤[^.;]{0,20}\bfrom investors|total funding|(?:brings?|bringing) (?:its |the )?total|market cap|worth of (?:the company|shares)|revenue|sales of|net (?:loss|income)|cash (?:position|and|of)|earn(?:ed|ings)|brought in|in the (?:past|last) \w+ (?:months|years)|collectively|capital commitment|market value|net worth|"
    r"\bwrit(?:es?|ing|ten) (?:off|down)\b|\b\d+(?:st|nd|rd|th) (?:\S+ ){1,4}to\b|since (?:19|20)\d\d|within the framework of|in a market|"
    r"a year in sales|analysts|cost small|expects? to save|total raised|raised to date|to date|in total since|had (?:a )?turnover|"
    r"市值|订单总额|在手|账上|天使投资才|过去\d*个?[月年]|营收|收入(?!囊中)|净利|净亏|亏损|(?:主要)?(?:对手|竞争对手)|累计(?![^，。；]{0,4}(?:最高|至多|最多|不超过|不低于|不少于))|市场|减负|销售额(?!里程碑|的)|总资产|现金储备|评估值|账面|净资产|担保|负债|债务|(?<!贷款)余额|评估增值|今年以来|总额已达|"
    r"(?:研发|研究|注册|试验)(?:投入|费用|支出)(?!由)|已(?:执行|履行)|预计负债|计提|减值|补偿|承诺|成本|继[^，。；]{0,16}¤"
)


_KEEPS = frozenset({"joint_venture", "investment"})
_BUILT = re.compile(r"(?:总|一期|二期|项目|计划|固定资产)投资(?:总?额|约|逾|超过?|达|为|金额)*$")
_TAKEN_OVER = ("acquisition", "merger", "asset_purchase", "divestiture")  # whose end a break fee is paid for
_YEARLY = re.compile(r" ?(?:a|per|each|every) year\b| annually| worldwide")
# Money raised beside a licence belongs to the round, a fine beside a purchase to the authority's measure.
_HOME = {"funding": ("financing",), "penalty": ("enforcement",), "royalty": ("license", "option")}


def assign(drafts: list[Draft], clauses: list[Passage], amounts: tuple[Amount, ...], year: int) -> dict[int, list[Amount]]:
    """For each draft, by number, its terms."""
    terms: dict[int, list[Amount]] = {number: [] for number in range(len(drafts))}
    told = {id(clause): [n for n, d in enumerate(drafts) if clause in d.clauses] for clause in clauses}
    near: list[int] = []
    converted = {(a.value, a.currency) for a in amounts if a.conversion}
    for clause in clauses:
        owners = told[id(clause)]
        near = owners or near
        if clause.background and not owners:
            continue
        for number in amounts_in(clause.text):
            if veto(amounts[number], clause.text, number, year):
                continue
            if clause.in_title and (amounts[number].value, amounts[number].currency) in converted:
                continue  # a headline's dollars, where the text tells the sum in its own currency
            others = [*near, *range(len(drafts))]
            owned = {drafts[n].kind for n in owners}
            home = _home(amounts[number], clause.text, number)
            first = [n for n in dict.fromkeys(others) if drafts[n].kind in (home or _HOME.get(amounts[number].role, ()))]
            if owned & _KEEPS and not home:
                first = []  # told of a venture, and no part of the round beside it
            for draft in dict.fromkeys([*first, *owners, *others]):
                role = role_in(
                    drafts[draft].kind, amounts[number].role, clause.text, chr(AMOUNT + number), amounts[number].value
                )
                if home and first and drafts[draft].kind not in home:
                    continue
                if role and (draft in near or draft in first or _ties(drafts[draft], clause)):
                    _take(terms[draft], amounts[number].model_copy(update={"role": role}))
                    break
    return {number: _without_vague(without_rounded(_own(taken, number, terms))) for number, taken in terms.items()}


def _home(amount: Amount, clause: str, number: int) -> tuple[str, ...]:
    """The kinds of events that a sum belongs to by its words, whichever stand nearer."""
    before, _, after = clause.partition(chr(AMOUNT + number))
    if amount.role == "penalty" and BREAK_FEE.search(clause):
        return _TAKEN_OVER
    if _BUILT.search(before) or (amount.role != "subsidy" and is_spent_on_building(before, after)):
        return ("facility",)
    return _ON_SALE if amount.role == "price" and is_charged(before, after) else ()


_ON_SALE = ("launch", "approval", "model_release", "pricing", "reimbursement")


def _own(taken: list[Amount], number: int, terms: dict[int, list[Amount]]) -> list[Amount]:
    """Without what a headline tells and the text tells of another event."""
    elsewhere = {(a.value, a.currency) for n, other in terms.items() if n != number for a in other if a.field == "text"}
    return [a for a in taken if a.field == "text" or (a.value, a.currency) not in elsewhere]


def _without_vague(terms: list[Amount]) -> list[Amount]:
    """A headline's "hundreds of millions" is no term beside the sum itself."""
    exact = {term.role for term in terms if not term.vague}
    return [term for term in terms if not (term.vague and term.role in exact)]


def _ties(draft: Draft, clause: Passage) -> bool:
    return bool({c for c in clause.text if "\ue000" <= c <= "\uefff"} & set(draft.text))


def veto(amount: Amount, clause: str, number: int, year: int) -> str | None:
    """Why the words of a clause do not let its amount be a term of any event, or None."""
    if amount.conversion or amount.value is None:
        return "conversion"
    before, _, after = clause.partition(chr(AMOUNT + number))
    if _CUT_OFF.match(after) and amount.value < 1_000:
        return "cut off"  # "raised a $5.4 ...": the teaser ends within the amount
    if _UPPER.search(before) or closes_range(before):
        return "range"  # the upper end of one
    if amount.role == "price" and is_traded(before):
        return "traded"
    if is_aside(before, after):
        return "aside"
    if _SOLD_BEFORE.search(before):
        return "past"  # "one of whom had sold her first company, Ovella, for ..."
    if amount.role != "price" and _YEARLY.match(after):
        return "yearly"  # what is spent or saved a year
    nearest = (
        re.split(r"[,，、]|[\uf000-\uf8ff]", before)[-1][-40:] + "¤" + re.split(r"[,，]|[\uf000-\uf8ff]", after)[0][:24]
    )
    if CONFISCATED.search(nearest.split("¤")[0][-14:]):
        return None
    if amount.role == "revenue_or_market" and not (
        CONTINGENT.search(nearest) or BRINGS.search(before[-70:]) or "采购额" in nearest or is_conditional(after)
    ):
        return "revenue"
    if amount.role == "revenue_or_market" and DEPENDS_ZH.search(after):
        # "the other 600 million hang on the sales of 2027"
        return "past" if of_the_past(before, "", year) else None
    if _NO_TERM.search(nearest) and not BRINGS.search(before[-70:]):
        return "words"
    return "past" if not opens_range(before) and of_the_past(before, after, year) else None


_SOLD_BEFORE = re.compile(r"\bhad (?:earlier |once )?sold\b[^;.]{0,60}$")
_CUT_OFF = re.compile(r" ?(?:\.{3}|…|\[)")
_UPPER = re.compile(r"(?:range of|between) (?:about )?[\uf000-\uf8ff] ?(?:to|and|[-–]) ?$|\bfor [\uf000-\uf8ff] to $")


def without_rounded(terms: list[Amount]) -> list[Amount]:
    """A headline's "$1.9 billion" is no second term beside the text's $1.875 billion."""
    told = [term for term in terms if term.field != "title"]
    return [t for t in terms if t.field != "title" or not any(o.role == t.role and rounds(t, o) for o in told)]


def rounds(short: Amount, exact: Amount) -> bool:
    """Whether one sum is another told shorter."""
    if short.value is None or exact.value is None or short.currency != exact.currency or short.value == exact.value:
        return False
    digits = len(short.value.normalize().as_tuple().digits)
    if digits > 4 or len(exact.value.normalize().as_tuple().digits) <= digits or short.value < 1_000:
        return False
    step = Decimal(1).scaleb(short.value.adjusted() - digits + 1)
    return abs(short.value - exact.value) < step and abs(short.value - exact.value) <= short.value / 20


def _take(taken: list[Amount], amount: Amount) -> None:
    """The same sum told again is one term; of a whole and a part it is the part, whose words say more."""
    for place, known in enumerate(taken):
        if known.value == amount.value and known.currency == amount.currency:
            if known.field == "title" and known.role in ("total", "other") and amount.role in ("milestone", "upfront"):
                taken[place] = amount
            return
    taken.append(amount)
