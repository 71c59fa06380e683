"""Agencies in English text that no table knows: by what they are called after, with all that they are in charge of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from classifiers.parties.headlines import DAY

_BODY = (
    r"(?:Ministry|Department|Agency|Authority|Office|Commission|Bureau|Council|Committee|Institutes?|Cent(?:er|re)s?|Board|Service|"
    r"Inspectorate|Directorate|Administration|Secretariat|Academy)"
)
_AND = r"(?:,? and (?:the )?|, | & | of (?:the )?| )"
_NOT_LEAD = r"(?!(?:Announces?|Receives?|Awarded|Wins?|Secures?|Expands?|Extends?|Launch(?:es)?|Submits?|Signs?|Approves?|Joins?|Selects?|The|In|At|By|On|And|But|While|As|From|To|If|After|Under|When|Since)\b)"
_OF = re.compile(
    rf"\b(?:{_NOT_LEAD}[A-Z][\w.]+ ){{0,4}}{_BODY} (?:of|for|on|to) (?:the )?(?:U\.S\. )?(?!{DAY})[A-Z]\w+(?P<rest>(?:{_AND}[A-Z]\w+){{0,8}})"
)
_JOIN = re.compile(r"(?P<sign>,? and (?:the )?|, | & | of (?:the )?| )(?P<word>[A-Z]\w+)")
_ANOTHER = re.compile(rf"{DAY}|{_BODY}$")  # "the Ministry of Health and the Department of Energy" are two
_CHAMBER = re.compile(
    rf"\b(?:{_NOT_LEAD}[A-Z]\w+ )?(?:Senate|Congress|Parliament|Bundestag|Bundesrat|Knesset)\b(?! [A-Z])|"
    r"\b(?:Riksdag|Riigikogu|Sejm|Storting|Folketing|Eduskunta|Seimas|Saeima|Lok Sabha|Rajya Sabha|Tweede Kamer|Nationalrat|Dáil|State Duma|House of (?:Commons|Lords|Representatives))\b|"
    r"\b(?:National|HM|U\.S\.|US) Treasury\b|\b[Gg]overnment of (?:the )?[A-Z]\w+(?: (?:[A-Z]\w+|and (?:Tobago|Barbuda|Nevis|Herzegovina|Principe)))?|"
    r"\b(?:U\.S\.|US|UK|EU|United States|[A-Z][a-z]+(?:ese|ish|ian|an|ch)) [Gg]overnment\b|"
    r"\b(?!(?:The|This|Local|National|Federal|State|Central|A|In|By|For|With|From|And)\b)[A-Z][a-z]+ Government\b|"
    r"\b(?:Trump|Biden|Bush|Obama|Clinton) [Aa]dministration\b|\b(?:[A-Z]\w+ )?Supreme Court\b"
)
_BY_NAME = re.compile(
    r"\b(?:Oireachtas|Verkhovna Rada|Althing|Chamber of Deputies|House of Councillors|National Assembly|"
    r"(?:Executive|Legislative) Yuan|(?:Federal|Union|State) Cabinet|(?:House|Senate) (?:[A-Z]\w+,? (?:and )?){1,5}Committee)\b(?! [A-Z])|\b[Tt]he (?P<name>Cabinet)\b(?! [A-Z]| reshuffle)"
)
_NAME_OF = r"(?:[A-Z][a-zà-ž]+(?: [A-Z][a-zà-ž]+)?)"
_OF_PLACE = re.compile(
    rf"\b(?P<name>(?:City|State|Government|Province|County|Commonwealth|Canton) of {_NAME_OF}|{_NAME_OF} (?:Prefecture|County)(?= (?:will|has|said|is|opens|launched|passed|adopted)\b))"
)
_AFTER_ARTICLE = re.compile(
    r"(?:\b[Tt]he|['’]s|\b[Ii]ts) (?P<name>(?:U\.S\. )?(?:[A-Z][\w&]+,? (?:and |& )?){1,5}(?:Tribunal|Department|Security Office|Property Office|Authority|Agency|Commission|Administration|Inspectorate|Directorate|Establishment|Ombudsman|Attorney General|Board of Health|"
    r"Poisons Board|Prices Board|Review Board|Protection Board|Medicines Board|Strategy Group|Health Executive|Service Executive|Office of [A-Z]\w+ [A-Z]\w+))\b(?! (?:of|for) [A-Z]| [A-Z])"
)
_ABROAD = re.compile(
    r"\b(?:Ministerio|Ministère|Ministero|Ministério|Bundesministerium|Agencia|Agence|Agenzia|Agência|Autorità|Autorité|Superintendencia|Secretaría|Comisión|Consejo)(?: (?:(?:de|del|do|da|dos|des|du|della|delle|dei|e|et|y|en|für|und|la) ){0,2}(?:(?:de l|dell|d|l)['’])?[A-ZÀ-Ž][\w-]+){1,12}"
)
# Known by its acronym alone: "the Serbian regulator MAKS", "the MAKS agency".
_ACRONYM = re.compile(
    r"\b(?:agency|regulator|watchdog|authority),? (?P<name>(?![A-Z]{1,3}-)[A-Z][A-Za-z]{0,4}[A-Z]{2}\w{0,4})\b(?! [A-Z])|"
    r"\b[Tt]he (?P<second>(?!(?:US|UK|EU|AI|IP)\b)[A-Z]{3,8}) regulator\b"
)
_NEXT_BODY = re.compile(rf"(?:[A-Z]\w+ ){{0,4}}(?:{_BODY}|Parliament|Senate|Executive)\b")
_PERSON = r"[A-ZÀ-Ž][\w’'-]+(?: [A-Z]\.)?(?: (?:(?:de|da|van|von|bin|al) )?[A-ZÀ-Ž][\w’'-]+){0,2}"
_OFFICIAL = re.compile(
    rf"(?:\b(?:Gov\.|Governor|Sens?\.|Senators?|Reps?\.|Representatives?|(?<!Vice )(?<!vice )President|Prime Minister|Premier|Mayor|Assembly(?:wo)?m[ae]n|Assemblymember|Delegate|Congress(?:wo)?man)|"
    rf"(?P<minister>\b(?:[Mm]inister(?: for [A-Z]\w+(?:,? (?:and )?[A-Z]\w+){{0,4}}?)?|Secretary of State for [A-Z]\w+(?:,? (?:and )?[A-Z]\w+){{0,4}}?|(?:Health|health|Science|Technology|Commerce|Finance) (?:[Ss]ecretary)))),? "
    rf"(?P<name>(?!(?:Of|For|And|Social|Care|Science|Innovation|Technology|Trade|Business|Industry|Welfare|Labour|Safety|Environment|Food|Agriculture|Research|Education|Digital|Affairs)\b){_PERSON})(?: \([RDI]-[^)]{{0,40}}\))?(?:(?:,| and) (?:Sens?\.|Senators?|Reps?\.|Representatives?)? ?(?P<second>{_PERSON})(?: \([RDI]-[^)]{{0,40}}\)))?"
)
_SIGNS = re.compile(
    r"^[^.;]{0,50}?\b(?:signs?|signed|signing|introduce[sd]?|introducing|vetoe[sd]|ordered|orders|made [^.;]{2,60} law|tabled|unveil\w* (?:a |the )?[^.;]{0,20}(?:bill|act|legislation))\b"
)
_SIGNED_BY = re.compile(r"\b(?:signed|introduced|ordered|tabled|vetoed|sponsored) (?:into law )?(?:\w+ )?by (?:\w+ )?$")
_OF_A_FIRM = re.compile(
    r"(?:^|\s)(?!(?:U\.S\.|US|[A-Z][a-z]+(?:an|ch|ese|ish)|The|Then|And) $)[A-Z][\w.&-]* $"
)  # "Corvane President Jane Doe"
_TELLS = re.compile(
    r",? (?:today |on \w+ |yesterday )?(?:announc\w+|publish\w+|launch\w*|unveil\w*|used|set out|presented)\b"
)
_ANY_BODY = re.compile(r"\b(?:Ministry|Department|Agency|Authority|Commission)\b")


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
            if "the" in part["sign"] and _NEXT_BODY.match(text, match.start("rest") + part.start("word")):
                break  # "the Council of the European Union and the European Parliament" are two
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
    for pattern in (_CHAMBER, _BY_NAME, _OF_PLACE, _AFTER_ARTICLE, _ABROAD):
        for match in pattern.finditer(text):
            yield match.span("name") if match.groupdict().get("name") else match.span()
    for match in _ACRONYM.finditer(text):
        yield match.span("name" if match["name"] else "second")
    yield from _officials(text)


def _officials(text: str) -> Iterator[tuple[int, int]]:
    """Who signs, orders or introduces a measure in person; ministers count where no body is named."""
    for match in _OFFICIAL.finditer(text):
        if match.group().startswith("President") and _OF_A_FIRM.search(text, max(0, match.start() - 40), match.start()):
            continue
        acts = _SIGNS.search(text[match.end() : match.end() + 90]) or _SIGNED_BY.search(text[: match.start()][-90:])
        tells = match["minister"] and _TELLS.match(text[match.end() :]) and not _ANY_BODY.search(text)
        if acts or tells:
            yield match.span("name")
            if match["second"]:
                yield match.span("second")
