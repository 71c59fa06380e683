"""The English words around a sum that say it is no term, what it hangs on, and which event it is told of."""

from __future__ import annotations

import re

# "Shares climbed 6% to $12", "the stock hit a high of": what a share costs on the market is no price of the event.
_TRADED = re.compile(
    r"(?<!per )(?<!a )\b(?:shares?|stock|ADSs?|ADRs?)\b(?! (?:at|for|priced|of (?:common|new))\b)[^.;]{0,50}?\b(?:rose|fell|dropp\w+|climb\w+|closed|finished|ended|opened|"
    r"trad(?:ed|es|ing)|doubled|tripled|jumped|gained|lost|slid|soared|sank|surged|tumbled|hit|stood|(?:down|up) \d+)\b[^.;\uf000-\uf8ff]{0,40}$|"
    r"\b(?:record|fresh|year|all-time) (?:high|low) of $",
    re.I,
)
_NO_MARKET = re.compile(
    r"\b(?:priced|offer\w*|sold|pays?|paying|issu\w+|acqui\w+|buy\w*|bought|takeover|purchas\w+)\b", re.I
)
# "Fines run from $500 to $5,000", "between €6 million and €20 million": of both ends of a range, the lower is the term.
_LOWER = re.compile(
    r"\b(?:run|runs|rang(?:e|es|ing)|var(?:y|ies)|receives?|get|apply|fines?|fined|awards?|grants?|penalt(?:y|ies))\b[^.;]{0,30}\bfrom (?:about )?$",
    re.I,
)
_RANGED = re.compile(_LOWER.pattern.removesuffix("$") + r"[\uf000-\uf8ff] ?to $", re.I)
# "before the $9 million it had asked for", "an earlier penalty of", "orders topped"
_WISHED = re.compile(
    r"\b(?:had|after) (?:first |once |initially |originally )?(?:offer(?:ed|ing)|ask(?:ed|ing)|aim(?:ed|ing)|sought|seeking|wanted|hoped|demanded)\b(?![^.;]*\b(?:and|but)\b)[^.;,\uf000-\uf8ff]{0,40}$"
)
_WISHED_AFTER = re.compile(
    r" (?:that )?(?:[\w\ue000-\uefff]+ )?had (?:first |once |initially |originally )?(?:aimed|asked|hoped|sought|wanted|targeted|planned)\b"
)
_EARLIER = re.compile(
    r"\b(?:[Ee]arlier|[Pp]revious) (?:[\w-]+ ){0,2}(?:loan|penalty|fine|round|grant|offer|bid|order|contract|placement)\b[^.;\uf000-\uf8ff]{0,30}$"
)
_HELD = re.compile(
    r"\b(?:[Oo]rders|[Bb]ids|[Dd]emand) (?:topp?ed|exceeded|reached|came to) $|\blast valued at $|\bdebts?\b[^.;]{0,12}\bstood at $"
)
_HELD_AFTER = re.compile(r" (?:is |was )?(?:left\b(?! over| to)|in the bank\b)")


def is_traded(before: str) -> bool:
    """Whether the words before a price tell what a share cost on the market."""
    found = _TRADED.search(before)
    return found is not None and not _NO_MARKET.search(found[0])


def closes_range(before: str) -> bool:
    """Whether a sum is the upper end of a range told by both its ends."""
    return _RANGED.search(before) is not None


def opens_range(before: str) -> bool:
    return _LOWER.search(before) is not None


def is_aside(before: str, after: str) -> bool:
    """Whether a sum was wished for, belongs to an earlier deal, or is what somebody has, owes or is worth."""
    return bool(
        (_WISHED.search(before) and not _EACH.match(after))
        or _WISHED_AFTER.match(after)
        or _EARLIER.search(before)
        or _HELD.search(before)
        or _HELD_AFTER.match(after)
    )


# "a further 25 million becomes due should sales pass 500 million", "$3 upon sales of"
_CONDITION = re.compile(
    r" (?:more |extra |again |in cash |per share |a share )?(?:to (?:come|follow) |payable |in 20\d\d |later |(?:that )?(?:becomes?|is|are|falls?|will be|would be|to be) (?:due|payable|paid|owed) )?"
    r"(?:if|should|once|when(?! (?:it|they|he|she|we)\b)|upon|provided)\b(?! (?:the |this |both |its )?(?:deal|transaction|sale\b|purchase|agreement|licen[cs]e|parties|effective|clos|complet|sign|execut))",
    re.I,
)
_EXERCISED = re.compile(r"[^.;]{0,60}\b(?:exercis|option)", re.I)


def is_conditional(after: str) -> bool:
    """Whether a payment hangs on what is told after it."""
    return _CONDITION.match(after) is not None and not _EXERCISED.match(after)


_DEBT = re.compile(r" (?:of|in) (?:[\w’'-]+ ){0,4}(?:debts?|liabilities|borrowings)\b")
_ASSUMED = re.compile(r"\b(?:assum(?:e|es|ed|ing|ption of)|tak(?:e|es|ing) (?:on|over)) (?:about |some |roughly )?$", re.I)


def is_assumed_debt(before: str, after: str) -> bool:
    """Whether a sum is debt that a buyer takes over."""
    counted = _DEBT.match(after) is not None and _COUNTED_IN.search(before[-40:]) is not None
    return counted or _ASSUMED.search(before) is not None


_COUNTED_IN = re.compile(r"\b(?:assum|includ|tak)")
_LEAVES = re.compile(
    r"\b(?:(?:richer|better|higher|superior|rival|competing) (?:suitor|offer|bid|proposal|buyer)|walk(?:s|ed|ing)? away|back(?:s|ed|ing)? out|pull(?:s|ed|ing)? out|terminat\w+)\b"
    r"[^.;]{0,60}\b(?:pays?|owes?|costs?|fee|forfeits?|due)\b[^.;]{0,50}$",
    re.I,
)


def is_owed_by_leaver(before: str) -> bool:
    """Whether a sum is what a party pays that leaves a deal."""
    return _LEAVES.search(before) is not None


_BUILT = re.compile(
    r" (?:[\w-]+ ){0,2}(?:factory|plant|site|facility|campus|data[- ]cent(?:re|er)|laborator(?:y|ies)|headquarters)\b|"
    r" (?:on|to build|for|in) (?:an? |the |its )(?:new |second |third |[\w-]+ ){0,2}(?:factory|plant|production (?:site|line)|facility|campus|laboratory|data[- ]cent(?:re|er))\b"
)
_SPENDS = re.compile(
    r"\b(?:build\w*|invest\w*|spend\w*|put\w*|open\w*|erect\w*)\b[^.;\uf000-\uf8ff]{0,40}$|\b(?:factory|plant|facility|campus|refit|build)\b[^.;\uf000-\uf8ff]{0,40}\bcosts? (?:about |some |around )?$"
)


def is_spent_on_building(before: str, after: str) -> bool:
    """Whether a sum is what a plant costs, whatever is sold beside it."""
    spends = _SPENDS.search(before)
    return spends is not None and ("cost" in spends[0] or _BUILT.match(after) is not None)


_CHARGED = re.compile(
    r"\b(?:vaccine|drug|test|device|therapy|treatment|medicine|product|pill|gel|it) (?:will |would |is to )?(?:costs?|sells? for|be priced at)\b[^.;\uf000-\uf8ff]{0,12}$|\bpriced at $"
)
_PER_USE = re.compile(r" (?:per|a|an|for each) (?:dose|vial|test|treatment|box|pack|tablet|syringe|kit)\b")
_DELIVERED = re.compile(r"\b(?:deliver|suppl)\w*\b", re.I)


def is_charged(before: str, after: str) -> bool:
    """Whether a price is what a product costs who needs it."""
    return bool(_CHARGED.search(before) or _PER_USE.match(after)) and not _DELIVERED.search(before[-100:])


_EACH = re.compile(r" (?:a|per|for each) (?:[\w-]+ )?(?:share|ADS|H-share)\b| (?:apiece|each)\b")
_ISSUED = re.compile(r"\b(?:placement|PIPE|IPO|offering|warrants)\b")  # to others than who takes the licence
_SHARES = re.compile(r"\b(?:[HA]-)?(?:shares?|stock|ADSs?)\b")


def is_per_share(before: str, after: str) -> bool:
    if _ISSUED.search(before):
        return False
    return _EACH.match(after) is not None and bool(_SHARES.search(before[-80:]) or _SHARES.search(after[:24]))


_SOLD_FOR = re.compile(
    r"\b(?:sold|sells?|sale|bought|buys?|buying|acquir\w+|purchas\w+)\b[^.;\uf000-\uf8ff]{0,80}\bfor (?:a (?:symbolic|nominal|token) (?:sum of )?)?$"
)


def is_whole_price(before: str, after: str) -> bool:
    """Whether a small sum buys a whole business: "sold the company for one euro"."""
    return bool(_SOLD_FOR.search(before)) and not (
        _SHARES.search(before[-60:]) or _EACH.match(after) or _SHARES.search(after[:30])
    )


# What is paid later comes on top, or is counted in.
_ON_TOP = re.compile(
    r"\b(?:plus|another|further|additional(?:ly)?|more(?! than)|extra|on top|in addition|as well as|besides|also)\b", re.I
)
_WHOLE = re.compile(
    r"\b(?:bring(?:s|ing)|maximum|up to|as much as|totals?|totall\w+|altogether|in all|including|includes|overall|potential\w*)\b",
    re.I,
)


def comes_on_top(before: str, after: str) -> bool:
    if re.match(r" of (?:that|it|which)\b", after):
        return False
    return bool(_ON_TOP.search(before[-70:]) or re.match(r" (?:more|extra)\b", after))


def is_whole(before: str, after: str) -> bool:
    """Whether a sum is told as all that may be paid."""
    return bool(_WHOLE.search(before[-40:]) or _WHOLE.search(after[:30]))
