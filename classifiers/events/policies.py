"""Policies: which document or measure, by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping

from classifiers.events.documents import (
    among_others,
    find_documents,
    is_document_itself,
    is_short_for_cited,
    kind_by_name,
    set_up,
    title_as_document,
    unmarked,
)
from classifiers.events.drafts import APART, Draft, kinds_in, weight_of
from classifiers.events.hearing import parted
from classifiers.events.passages import Passage, parties_in
from classifiers.events.tables import Grammar
from classifiers.events.told_titles import MADE, SURE, Told
from classifiers.parties import NamedArticle

_WITH_SUBJECT = frozenset({"enforcement", "pricing", "reimbursement"})
_OWN = frozenset({"enforcement", "pricing", "reimbursement", "funding_program"})


def read_policies(clauses: list[Passage], told: Told, grammar: Grammar, named: NamedArticle, language: str) -> list[Draft]:
    """The policies of the article."""
    raw = told.raw
    drafts: list[Draft] = []
    seen: set[tuple[int, str]] = set()
    marked = _documents(clauses, told, language)
    for clause in clauses:
        if clause.background and not (marked[clause.number] and _WITHDRAWN.search(clause.text)):
            continue
        documents = [d for d in marked[clause.number] if (clause.number, d) not in seen]
        if language == "en" and drafts:
            documents = [
                d
                for d in documents
                if told.is_sure(clause.number, d) or not _only_mentioned(d, raw[clause.number], clause, drafts)
            ]
        seen |= {(clause.number, d) for d in documents}
        kinds = kinds_in(clause, "policy", grammar)
        if not kinds and not documents:
            if drafts and _FROM_WHEN.search(clause.text):
                drafts[-1].clauses.append(clause)
            continue
        for document in documents or [""]:
            _read(clause, raw[clause.number], kinds or ["other"], document or None, drafts, named, language)
    if language == "zh" and clauses and clauses[0].in_title and is_document_itself(raw[0].strip()):
        drafts = drafts[:1]  # its articles forbid and fine, but are no measures of their own
    if language == "en" and drafts and (name := _headline(drafts[0], told)):
        drafts[0].document = name
    if language == "en" and len(drafts) == 1 and drafts[0].document is None:
        drafts[0].document = told.elsewhere(sorted({clause.number for clause in clauses if not clause.background}))
    for draft in drafts:
        _issuers(draft, drafts, clauses, named)
        if draft.document:
            draft.titled = any(told.is_sure(c.number, draft.document) for c in draft.clauses)
    return drafts


def _headline(draft: Draft, told: Told) -> str | None:
    """The headline, where it is the title of what the article tells first."""
    known = draft.document
    if known and any(told.is_sure(clause.number, known, SURE) for clause in draft.clauses):
        return None
    return title_as_document(told.title, told.text) or told.headline(known)


def _documents(clauses: list[Passage], told: Told, language: str) -> dict[int, list[str]]:
    """The documents of each sentence, by its number."""
    raw = told.raw
    found = {number: told.amended(number, find_documents(text, language)) for number, text in raw.items()}
    if language != "zh":
        return _without_short_ones(found, raw) if clauses and clauses[0].in_title else found
    if clauses and clauses[0].in_title and is_document_itself(raw[0].strip()):
        return {number: documents if number == 0 else [] for number, documents in found.items()}
    whole = "".join(raw.values())
    found = {n: [d for d in documents if not is_short_for_cited(d, whole)] for n, documents in found.items()}
    news = {clause.number for clause in clauses if not clause.background}
    if not any(found[number] for number in news):
        name = next(((n, d) for n in sorted(news) if (d := among_others(raw[n]) or unmarked(raw[n]))), None)
        if name:
            found[name[0]] = [name[1]]
    for number in sorted(news):
        if (name_of_fund := set_up(raw[number])) and not found[number]:
            found[number] = [name_of_fund]
    return found


def _without_short_ones(found: dict[int, list[str]], raw: Mapping[int, str]) -> dict[int, list[str]]:
    """The documents without those by which only the headline calls what the text gives its full title at once."""
    if not any(found.get(number) for number in (1, 2)):
        return found
    body = "\n".join(text for number, text in raw.items() if number > 0)
    return {n: [d for d in documents if n > 0 or d in body] for n, documents in found.items()}


def _read(
    clause: Passage,
    raw: str,
    kinds: list[str],
    document: str | None,
    drafts: list[Draft],
    named: NamedArticle,
    language: str,
) -> None:
    by_name = kind_by_name(document, language, raw, max(raw.find(document), 0)) if document else None
    kind = by_name or kinds[0]
    if by_name in ("plan", "guideline", "regulation", "law") and kinds[0] == "consultation":
        kind = "consultation"
    if language == "zh" and by_name in ("plan", "guideline", "regulation") and _still_a_draft(clause, drafts):
        kind = by_name = "consultation"
    draft = _draft_for(clause, raw, kind, kinds, document, drafts, named)
    draft, parent = (draft, None) if document else parted(clause, kinds, draft, drafts)
    if draft is None:
        draft = Draft("policy", parent=parent)
        drafts.append(draft)
    draft.document = (
        draft.document
        if draft.document
        and (not document or (len(draft.document) >= len(document) and not _BARE_NUMBER.match(draft.document)))
        else document or draft.document
    )
    sure = (document and by_name) or (kind == "consultation" and _CALLED_FOR.search(clause.text))
    vague = 0.4 if language == "zh" and kind == "other" and not document else 1.0  # "publishes" says little of what
    draft.add(clause, kind, weight_of(clause) * vague + (3 if sure else 0))
    acting = parties_in(_OBJECT.sub("", clause.text))
    for number in parties_in(clause.text):
        if named.entities[number].kind == "agency" and number not in acting:
            continue
        side = "issuer" if named.entities[number].kind == "agency" else "subject"
        draft.sides[number][side] += 1


def _only_mentioned(document: str, sentence: str, clause: Passage, drafts: list[Draft]) -> bool:
    """Whether a later sentence names a further document without telling that anybody makes it."""
    if clause.number <= 1 or any(d.document is not None and _alike(d.document, document) for d in drafts):
        return False
    settled = any(d.document is not None for d in drafts) or drafts[-1].kind == "enforcement"
    return settled and not MADE["en"].search(sentence.replace(document, ""))


def _still_a_draft(clause: Passage, drafts: list[Draft]) -> bool:
    """Whether the document was told before to be open for comment."""
    return bool(drafts) and drafts[-1].kind == "consultation" and not drafts[-1].document and not _ISSUED.search(clause.text)


# What was in force for years is news again on the day that it ends.
_WITHDRAWN = re.compile(
    r"\b(?:is|are) (?:(?:also|hereby|thereby) )?(?:withdrawn|repealed|revoked|rescinded|abolished|scrapped)\b|同时废止"
)
_CALLED_FOR = re.compile("公开征求|公开征集")
_ISSUED = re.compile("印发|发布|公布|出台|施行")


_FROM_WHEN = re.compile(
    r"\b(?:comes?|came|enters?|goes) into (?:force|effect)|\btakes? effect|\bha(?:s|ve) effect|\beffective\b|\bappl(?:y|ies) (?:from|at once)|^(?:Clos(?:es|ing)|Published|Issued|Deadline)|^From \d{1,2} [A-Z]|"
    r"\bhave until\b|(?:comments?|responses?|views|submissions?) [^.;]{0,30}(?:by|until)\b",
    re.I,
)
# An agency that the policy is for, or goes to, has not issued it.
_OBJECT = re.compile(
    r"\b(?:on|in|to|for|across|within|against) (?:the )?[\ue000-\uefff]|(?:向|报送?|受|经|在|支持|配合|纳入)[\ue000-\uefff]|[\ue000-\uefff](?:消息|官网|网站|获悉)"
)


def _numbered_in(document: str, raw: str) -> bool:
    """Whether the sentence says again the number by which a bill was told before, beside its name."""
    number = _BARE_NUMBER.match(document)
    return number is not None and re.search(rf"(?<![\d.]){re.escape(number['number'])}(?![\d])", raw) is not None


def _draft_for(
    clause: Passage, raw: str, kind: str, kinds: list[str], document: str | None, drafts: list[Draft], named: NamedArticle
) -> Draft | None:
    if not drafts:
        return None
    if document:
        same = [d for d in drafts if d.document and (_alike(d.document, document) or _numbered_in(d.document, raw))]
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
        titled = [d for d in open_ones if d.kind == kind and all(c.in_title for c in d.clauses[:1])]
        if titled and not clause.in_title:
            return titled[-1]
        if open_ones and not (drafts[-1].document and clause.number > 1):
            return open_ones[-1]
        return None if any(d.document for d in drafts) or drafts[-1].kind in _OWN else drafts[-1]
    same = [d for d in drafts if d.kind in kinds]
    if same and not _by_another(clause, same[-1], named):
        return same[-1]
    if not (parties_in(clause.text) == [] or any(named.entities[n].kind == "agency" for n in parties_in(clause.text))):
        # "And it fined X": against a company, after a measure for all.
        against = kind == "enforcement" and drafts[-1].document and _FINED.search(clause.text)
        return None if against and all(d.kind != "enforcement" for d in drafts) else drafts[-1]
    if drafts[-1].kind in _OWN and kind != "other" and APART.search(clause.text):
        return None
    issuers = {n for n in parties_in(clause.text) if named.entities[n].kind == "agency"}
    other = bool(issuers) and not any(issuers & set(d.sides) for d in drafts)
    companies = {n for n in parties_in(clause.text) if named.entities[n].kind == "company"}
    if kind in _OWN and (other or (APART.search(clause.text) and (issuers or not companies))) and clause.number <= 8:
        return None
    return drafts[-1]


_FINED = re.compile(r"\b(?:fined|fines|sued|sues|raided|banned|suspended|charged|ordered)\b")


def _by_another(clause: Passage, draft: Draft, named: NamedArticle) -> bool:
    """Whether another authority acts against another company: "a day later the Commission opened an inquiry into its owner"."""
    if draft.kind != "enforcement" or clause.in_title or not _NEXT.search(clause.text):
        return False
    here = set(parties_in(clause.text))
    issuers = {n for n in here if named.entities[n].kind == "agency"}
    known = {
        n
        for n in draft.sides
        if draft.side(n) == "issuer" and any(n in parties_in(c.text) for c in draft.clauses if not c.in_title)
    }
    return bool(known) and bool(issuers) and not issuers & known


_NEXT = re.compile(r"\b(?:later|separately|meanwhile|same (?:day|afternoon|morning|week)|also|then|in turn)\b", re.I)


_BARE_NUMBER = re.compile(
    r"(?:(?P<chamber>House|Senate|Assembly) Bill|(?P<letters>[A-Z][A-Z.]{0,3})) ?(?P<number>\d[\d.-]*)$"
)  # "SB 12", "Senate Bill 12"


def _alike(one: str, other: str) -> bool:
    if (numbers := [_BARE_NUMBER.match(name) for name in (one, other)]) and all(numbers):
        return len({(number["number"], (number["chamber"] or number["letters"])[0]) for number in numbers if number}) == 1
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
