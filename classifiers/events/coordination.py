"""Sentences that tell two deals in one breath: "P has bought Q for ¤ and sold its unit to R" is cut where the second begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PARTY, _AMOUNT = re.compile("[\ue000-\uefff]"), re.compile("[\uf000-\uf8ff]")
_HELP = "(?:(?:will|would|has|have|had|is|are|was|to|in turn|also|separately|instead|simultaneously|agreed to) ){0,3}"
_ACTS = (
    r"(?:s[eo]lls?|sold|selling|buys?|bought|buying|acquir(?:e[sd]?|ing)|purchas(?:e[sd]?|ing)|divest(?:s|ed|ing)?|(?:in-|out-)?licens(?:e[sd]?|ing)|"
    r"(?:gave|gives?|grant(?:s|ed|ing)?|hand(?:s|ed|ing)?|award(?:s|ed|ing)?|order(?:s|ed|ing)?) (?=[^,;\ue000-\uefff]{0,12}[\ue000-\uefff])|rais(?:es|ed|ing)|borrow(?:s|ed|ing)?|invest(?:s|ed|ing)?|tak(?:es?|ing) (?=an? (?:minority )?stake|(?:an? )?[\d.]+ ?(?:%|per ?cent)))\b"
)
# "and will sell ... to R": who acts was told before
_SAME = re.compile(rf"(?:,|;)? (?:and|while|but) (?={_HELP}(?:{_ACTS}|taking ))")
_OTHER = re.compile(rf"(?:,|;)? (?:and|while|but) (?=[\ue000-\uefff] {_HELP}(?:{_ACTS}|gets? |pays? ))")
_ITS = re.compile(
    r",? (?:and|while) its (?=[^,;\ue000-\uefff]{3,50} (?:will be|is|are|is being|are being|was|were)? ?(?:sold|go(?:es)?|going|pass(?:es)?) to )"
)
_EACH = re.compile("(?:,|;)? and (?=[\uf000-\uf8ff] (?:to|from) )")  # "gets ¤ from P and ¤ from Q"


def two_deals(clause: str) -> list[str]:
    """The clause, or its two parts where each has a party and a sum or a further party of its own; who acts is told in both."""
    return next(_parts(clause), [clause])


def _parts(clause: str) -> Iterator[list[str]]:
    for way in (_SAME, _ITS, _EACH, _OTHER):
        for match in way.finditer(clause):
            before, after = clause[: match.start()], clause[match.end() :]
            told, further = _PARTY.findall(before), set(_PARTY.findall(after))
            if not told or not further - set(told) or not (len(set(told)) > 1 or _AMOUNT.search(before)):
                continue
            sums = _AMOUNT.search(before), _AMOUNT.search(after)
            if way is _SAME:
                yield [before, f"{told[0]} {after}"]
            elif way is _ITS:
                yield [before, f"{told[0]}'s {after}"]
            elif way is _EACH and sums[0] and len(set(told)) > 1:
                yield [before, f"{before[: sums[0].start()]}{after}"]
            elif way is _OTHER and all(sums) and len(set(_PARTY.findall(after))) > 1:
                yield [before, after]
