"""Names in English text that no table knows: runs of capitalised words, and how much speaks for each being a company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifiers.parties.english_agencies import find_agencies
from classifiers.parties.foreign_trades import trade_of
from classifiers.parties.headlines import ROLES, VERBS
from classifiers.parties.no_company import is_other, is_plainly_legal
from classifiers.parties.slots import find_slots

_FOLDER = Path(__file__).parent
TRADE = frozenset((_FOLDER / "trades.en.txt").read_text(encoding="utf-8").split())
LEGAL = (
    r"Incorporated|Inc|Corporation|Corp|Company|Co|Limited|Ltd|LLC|LLP|PLC|plc|GmbH|AG|KGaA|S\.p\.A|SpA|B\.V|BV|N\.V|NV|SE|"
    r"\(Pty\) Ltd|S\.A\. de C\.V|& Co\.? KG|& Co|KG|a\.s|d\.d|s\.r\.o|Tbk|JSC|PJSC|OJSC|Ltda|Lda|Pte|PCL|Zrt|Kft|OÜ|A\.Ş|d\.o\.o|hf|Sdn Bhd|Bhd|S\.A\.S|SAS|S\.A|SA|A/S|ApS|ASA|AS|AB|Oyj|Oy|Pty|K\.K|KK|LP|L\.P|S\.r\.l|Srl"
)
_L = r"[A-Za-zÀ-ž0-9]"  # Chinese letters stand right beside Latin ones
_TRADES = "|".join(sorted(TRADE))
_DOMAIN = r"[a-z][a-z-]{2,}\.(?:ai|io|run|dev|app|bio|tech|health|cloud|ch)(?![\w/])"  # a name that is an address
_WORD = (
    rf"(?:[A-ZÀ-Ž]{_L}*(?:(?:[-+/]|&(?!amp;)){_L}+)*(?:\.(?=[A-Z]|ai(?!{_L})){_L}+)*|[a-z]{{1,8}}-?[A-Z]{_L}+|\d{{1,3}}(?:bio|med|gene|AI)(?!{_L})|"
    rf"\d{{1,3}}(?:[A-Z][a-z]{{2,}}{_L}*|(?!mg|ml|kg|mm|h |th|nd|rd|st)[A-Za-z]{{1,3}}(?= (?:{_TRADES})(?!{_L})))|{_DOMAIN})"
)
_NEXT = rf"(?!(?:{LEGAL}|{VERBS}|{ROLES})(?!{_L})|(?:A|C|S|R|NZ|HK|NT|US)\$){_WORD}"  # "awarded Oskendale A$5 million"
_RUN = re.compile(
    rf"(?<![A-Za-zÀ-ž0-9.@/-]){_WORD}(?:[®™]?(?= (?:{_TRADES})(?!{_L})))?(?: (?:& |&amp; |\+ |(?:of|for|de|del|di|du|der|von|van) (?:the )?(?=[A-Z]))?{_NEXT}){{0,7}}"
)
_LEGAL = re.compile(
    rf"(?: \((?:[A-Z][a-z]+|UK|US|USA|HK|Hong Kong)\)(?= (?:{LEGAL})(?!{_L})))?(?:[®™]?,? (?:{LEGAL})(?!{_L})(?:(?<=Inc)\.|(?<=Corp)\.|(?<=Co)\.|(?<=Ltd)\.|(?<=\.[A-Za-z])\.|(?<=Zrt)\.|(?<=hf)\.|(?<=Pte)\.)?){{1,3}}(?: (?:I{{1,3}}|IV|VI{{0,3}})(?!{_L}))?"
)
_TICKER = re.compile(r"\s?\((?:[A-Z][\w ]{1,20}: ?[A-Z0-9.]{1,8}|[A-Z0-9]{1,6}\.(?:HK|SZ|SH|US|L|T|KS))[^)]{0,30}\)", re.I)
_INSTITUTION = re.compile(
    r"^(?:University|Institute|Institutes|Ministry|Department|Bank|Centre|Center|College|Agency|Office|Council|Board|Academy|Hospital|Fund|Trust|Foundation|Association|Society|School|"
    r"Bureau|Authority|Federation)$"
)
_AGENCY = re.compile(
    r"\b(?:Ministry|Department|Agency|Authority|Commission|Administration|Council|Parliament|Bureau|Legislature|Assembly|"
    r"Senate|Inspectorate|Directorate|Secretariat)\b"
)
_MAKER = (
    r"(?:company|companies|maker|developer|start-?up|biotechs?|firm|drugmakers?|group|investor|specialist|supplier|provider|business|chain|co-?operative|lender|bank|utility|retailer|wholesaler|"
    r"backer|parent|licensee|licensor|applicant|client|competitor|spin-?(?:out|off)|publisher|[a-z]+maker|shareholder|holder|"
    r"biopharma|manufacturer|unicorn|lab|laboratory|operator|neighbou?r|rival|partner|subsidiary|unit|arm|buyer|owner|seller|chipmaker|"
    r"carmaker|insurer|distributor|outfit|house|producer|designer|player|newcomer|peer|giant|fund)"
)
_AFTER = (
    (3.0, re.compile(r"(?:['’]s?)? ?\((?:the )?[“\"](?:the )?Company")),
    (2.5, re.compile(rf",? (?:an?|the|its|their|which|whose|based|headquartered)\b[^.;]{{0,60}}?\b{_MAKER}\b")),
    (
        2.0,
        re.compile(
            r"(?i:(?:,[^,.;]{1,80},)? (?:today |also |now |then |still |separately |jointly )?(?:said|says|announced|announces|will|would|has|have|had|"
            r"is|was|and its|agreed|agrees|raised|raises|plans|expects|acquire[sd]?|buys|bought|sold|sells|sign(?:s|ed)|enter(?:s|ed)|"
            r"receive[sd]?|gets|got|wins|won|launche[sd]|launch|unveil(?:s|ed)|release[sd]|pays|paid|pay|licen[sc]e[sd]|partner(?:s|ed)|"
            r"close[sd]|complete[sd]|file[sd]|submit(?:s|ted)|obtain(?:s|ed)|secure[sd]|grants?|granted|take[sn]?|took|thinks|owns|owed|owes|"
            r"hands?|invest(?:s|ed)|leads|led|joins|joined|supplie[sd]|provide[sd]|expand(?:s|ed)|terminate[sd]|ends|ended|drops|dropped|"
            r"opens|opened|builds|built|makes|made|intends|could|may|can|must|did|does|told|wants|declined|reported|reports|posted|"
            r"initiates?|awarded|presents?|announces?|enters?|adds?|introduces?|unveils?|doses?|begins?|inks?|lands?|strikes?|struck|snaps?|snapped|picks|picked|"
            r"hits|met|meets|misses|missed|fails|failed|files|nets|bags|breaks|broke|teams|tapped|taps|chose|chooses|selects|selected|recalls?|recalled|"
            r"shows|showed|seeks|sought|offers?|offered|borrows|borrowed|orders|ordered|sees|halts|halted|scraps|axes|ships|shipped|debuts|floats|lists|merges|"
            r"designs|develops|develop|produces|specialises|specializes|operates|employs|"
            r"priced|prices|begins|began|starts|started|gains|gained|gives|gave|adds|added|stands to|is to|to acquire|to buy|open-source[sd]|"
            r"contributes|contributed|funds|funded|keeps|kept|retains|retained|holds|held|bid|bids|transfers|transferred|cut|cuts|doses|dosed)\b)"
        ),
    ),
    (1.5, re.compile(r" to (?:acquire|buy|raise|sell|licen[cs]e|supply|make|build|pay|receive|take|develop|merge|partner|invest|list|launch|form|open|file)\b")),
    (1.0, re.compile(r"['’]s? ")),
    (1.0, re.compile(rf"(?:, |,? and )(?:[A-ZÀ-Ž][\w&-]+ ){{1,3}}(?:{_TRADES})(?!{_L})")),
    (2.0, re.compile(r" (?:team|API|platform|app|shares|stock|shareholders|management|board|spokes\w+)\b")),
    (-3.0, re.compile(r"['’]?s? (?:disease|syndrome|trial|study|studies|tumou?rs?|mutations?|cells?|receptors?|inhibitors?|antibod|Street\b)")),
    (-3.0, re.compile(r",? (?:Ph\.?D|M\.?D\b|chief|CEO|CFO|president|head of|chair|founder|professor|director|analyst|vice|its chief|who\b)")),
    (-3.0, re.compile(r" \d+(?:\.\d+)?\b(?!\.?\d)(?! (?:years?|million|billion|per cent|%))|[®™](?! (?:Announces?|Reports|Appoints|Enters|announces?)\b)")),
)  # fmt: skip
_BEFORE = (
    (2.0, re.compile(rf"\b{_MAKER}(?: and)? $", re.I)),
    (2.5, re.compile(r"-(?:based|headquartered|listed|backed|owned) (?:[a-z][\w-]* ){0,3}$")),
    (1.5, re.compile(rf"\b(?:its|whose|their|the|['’]s) (?:[\w-]+ ){{0,3}}{_MAKER}, $")),
    (1.0, re.compile(rf"[A-ZÀ-Ž][\w&-]+ (?:{_TRADES}|{LEGAL})\.?(?:,|,? and) $")),
    (1.5, re.compile(r"\b(?:[Ss]hares (?:of|in)|[Ss]tock of|acquisition of|acquire[sd]?|acquiring|buy(?:s|ing)?|bought|[Pp]artnership with|"
                     r"[Cc]ollaborat\w+ with|[Aa]greement with|deal with|licen[sc]e[sd]? (?:to|from)|led by|from investors|funding from|"
                     r"[Bb]acked by|developed by|made by|owned by|sold to|merge with|contract (?:to|with)|invest(?:s|ed|ment) in|"
                     r"[Pp]articipation (?:from|by)|(?:stake|holding|interest) in|[Tt]ie-up with|pact with|joint venture with|supply|terms with|rights? to|granted to|"
                     r"subject:|by|from|with|between|chosen|chose|picks|picked|selects|selected|hired|tapped|alongside) $")),
    (2.0, re.compile(r"\bAbout $")),
    (0.8, re.compile(r"\b[A-Z]\w+['’]s $")),
    (-4.0, re.compile(r"\b(?:Dr|Mr|Ms|Mrs|Prof|Professor|Sir|Senators?|Representative|Secretary|President|Minister|[Cc]hair(?:man|woman)?|CEO|CFO|"
                      r"[Cc]hief executive|[Ff]ounder|[Aa]nalyst|[Dd]irector|said|Judge|Governor|[Pp]resident|boss)\.? $")),
    (-3.0, re.compile(r"\bat $")),
    (-3.0, re.compile(r"\b(?:called|named|(?<!stake )(?<!holding )(?<!interest )(?<!shares )(?<!invest )(?<!invests )(?<!invested )(?<!investment )in|near|across|outside|throughout|state of|region of|city of|province of) (?:the )?$")),
)  # fmt: skip
_CODE = re.compile(
    r"^(?![A-Za-z]{1,4}\d{1,3}[a-z]{3,}$)[A-Za-z]{1,6}[- ]?\d[\w-]*$|-\d+\w*$|^\d(?!\d*(?:bio|med|gene|AI)$|\d{0,2}[A-Za-z]{1,3} |\d{0,2}[A-Z][a-z]{2})"
)
_OF_A_PLACE = re.compile(r"['’]s [A-ZÀ-Ž]")  # "Turin's Dorva Medicale"
_NEVER = re.compile(
    r"(?:(?:Alzheimer|Parkinson|Crohn|Huntington|Hodgkin|Gaucher|Fabry|Pompe|Duchenne|Sjögren|Cushing|Wilson|Hunter)(?:['’]s?)?(?![\w ])|Top-?[Ll]ine|Phase|Form|Notes?|Series|Class|Project|Section|Part|Table|Journal|New England|The New|Annual|Day|Week|Study|Trial|Data|Common|Ordinary|"
    r"(?:Agreement|Acquisition|Company|Companies|Joint Procurement|Collaboration|Partnership|Merger|Program|Programme|Parties|Board|Shareholders|Stockholders|Investors|Team|Second|First|Third|Will|Its)(?![\w ])|"
    r"Securities (?:Act|and)|Rule|Article|Prime Minister|White Paper|Street|Chapter|Nobel|Covid|COVID|Generative|Artificial|Machine|Large)\b"
)
_STARTS = re.compile(r"(?:^|[.!?:;\n“\"(•*]|--? |[–—])[\s“\"'‘]*$")


@dataclass(frozen=True, slots=True)
class Named:
    """A run of capitalised words at text[start:end] and what speaks for its being a company or an agency."""

    start: int
    end: int
    name: str
    score: float
    agency: bool = False


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset((_FOLDER / name).read_text(encoding="utf-8").split())


def is_common(word: str) -> bool:
    """Whether the word is one of the language and not a name."""
    lower = word.lower()
    if "-" in word:
        return all(is_common(part) for part in word.split("-"))
    return lower in _words("words.en.txt") or word in _words("places.en.txt") or (len(word) < 3 and word.isalpha())


def is_place(word: str) -> bool:
    return word in _words("places.en.txt")


SLOT = 2.6  # what stands where only a company can stand is one


def find_names(text: str, *, headline: bool = False, title: bool = False) -> Iterator[Named]:
    """Runs that may be names, in order. In a headline with every word capitalised only rare words and their trade count."""
    for start, end in find_agencies(text, lambda word: is_common(word) and word not in TRADE - _DUTIES):
        yield Named(start, end, text[start:end], 3.0, agency=True)
    for start, end in find_slots(text, is_place, lambda word: is_common(word) or word in TRADE, headline=title):
        slot = _weighed(text, start, end)
        yield Named(start, slot.end, slot.name, max(slot.score, SLOT), slot.agency)
    for match in _RUN.finditer(text):
        for start, end in _parts(text, match.start(), match.end(), headline):
            yield _weighed(text, start, end)


_DUTIES = frozenset({"Care", "Health", "Research", "Innovation", "Energy", "Technology", "Medicines", "Services", "Data"})


def _parts(text: str, start: int, end: int, headline: bool) -> Iterator[tuple[int, int]]:
    words = [(start + m.start(), start + m.end(), m.group()) for m in re.finditer(r"\S+", text[start:end])]
    while len(words) > 1 and _VERB.fullmatch(words[0][2]):
        words = words[1:]  # "Oskendale to Acquire Brindel Oncology": it is no part of the second name
    legal = _LEGAL.match(text, end) is not None
    while words and legal and re.fullmatch(ROLES, words[0][2]):
        words = words[1:]
    if not words or re.fullmatch(ROLES, words[0][2]):
        return  # "CEO Brett Marsh" is a person
    if headline and legal and start == 0 and not is_common(words[0][2]):
        yield words[0][0], end  # "Oskendale International, Inc. Announces"
        return
    if not headline:
        first = _STARTS.search(text[max(0, start - 4) : start]) is not None
        for part in _split(words):
            kept = _without_edges(part, first, ended=legal and bool(part) and part[-1][1] == end)
            if kept:
                yield kept[0][0], kept[-1][1]
            first = False
        return
    run: list[tuple[int, int, str]] = []
    opening = next((i for i, word in enumerate(words[:4]) if word[2] in TRADE), 0)
    if start == 0 and opening and words[opening][2] in _TELLING and words[0][2].lower() not in _FUNCTION:
        yield start, words[opening][1]  # "Spectral AI Raises ...": plain words, but at the head and with a trade
        words = words[opening + 1 :]
    for word in [*words, (end, end, "")]:
        if word[2] and (not is_common(word[2]) or (run and (word[2] in TRADE or word[2] == "&"))):
            run.append(word)
        elif run:
            yield run[0][0], run[-1][1]
            run = []


_VERB = re.compile(
    r"Announce[sd]?|Enters?|Reports?|Presents?|Receives?|Completes?|Launch(?:es)?|Signs?|Raises?|Acquires?|Appoints?|Initiates?|Doses?|"
    r"Submits?|Secures?|Sells?|Buys?|Unveils?|Introduces?|Approves?|Says?|Inks?|Pays?|Awards|Awarded|Selects?|Licenses|Joins?|OKs"
)
_TELLING = TRADE - {"Group", "Fund", "Bank", "Data", "Care", "Research", "Services", "Solutions", "Partners", "Management", "Hospital",
                    "Systems", "Cloud", "Devices", "Health", "Vaccines", "Vaccine", "Medical", "Software", "Chips"}  # fmt: skip


def _split(words: list[tuple[int, int, str]]) -> list[list[tuple[int, int, str]]]:
    """ "Shares of X" are two runs, "Ministry of X" is one."""
    joins = [i for i, word in enumerate(words) if word[2] in ("of", "for")]
    if not joins or _INSTITUTION.search(words[joins[0] - 1][2]):
        return [words]
    return [words[: joins[0]], [w for w in words[joins[0] + 1 :] if w[2] != "the"]]


def _without_edges(words: list[tuple[int, int, str]], first: bool, *, ended: bool) -> list[tuple[int, int, str]]:
    """Without places around the name and, at the head of a sentence, without a word that is capitalised for standing there."""
    while words and not (len(words) > 2 and words[1][2] == "&") and _drops(words, first):
        words = words[1:]
    if ended or any(_INSTITUTION.match(word[2]) for word in words[:-1]):
        return words  # "University of Oxford", "Oskendale International, Inc."
    while words and (is_place(words[-1][2]) or words[-1][2] in _TAIL) and not _AGENCY.search(words[0][2]):
        words = words[:-1]
    return words


_TAIL = frozenset({"API", "IPO", "Partner", "Account", "App", "CEO", "CFO", "Chief", "Chairman", "SDK", "Phase", "President", "Executive", "Officer", "Model", "Series"})  # fmt: skip


_OF_WHOM = (
    "-backed", "-based", "-owned", "-listed", "-led", "-headquartered", "-focused", "-born", "-run", "-quoted", "-traded",
    "-controlled", "-funded",
)  # fmt: skip


def _drops(words: list[tuple[int, int, str]], first: bool) -> bool:
    if words[0][2].endswith(_OF_WHOM):
        return True
    if is_place(words[0][2]):
        rest = words[1:]
        return not any(_AGENCY.search(word[2]) for word in rest) and not (len(rest) > 1 and _plain(rest))
    if len(words) > 1 and _ROLE.fullmatch(words[0][2]) and not _plain(words[1:]):
        return True  # "Start-up Xylo"
    return first and _ordinary(words)


def _ordinary(words: list[tuple[int, int, str]]) -> bool:
    """Whether the first word of a sentence is capitalised for standing there."""
    named = len(words) > 1 and words[0][2].lower() not in _FUNCTION and (words[-1][2] in TRADE or _plain(words[1:]))
    return is_common(words[0][2]) and not named


def _plain(words: list[tuple[int, int, str]]) -> bool:
    """Whether a name goes on in plain words, as "Granite Peak" does."""
    return all(is_common(word[2]) or word[2] in TRADE for word in words)


_ROLE = re.compile(_MAKER, re.I)


def is_maker(word: str) -> bool:
    """Whether the word says what a company is: maker, backer, start-up."""
    return _ROLE.fullmatch(word) is not None


_FUNCTION = frozenset((_FOLDER / "function.en.txt").read_text(encoding="utf-8").split())


def _weighed(text: str, start: int, end: int) -> Named:
    name = text[start:end]
    words = name.split()
    score = 0.0
    legal = _LEGAL.match(text, end)
    if legal:
        end = legal.end()
        score += 4
    ticker = _TICKER.match(text, end)
    score += 4 if ticker else 0
    if len(words) > 1 and words[-1] in TRADE:
        score += 2.5
    elif len(words) > 1:
        score += 0.6
    elif any(name.endswith(ending) for ending in ("Bio", "Pharma", "AI", "gen", "Tech", "Rx", "RNA")) and len(name) > 5:
        score += 1
    score += trade_of(words, TRADE)
    if " & " in name and len(words) <= 5:
        score += 2.5  # two names joined by that sign are a firm
    after, before = text[end : end + 130], text[max(0, start - 40) : start]
    score += sum(weight for weight, pattern in _AFTER if pattern.match(after))
    traded = len(words) > 1 and words[-1] in TRADE
    score += sum(
        weight
        for weight, pattern in _BEFORE
        if pattern.search(before) and not (traded and before.endswith((" named ", " called ")))
    )
    if _NEVER.match(name) or (not legal and is_other(words, TRADE)) or (name in TRADE and is_plainly_legal(legal)):
        score -= 6
    if _CODE.search(name) or (
        len(words) == 1 and (is_place(name) or is_place(name.title()) or (name.isupper() and len(name) < 6 and not ticker))
    ):
        score -= 4
    if is_place(name) and _OF_A_PLACE.match(after):
        score -= 2
    if name[:1].islower() and not legal and not re.fullmatch(_DOMAIN, name):
        score -= 2
    agency = _AGENCY.search(name) is not None and len(words) > 1
    return Named(start, end, text[start:end], score + (3 if agency else 0), agency)
