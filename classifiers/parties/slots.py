"""Places of a sentence that hold a company, however plain the words of its name: before a headline's verb, after "to acquire", after "agreement with"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from classifiers.parties.headlines import ROLES, VERBS

_PART = r"(?:[A-ZÀ-Ž0-9][\w’'.-]*[\w]|[A-Z]|[a-z]{1,3}[A-Z]\w+)"
_NAME = rf"{_PART}(?:/{_PART})?(?: (?:& )?{_PART}(?:/{_PART})?){{0,5}}"
_ACTS = (
    r"(?:(?:to |To |will |Will )?(?:[Aa]cquire|[Bb]uy|[Mm]erge|[Dd]ivest|[Ll]icense|[Pp]artner|[Cc]ollaborate|[Cc]o-[Pp]romote|[Dd]iscontinue)s?|[Aa]nnounces?|[Ee]nters?|[Ss]igns?|[Cc]ompletes?|[Rr]eceives?|[Rr]aises?|"
    r"[Ss]ecures?|[Ll]aunch(?:es)?|[Ee]xpands?|[Ee]xtends?|[Aa]wards|[Aa]warded|[Ff]orms?|[Ff]orge|[Ss]trengthens?|[Rr]egains?|[Pp]artners|[Cc]ollaborates?|[Ii]nks?|[Cc]loses|[Ss]ells|[Ll]ands|"
    r"[Ss]ubmits?|[Dd]oses|[Rr]eports?|[Aa]chieves?|[Cc]onfirms?|[Tt]eam(?:s)? [Uu]p|[Jj]oin [Ff]orces|[Uu]nveils?|[Rr]eleases|[Ii]ntroduces|[Ww]ithdraws|[Pp]resents?|[Cc]laims|[Nn]abs|[Bb]ags|[Ss]core[sd]?|[Mm]akes|[Pp]icks)"
)
_SUBJECT = re.compile(rf"^(?P<name>{_NAME})(?:,? (?:and|&) (?:the )?(?P<other>{_NAME}))?,? {_ACTS}\b")
_PAIR = re.compile(
    rf"^(?P<name>{_NAME}), (?P<other>{_NAME}) (?:to )?(?:merge|sign|partner|team|join|strike|ink|expand|end|form)\b"
)
_OBJECT = re.compile(
    rf"\b(?:(?:to|[Tt]o|will|has|have) (?:acquired?|Acquired?|buy|Buy)|[Aa]cquires|[Bb]uys|[Bb]ought|[Tt]aken over|[Tt]akes over|[Tt]ook over|[Aa]cquisition of|[Mm]erges? with) (?:the )?(?P<name>{_NAME})"
)
_WITH = re.compile(
    r"\b(?:[Aa]greement|[Cc]ollaboration|[Pp]artnership|[Dd]eal|[Aa]lliance|[Pp]act|[Ll]icen[cs]e|CRADA|[Mm]emorandum of [Uu]nderstanding|MOU|MoU|[Vv]enture|[Cc]ontract|[Pp]artner(?:s|ed|ing)?|"
    rf"[Cc]ollaborat(?:es|ed|ing)|[Tt]eam(?:s|ed|ing)?(?: [Uu]p)?|[Ff]acility|[Ll]oan|[Ff]inancing|[Ww]orking) [Ww]ith (?:the )?(?P<name>{_NAME})|"
    rf"\b(?:[Ff]unding|[Gg]rants?|[Aa]ward|[Ii]nvestment|[Ff]inancing|[Ll]oan|[Rr]ights|[Ll]icen[cs]e|[Pp]ayment)(?: (?:to|for) [\w-]+)? (?:[Ff]rom|[Bb]y) (?:the )?(?P<name2>{_NAME})"
)
_BACKERS = re.compile(
    rf"(?<![\w’'.-])(?P<name>{_NAME}(?:, (?:[a-z-]+ ){{0,3}}{_NAME}){{0,8}},? and (?:[a-z-]+ ){{0,4}}{_NAME}) (?:also )?(?:co-)?(?:joined|participated|took part|invested|put in|contributed)\b|"
    rf"\b(?:led by|joined by|participation (?:from|by|of)|backers? includ\w+|investors? includ\w+|alongside) (?P<name2>{_NAME}(?:, (?:[a-z-]+ ){{0,3}}{_NAME}){{0,8}}(?:,? and (?:[a-z-]+ ){{0,4}}{_NAME})?)"
)
_MONEY = re.compile(r"\b(?:[Ss]eries [A-H]|round|funding|financing|rais(?:ed|es))\b")
_MEMBER = re.compile(_NAME)
# In a headline the words after a name are capitalised as well; it ends before these.
_ENDS = re.compile(
    rf" (?:(?:{_ACTS}|{VERBS}|{ROLES}|[A-Z]\w+ing|To|For|In|On|As|At|Of|By|With|From|Into|Its|And|The|A|An|Will|Has|Have|Is|Are|Phase|Study|Trial|Agreement|Collaboration|Partnership|Deal|Drug|Data|Positive|Exclusive|Global|"
    r"First|New|Strategic|Groundbreaking|IPO|FDA|Series|Term|Up|Over|Following|After|Through|Maturity|Grant|Funding|Approval|Platform|Technology Platform|Across|Amid|Said|Says|January|February|March|April|May|June|July|August|September|October|November|December|\d+)(?![\w-]))"
)
_OWNED = re.compile(r".*(?:['’]s (?:[Ss]ubsidiary|[Uu]nit|[Aa]rm|[Ss]pin-?[Oo]ut)|(?:Subsidiary|Partner Company)) ")
_NO_NAME = re.compile(
    r"(?:FDA|EMA|US|U\.S|UK|EU|AI|IPO|CEO|Q[1-4]|[A-Z]{1,4}-?\d.*|\d.*|Phase.*|January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"Chinese|American|European|Japanese|Leading|Existing|Global|Major|Top|Big|Partners?|Companies|Company|Patients?|Investors?|Government|State|Healthcare|Drug|Biotech|Pharma|Researchers?|Scientists|New|How|Why|What|When|STAT|Exclusive|Early|Late|Assets?|All|Rights|Worldwide|Data|Study)(?: .*)?"
)


def find_slots(text: str, is_place: Callable[[str], bool], *, headline: bool) -> Iterator[tuple[int, int]]:
    """Where such a place stands. Only a headline is read from its subject on."""
    found: list[re.Match[str]] = []
    if headline:
        found += [m for m in (_SUBJECT.search(text), _PAIR.search(text)) if m]
    found += list(_OBJECT.finditer(text))[:8] + list(_WITH.finditer(text))[:8]
    for match in list(_BACKERS.finditer(text[:6_000]) if _MONEY.search(text) else ())[:8]:
        group = "name" if match["name"] else "name2"
        for member in _MEMBER.finditer(match[group]):
            if not _NO_NAME.fullmatch(member.group()) and not is_place(member.group()):
                yield match.start(group) + member.start(), match.start(group) + member.end()
    for match in found:
        for group in match.re.groupindex:
            if match[group]:
                start = match.start(group)
                cut = _ENDS.search(" " + match[group])
                name = match[group][: max(cut.start() - 1, 0)] if cut else match[group]
                name = name.rstrip(" .,'’-")
                if owned := _OWNED.match(name):
                    start, name = start + owned.end(), name[owned.end() :]
                name = name[:-2] if name.endswith(("'s", "’s")) else name
                if len(name) > 1 and not _NO_NAME.fullmatch(name) and not is_place(name):
                    yield start, start + len(name)
