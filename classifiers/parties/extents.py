"""Where the network hears a name to begin and to end, when the rules cut it short or read it on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bus.events import Span, TextField
from classifiers.parties.clusters import Found
from classifiers.parties.english import LEGAL, TRADE, is_common, is_maker, is_place
from classifiers.parties.headlines import VERBS
from classifiers.parties.plain import COUNTRY, PLACE

_WORD = re.compile(r"\S+")
HEARD = 10.0  # score of a name whose extent is heard: surer than any reading of the rules
_MOST = 4  # words that a name is longer by
_LEGAL = re.compile(rf"(?:{LEGAL})\.?")
_OF = re.compile(r"-(?:based|headquartered|listed|backed|owned)$")
# Before a Chinese name, and no part of it.
_LEAD = re.compile(
    rf"^.*(?:公司|厂商|企业|集团(?=.{{4}})|巨头|平台|股东|[方向由与和及的同])|^(?:{COUNTRY.pattern}|中国|中东|东|旧)"
)
_TAIL = re.compile(
    "(?:科技|技术|医疗|装备|健康|产业|控股|股份有限|有限)*(?:集团|母?基金|公司|医院|银行|大学|研究院|株式会社)$"
)
_ADDED = re.compile("[跟领参追联]|本人|[和与及].*")  # after a name, and no part of it
_GIVEN = "把将向给予由与"
_SENTENCE = re.compile(r"(?:^|[.!?\n]) ?$")
_STEM = re.compile("(?:股份)?有限(?:责任)?公司$|集团$")


def mended(
    contents: dict[TextField, str], places: Sequence[Found], told: Sequence[Span], language: str
) -> dict[Found, frozenset[str]]:
    """Names that are heard longer or shorter than they are found, and what is no name therefore."""
    found: dict[Found, frozenset[str]] = {}
    for span in told:
        met = [place for place in places if meets(span, place)]
        if not met or any((place.start, place.end) == (span.start, span.end) for place in met):
            continue
        content, best = contents[span.field], max(met, key=lambda place: place.score)
        longer = lengthened(content, span.start, span.end, met)
        if longer:
            start, end = longer
            # In Chinese, what is left without its first letters is no shorter form.
            wrong = frozenset(p.name for p in met if language == "zh" and p.start > start)
        elif len(met) == 1 and (shorter := shortened(content, span.start, span.end, best)):
            (start, end), wrong = shorter, frozenset({best.name})
            if any(meets(other, best) and other.start < start for other in told):
                continue  # the name is heard in pieces
        else:
            continue
        found[Found(span.field, start, end, content[start:end], HEARD, agency=best.agency)] = wrong
    return found


def meets(span: Span, place: Found) -> bool:
    return span.field == place.field and span.start < place.end and place.start < span.end


def lengthened(content: str, start: int, end: int, inside: Sequence[Found]) -> tuple[int, int] | None:
    """The name that is heard at content[start:end], where the names that the rules read inside it are pieces of it; or None."""
    if any(place.known or place.shared for place in inside):
        return None
    first, last = min(place.start for place in inside), max(place.end for place in inside)
    if content[first : first + 1] >= "\u2e80" or content[last - 1 : last] >= "\u2e80":
        return _chinese(content, start, end, first, last) if len(inside) == 1 else None
    return None if any(char >= "\u4e00" for char in content[start:end]) else _english(content, start, end, inside)


def _english(content: str, start: int, end: int, inside: Sequence[Found]) -> tuple[int, int] | None:
    first = min(place.start for place in inside)
    for number, place in enumerate(inside):
        if content.startswith(" of ", place.end) and " " in place.name:
            end, inside = min(end, place.end), inside[: number + 1]  # "Oskendale Pharma of Basel"
            break
    last = inside[-1].end
    if content.endswith(("'s", "’s"), start, end):
        end -= 2
    words = [(start + m.start(), start + m.end()) for m in _WORD.finditer(content[start:end])]
    while words and words[0][0] < first and not _leads(content[slice(*words[0])]):
        words = words[1:]
    while words and words[-1][1] > last and content[words[-1][0]].islower():
        words = words[:-1]
    if not words:
        return None
    start, end = words[0][0], words[-1][1]
    longer = [content[a:b] for a, b in words if not any(place.start <= a and b <= place.end for place in inside)]
    whole = start <= first and last <= end and (start, end) != (first, last)
    if not (whole or len(inside) > 1) or start > first or end < last or len(longer) > _MOST:
        return None
    if any(re.fullmatch(VERBS, word) or (word.isupper() and word not in TRADE and word != "&") for word in longer):
        return None
    between = content[start:end]
    several = len(inside) > 1 and re.search(r" and |, (?!.*&)", between) and not _LEGAL.search(between)
    joined = content[first - 1 : first] == "-" or content[last : last + 1] == "-" or re.search(r"(?<!\w)[A-Z]\. ", between)
    return None if several or joined else (start, end)


def _leads(word: str) -> bool:
    """Whether a name may begin with the word: no place that owns it, no role, no article."""
    owner = re.sub("['’]s?$", "", word)
    return word[0].isupper() and not _OF.search(word) and not (owner != word and is_place(owner)) and not is_maker(word)


def _chinese(content: str, start: int, end: int, first: int, last: int) -> tuple[int, int] | None:
    lead, tail = content[start:first], content[last:end]
    if cut := _LEAD.match(lead):
        lead = lead[cut.end() :]
    known = PLACE.match(lead + content[first : first + 1])
    han = content[first] >= "\u4e00"
    if len(lead) > 6 or not han or (len(lead) == 1 and not known):
        lead = ""
    if not _TAIL.fullmatch(tail):
        tail = ""
    return (first - len(lead), last + len(tail)) if lead or tail else None


def shortened(content: str, start: int, end: int, place: Found) -> tuple[int, int] | None:
    """The name that is heard at one end of a place, if the rules read it on over words beside it; or None."""
    if place.known or place.shared:
        return None
    if start == place.start:
        return (start, end) if _ADDED.fullmatch(content[end : place.end]) and end - start > 2 else None
    before, name = content[place.start : start], content[start : place.end]
    if start < place.start or name.rstrip(".") != content[start:end].rstrip("."):
        return None
    if before[0] >= "\u4e00":
        led = (len(before) > 1 or before in _GIVEN) and not PLACE.search(before)
        return (start, place.end) if led and (name[0].isascii() or len(_STEM.sub("", name)) > 3) else None
    first = _SENTENCE.search(content[: place.start][-3:]) is not None
    led = before.endswith(" ") and all(_OF.search(word) or (first and is_common(word)) for word in before.split())
    opening = name.split()[0]
    return (start, place.end) if led and not is_common(opening) and opening not in TRADE else None
