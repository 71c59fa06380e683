"""English titles of documents: in quotation marks, after what they are called, written as titles are, or by their number."""

from __future__ import annotations

import re

from classifiers.parties.headlines import DAY, MONTHS

Candidate = tuple[int, str, bool]  # where a title may begin, the title, and whether words beside it say that it is one

_SMALL = (
    r"(?:of|for|and|in|on|to|the|with|by|from|a|an|or|at|under|its|as|into|over|through|between|using|via|without|after|against|during|that|not|&|"
    r"de|da|do|dos|das|des|du|la|le|les|et|y|el|em|della|di|del|für|zur|der|die|und|van|het|och|om)(?!\w)"
)
_WORD = r"(?:[A-ZÀ-Ž0-9](?:[\w’'&/–-]|\.(?=\d))*|\((?!EU\))[A-Z][^()]{0,40}\))"
_YEARS = r"(?:,? \d{4}(?!\d)(?:[-–]\d{2,4})?)?"
# "(GL-27)", "(Trial)", "(Home Use)", "(2026-2028)" belong to a title, "(NRDL)" is short for it.
_BEHIND = r"(?: \((?:[A-Z]{1,5}-\d+|[A-Z][a-z]+(?: (?:and |of |for )?[A-Z][a-z]+){0,3}|\d{4}[-–]\d{2,4})\))?"
_PAPER = (
    r"(?:rule|guidance|guideline|plan|strategy|bill|act|law|legislation|regulation|order|framework|code|roadmap|white paper|standard|consultation|document|paper|program(?:me)?|scheme|directive|"
    r"guide|measure|charter|policy|report|notice|circular|memo(?:randum)?|decree|resolution|statement|communiqué|declaration|draft|text|template|checklist|notification|ordinance|campaign|call|competition|advice|manual|opinion)"
)
_FIRST = rf"(?!{DAY})(?![A-Z]\w+ (?:said|says)\b){_WORD}"
_TITLE = (
    rf"(?P<name>{_FIRST}(?:(?::|,(?= (?:and |[A-Z][\w-]*,? and |\d{{4}}\b)))? (?:(?:{_SMALL} )+(?!\d)|)(?!{DAY}){_WORD})*)"
)
# Beside the word for what it is: "in a draft guidance for industry, Title, posted on", "a circular entitled Title that".
_APART = rf"(?:(?: (?:[a-z][\w-]*|\d{{1,2}}|20\d\d|[A-Z][a-z]+day|(?:{MONTHS}))){{0,6}}, )"
_CUED = re.compile(
    rf"\b(?i:{_PAPER})s?(?: of its own)?(?:{_APART}|(?: for industry)?,? (?:(?:en)?titled|headed|called|named|dubbed|known as|under the (?:heading|title|name)(?: of)?|with the (?:heading|title|name)(?: of)?) (?:the )?|"
    rf"[^.;]{{0,60}}? (?:(?:en)?titled|headed|under the (?:heading|title)(?: of)?|with the (?:heading|title)(?: of)?) (?:the )?|(?: for industry|: ) ?|(?<=rule)s? |(?<=version of ))[“\"‘']?{_TITLE}"
)
_VERSION = re.compile(rf"\b(?:version|edition|draft|text) of (?:its |the )?{_TITLE}(?=, an? )")
_SENTENCE = re.compile(
    r"\b(?:(?:en)?titled|headed|under the (?:heading|title)(?: of)?) [“\"‘']?(?P<name>(?!(?:the|by)\b)[A-Z][\w’'-]*(?: [a-z][\w’'-]*){2,12})(?=[.,;”\"’]|$)"
)
_SHORT = re.compile(
    r"\b(?:program(?:me)?|scheme|call|competition|initiative|challenge)(?: [^.,;]{0,30})?(?:,? (?:called|named|dubbed)|,)? (?P<name>(?=[A-Z0-9-]*[A-Z0-9]{3})[A-Z][A-Za-z0-9-]{2,}|[A-Z][a-z]+[A-Z0-9]\w*)(?=[.,;]| (?:for|to|which|that)\b)"
)
# One word may be a title where it is written as no other is: "PERSEVERE", "AI4Wards".
COINED = re.compile(r"(?=(?:.*[A-Z0-9-]){2})[A-Z][\w-]{3,}")
_OPENED = re.compile(
    r"\b(?:[Ll]aunch|[Oo]pen|[Ss]tart|[Uu]nveil|[Jj]oin)\w* (?P<name>(?:Operation|Project|Campaign) [A-ZÀ-Ž][\w-]+)\b(?! \d)"
)
_ENDED = re.compile(
    r"[”\"’']?(?:[,.;)]|$|\n| \(| –| —| (?:is|was|will|would|sets?|replaces|covers|opens?|applies|released|issued|published|that|which|posted|signed|dated|on|in|by|under|this)\b)"
)
_BODY = re.compile(
    r"\b(?:Ministry|Department|Agency|Authority|Commission|Administration|Committee|Council|Court|University|Hospital|Inc|Ltd|GmbH|AG|Corp|Secretary|Minister|Commissioner|Director|President|Senator|Representative|Governor|Chief|Chair\w*|Health Canada)\b"
)
_NOUN = (
    r"(?:Guidelines?|Guidance|Rules?|Regulations?|Code|Act|Order|Directive|Framework|Strategy|Plan|Standards?|Principles|Recommendations?|Guide|Roadmap|Policy|Measures|Charter|Opinion|"
    r"Requirements|Notice|Notification|Declaration|Circular|Decree|Ordinance|Resolution|Communiqu[eé]|Checklist|Schedule|Arrangement|Compact|Pledge|Toolkit|Handbook|Protocol|Profile|Memorandum|"
    r"(?<=Joint )Statement|(?<=Policy )Statement|(?<=Consensus )Statement|(?:Reflection|Concept|White|Position|Discussion) Paper)"
)
HEADED = re.compile(
    rf"(?P<name>\b(?:(?!(?:The|This|A|An|In|On|Under|Its)\b)[A-Z][\w–-]* ){{0,4}}{_NOUN}(?! of (?:Hearing|Violation|Availability)\b)(?: (?:No\.? ?)?\d[\d./-]*(?: of \d{{4}})?)? (?:of Practice |of Conduct |for Industry )?(?:on|for|to|of|concerning|governing|relating to|regarding|[Rr]especting) (?:the )?"
    rf"(?!{DAY})[A-Z0-9][\w’'-]*(?:(?:,(?! (?:from|on|in|by|to|at|with|for|as|under|after|that|a|an|the)\b))? (?:{_SMALL}|(?!{DAY}|\d{{1,2}}\b)[A-Z0-9][\w’'–-]*)|: (?=[A-Z][\w-]+ (?:{_SMALL} )*[A-Z])[A-Z][\w-]*){{0,16}}{_YEARS}{_BEHIND})"
)
NAMED = re.compile(
    r"(?P<name>(?:(?:(?:[A-ZÀ-Ž]|(?<!\d)\d{1,3}[A-Z])[\w’'–-]*|\([A-Z][\w’' –—-]*\))(?:,)? (?:(?:of|for|and|in|on|to|the|with|from|against|over|through|by|a|an|at|or|as|before|into|your|our|&) )*){1,14}(?:Act|Bill|Plan|Strategy|Order|Rule|Rules|Regulations?|Framework|Code|Guidance|Guidelines?|Fund|"
    r"Programme|Program|Scheme|Directive|Initiative|Standard|Roadmap|Agenda|Charter|Principles|Blueprint|Measures|Recommendations|Policy|Ordinance|Notification|Decree|Declaration|Requirements|Circular|Demonstration|Protocol|(?<=Research )Call)\b(?! [A-Z]\w+ (?:Act|Bill)\b)(?!-)"
    r"(?! (?:Group|Office|Unit|Board|Committee|Control|Council|Cent(?:er|re)|Institute|Organi[sz]ation|Agency|Authority|Director\w*|Manager|Officer|Commission|Bureau|Division|Department|Advis\w+)\b)"
    rf"(?: (?:of|on|for) (?!{DAY})[A-Z]\w+(?: [A-Z]\w+)*)?(?:,? (?:of )?\d{{4}}(?!\d)(?:[-–]\d{{2,4}})?)?{_BEHIND})"
)
_NAMING = re.compile(
    r"(?:(?:final |interim |proposed |draft |new |companion |a )*(?:rule|guidance|guideline|plan|strategy|bill|act|law|regulation|order|framework|code|roadmap|white paper|"
    r"standard|consultation|document|paper|program(?:me)?|scheme|directive|guide|measure|charter|policy|report)s?)\b(?: document| paper)?(?:,? (?:titled|entitled|called|named|dubbed|known as)|,|:| on)?,? [“\"‘']?"
    rf"(?P<name>(?!{DAY})(?:[A-Z][\w’'&/-]*)(?:[,:]? (?:(?:[A-Z0-9][\w’'&/–-]*)|\([A-Z][\w’'&/ -]*\)|{_SMALL})){{1,20}}{_YEARS})"
)
# Names of two words or more count where they are set beside the word for what they name.
_APPOSED = re.compile(
    r"(?:[Rr]ule|[Gg]uidance|[Gg]uidelines?|[Pp]lan|[Ss]trategy|[Pp]aper|[Cc]onsultation|[Dd]ocument|[Pp]rogram(?:me)?|[Ss]cheme|[Dd]raft|[Cc]ode|[Cc]harter|[Pp]olicy|[Cc]ampaign|[Nn]otice|[Tt]ext)(?:, (?:(?:en)?titled|called|named) |: |, )[“\"‘']?$"
)
# By its number alone: "House Bill 2417", "Implementing Regulation (EU) 2026/1187", "Emergency Decree 019-2026", "RDC 1.041", "S7730".
_NUMBERED = re.compile(
    r"\b(?P<name>(?:[A-Z][a-z]+ ){0,8}(?:(?:Bill|Act|Order|Decree|Resolution|Circular|Regulation|Directive|Notification|Notice|Guidelines?|Opinion|Decision|Ordinance|Announcement|Proclamation)(?: \((?:EU|EC|UK)\))?(?: [A-Z]{2,5}(?:/[A-Z]{2,5})?)?(?: No\.?)?|"
    r"SB|HB|AB|HF|SF|PL|RDC|PLP|PEC|LB|H\.R\.|S\.|NOT-[A-Z]+) ?[-]?(?P<number>\d[\d./-]*\d)(?: of \d{4})?(?P<about> on (?:[a-z][\w-]*)(?: [a-z][\w-]*){0,7}(?=[.,;]))?)"
)
_STATE_BILL = re.compile(r"\b(?:introduced|signs?|signed|passe[sd]|passing|vetoe[sd]|approve[sd]) (?P<name>[ASH]\d{3,5})\b")
_MADE = re.compile(
    r"\b(?:adopt|issu|sign|pass|publish|approv|notif|introduc|carr(?:y|ies)|post|order|announc|unveil|made|enact|measure|said in|clear|veto|propos|replac|revok|rescind|repeal|under)\w*",
    re.I,
)
_GENERAL = frozenset(("Guidelines", "Guideline", "Opinion"))
_QUOTED = re.compile(
    r"[“\"](?P<name>(?:[A-ZÀ-Ž]|[a-z]{1,2}[A-Z])[^”\"]{8,180}?)[,.]?[”\"]|(?<![\w’'])[‘'](?P<single>[A-Z](?:[^’'“”\"]|[’'](?=\w)){8,180}?)[,.]?[’'](?!\w)"
)
_SAID = re.compile(r"^,? (?:said|says|according|added|told|wrote)\b")
_PAPER_BEFORE = re.compile(rf"\b(?:{_PAPER}|(?:en)?titled|called|named|headed)s?,? $", re.I)
PAPER_AFTER = re.compile(
    r"^,? (?:a|an|the|its|as|is) (?:\w+ ){0,3}(?:guidance|guidelines?|rule|plan|strategy|law|bill|document|paper|code|framework|program(?:me)?|policy|consultation|regulation|standard)\b",
    re.I,
)
_PUT_OUT = re.compile(
    r"\b(?:published|issued|released|adopted|finali[sz]ed|signed|passed|approved|enacted|posted|revised)(?: (?:the|its|a|new|final|draft|revised))*,? $"
)
# Laws and rules in the language of the country.
_FOREIGN = re.compile(
    r"(?P<name>\b(?:Gesetz|Verordnung|Richtlinie|(?:Ley|Lei|Loi|Legge)(?= (?:n\.?º|no\.?|nº|de|del|da|do|sur|sobre|relativ\w|di|per|para|General|Federal|Orgánica|Complementar)\b)|Decreto|Décret|Arrêté|Acuerdo|Portaria|Reglamento|Règlement|Regolamento|Rozporządzenie|Ustawa)"
    r"(?: (?!(?:with|which|that|on|by|was|were|is|are|and|to|the|of|at|from|for|after|this|will|would|has|have|had|says|said|into|it|its|as|requires)\b)[\w’'-]+){2,20})"
)
_CAPITALS = re.compile(
    r"(?<=[a-z,:] )(?P<name>[A-Z]{2,}(?: (?:[A-Z]+(?:[’'-][A-Z]+)*|&)){1,12} (?:ACT|BILL|LAW|POLICY|PLAN|STRATEGY|RULES?|CODE|ORDER|REGULATIONS?|SCHEME|PROGRAMME|PROGRAM|FRAMEWORK|GUIDELINES?)\b(?:,? (?:of )?\d{4}(?:[-–]\d{2,4})?)?)"
)
_AMENDING = re.compile(
    r"(?P<name>(?:(?:Implementing|Delegated|Commission) )*(?:Regulation|Directive|Decision) amending [^.;,“”\"]{6,60} as regards [^.;,“”\"]{6,160}?)(?=[.;,]| (?:on|by|was|is|will)\b)"
)
_ACT_TO = re.compile(
    r"(?P<name>\bAn Act (?:to (?!\w+ (?:it|them)\b)|respecting |concerning |relating to )[^.;,“”\"()]{6,120}?(?: \([^()]{3,60}\))?)(?=[.;,]|$| (?:in|on|was|is|before) )"
)
_DIRECT = re.compile(
    rf"\b(?:open|launch|publish|issu|releas|start|adopt|unveil)\w* (?:the|its|a)(?: (?:new|joint|first|final))* (?:call|programme|program|scheme|competition|campaign|initiative|guideline|guidance|strategy|plan|paper) {_TITLE}"
)
_TEXT = re.compile(
    r"\b(?:[Pp]rogram(?:me)?|[Ss]cheme|[Ff]und|[Cc]ampaign|[Pp]lan|[Tt]ext), (?:(?:called|named|dubbed) )?(?P<name>[A-Z][a-z]+(?: (?:(?:of|on|for|and|in|to) )?[A-Z][a-z]+){1,7}), "
)
_GUIDANCE_DOCUMENT = re.compile(rf"(?P<name>\bGuidance Document: [A-Z][\w’'-]*(?: (?:{_SMALL}|[A-Z0-9][\w’'–-]*)){{1,14}})")
_PROGRAMME = re.compile(
    r"(?:[Ll]aunch\w*|[Oo]pen\w*|[Ss]tart\w*|[Aa]nnounc\w*|[Uu]nveil\w*|[Ii]ntroduc\w*|[Cc]reat\w*|[Ss]ets? up|[Uu]nder) (?:the |its |a |an )?(?:agency’s |agency's )?(?P<name>[A-Z][\w’'-]*(?: (?:(?:for|of|and|in) )?[A-Z][\w’'-]*){1,7})"
    r"(?P<short> \([A-Z]{2,8}\))?(?P<noun> (?:programme|program|scheme|initiative))\b"
)
_NEW = r"New(?= (?:Guid|Rule|Reg|Law|Act|Bill|Strat|Plan|Frame|Polic|Order|Code))"
# In a headline verbs are capitalised as well: what stands before one is who acts.
VERB = re.compile(
    r"^.*\b(?:Announc(?:es?|ed|ing)|Unveil\w*|(?:Re-?)?[Ii]ntroduces?|[Pp]ass(?:es|ed)|Approve[sd]?|Adopt(?:s|ed)|Publish(?:es|ed)|Issues|Issued|Releases|Released|Launch(?:es|ed)|Signs|Signed|Opens|Proposes|"
    rf"Finali[sz]es?|Finali[sz]ed|Seeks|Updates|Backs|Votes|Clears|Enacts|Revises|Delays|Drafts|Rolls Out|Sets Out|Kicks Off|Consults|Notifies|Tables|notifies|tables) (?:(?:on|for|of|its|a|an|the|new|final|Final|Its|The|{_NEW}) )*"
)
_LED = re.compile(
    rf"^(?:{DAY}(?: \d{{1,2}},?)?(?: the| \d{{4}})*|(?:Today|Yesterday)\b|(?:Parliament|Congress|Entitled|Titled|Called|Under|For|By) the|The|Its|A|An|This|In|On(?= the)|Under|{_NEW}|(?:for|of|to|on|in) the|"
    r"[A-Z][\w.]*['’]s)\s"
)


def candidates(text: str) -> list[Candidate]:
    """What may be a title in an English sentence; the likeliest first."""
    found = _quoted(text)
    found += [
        (m.start("name"), m["name"].strip(), True)
        for p in (_AMENDING, _ACT_TO, _CAPITALS, _FOREIGN)
        for m in p.finditer(text)
    ]
    found += [(m.start("name"), m["name"], True) for m in _GUIDANCE_DOCUMENT.finditer(text)]
    found += _cued(text)
    found += [(m.start("name"), m["name"], True) for m in _TEXT.finditer(text)]
    found += [(m.start("name"), m["name"] + ("" if m["short"] else m["noun"]), True) for m in _PROGRAMME.finditer(text)]
    spans = _written(text)
    found += [n for n in _named(text) if not any(s < n[0] < e for s, e in spans)]
    found += [(s, trimmed(text[s:e]), False) for s, e in spans]
    found += [(m.start("name"), m["name"], True) for p in (_SHORT, _OPENED) for m in p.finditer(text)]
    return found or _numbered(text)


def _quoted(text: str) -> list[Candidate]:
    found = []
    for m in _QUOTED.finditer(text):
        group = "name" if m["name"] else "single"
        sure = _PAPER_BEFORE.search(text[: m.start()]) or PAPER_AFTER.search(text[m.end() :])
        sure = sure or (is_capitalised(m[group]) and _PUT_OUT.search(text[: m.start()])) or _FOREIGN.match(m[group])
        if sure or (not _SAID.search(text[m.end() :]) and is_capitalised(m[group])):
            found.append((m.start(group), m[group].strip(" ,."), bool(sure)))
    return found


def _cued(text: str) -> list[Candidate]:
    found = []
    for pattern in (_CUED, _VERSION, _DIRECT):
        for m in pattern.finditer(text):
            name = m["name"]
            if _EARLIER.search(m.group()[: m.start("name") - m.start()]):
                continue
            if len(name.split()) >= 3 and _ENDED.match(text[m.end() :]) and not _BODY.search(name):
                found.append((m.start("name"), trimmed(name), True))
    return found + [(m.start("name"), m["name"], True) for p in (_SENTENCE, _HEADLINE) for m in p.finditer(text)]


_EARLIER = re.compile(r"\b(?:in|of|since) (?:\w+ )?(?:19|20)\d\d ")  # "a draft came out in 2025 with the title"
_HEADLINE = re.compile(r"^(?:[\w-]+ ){0,3}[Cc]onsultation: (?P<name>[A-Z][^.;:]{12,140})$")


def _written(text: str) -> list[tuple[int, int]]:
    """Where words are written as in a title around the word for what it names; of those that overlap, the whole."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted([m.span("name") for p in (HEADED, NAMED) for m in p.finditer(text)]):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return [(_with_name(text, start), _with_number(text, end)) for start, end in spans]


_NUMBER = re.compile(
    rf"(?: \((?:EU|EC|UK)\))?(?: [A-Z]{{2,5}}(?:/[A-Z]{{2,5}})?)?(?: No\.?)? (?!\d{{1,2}} (?:{MONTHS}))\d[\d./-]*\d\b(?! (?:per ?cent|million|billion))"
)


def _with_number(text: str, end: int) -> int:
    behind = None if _VOTES.match(text, end) else _NUMBER.match(text, end)
    return behind.end() if behind else end


_VOTES = re.compile(r"(?<=Act) \d{1,3}[-–]\d{1,3}\b|(?<=Bill) \d{1,3}[-–]\d{1,3}\b")


def _named(text: str) -> list[Candidate]:
    return [
        (
            m.start("name"),
            trimmed(m["name"]),
            _APPOSED.search(text[: m.start("name")]) is not None and _ENDED.match(text[m.end() :]) is not None,
        )
        for m in _NAMING.finditer(text)
    ]


_CALLED = re.compile(
    r"(?<=[a-z] )(?P<name>(?:[A-Z][A-Za-z-]*-?\d+|[A-Z][a-z]+(?: (?:(?:of|for|and|in|to|the|from) )*[A-Z][a-z]+){1,6})): (?:An? |The )?$"
)


# Or the number of a standard: "EN 60812-3, Safety of Home Ventilators".
_STANDARD = re.compile(r"(?P<name>\b(?:[A-Z]{2,}(?:/[A-Z]+)? ){1,3}\d[\d.:-]*)[,:] (?:[A-Z][a-z]+ (?=$))?$")


def _with_name(text: str, start: int) -> int:
    """Where a title begins that has a name of its own before a colon: "Ten Labs: A Genomics Infrastructure Plan"."""
    before = _CALLED.search(text[:start]) or _STANDARD.search(text[:start])
    return before.start("name") if before else start


def _numbered(text: str) -> list[Candidate]:
    found = []
    for m in _NUMBERED.finditer(text):
        told = m.start() == 0 and re.match(r" [a-z]+s\b", text[m.end() :])
        if not (told or _MADE.search(text[: m.start()])) and not text[m.end() :].lstrip(" ,").startswith(
            ("also ", "would", "goes", "which")
        ):
            continue
        about = m["about"] if m["about"] and _GENERAL & set(m["name"].split()) else ""
        name = m["name"].removesuffix(m["about"] or "") + about
        found.append((m.start("name"), trimmed(name), True))
    return found + [(m.start("name"), m["name"], True) for m in _STATE_BILL.finditer(text)]


def is_capitalised(name: str) -> bool:
    """Whether it is written as a title is, and not as what somebody says."""
    long = [word for word in re.findall(r"[\w-]+", name) if len(word) > 3]
    return bool(long) and sum(word[0].isupper() or word[0].isdigit() for word in long) >= 0.6 * len(long)


_END = re.compile(rf"(?: {_SMALL}| (?:on|from|by) \d{{1,2}})+$|,? [A-Z]$")
_YEAR_OF = re.compile(r"(?<!Act)(?<!Bill)(?<!Law) of \d{4}$")


def trimmed(name: str) -> str:
    """A title without the words around it that are capitalised for another reason."""
    name = VERB.sub("", name)
    while _LED.match(name):
        name = _LED.sub("", name)
    if not any(char.isdigit() for char in name[:-4]):
        name = _YEAR_OF.sub("", name)
    return _END.sub("", name).strip(" ,")


_RUN = re.compile(rf"{_FIRST}(?:(?::|,(?= \d{{4}}\b))? (?:(?:{_SMALL} )+(?!\d)|)(?!{DAY}){_WORD})*{_BEHIND}")


def around(sentence: str, start: int, end: int) -> str | None:
    """The whole title of which a part is thought to stand there."""
    quoted = next((m for m in _QUOTED.finditer(sentence) if m.start() <= start and end <= m.end()), None)
    if quoted:
        return (quoted["name"] or quoted["single"]).strip(" ,.")
    for place, name, _ in candidates(sentence):
        if place < end and start < place + len(name):
            return name
    run = next((m for m in _RUN.finditer(sentence) if m.start() < end and start < m.end()), None)
    name = trimmed(run.group()) if run else ""
    words = [word for word in name.split() if word[0].isupper() or word[0].isdigit()]
    return name if len(words) >= 2 and not _BODY.search(name) else None
