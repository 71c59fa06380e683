"""Titles of documents: between 《》, in quotation marks, after what they are called, or written as titles are."""

from __future__ import annotations

import re

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
        ("law", re.compile(r"\b(?:Act|Bill|Law)\b(?: of)?(?: \d{4})?$")),
        ("regulation", re.compile(r"\b(?:Rule|Rules|Regulations?|Order|Directive|Requirements|Measures|Circular|Ordinance|Decree|Notification)\b")),
        ("guideline", re.compile(r"\b(?:Guidance|Guidelines?|Code|Standards?|Framework|Principles|Guide|Recommendations|Notice|Charter|Policy|(?:Reflection|Concept|White) Paper)\b")),
        ("funding_program", re.compile(r"\b(?:Fund|Programme|Program|Scheme|Grants?)\b")),
        ("plan", re.compile(r"\b(?:Plan|Strategy|Roadmap|Agenda|Initiative|Blueprint)\b")),
        ("other", re.compile(r"\b(?:Statement|Declaration|Communiqu[eé]|Accord)\b")),
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

_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December)\b"
_SMALL_WORDS = r"(?:of|for|and|in|on|to|the|with|by|from|a|an|or|at|under|its|as|into|over|through|between|using|via|without|after|against|during|that|not|&)(?!\w)"
_YEARS = r"(?: \d{4}(?:[-–]\d{2,4})?)?"
_NAMING = re.compile(
    r"(?:(?:final |interim |proposed |draft |new |companion |a )*(?:rule|guidance|guideline|plan|strategy|bill|act|law|regulation|order|framework|code|roadmap|white paper|"
    r"standard|consultation|document|paper|programme?|scheme|directive|guide|measure|charter|policy|report)s?)\b(?: document| paper)?(?:,? (?:titled|entitled|called|named|known as|dubbed)|,|:| on)?,? [“\"‘']?"
    rf"(?P<name>(?!{_DAY})(?:[A-Z][\w’'&/-]*)(?:[,:]? (?:(?:[A-Z0-9][\w’'&/–-]*)|\([A-Z][\w’'&/ -]*\)|{_SMALL_WORDS}))*{_YEARS})"
)
_HEADED = re.compile(
    r"(?P<name>\b(?:(?:Joint|Special|Draft|Final|Interim|National|Revised|Updated|General|Common|Ministerial) )*(?:Guidelines?|Guidance|Rules?|Regulations?|Code|Act|Order|Directive|Framework|Strategy|Plan|Standards?|Principles|Recommendations?|Guide|Roadmap|Policy|Measures|Charter|Opinion|"
    r"Requirements|Notice|Notification|Statement|Declaration|Circular|Decree|Ordinance|Resolution|(?:Reflection|Concept|White) Paper) (?:of Practice |of Conduct |for Industry )?(?:on|for|to|concerning|governing|relating to|regarding) (?:the )?"
    rf"(?!{_DAY})[A-Z][\w’'-]*(?:,? (?:{_SMALL_WORDS}|(?!{_DAY}|\d{{1,2}}\b)[A-Z0-9][\w’'–-]*)){{0,16}})"
)
# Names of two words or more count where they are set beside the word for what they name, or such a thing is opened.
_APPOSED = re.compile(
    r"(?:[Rr]ule|[Gg]uidance|[Gg]uidelines?|[Pp]lan|[Ss]trategy|[Pp]aper|[Cc]onsultation|[Dd]ocument|[Pp]rogramme?|[Ss]cheme|[Dd]raft|[Cc]ode|[Cc]harter|[Pp]olicy|[Cc]ampaign|[Nn]otice|[Tt]ext)(?:, (?:(?:en)?titled|called|named) |: |, )[“\"‘']?$"
)
_ENDED = re.compile(
    r"[”\"’']?(?:[,.;:)]|$| (?:is|was|will|would|sets|replaces|covers|opens?|applies|released|issued|published)\b)"
)
_SHORT = re.compile(
    r"\b(?:[Pp]rogramme?|[Ss]cheme|[Ff]und|[Cc]ampaign|[Pp]lan|[Tt]ext), (?:(?:called|named|dubbed) )?(?P<name>[A-Z][a-z]+(?: (?:(?:of|on|for|and|in|to) )?[A-Z][a-z]+){1,7}), "
)
_GUIDANCE_DOCUMENT = re.compile(
    rf"(?P<name>\bGuidance Document: [A-Z][\w’'-]*(?: (?:{_SMALL_WORDS}|[A-Z0-9][\w’'–-]*)){{1,14}})"
)
_PROGRAMME = re.compile(
    r"(?:[Ll]aunch\w*|[Oo]pen\w*|[Ss]tart\w*|[Aa]nnounc\w*|[Uu]nveil\w*|[Ii]ntroduc\w*|[Cc]reat\w*|[Ss]ets? up|[Uu]nder) (?:the |its |a |an )?(?:agency’s |agency's )?(?P<name>[A-Z][\w’'-]*(?: (?:(?:for|of|and|in) )?[A-Z][\w’'-]*){1,7})"
    r"(?P<short> \([A-Z]{2,8}\))?(?P<noun> (?:programme|program|scheme|initiative))\b"
)
_NAMED = re.compile(
    r"(?P<name>(?:(?:[A-Z][\w’'-]*|\([A-Z][\w’' -]*\))(?:,)? (?:(?:of|for|and|in|on|to|the|with|from|against|over|through|by|&) )*){1,14}(?:Act|Bill|Plan|Strategy|Order|Rule|Rules|Regulations?|Framework|Code|Guidance|Guidelines?|Fund|"
    r"Programme|Program|Scheme|Directive|Initiative|Standard|Roadmap|Agenda|Charter|Principles|Blueprint|Measures|Recommendations)\b(?! [A-Z]\w+ (?:Act|Bill)\b)"
    rf"(?: (?:of|on|for) (?!{_DAY})[A-Z]\w+(?: [A-Z]\w+)*)?(?:,? (?:of )?\d{{4}}(?:[-–]\d{{2,4}})?)?)"
)
_QUOTED = re.compile(
    r"[“\"](?P<name>[A-Z][^”\"]{8,140}?)[,.]?[”\"]|(?<![\w’'])[‘'](?P<single>[A-Z](?:[^’'“”\"]|[’'](?=\w)){8,140}?)[,.]?[’'](?!\w)"
)
_SAID = re.compile(r"^,? (?:said|says|according|added|told|wrote)\b")
_PAPER_BEFORE = re.compile(
    r"\b(?:document|paper|report|guide|guidance|guidelines?|rule|plan|strategy|law|bill|policy|(?:en)?titled|called|named|programme?|scheme|framework|code|notice|standard|order)s?,? $",
    re.I,
)
_PAPER_AFTER = re.compile(
    r"^,? (?:a|an|the|its|as|is) (?:\w+ ){0,3}(?:guidance|guidelines?|rule|plan|strategy|law|bill|document|paper|code|framework|programme?|policy|consultation|regulation|standard)\b",
    re.I,
)
# In a headline verbs are capitalised as well: what stands before one is who acts.
_VERB = re.compile(
    r"^.*\b(?:Announc\w+|Unveil\w*|(?:Re-?)?[Ii]ntroduces?|[Pp]ass(?:es|ed)|Approve[sd]?|Adopt(?:s|ed)|Publish(?:es|ed)|Issues|Issued|Releases|Released|Launch(?:es|ed)|Signs|Signed|Opens|Proposes|"
    r"Finali[sz]es?|Finali[sz]ed|Seeks|Updates|Backs|Votes|Clears|Enacts|Revises|Delays|Drafts|Rolls Out|Sets Out|Kicks Off|Consults) (?:(?:on|for|of|its|a|an|the|new|New|final|Final|Its|The) )*"
)
_SMALL = re.compile(rf"(?: {_SMALL_WORDS})+$")
_LED = re.compile(
    rf"^(?:{_DAY}(?: \d{{1,2}},?)?(?: the| \d{{4}})*|(?:Today|Yesterday)\b|The|Its|A|An|This|In|On|Under|New|Under the|[A-Z][\w.]*['’]s)\s"
)
_CITED_EN = re.compile(
    r"\b(?:under|pursuant to|amend\w*|(?:as )?required by|implements?|replac\w+|violat\w+|supersed\w+|following|breach\w* of|within|part of|in line with|accordance with|authority of|set out in|"
    r"based on|through|deliver(?:s|ing)?(?: on)?|builds? on|compl(?:y|iance) with|alongside existing|provided for (?:in|by))(?: the| its)?(?: \w+){0,2} ?[“\"‘']?$",
    re.I,
)
# "Final Act" names none.
_GENERIC = frozenset(("Draft", "Final", "New", "Proposed", "Interim", "Executive", "Federal", "State", "This", "National", "Public", "Emergency", "Omnibus", "Same", "Introduce", "Model"))  # fmt: skip


def find_documents(text: str, language: str) -> list[str]:
    """Titles of the documents that the sentence is about, not of those it cites."""
    if language == "zh":
        if _BARE_ZH.match(text):
            return [text.strip()]
        return _titles(text)
    names: list[str] = []
    for start, name, sure in _candidates(text):
        cited = _CITED_EN.search(text[max(0, start - 40) : start])
        if (
            not cited
            and _long_enough(name, sure)
            and not any(name in kept or kept in name for kept in names)
            and not _NO_NAME.search(name)
            and (sure or kind_by_name(name, "en", text, start))
        ):
            names.append(name)
    return names


_NO_NAME = re.compile(r"^(?:Million|Billion)\b|\b(?:to|will) (?:Fund|Plan|Order|Guide|Program)$")
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
    r"offers?|announced|would|could|may|set to|primed|pledges?|helps?|dismiss\w*|speed\w*|takes?|upholds?|blocks?|delays?|rejects?|revises?|says?|faces?|eyes?|plans to|scraps?|extends?|expands?|seeks?)\b",
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
        or _VERB.match(name)
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


def _candidates(text: str) -> list[tuple[int, str, bool]]:
    """Where a title may begin, the title, and whether words beside it say that it is one; the likeliest first."""
    found = []
    for m in _QUOTED.finditer(text):
        group = "name" if m["name"] else "single"
        sure = _PAPER_BEFORE.search(text[: m.start()]) or _PAPER_AFTER.search(text[m.end() :])
        if sure or (not _SAID.search(text[m.end() :]) and _is_capitalised(m[group])):
            found.append((m.start(group), m[group].strip(" ,."), bool(sure)))
    found += [(m.start("name"), m["name"], True) for m in _SHORT.finditer(text)]
    found += [(m.start("name"), m["name"], True) for m in _GUIDANCE_DOCUMENT.finditer(text)]
    found += [(m.start("name"), m["name"] + ("" if m["short"] else m["noun"]), True) for m in _PROGRAMME.finditer(text)]
    naming = [
        (
            m.start("name"),
            _trimmed(m["name"]),
            _APPOSED.search(text[: m.start("name")]) is not None and _ENDED.match(text[m.end() :]) is not None,
        )
        for m in _NAMING.finditer(text)
    ]
    headed = [m.span("name") for m in _HEADED.finditer(text)]
    spans = [m.span("name") for m in _NAMED.finditer(text)]
    for start, end in headed:  # "National Strategy" and "Strategy for Antibiotic Supply" are one title
        joined = next((s for s in spans if s[0] < start < s[1]), None)
        if joined:
            spans[spans.index(joined)] = (joined[0], max(end, joined[1]))
        else:
            spans.append((start, end))
    return (
        found
        + [n for n in naming if not any(s < n[0] < e for s, e in spans)]
        + [(s, _trimmed(text[s:e]), False) for s, e in spans]
    )


def _long_enough(name: str, sure: bool) -> bool:
    words = name.split()
    return (
        len(words) >= 3
        or (len(words) == 2 and sure)
        or (len(words) == 2 and words[1] in ("Act", "Bill") and words[0] not in _GENERIC)
    )


def _is_capitalised(name: str) -> bool:
    """Whether it is written as a title is, and not as what somebody says."""
    long = [word for word in re.findall(r"[\w-]+", name) if len(word) > 3]
    return bool(long) and sum(word[0].isupper() or word[0].isdigit() for word in long) >= 0.6 * len(long)


def _titles(text: str) -> list[str]:
    """Chinese titles of the sentence; in a list of cited ones each is cited."""
    names: list[str] = []
    end, cited = 0, False
    among = [m.span() for m in _AMONG_OTHERS_ZH.finditer(text)]
    for match in _TITLE_ZH.finditer(text):
        listed = cited and re.fullmatch(r"(?:（[^（）]*）)?(?:、|和|及|与|以及)?", text[end : match.start()]) is not None
        lead = _CITED_ZH.search(text[max(0, match.start() - 20) : match.start()])
        cited = listed or (lead is not None and not _NEW_ZH.search(lead.group()))
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


def _trimmed(name: str) -> str:
    name = _VERB.sub("", name)
    while _LED.match(name):
        name = _LED.sub("", name)
    return _SMALL.sub("", name).strip(" ,")


def kind_by_name(name: str, language: str, text: str = "", start: int = 0) -> str | None:
    """The kind of policy that a document of this title is; in English the words beside the title tell as well."""
    after = _PAPER_AFTER.search(text[start + len(name) :].lstrip("”\"’'"))
    beside = f"{text[max(0, start - 34) : start]} {after.group() if after else ''}"
    for kind, words in _BY_NAME[language]:
        if words.search(name) or (language == "en" and re.search(words.pattern, beside, re.I)):
            return kind
    return None
