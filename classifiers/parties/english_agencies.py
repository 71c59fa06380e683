"""Agencies in English text that no table knows: by what they are called after, with all that they are in charge of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_BODY = (
    r"(?:Ministry|Department|Agency|Authority|Office|Commission|Bureau|Council|Committee|Institutes?|Cent(?:er|re)s?|Board|Service|"
    r"Inspectorate|Directorate|Administration|Secretariat|Academy)"
)
_AND = r"(?:,? and (?:the )?|, | & | of (?:the )?| )"
_NOT_LEAD = r"(?!(?:Announces?|Receives?|Awarded|Wins?|Secures?|Expands?|Extends?|Launch(?:es)?|Submits?|Signs?|Approves?|Joins?|Selects?|The|In|At|By|On|And|But|While|As|From|To|If|After|Under|When|Since)\b)"
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December)\b"
_OF = re.compile(
    rf"\b(?:{_NOT_LEAD}[A-Z][\w.]+ ){{0,4}}{_BODY} (?:of|for|on|to) (?:the )?(?!{_DAY})[A-Z]\w+(?P<rest>(?:{_AND}[A-Z]\w+){{0,8}})"
)
_JOIN = re.compile(r"(?P<sign>,? and (?:the )?|, | & | of (?:the )?| )(?P<word>[A-Z]\w+)")
_ANOTHER = re.compile(rf"{_DAY}|{_BODY}$")  # "the Ministry of Health and the Department of Energy" are two
_CHAMBER = re.compile(
    rf"\b(?:{_NOT_LEAD}[A-Z]\w+ )?(?:Senate|Congress|Parliament|Bundestag|Bundesrat|Knesset)\b(?! [A-Z])|"
    r"\b(?:Riksdag|Riigikogu|Sejm|Storting|Folketing|Eduskunta|Seimas|Saeima|Lok Sabha|Rajya Sabha|Tweede Kamer|Nationalrat|Dáil|State Duma|House of (?:Commons|Lords|Representatives))\b|"
    r"\b(?:National|HM|U\.S\.|US) Treasury\b|\b[Gg]overnment of (?:the )?[A-Z]\w+(?: (?:[A-Z]\w+|and [A-Z]\w+(?= (?:has|is|will|said))))?|"
    r"\b(?:U\.S\.|US|UK|EU|United States|[A-Z][a-z]+(?:ese|ish|ian|an|ch)) [Gg]overnment\b|"
    r"\b(?!(?:The|This|Local|National|Federal|State|Central|A|In|By|For|With|From|And)\b)[A-Z][a-z]+ Government\b|"
    r"\b(?:Trump|Biden|Bush|Obama|Clinton) [Aa]dministration\b|\b(?:[A-Z]\w+ )?Supreme Court\b"
)


_NEXT = re.compile(rf"[A-Z]\w+ (?:[A-Z]\w+ )?(?:{_BODY}|Parliament|Senate)(?!\w)(?! (?:of|for))")


_FOR = re.compile(r"(?:Agency|Administration|Authority|Commission) (?:for|on|to) (?:the )?\w+$")
_NO_DUTY = frozenset(
    {"Grant", "Grants", "Funding", "Award", "Contract", "Approval", "Clearance", "Advisory", "Approves", "Clears", "Accepts"}
)
_JOINED = re.compile(
    rf"\b{_NOT_LEAD}(?:[A-Z]\w+ ){{1,3}}and (?:[A-Z]\w+ ){{1,2}}(?:Administration|Agency|Authority|Commission|Council|Board|Committee|Department|Ministry)\b(?! of)"
)


def find_agencies(text: str, is_plain: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where they stand. A list of duties goes on while its words are plain: "the Ministry of Health, Labour and Welfare"."""
    for match in _OF.finditer(text):
        end = match.start("rest")
        if _FOR.search(match.group()[: end - match.start()]) and not is_plain(
            match.group()[: end - match.start()].split()[-1]
        ):
            continue  # "the European Medicines Agency for lifileucel"
        reached = end
        for part in _JOIN.finditer(match["rest"]):
            if not is_plain(part["word"]) or _ANOTHER.match(part["word"]) or part["word"] in _NO_DUTY:
                break
            if part["sign"].strip(" ,").startswith("and") and _NEXT.match(match["rest"], part.start("word")):
                break  # "the Council of the European Union and the European Parliament"
            reached = match.start("rest") + part.end()
            if part["sign"] != ", " or not text.startswith((" ", ";", "."), reached):
                end = reached
        yield match.start(), end
    for match in _JOINED.finditer(text):
        if all(is_plain(word) or is_plain(word.removesuffix("s")) for word in match.group().split()[1:]):
            yield match.span()  # "the Health Resources and Services Administration"
    for match in _CHAMBER.finditer(text):
        yield match.span()
