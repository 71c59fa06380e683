"""An article cut into clauses in which every party and every amount is one sign, so that the grammar of events is short.

A party is a character from U+E000 on (its number in the article), an amount one from U+F000 on; what the article itself holds
of this private area is blanked first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bus.events import Amount, Span
from classifiers.events.background import HELPERS, is_background, news_before
from classifiers.events.coordination import one_each, two_deals
from classifiers.parties import NamedArticle
from classifiers.windows import split_sentences

PARTY, AMOUNT = 0xE000, 0xF000
PARTIES, AMOUNTS = 0xFFF, 0x8FF  # as many as the private area holds
READ = 20_000
MOST = 400  # sentences
LONGEST = 1_200  # characters of one sentence
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ASIDE = re.compile(r" ?[（(](?![一二三四五六1-9][）)])[^（()）]{0,90}[）)]|[®™]")
# Press releases join headline, subtitles and dateline on one line, with stars, dashes and slashes between them.
_SPLIT = re.compile(
    r"(?<!&\w{2})(?<!&\w{3})(?<!&\w{4})(?<!&\w{5})(?<!&#\d{2})(?<!&#\d{3});|；| ?(?:\* ?){2,}|(?<=\d)/{2}(?: -{1,2})?|(?<=\)) ?-{2,3} | (?:[-–—]{1,2} ){2,}|#{3,}|^[-–—*]{1,2} | while (?=[\ue000-\uefff])| and (?=(?:refused|rejected|turned down|approved|cleared) by )|"
    r"(?<=[\u4e00-\u9fff])[丨|！]|[:：](?=.{24})(?<=.{24}[:：])"
)
_STEPS = "signs|drops|buys|sells|ends|wins|launches|gets|files|raises|takes|licenses|picks|sues|fines|opens|starts"
_TITLE_SPLIT = re.compile(
    rf"(?<!&\w{{3}})[;；，丨|！]|, (?=(?:{_STEPS}|hands|turns|puts|calls|finds|cuts)\b)|, (?=\w+ing |then |as |and )| as (?=it )|"
    rf" and (?=(?:{_STEPS}|finds|lands|completes|releases|rewrites|revises|hands out)\b)",
    re.I,
)
_INITIALS = re.compile(r"\b([A-Z])\.([A-Z])\.(?:([A-Z])\.)?(?=\W|$)")  # "U.S." ends no clause
_CITED = re.compile("《[^《》]{0,90}》")
_OF_SUBSIDIARY = re.compile(
    "^[\ue000-\uefff][:：]?(?:拟?由?)(?:全资|控股|下属|旗下)?(?:附属|子|孙|参股|联营|合营|分)公司(?![\ue000-\uefff])"
)
# "P announces that its subsidiary Q ...": it is Q that acts.
_PARENT = re.compile(
    "[\ue000-\uefff](?:公告称?|披露)?[^\ue000-\uefff。；将把对购让与向为由设]{0,18}?(?:公司)?(?:的|之)?(?:全资|控股|下属|旗下|非全资|间接)*(?:附属|子|孙|参股|联营|合营|分)公司(?=[\ue000-\uefff])|"
    "^[\ue000-\uefff]旗下的?[^\ue000-\uefff，。；]{0,10}(?=[\ue000-\uefff])"
)
SUBSIDIARY = "子公司"  # what is left of a parent before the one that acts
_SOURCE = re.compile("^据[\ue000-\uefff](?:官方|官微|官网)?(?:消息|公众号|介绍)[，,](?=.*[\ue000-\uefff])")  # who tells it
_SELF = {
    "en": re.compile(r"\b(?:[Tt]he [Cc]ompany|[Tt]he (?:drugmaker|biotech|start-?up|firm|group)|[Ww]e|[Ii]t)\b(?![’'])"),
    "zh": re.compile(r"(?:(?<=[，。；：、\s“])|(?<=^)|(?<=该)|(?<=则)|(?<=由)|(?<=向)|(?<=与)|(?<=为)|(?<=给)|(?<=称)|(?<=自))(?:公司|我们|本公司)(?=[\u4e00-\u9fff])(?!全资|控股|股价|股东|旗下|董事|债|及|的?(?:股票|股份|名称|章程|网站|官网|实际控制|高管|员工))"),
}  # fmt: skip


# "P said on Monday it had agreed": it is P, whoever the sentence before was about.
_SAYS_IT = re.compile(
    r"(?P<said>(?P<who>[\ue000-\uefff]),? (?:has |had )?(?:said|says|announced|announces|disclosed|reported|confirmed|revealed|told)\b[^\ue000-\uf8ff.;]{0,50} )"
    r"(?:it|the (?:company|drugmaker|biotech|start-?up|firm|group))\b(?![’'])"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause of the article."""

    span: Span  # the sentence it stands in
    number: int  # of the sentence, from the title on
    text: str  # with signs for parties and amounts, asides left out
    background: bool  # told as known already, or about something else
    sums: tuple[str, ...] = ()  # the amounts it names, by value and currency
    item: int = 0  # of a roundup, the story it belongs to
    is_read: bool = False  # by the network, which reads the beginning of an article
    # kinds, as "deal/license", that the network hears in the sentence
    heard: Mapping[str, float] = field(default_factory=dict, compare=False)
    unread: tuple[str, ...] = ()  # those that it surely hears and no rule finds there

    @property
    def in_title(self) -> bool:
        return self.span.field == "title"


def party(number: int) -> str:
    return chr(PARTY + number)


def parties_in(text: str) -> list[int]:
    """Numbers of the parties named in a clause, in order, each once."""
    return list(dict.fromkeys(ord(c) - PARTY for c in text if PARTY <= ord(c) < AMOUNT))


def amounts_in(text: str) -> list[int]:
    return list(dict.fromkeys(ord(c) - AMOUNT for c in text if AMOUNT <= ord(c) < AMOUNT + AMOUNTS))


def cut(title: str, text: str, language: str, named: NamedArticle, amounts: tuple[Amount, ...], year: int) -> list[Passage]:
    """The clauses of title and body, in order."""
    found: list[Passage] = []
    subject = _main(named)
    pair: list[int] = []
    body = text[:READ]
    spans = [Span(field="title", start=0, end=len(title[:1_000]))] if title.strip() else []
    spans += [Span(field="text", start=a, end=b) for a, b in _sentences(body)[:MOST]]
    ended, item = False, 0
    roundup = language == "en" and _ROUNDUP.search(title) is not None
    for number, sentence in enumerate(spans):
        span = sentence
        content = title if span.field == "title" else body
        raw = content[span.start : min(span.end, span.start + LONGEST)]
        if roundup and span.field == "text" and body[: span.start].rstrip(" ")[-1:] in ("", "\n"):
            item += 1
        ended = ended or (span.field == "text" and is_background(raw, language, year) == "rest")
        if span.field == "text" and number <= 2 and (again := _repeated(raw, title)):  # the headline once more
            span = Span(field="text", start=span.start + again, end=span.end)
            raw = raw[again:]
        masked = _ASIDE.sub("", _masked(raw, span, named, amounts))
        if language == "en":
            masked = _INITIALS.sub(r"\1\2\3", masked)
        parts = (_TITLE_SPLIT if span.field == "title" else _SPLIT).split(masked)
        deals = (each for one in parts for each in two_deals(one)) if language == "en" else parts
        for part in (each for one in deals for each in one_each(one)):
            clause = _SOURCE.sub("", _PARENT.sub(SUBSIDIARY, _spelled_out(part, language, subject, pair)))
            if span.field == "title" and body.strip():
                clause = _OF_SUBSIDIARY.sub("", clause)
            background = ended or (span.field == "text" and is_background(clause, language, year) is not None)
            if background and not ended and language == "zh" and (end := news_before(clause, year)):
                found.append(_passage(span, number, clause[:end], amounts, item=item))
                clause = clause[end:]
            found.append(_passage(span, number, clause, amounts, background=background, item=item))
            if not (background and language == "zh"):  # "the company" is not the rival that was named in between
                subject = _subject(clause, named, subject)
            pair = _pair(clause, named, pair)
    return found


def _sentences(body: str) -> list[tuple[int, int]]:
    """The sentences of the text; "Announcement No. 71" ends none."""
    found: list[tuple[int, int]] = []
    for start, end in split_sentences(body):
        first, last = found[-1] if found else (0, 0)
        if body[start : start + 1].isdigit() and _SHORTENED.search(body, max(first, last - len("Nos.")), last):
            found[-1] = (first, end)
        else:
            found.append((start, end))
    return found


_SHORTENED = re.compile(r"\bNos?\.$")


def _repeated(raw: str, title: str) -> int:
    """How much of the sentence is the title again; a sentence that is nothing else stays."""
    told = len(title.strip())
    return told if told >= 30 and raw.startswith(title.strip()) and len(raw) - told > 40 else 0


def _passage(
    span: Span, number: int, clause: str, amounts: tuple[Amount, ...], *, background: bool = False, item: int = 0
) -> Passage:
    told = [amounts[n] for n in amounts_in(clause)]
    sums = tuple(f"{a.value.normalize()} {a.currency}" for a in told if a.value is not None and not a.conversion)
    return Passage(span, number, clause.strip(), background, sums, item)


_ROUNDUP = re.compile(
    r"\b(?:wrap|briefing|round-?up|notebook|digest|in brief|noted|diary|five things|things to know|ticker|recap)\b", re.I
)
_PAIR = {
    "en": re.compile(r"\b(?:[Tt]he|[Bb]oth|[Tt]he two) (?:two )?(?:companies|pair|partners|groups|firms)\b(?![’'])"),
    "zh": re.compile("双方|两家公司|两家企业"),
}
_LATTER = re.compile("([\ue000-\uefff])([^\ue000-\uefff]{0,80}?)(?:后者|对方|the latter)")
_AND = {"en": "and", "zh": "与"}


def _spelled_out(clause: str, language: str, subject: int | None, pair: list[int]) -> str:
    """The clause with "the company", "the two companies" and "the latter" as the parties they stand for."""
    clause = _LATTER.sub(r"\1\2\1", clause)
    if len(pair) == 2:
        clause = _PAIR[language].sub(f"{party(pair[0])} {_AND[language]} {party(pair[1])}", clause)
    if language == "en":
        clause = _SAYS_IT.sub(r"\g<said>\g<who>", clause)
    return _SELF[language].sub(party(subject), clause) if subject is not None else clause


def _pair(clause: str, named: NamedArticle, before: list[int]) -> list[int]:
    """Who "the two companies" are in the next clause: the two named first in a clause that names two."""
    found = [n for n in parties_in(clause) if named.entities[n].kind == "company"]
    return found[:2] if len(found) >= 2 else before


def _masked(raw: str, span: Span, named: NamedArticle, amounts: tuple[Amount, ...]) -> str:
    # a document names nobody who acts, and who helps does not act
    cited = [(span.start + m.start() - 1, span.start + m.end()) for words in (_CITED, HELPERS) for m in words.finditer(raw)]
    signs = [
        (m.start, m.end, chr(PARTY + m.entity))
        for m in named.mentions
        if m.field == span.field and m.entity < PARTIES and not any(start < m.start < end for start, end in cited)
    ] + [(a.start, a.end, chr(AMOUNT + i)) for i, a in enumerate(amounts[:AMOUNTS]) if a.field == span.field]
    return "".join(
        _with_signs(_PRIVATE.sub(" ", raw), span.start, sorted(s for s in signs if span.start <= s[0] and s[1] <= span.end))
    )


def _with_signs(raw: str, offset: int, signs: list[tuple[int, int, str]]) -> Iterator[str]:
    place = 0
    for start, end, sign in signs:
        if start - offset < place or start - offset >= len(raw):
            continue
        yield raw[place : start - offset]
        yield sign
        place = end - offset
    yield raw[place:]


def _main(named: NamedArticle) -> int | None:
    companies = [m.entity for m in named.mentions if named.entities[m.entity].kind == "company"]
    return companies[0] if companies else None


def _subject(clause: str, named: NamedArticle, before: int | None) -> int | None:
    """Who "the company" is in the next clause."""
    companies = [n for n in parties_in(clause[:80]) if named.entities[n].kind == "company"]
    return companies[0] if companies else before
