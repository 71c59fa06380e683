"""Policies: which document or measure, by whom."""

from __future__ import annotations

import re

from classifiers.events.drafts import APART, Draft, kinds_of, weight_of
from classifiers.events.passages import Passage, parties_in
from classifiers.events.tables import Grammar
from classifiers.parties import NamedArticle

_BY_NAME = {
    "zh": (
        ("consultation", re.compile(r"征求意见|草案")),
        ("funding_program", re.compile(r"专项资金|补贴|资助|奖补|(?:申报|项目)指南")),
        ("pricing", re.compile(r"价格项目|集中(?:带量)?采购|集采|定价|价格(?:管理|治理|政策|形成)")),
        ("law", re.compile(r"(?:(?<!办)法|条例)(?:（.*）)?$|法案$")),
        ("regulation", re.compile(r"(?:办法|规定|规则|细则|规范|规程|令)(?:（.*）)?$")),
        ("guideline", re.compile(r"(?:指导原则|指南|标准|要点|要求|白皮书|共识)(?:（.*）)?$")),
        ("reimbursement", re.compile(r"医保.*目录|药品目录|支付标准|医保支付")),
        ("plan", re.compile(r"(?:方案|规划|计划|意见|措施|纲要|战略|行动)(?:（.*）)?$")),
    ),
    "en": (
        ("consultation", re.compile(r"\b(?:[Dd]raft|[Pp]roposed|[Cc]onsultation)\b")),
        ("law", re.compile(r"\b(?:Act|Bill|Law)\b(?: of)?(?: \d{4})?$")),
        ("regulation", re.compile(r"\b(?:Rule|Rules|Regulations?|Order|Directive|Requirements)\b")),
        ("guideline", re.compile(r"\b(?:Guidance|Guidelines?|Code|Standards?|Framework|Principles)\b")),
        ("funding_program", re.compile(r"\b(?:Fund|Programme|Program|Scheme|Grants?)\b")),
        ("plan", re.compile(r"\b(?:Plan|Strategy|Roadmap|Agenda|Initiative|Blueprint)\b")),
    ),
}  # fmt: skip
_TITLE_ZH = re.compile(r"《([^《》]{3,90})》")
_BARE_ZH = re.compile(
    r"^[\u4e00-\u9fff（）]{4,40}(?:条例|办法|规定|细则)(?:（[^）]{1,8}）)?$"
)  # the text of the document itself
_CITED_ZH = re.compile(
    r"(?:根据|依据|按照|依照|遵照|违反|贯彻落实|落实|(?<!新)修订|修改|废止|替代|是对|此前|曾|配合|对照|基于|系|依《)[^，。《]{0,14}$"
)
_NAMING = re.compile(
    r"(?:(?:final |interim |proposed |draft |new |companion |a )*(?:rule|guidance|guideline|plan|strategy|bill|act|law|regulation|order|framework|code|roadmap|white paper|"
    r"standard|consultation|document|paper|programme?|scheme|directive)s?)\b(?: document| paper)?(?:,? (?:titled|entitled|called|named|known as|dubbed)|,|:| on)?,? [“\"]?"
    r"(?P<name>(?:[A-Z][\w’'&/-]*)(?:[,:]? (?:(?:[A-Z0-9][\w’'&/–-]*)|of|for|and|in|on|to|the|with|by|from|a|an|or|at|under|its|as|&)\b)*(?: \d{4}(?:[-–]\d{4})?)?)"
)
_HEADED = re.compile(
    r"(?P<name>\b(?:Guidelines?|Guidance|Rules?|Regulations?|Code|Act|Order|Directive|Framework|Strategy|Plan|Standards?|Principles|Recommendations?|Guide|Roadmap|Policy|Measures|Charter|Opinion|"
    r"Requirements|Notice|Statement) (?:of Practice |of Conduct )?(?:on|for|to|concerning|governing|relating to|regarding) (?:the )?[A-Z][\w’'-]*(?:,? (?:(?:of|for|and|in|on|to|the|with|by|from|a|an|or|its|&)\b|[A-Z0-9][\w’'–-]*)){0,16})"
)
_NAMED = re.compile(
    r"(?P<name>(?:(?:[A-Z][\w’'-]*|\([A-Z][\w’' -]*\))(?:,)? (?:(?:of|for|and|in|on|to|the|with|&) )*){1,9}(?:Act|Bill|Plan|Strategy|Order|Rule|Rules|Regulations?|Framework|Code|Guidance|Guidelines?|Fund|"
    r"Programme|Program|Scheme|Directive|Initiative|Standard|Roadmap|Agenda|Charter|Principles|Blueprint)\b(?: (?:of|on|for) [A-Z]\w+(?: [A-Z]\w+)*)?(?:,? (?:of )?\d{4}(?:[-–]\d{2,4})?)?)"
)
_QUOTED = re.compile(r"[“\"](?P<name>[A-Z][^”\"]{8,140}?)[,.]?[”\"]")
_SMALL = re.compile(r"(?: (?:of|for|and|in|on|to|the|with|by|from|a|an|or|at|under|its|as|&))+$")
_LED = re.compile(
    r"^(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b(?: \d{1,2},?)?(?: the| \d{4})*|The|Its|A|An|This|In|On|Under|New|Under the)\s"
)
_CITED_EN = re.compile(
    r"\b(?:under|pursuant to|amend\w*|as required by|implements?|replac\w+|violat\w+|supersed\w+|following|breach\w* of|within|part of)(?: the| its)?(?: \w+){0,2} ?[“\"]?$",
    re.I,
)
_WITH_SUBJECT = frozenset({"enforcement", "pricing", "reimbursement"})
_OWN = frozenset({"enforcement", "pricing", "reimbursement", "funding_program"})


def read_policies(
    clauses: list[Passage], raw: dict[int, str], grammar: Grammar, named: NamedArticle, language: str
) -> list[Draft]:
    """The policies of the article; `raw` is the text of each sentence by its number."""
    drafts: list[Draft] = []
    seen: set[tuple[int, str]] = set()
    for clause in clauses:
        if clause.background:
            continue
        documents = [d for d in find_documents(raw[clause.number], language) if (clause.number, d) not in seen]
        seen |= {(clause.number, d) for d in documents}
        kinds = kinds_of(clause.text, grammar)
        if not kinds and not documents:
            continue
        for document in documents or [""]:
            _read(clause, raw[clause.number], kinds or ["other"], document or None, drafts, named, language)
    for draft in drafts:
        _issuers(draft, drafts, clauses, named)
    return drafts


def find_documents(text: str, language: str) -> list[str]:
    """Titles of the documents that the sentence is about, not of those it cites."""
    if language == "zh":
        if _BARE_ZH.match(text):
            return [text.strip()]
        return _titles(text)
    found = [
        (m.start("name"), _trimmed(m["name"]))
        for pattern in (_QUOTED, _NAMING, _HEADED, _NAMED)
        for m in pattern.finditer(text)
    ]
    names: list[str] = []
    for start, name in found:
        cited = _CITED_EN.search(text[max(0, start - 40) : start])
        if (
            not cited
            and len(name.split()) >= 3
            and not any(name in kept or kept in name for kept in names)
            and _kind_by_name(name, "en", text, start)
        ):
            names.append(name)
    return names


def _titles(text: str) -> list[str]:
    """Chinese titles of the sentence; in a list of cited ones each is cited."""
    names: list[str] = []
    end, cited = 0, False
    for match in _TITLE_ZH.finditer(text):
        listed = cited and re.fullmatch(r"(?:（[^（）]*）)?(?:、|和|及|与|以及)?", text[end : match.start()]) is not None
        cited = listed or _CITED_ZH.search(text[max(0, match.start() - 20) : match.start()]) is not None
        end = match.end()
        if not cited and not match.group(1).endswith(
            ("报", "日报", "通知书", "证书", "注册证", "批件", "协议", "合同", "备忘录", "公告")
        ):
            names.append(match.group(1))
    return names


def _trimmed(name: str) -> str:
    return _LED.sub("", _SMALL.sub("", name)).strip(" ,")


def _kind_by_name(name: str, language: str, text: str = "", start: int = 0) -> str | None:
    for kind, words in _BY_NAME[language]:
        if words.search(name) or (
            language == "en"
            and re.search(words.pattern.replace("\\b(?:", "\\b(?:", 1), text[max(0, start - 34) : start], re.I)
        ):
            return kind
    return None


def _read(
    clause: Passage,
    raw: str,
    kinds: list[str],
    document: str | None,
    drafts: list[Draft],
    named: NamedArticle,
    language: str,
) -> None:
    by_name = _kind_by_name(document, language, raw, max(raw.find(document), 0)) if document else None
    kind = by_name or kinds[0]
    if by_name in ("plan", "guideline", "regulation", "law") and kinds[0] == "consultation":
        kind = "consultation"
    draft = _draft_for(clause, kind, kinds, document, drafts, named)
    if draft is None:
        draft = Draft("policy")
        drafts.append(draft)
    draft.document = (
        draft.document
        if draft.document and (not document or len(draft.document) >= len(document))
        else document or draft.document
    )
    draft.add(clause, kind, weight_of(clause) + (3 if document and by_name else 0))
    acting = parties_in(_OBJECT.sub("", clause.text))
    for number in parties_in(clause.text):
        if named.entities[number].kind == "agency" and number not in acting:
            continue
        side = "issuer" if named.entities[number].kind == "agency" else "subject"
        draft.sides[number][side] += 1


# An agency that the policy is for, or goes to, has not issued it.
_OBJECT = re.compile(
    r"\b(?:on|in|to|for|across|within|against) (?:the )?[\ue000-\uefff]|(?:向|报送?|受|经|在|支持|配合|纳入)[\ue000-\uefff]|[\ue000-\uefff](?:消息|官网|网站|获悉)"
)


def _draft_for(
    clause: Passage, kind: str, kinds: list[str], document: str | None, drafts: list[Draft], named: NamedArticle
) -> Draft | None:
    if not drafts:
        return None
    if document:
        same = [d for d in drafts if d.document and (_alike(d.document, document))]
        if same:
            return same[0]
        open_ones = [
            d
            for d in drafts
            if d.document is None
            and (
                d.kind == kind
                or (d.kind in kinds and (d.kind not in _OWN or all(c.in_title for c in d.clauses)))
                or d.kind not in _OWN
            )
        ]
        if open_ones and not (drafts[-1].document and clause.number > 1):
            return open_ones[-1]
        return None if any(d.document for d in drafts) or drafts[-1].kind in _OWN else drafts[-1]
    same = [d for d in drafts if d.kind in kinds]
    if same:
        return same[-1]
    if not (parties_in(clause.text) == [] or any(named.entities[n].kind == "agency" for n in parties_in(clause.text))):
        return drafts[-1]
    if drafts[-1].kind in _OWN and kind != "other" and APART.search(clause.text):
        return None
    issuers = {n for n in parties_in(clause.text) if named.entities[n].kind == "agency"}
    other = bool(issuers) and not any(issuers & set(d.sides) for d in drafts)
    companies = {n for n in parties_in(clause.text) if named.entities[n].kind == "company"}
    if kind in _OWN and (other or (APART.search(clause.text) and (issuers or not companies))) and clause.number <= 8:
        return None
    return drafts[-1]


def _alike(one: str, other: str) -> bool:
    first, second = (re.sub(r"[（(].*?[)）]|\s|关于|的|印发|“|”", "", name).lower() for name in (one, other))
    short, long = sorted((first, second), key=len)
    rest = iter(long)
    return short in long or (len(short) <= 10 and not short.isascii() and all(char in rest for char in short))


def _issuers(draft: Draft, drafts: list[Draft], clauses: list[Passage], named: NamedArticle) -> None:
    """An issuer for each, the one told last where the clauses of the draft name none; subjects only where a policy has some."""
    if not any(draft.side(n) == "issuer" for n in draft.sides):
        first = draft.clauses[0].number
        told = [
            n
            for c in clauses
            if c.number <= max(first, 1) and not c.background
            for n in parties_in(c.text)
            if named.entities[n].kind == "agency"
        ]
        told = told or [
            n for c in clauses if not c.background for n in parties_in(c.text) if named.entities[n].kind == "agency"
        ]
        if told:
            draft.sides[told[-1]]["issuer"] += 1
    if draft.kind not in _WITH_SUBJECT:
        for number in [n for n in draft.sides if draft.side(n) == "subject"]:
            draft.sides.pop(number)
