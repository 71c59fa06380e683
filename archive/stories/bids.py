"""A bid that is raised: "raises its offer for Metzler to $2.5 billion" is no round of funding, though it is easily read as one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.stories.facts import Happening

_RAISED = re.compile(
    r"\b(?:rais|lift|increas|sweeten|boost|hik|bump|improv)\w*\s(?:(?![\d$€£¥])\S+\s){0,4}?"
    r"(?<!share )(?<!stock )(?<!rights )(?<!public )(?<!bond )(?<!note )(?:offer|bid|proposal)\b|"
    r"\b(?:offer|bid|proposal)\s(?:is\s|was\s|price\s)?(?:raised|lifted|increased|sweetened|boosted|improved)\b|"
    r"(?:上调|提高|抬高)[^，。；\d]{0,14}(?:收购|要约|报价|出价)|(?:收购价|要约价|报价|出价)[^，。；\d]{0,6}(?:上调|提高|提升|升|增)至",
    re.IGNORECASE,
)


def is_raised_bid(title: str) -> bool:
    return bool(_RAISED.search(title))


def as_bid(happening: Happening, companies: frozenset[str]) -> Happening:
    """What was read as a financing of the bidder, as the purchase that it is; `companies` are those of the title."""
    if happening.kind != "financing":
        return happening
    others = companies - happening.parties
    target = others if len(others) == 1 else frozenset[str]()
    return replace(happening, kind="acquisition", parties=happening.parties | companies, objects=target)
