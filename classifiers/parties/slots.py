"""Places of a sentence that hold a company, however plain the words of its name: before a headline's verb, after "to acquire", after "agreement with"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from classifiers.parties.headlines import ROLES, VERBS

_PART = r"(?:[A-ZÀ-Ž0-9][\w’'.-]*[\w]|[A-Z]|[a-z]{1,3}[A-Z]\w+)"
_NAME = rf"{_PART}(?:/{_PART})?(?: (?:& )?{_PART}(?:/{_PART})?){{0,5}}"
_LISTED = rf"{_NAME}(?:, (?:[a-z-]+ ){{0,3}}{_NAME}){{0,8}}(?:,? and (?:[a-z-]+ ){{0,4}}{_NAME})?"
_ACTS = (
    r"(?:(?:to |To |will |Will )?(?:[Aa]cquire|[Bb]uy|[Mm]erge|[Dd]ivest|[Ll]icense|[Pp]artner|[Cc]ollaborate|[Cc]o-[Pp]romote|[Dd]iscontinue)s?|[Aa]nnounces?|[Ee]nters?|[Ss]igns?|[Cc]ompletes?|[Rr]eceives?|[Rr]aises?|"
    r"[Ss]ecures?|[Ll]aunch(?:es)?|[Ee]xpands?|[Ee]xtends?|[Aa]wards|[Aa]warded|[Ff]orms?|[Ff]orge|[Ss]trengthens?|[Rr]egains?|[Pp]artners|[Cc]ollaborates?|[Ii]nks?|[Cc]loses|[Ss]ells|[Ll]ands|"
    r"[Ss]ubmits?|[Dd]oses|[Rr]eports?|[Aa]chieves?|[Cc]onfirms?|[Tt]eam(?:s)? [Uu]p|[Jj]oin [Ff]orces|[Uu]nveils?|[Rr]eleases|[Ii]ntroduces|[Ww]ithdraws|[Pp]resents?|[Cc]laims|[Nn]abs|[Bb]ags|[Ss]core[sd]?|[Mm]akes|[Pp]icks)"
)
_SUBJECT = re.compile(rf"^ *(?P<name>{_NAME})(?:,? (?:and|&) (?:the )?(?P<other>{_NAME}))?,? {_ACTS}\b")
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
    rf"(?<![\w’'.-])(?P<name>{_NAME}(?:, (?:[a-z-]+ ){{0,3}}{_NAME}){{0,8}},? and (?:[a-z-]+ ){{0,4}}{_NAME}) (?:also )?(?:co-)?(?:joined|participated|took part|invested|put in|contributed|followed|chipped in|came in|wrote)\b|"
    r"(?:\b(?:led by|joined by|participation (?:from|by|of)|backers? includ\w+|investors? includ\w+|alongside|(?:placement|money|loan|cheques?|checks?|cash|funds) (?:from|by|with)|"
    r"subscribed (?:for )?by,?(?: among others,)?|also in (?:are|is))|\b(?:[Ll]ead|[Aa]lso in|[Ii]nvestors?|[Bb]ackers?):(?![^\n]{0,120}(?:@|\d{3}[-. )] ?\d{3}|Advisors))) (?:the )?"
    rf"(?P<name2>{_LISTED})"
)
# Whom something is sold to, licensed to or ordered by; a person where the owner is one.
_PERSON = r"[A-ZÀ-Ž][\w’'-]+(?: [A-Z]\.)?(?: (?:(?:de|da|van|von|bin|al) )?[A-ZÀ-Ž][\w’'-]+){1,2}"
_GOES = re.compile(
    rf"\b(?:[Ss]ell|[Ss]ells|[Ss]old|[Ss]elling|[Ss]ale|[Ll]icenses|[Oo]ut-licenses|[Tt]ransfers|[Dd]ivests|[Oo]ffloads|[Hh]ands) [^.;:]{{1,70}}? to (?:the )?(?P<name>{_NAME})(?=[.,;]| (?:for|in|as|at|after|of|and)\b|$)|"
    rf"\b(?:[Cc]ontract|[Oo]rder|[Tt]ender|[Pp]urchase order) (?:from|by) (?:the )?(?P<name2>{_NAME})|"
    rf"\b[Aa]ppoint(?:s|ed) (?P<name3>{_NAME}) as (?:(?!head|chief|director|president|officer|vice|CEO|Head|Chief)[^.;]){{0,30}}\b(?:distributor|supplier|licensee|manufacturer|agent|partner)\b|"
    rf"\b(?:[Ss]igned for|[Ff]ined|[Ss]ued|[Ll]icen[cs]e of|[Oo]rders to|(?:acquir\w+|b(?:uys?|ought)|owns?|owned|holds?|held|sells?|sold|stake) [^.;%]{{0,20}}% of) (?P<name4>{_NAME})"
)
_OWNERS = re.compile(
    rf"\b(?:from|by|to|with|[Ss]ellers?:|paying|owner,) (?:its |their |the )?(?:founding |family )?(?:co-?)?(?:founders?|owners?|entrepreneur|businessman|businesswoman|financier|billionaire|chairman)(?: and [a-z ]{{2,20}})? (?P<name>{_PERSON})(?: and (?P<other>{_PERSON}))?|"
    r"\b(?:[Tt]he|[Ff]ounding) (?P<name2>[A-ZÀ-Ž][\w’'-]+(?: [A-ZÀ-Ž][\w’'-]+)? [Ff]amily(?: [Oo]ffice| [Tt]rust)?)\b(?= (?:sold|sells?|owns?|owned|holds?|held|will|agreed|has|have|had|who|which|and)\b|[,.;])"
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
    r"Chinese|American|European|Japanese|Leading|Existing|Global|Major|Top|Big|Partners?|Companies|Company|Patients?|Investors?|Government|State|Healthcare|Drug|Biotech|Pharma|Researchers?|Scientists|New|How|Why|What|When|STAT|Exclusive|Early|Late|Assets?|All|Rights|Worldwide|Data|Study|Medicare|Medicaid|Congress|Institutional|Accredited|Hospitals?|Consumers?|Children|Americans|Germans|Fortune)(?: .*)?"
)


def find_slots(
    text: str, is_place: Callable[[str], bool], is_plain: Callable[[str], bool], *, headline: bool
) -> Iterator[tuple[int, int]]:
    """Where such a place stands. Only a headline is read from its subject on."""
    found: list[re.Match[str]] = []
    if headline:
        found += [m for m in (_SUBJECT.search(text), _PAIR.search(text)) if m]
    for pattern in (_OBJECT, _WITH, _GOES, _OWNERS):
        found += list(pattern.finditer(text))[:8]
    for match in list(_BACKERS.finditer(text[:6_000]) if _MONEY.search(text) else ())[:8]:
        group = "name" if match["name"] else "name2"
        for member in _MEMBER.finditer(match[group]):
            name = member.group()
            start = _of_owner(name, is_place, is_plain)
            if not _NO_NAME.fullmatch(name[start:]) and not is_place(name[start:]):
                end = match.start(group) + member.end()
                of = _OF_PLACE.match(text, end) if _INSTITUTION.search(name) else None
                yield match.start(group) + member.start() + start, of.end() if of else end
    for match in found:
        for group in match.re.groupindex:
            if match[group]:
                start = match.start(group)
                cut = _ENDS.search(" " + match[group])
                name = match[group][: max(cut.start() - 1, 0)] if cut else match[group]
                name = name.rstrip(" .,'’-")
                if owned := _OWNED.match(name):
                    start, name = start + owned.end(), name[owned.end() :]
                owner = _of_owner(name, is_place, is_plain)
                start, name = start + owner, name[owner:]
                if of := _OF_PLACE.match(text, start + len(name)) if _INSTITUTION.search(name) else None:
                    name += of.group()
                name = name[:-2] if name.endswith(("'s", "’s")) else name
                if text.startswith("$", start + len(name)):
                    name = _CURRENCY.sub("", name)
                if len(name) > 1 and not _NO_NAME.fullmatch(name) and not is_place(name):
                    yield start, start + len(name)


_CURRENCY = re.compile(r" (?:[ACRST]|NZ|HK|NT|US)$")  # "fined Oskendale A$5 million"
_INSTITUTION = re.compile(r"(?:^| )(?:Bank|Fund|Trust|Foundation|University|Institute|College|Society|Association)$")
_OF_PLACE = re.compile(r" of (?:the )?[A-ZÀ-Ž][\wÀ-ž-]+(?: [A-ZÀ-Ž][\wÀ-ž-]+)?")
_OWNER = re.compile(r"(?:[^\s’']+ )?[^\s’']+['’]s (?=\S)")


def _of_owner(name: str, is_place: Callable[[str], bool], is_plain: Callable[[str], bool]) -> int:
    """Where the name begins after its place or owner: "Turin's Dorva Medicale", but "Halvey's Laboratories"."""
    owner = _OWNER.match(name)
    if owner is None:
        return 0
    placed = is_place(re.split(r"[\s’']", owner.group())[-3])
    return owner.end() if placed or not all(is_plain(word) for word in name[owner.end() :].split()) else 0
