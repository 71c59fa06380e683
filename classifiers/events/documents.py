"""Titles of documents: between 《》, in quotation marks, after what they are called, or written as titles are."""

from __future__ import annotations

import re

from classifiers.events.titles import COINED, PAPER_AFTER, VERB, candidates

_BY_NAME = {
    "zh": (
        ("consultation", re.compile(r"征求意见|草案")),
        ("funding_program", re.compile(r"专项资金|补贴|资助|奖补|(?:申报|项目)指南|(?:模型|算力|创新|数据)券|(?:基金|专项)$")),
        ("pricing", re.compile(r"价格项目|集中(?:带量)?采购|集采|定价|价格(?:管理|治理|政策|形成)")),
        ("law", re.compile(r"(?:(?<!办)法|条例)(?:（.*）)?$|法案$")),
        ("regulation", re.compile(r"(?:办法|规定|规则|细则|规范|规程|令|药典|解释)(?:（.*）)?$")),
        ("plan", re.compile(r"工作要点")),
        ("guideline", re.compile(r"(?:指导原则|指南|标准|要点|要求|白皮书|共识)(?:（.*）)?$")),
        ("reimbursement", re.compile(r"医保.*目录|药品目录|支付标准|医保支付")),
        ("plan", re.compile(r"(?:方案|规划|计划|意见|措施|纲要|战略|行动)(?:（.*）)?$")),
    ),
    "en": (
        ("consultation", re.compile(r"\b(?:[Dd]raft|[Pp]roposed|[Cc]onsultation)\b")),
        ("law", re.compile(r"\b(?:Act|Bill|Law)\b(?: of)?(?: \d+)?$|^(?:[A-Z]\w+ )*(?:Act|Law) (?:on|of|for|to|concerning)\b|\w+[Gg]esetz\b|^(?:Gesetz|Ley|Lei|Loi|Legge|Ustawa)\b")),
        ("regulation", re.compile(r"\b(?:Rule|Rules|Regulations?|Order|Directive|Requirements|Measures|Circular|Ordinance|Decree|Notification|Resolution|Quotas|Schedule)\b")),
        ("guideline", re.compile(r"\b(?:Guidance|Guidelines?|Code|Standards?|Framework|Principles|Guide|Recommendations|Notice|Charter|Policy|(?:Reflection|Concept|White|Position|Discussion) Paper|Checklist|Template|Handbook|Toolkit|(?<=Product )Profile|Profile(?= for\b))\b")),
        ("funding_program", re.compile(r"\b(?:Fund|Programme|Program|Scheme|Grants?|Call(?! for (?:evidence|views|input)))\b")),
        ("plan", re.compile(r"\b(?:Plan|Strategy|Roadmap|Agenda|Initiative|Blueprint|Operation|Campaign|Demonstration)\b")),
        ("other", re.compile(r"\b(?:Statement|Declaration|Communiqu[eé]|Accord|Arrangement|Memorandum|Protocol|Investigation|Project)\b")),
    ),
}  # fmt: skip
_TITLE_ZH = re.compile(r"《([^《》]{3,90})》")
_BARE_ZH = re.compile(r"^[\u4e00-\u9fff（）、]{4,70}(?:条例|办法|规定|细则|的解释|(?<!办)(?<!方)法)(?:（[^）]{1,8}）)?$")
# Measures that have a name and no 《》: a campaign that is started, a plan in the title of the notice that prints it, a list, a fund.
_UNMARKED_ZH = (
    re.compile(
        r"(?:启动|部署|开展|实施)(?:了|实施)?(?P<name>(?:“[^“”]{2,20}”)?[\u4e00-\u9fff]{0,24}?(?<!专项)(?:专项)?行动(?:计划)?)(?=[，。；、]|$)"
    ),
    re.compile(r"关于印发(?P<name>[^《》，。；“”]{6,60}?(?:规划|纲要|方案|办法|细则|措施|计划|目录|意见|规定))的通知"),
    re.compile(r"(?:公布|发布|印发)(?P<name>(?:20\d\d年?版)[\u4e00-\u9fff]{2,20}目录)"),
)
_SET_UP_ZH = re.compile(r"(?:设立|启动|推出)[^，。；“”]{0,40}“(?P<name>[^“”]{3,24}(?:基金|专项|计划))”")
# Those that "and other standards" ends stand for many, and are no measures of their own.
_AMONG_OTHERS_ZH = re.compile(r"(?:《[^《》]{3,90}》[、和及与]?)+等[^，。；《]{0,8}(?:标准|规范|文件|制度)")
_NEW_ZH = re.compile(r"新近|近日|日前|近期|最新|刚刚|新印发|新发布|新修订")
_CITED_ZH = re.compile(
    r"(?:根据|依据|按照|依照|遵照|违反|贯彻落实|落实|(?<!新)修订(?!后)|修改|(?<!决定)(?<!关于)(?<!宣布)(?<!予以)废止|替代|是对|此前|曾|配合|对照|基于|系|依《)[^，。《]{0,14}$"
)

_CITED_EN = re.compile(
    r"\b(?:under(?! the (?:heading|title|name)\b)|pursuant to|amend(?!ments?\b|\w* its)\w*|read with|(?:as )?required by|implements?|replac\w+|violat\w+|supersed\w+|following|breach\w* of|within|part of|in line with|accordance with|authority of|set out in|"
    r"(?:sections?|articles?|paragraphs?|chapter|part|title|annex|version of|draft|bill) [\w().]+ of|earlier (?:version|draft|text|bill),|in (?:19|20)\d\d,? (?:in|with|by)|"
    r"based on|through|deliver(?:s|ing)?(?: on)?|builds? on|flesh\w* out|relies on|compl(?:y|iance) with|alongside existing|provided for (?:in|by))(?: the| its)?(?: (?!an?\b)[\w’']+){0,2} ?[“\"‘']?$",
    re.I,
)
# What is cited and all the same the news: "under the ... Act, in force since Thursday".
_NEW_EN = re.compile(
    r"[”\"’']?(?: \((?:H\.R\.|S\.|HB|SB)[^)]*\))?,? (?:(?:which|that) [^.,;]{0,40}\b(?:signed|adopted|passed|unveiled|published|issued|approved|tabled)\b(?![^.,;]{0,30} (?:19|20)\d\d)|in force since (?!\d{4})|(?:signed|adopted|passed|published|issued|posted|unveiled|approved) (?:on|by|today|this|yesterday|[A-Z]))|[”\"’']? \((?:H\.R\.|S\.|HB|SB) ?\d"
)
_REPEALED = re.compile(r"\b(?:repeal|revok|rescind|abolish|scrap)\w*(?: the| its)? $")
# "The older Code had said", "the Plan was published in May 2019 and".
_KNOWN_EN = re.compile(r"[”\"’']?,? had\b(?! (?:it|them|the)\b)")
# "Final Act" names none.
_GENERIC = frozenset(("Draft", "Final", "New", "Proposed", "Interim", "Executive", "Federal", "State", "This", "National", "Public", "Emergency", "Omnibus", "Same", "Introduce", "Model"))  # fmt: skip


def find_documents(text: str, language: str) -> list[str]:
    """Titles of the documents that the sentence is about, not of those it cites."""
    if language == "zh":
        if _BARE_ZH.match(text):
            return [text.strip()]
        return _titles(text)
    names: list[str] = []
    places: list[tuple[int, int]] = []
    for start, name, sure in candidates(text):
        if any(start < last and first < start + len(name) for first, last in places):
            continue
        if (
            not is_cited(text, start, start + len(name), language)
            and _long_enough(name, sure)
            and not any(name in kept or kept in name for kept in names)
            and not _NO_NAME.search(name)
            and (sure or kind_by_name(name, "en", text, start))
        ):
            if _REPEALED.search(text[:start]):
                if names:
                    continue
                return [name]  # and not what repeals it
            names.append(name)
            places.append((start, start + len(name)))
    names = [name for name in names if not any(_is_number_of(name, other, text) for other in names)]
    return [name for name in names if not _BILL.fullmatch(name)] or names


def _is_number_of(name: str, title: str, text: str) -> bool:
    """Whether the name is but the number of a document whose title follows it: Notification No. 12-3, "Handling of ..."."""
    at = text.find(name) if name[-1].isdigit() else -1
    while at >= 0:
        between = _BEFORE_TITLE.match(text, at + len(name))
        if between and text.startswith(title, between.end()):
            return True
        at = text.find(name, at + 1)
    return False


_BEFORE_TITLE = re.compile(r",? (?:(?:en)?titled )?[“\"‘']")
_BILL = re.compile(
    r"(?:House|Senate|Assembly) Bill(?: \d+)?|(?:SB|HB|AB|PL) [\d./]+"
)  # the name of a law says more than its number


_NO_NAME = re.compile(
    r"\b(?:LLC|Inc|Ltd|GmbH|Corp)\b|^(?:Draft )?(?:Guidance|Guidelines?) for (?:Industry|Sponsors)(?: and (?:Food and Drug Administration|FDA) Staff)?$|^(?:Million|Billion)\b|\b(?:to|will) (?:Fund|Plan|Order|Guide|Program)$"
)
_BESIDE_TITLE = re.compile(
    r" ?[:–—-] ?(?:factsheet|guidance|policy paper|overview|summary|update|press release|call for evidence)$", re.I
)
_TITLE_NOUN = re.compile(
    r"\b(?:programme|program|scheme|fund|initiative|act|bill|plan|strategy|guidance|guidelines?|framework|fellowships?|scholarships?|regulations?|rules?|code|standards?|charter|roadmap|policy|"
    r"statement|directive|principles|recommendations|paper|declaration|practice|expectations|(?:fast|research|innovation) grants|initial review|action plan)(?: (?:of )?\d{4})?$|^(?:A )?(?:(?:Revised|Updated|Draft|Final|New) )?(?:[A-Z]\w+ )?(?:Guidance|Guidelines?|Principles|Framework|Strategy|Code|Recommendations|Guide|Declaration) (?:for|on|to|of)\b",
    re.I,
)
_TITLE_START = re.compile(
    r"(?:A )?(?:\w+ )?(?:Guidance|Guidelines?|Guide|Principles|Code|Declaration|Recommendations) (?:for|on|to|of)\b", re.I
)
_ACTS = re.compile(
    r"\b(?:to (?:harness|boost|deliver|improve|help|cut|fund|launch|protect|make|support|tackle|create|drive|get|be)|will|unveil\w*|signs?|signed|sets? out|backs?|calls?|urges?|wins?|gets?|under new|agrees?|joins?|"
    r"has|have|approves?|pass(?:es)?|adopts?|publish(?:es)?|issues|releases?|finali[sz]es|wants?|consults|proposes|drafts|tightens|adds|votes|clears|bans|orders|caps|fines|tables|tells|makes|must|puts|writes|enters|offers?|announced|would|could|may|set to|primed|pledges?|helps?|dismiss\w*|speed\w*|takes?|upholds?|blocks?|delays?|rejects?|revises?|says?|faces?|eyes?|plans to|scraps?|extends?|expands?|seeks?)\b",
    re.I,
)
_THIS = re.compile(
    r"(?:This|The|Our) (?:initiative|programme|program|guidance|guide|document|paper|act|strategy|plan|policy|framework|scheme|fund|publication|code|charter|statement)\b"
)
_BEFORE_VERB = re.compile(
    r"^.{0,120}?(?= (?:is|are|was|were|will|has|have|sets?|provides?|aims?|gives?|outlines?|explains?|supports?|offers?)\b)"
)


def title_as_document(title: str, text: str) -> str | None:
    """The title where it is nothing but a document's or programme's name, of which the text goes on to speak."""
    name = _BESIDE_TITLE.sub("", title.strip())
    words = [word for word in re.findall(r"[\w’'-]+", name) if len(word) > 3]
    if (
        not 2 <= len(name.split()) <= 18
        or not _TITLE_NOUN.search(name)
        or VERB.match(name)
        or _ACTS.search(name)
        or not words
    ):
        return None
    if not _TITLE_START.match(name) and sum(word[0].isupper() for word in words[:-1]) < 0.6 * len(words[:-1]):
        return None
    if len(text) <= _DESCRIPTION:
        return name
    subject = _BEFORE_VERB.match(text)
    shared = (
        {w.lower() for w in re.findall(r"[\w’'-]+", subject.group())}
        & {w.lower() for w in re.findall(r"[\w’'-]+", name)} - _SMALLEST
        if subject
        else set()
    )
    if len(shared) >= 2 or _THIS.match(text) or text.startswith(name):
        return name
    return None


_DESCRIPTION = 400  # characters: a page that only says what the document is
_SMALLEST = frozenset(("the", "of", "for", "and", "in", "on", "to", "a", "an", "with"))


def _long_enough(name: str, sure: bool) -> bool:
    words = name.split()
    return (
        len(words) >= 3
        or (len(words) == 2 and sure)
        or (len(words) == 2 and words[1] in ("Act", "Bill") and words[0] not in _GENERIC)
        or (sure and len(name) >= 4 and COINED.fullmatch(name) is not None)
    )


def _titles(text: str) -> list[str]:
    """Chinese titles of the sentence; in a list of cited ones each is cited."""
    names: list[str] = []
    end, cited = 0, False
    among = [m.span() for m in _AMONG_OTHERS_ZH.finditer(text)]
    for match in _TITLE_ZH.finditer(text):
        listed = cited and re.fullmatch(r"(?:（[^（）]*）)?(?:、|和|及|与|以及)?", text[end : match.start()]) is not None
        cited = listed or is_cited(text, *match.span(1), "zh")
        end = match.end()
        if any(first <= match.start() < last for first, last in among):
            continue
        if not cited and not match.group(1).endswith(
            ("报", "日报", "通知书", "证书", "注册证", "批件", "协议", "合同", "备忘录", "公告")
        ):
            names.append(match.group(1))
    return names


def unmarked(text: str) -> str | None:
    """The name of a Chinese measure that the sentence writes without 《》."""
    found = next((m for pattern in _UNMARKED_ZH if (m := pattern.search(text))), None)
    return found["name"] if found else None


def set_up(text: str) -> str | None:
    """The fund or programme that the sentence says is set up, by its name in quotation marks."""
    found = _SET_UP_ZH.search(text)
    return found["name"] if found else None


def among_others(text: str) -> str | None:
    """The title that stands first for many: "《...》 and 9 other standards"."""
    found = _AMONG_OTHERS_ZH.search(text)
    named = _TITLE_ZH.search(found.group()) if found else None
    return named.group(1) if named else None


def is_document_itself(title: str) -> bool:
    """Whether the title of the article is that of a law or rule whose text it is."""
    return _BARE_ZH.match(title) is not None


def is_short_for_cited(name: str, text: str) -> bool:
    """Whether the article shortens to this name a document that it only cites."""
    return f"简称《{name}》" in text or f"下称《{name}》" in text


def is_cited(text: str, start: int, end: int, language: str) -> bool:
    """Whether what stands there is named as a document that was there before."""
    if language == "zh":
        lead = _CITED_ZH.search(text[max(0, start - 21) : start].removesuffix("《"))
        return lead is not None and not _NEW_ZH.search(lead.group())
    cited = _CITED_EN.search(text[max(0, start - 40) : start]) and not _NEW_EN.match(text, end)
    return bool(cited) or _KNOWN_EN.match(text, end) is not None


def kind_by_name(name: str, language: str, text: str = "", start: int = 0) -> str | None:
    """The kind of policy that a document of this title is; in English the words beside the title tell as well."""
    after = PAPER_AFTER.search(text[start + len(name) :].lstrip("”\"’'"))
    beside = f"{text[max(0, start - 34) : start]} {after.group() if after else ''}"
    for kind, words in _BY_NAME[language]:
        if words.search(name) or (language == "en" and re.search(words.pattern, beside, re.I)):
            return kind
    return None
