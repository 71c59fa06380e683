"""Sentences that tell two deals in one breath: "P has bought Q for ¤ and sold its unit to R" is cut where the second begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_PARTY, _AMOUNT = re.compile("[\ue000-\uefff]"), re.compile("[\uf000-\uf8ff]")
_HELP = "(?:(?:will|would|has|have|had|is|are|was|to|in turn|also|separately|instead|simultaneously|agreed to) ){0,3}"
_ACTS = (
    r"(?:s[eo]lls?|sold|selling|buys?|bought|buying|acquir(?:e[sd]?|ing)|purchas(?:e[sd]?|ing)|divest(?:s|ed|ing)?|(?:in-|out-)?licens(?:e[sd]?|ing)|"
    r"(?:gave|gives?|grant(?:s|ed|ing)?|hand(?:s|ed|ing)?|award(?:s|ed|ing)?|order(?:s|ed|ing)?) (?=[^,;\ue000-\uefff]{0,12}[\ue000-\uefff])|rais(?:es|ed|ing)|borrow(?:s|ed|ing)?|invest(?:s|ed|ing)?|tak(?:es?|ing) (?=an? (?:minority )?stake|(?:an? )?[\d.]+ ?(?:%|per ?cent))|"
    # an agency's: "approved P's drug and rejected Q's"
    r"approv(?:es|ed)|clear(?:s|ed)|authori[sz](?:es|ed)|reject(?:s|ed)|refus(?:es|ed)|declin(?:es|ed)|turn(?:s|ed) down|accept(?:s|ed)|fin(?:es|ed))\b"
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


_SIGNS = "\ue000-\uf8ff"
_SEPARATOR = re.compile(r"[,;]? (?:and|while|but|plus|with) |[,;] |[，、；](?:并|以及|及|而|同时)?|以及")
_CONJUNCTION = re.compile(r"[,;]? (?:and|while|but|plus) |以及|[；，](?:并|而|同时)")
_RESPECTIVELY = re.compile(r"\brespectively\b|分别")
_LINKS = r"(?:(?:to|from|with|of|by|at|for)(?: the)? |[以向与由从对给])"
_LINKED = re.compile(_LINKS)
_LAST_LINK = re.compile(rf"(?<= ){_LINKS}[^{_SIGNS},;]{{0,24}}$|[以向与由从对给]$")


_ITEMS = (  # a partner with its sum; "P from R for ¤", "¤ to P"
    re.compile(
        rf"(?P<partner>[\ue000-\uefff])[^{_SIGNS},;]{{0,30}}(?: (?:from|of|by) [^{_SIGNS},;]{{0,24}}[\ue000-\uefff][^{_SIGNS},;]{{0,20}})? for [\uf000-\uf8ff]"
    ),
    re.compile(rf"[\uf000-\uf8ff] (?:to|on|from) [^{_SIGNS},;]{{0,24}}(?P<partner>[\ue000-\uefff])"),
    re.compile(
        rf"以[\uf000-\uf8ff][^{_SIGNS}，。；]{{0,8}}(?:收购|购买|受让|出售|转让|引进|中标)[^{_SIGNS}，。；]{{0,8}}(?P<partner>[\ue000-\uefff])"
    ),
    re.compile(
        rf"(?:授予|授权(?:给|予)?|许可(?:给|予)?|转让给|出售给|售予|卖给)(?P<partner>[\ue000-\uefff])[^{_SIGNS}。；]{{0,12}}[\uf000-\uf8ff]"
    ),
)
_BETWEEN = re.compile(rf"[^{_SIGNS};。；]{{0,40}}")
_IN_TURN = re.compile(
    rf"(?P<first>[\ue000-\uefff])(?:、|和|与|及|以及| and )(?P<second>[\ue000-\uefff])(?!分别(?:出资|认购|投资|持|支付))(?:[^{_SIGNS}。；]{{0,8}}分别|(?=[^{_SIGNS};]{{0,60}}[\uf000-\uf8ff] and [\uf000-\uf8ff],? respectively))"
)


def one_each(clause: str) -> list[str]:
    """The clause as one for each of several partners that are told alike, each with its sum."""
    for item in _ITEMS:
        found = list(item.finditer(clause))
        pairs = zip(found, found[1:], strict=False)
        acts = item is not _ITEMS[0] or (found and _PARTY.search(clause, 0, found[0].start()))
        if acts and len(found) > 1 and all(_BETWEEN.fullmatch(clause, one.end(), other.start()) for one, other in pairs):
            first = {match["partner"]: match.start("partner") for match in reversed(found)}
            return _members(clause, sorted(first.values()))
    turns = _IN_TURN.search(clause)
    return _members(clause, [turns.start("first"), turns.start("second")]) if turns else [clause]


def _members(clause: str, places: Sequence[int]) -> list[str]:
    """The clause as one for each of several partners, named in these places, where each has a sum of its own; what stands before the
    first is told in all.
    """
    if len(places) < 2:
        return [clause]
    sums = [match.start() for match in _AMOUNT.finditer(clause)]
    between = [[at for at in sums if one < at < other] for one, other in zip(places, places[1:], strict=False)]
    lead, tail = [at for at in sums if at < places[0]], [at for at in sums if at > places[-1]]
    if not any(between):
        return _in_turn(clause, places, lead or tail) if _RESPECTIVELY.search(clause) and not (lead and tail) else [clause]
    if not all(between):
        return [clause]
    if tail:  # "P for ¤ and Q for ¤"
        gaps = [(one[-1] + 1, place) for one, place in zip(between, places[1:], strict=True)]
        return _cut(clause, gaps, places[0], last=True)
    if lead:  # "¤ to P and ¤ to Q"
        gaps = [(place + 1, one[0]) for one, place in zip(between, places, strict=False)]
        return _cut(clause, gaps, lead[-1], last=False)
    return [clause]


def _cut(clause: str, gaps: Sequence[tuple[int, int]], head: int, *, last: bool) -> list[str]:
    """The clause cut within each gap, with what stands before the head in every part."""
    cuts = []
    for start, end in gaps:
        found = list(_CONJUNCTION.finditer(clause, start, end)) or list(_SEPARATOR.finditer(clause, start, end))
        if not found:
            return [clause]
        cuts.append(found[-1 if last else 0])
    ends = [*(match.start() for match in cuts[1:]), len(clause)]
    parts = [clause[match.end() : end] for match, end in zip(cuts, ends, strict=True)]
    return [clause[: cuts[0].start()], *(_with_head(clause[:head], part) for part in parts)]


def _with_head(head: str, part: str) -> str:
    return f"{_LAST_LINK.sub('', head) if _LINKED.match(part) else head}{part}"


def _in_turn(clause: str, places: Sequence[int], sums: Sequence[int]) -> list[str]:
    """ "P and Q for ¤ and ¤ respectively": to each the sum that stands where it does."""
    if len(sums) != len(places):
        return [clause]
    if _PARTY.search(clause, places[0] + 1, places[-1]) or _PARTY.search(clause, sums[0], sums[-1]):
        return [clause]  # another company stands between, and which sum is whose is not told by place
    first, second = sorted(((places[0], places[-1] + 1), (sums[0], sums[-1] + 1)))
    pairs = [sorted(pair) for pair in zip(places, sums, strict=True)]
    return [
        f"{clause[: first[0]]}{clause[one]}{clause[first[1] : second[0]]}{clause[other]}{clause[second[1] :]}"
        for one, other in pairs
    ]
