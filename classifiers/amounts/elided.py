"""Sums that leave their currency out, for the one before has told it: "480 million riyals to Varno, 420 million to Pell"."""

from __future__ import annotations

import re

from classifiers.amounts.numerals import Quantity

REACH = 140  # characters since the sum that names the currency
_ENDED = re.compile(r"[;!?\n]|\.\s")
# What is counted in millions and is no money.
_COUNTED = re.compile(
    r"\b(?:people|persons?|patients?|users?|customers?|members?|residents?|children|adults|women|men|americans?|doses?|vials?|units?|"
    r"shares?|parameters?|tokens?|downloads?|visits?|population|employ\w+|cases?|deaths?|tonn?es|tons|cells?|records?|images?|slides?|"
    r"sold|serv\w+|affect\w*|suffer\w*|live|lives|homes?|households?|vaccin\w+|copies|barrels?|square|kilomet\w+|miles?)\b",
    re.I,
)
_LEAD = re.compile(
    r"(?:,| and| or| but| while| plus|\bof which| with| an? (?:first|second|third|further|initial)| another| additional| up to| as much as| least| about| some| for| assuming| assumes|"
    r" to| from| than| by|[a-z] [A-Z]\w+|, [A-Z]\w+) ?$"
)
_AFTER = re.compile(
    r"(?:-odd)?(?: (?:more|extra|upfront|up front|in (?:cash|equity|stock|shares|milestones?|royalties|debt|loans|grants|future|potential|further|sales|regulatory)))?"
    r"(?:$|[,)](?!\d)|\.(?!\d)|;| (?:of debt|from|to (?=[A-Z]|the |its |a )|if|once|upon|when|came|comes|goes|went|go|is|was|will|at (?:closing|signing|once)|on (?:closing|signing|approval)|more|later|upfront|after|"
    r"a year|over|by (?=the |\d{4})|and (?=[^,.;]{0,30}(?:million|billion|royalt)))\b)"
)


def is_elided(text: str, since: int, quantity: Quantity) -> bool:
    """Whether a number of millions that stands after a sum, with no currency of its own, goes on telling money."""
    if not quantity.is_scaled or quantity.vague or quantity.low < 1_000_000 or not since < quantity.start <= since + REACH:
        return False
    between = text[since : quantity.start]
    if _ENDED.search(between) or _COUNTED.search(between) or not _LEAD.search(between):
        return False
    after = text[quantity.end : quantity.end + 60]
    return _AFTER.match(after) is not None and not _COUNTED.match(after.lstrip(" ,"))
