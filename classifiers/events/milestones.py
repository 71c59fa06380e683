"""Milestones: which step, whose, before which agency."""

from __future__ import annotations

import re
from collections import Counter

from classifiers.events.drafts import APART, Draft, heard_of, kinds_of, party_numbers
from classifiers.events.hearing import parted
from classifiers.events.passages import PARTY, SUBSIDIARY, Passage, parties_in
from classifiers.events.sides import EXCHANGES
from classifiers.events.steps import done, first_told, weigh
from classifiers.events.tables import Grammar
from classifiers.parties import NamedArticle

_WITH_AGENCY = frozenset({"submission", "acceptance", "approval", "refusal", "designation"})
# Told in so many words that they often explain another step, or a deal.
_BROAD = frozenset({"launch", "facility", "readout_positive", "model_release", "listing", "submission", "trial_start"})
_PLANNED = re.compile(
    r"\b(?:plans? to|expects? to|will (?:file|submit|seek|launch|start|begin|present|open)|intends? to|aims? to|hopes? to|could (?:file|launch)|is due|are due|(?:is |are )?expected (?:in|by|later|during|to)|anticipated (?:in|by)|"
    r"to be (?:filed|submitted|presented)|in the coming|next (?:year|quarter|month)|later this year)\b|预计(?=.{0,24}(?:读出|公布|启动|提交|递交|完成|上市|获批|面世|发布|推出|上线|亮相|投产|开工))|计划(?:于|在|明年|今年)|将于|拟于|有望|下一步|力争"
)
# What is planned in a clause of its own leaves the rest of the sentence news: "granted the designation to P, with which Q hopes to ..."
_PLANS = re.compile(
    r"(?<=.{30})(?:, (?:which|who|and|with which|by which|where) |[–—] ?)(?:\S+ ){0,4}(?:plans? to|expects? to|will|intends? to|aims? to|hopes? to)\b[^;]*"
)
_SPONSOR_AFTER = re.compile(
    r"\b(?:granted?|to|for|from|by|of|clear\w*|turned down|reject\w*|approv\w*|accept\w*|issued)\b[^;]{0,60}?([\ue000-\uefff])"
)


def read_milestones(
    clauses: list[Passage], grammar: Grammar, named: NamedArticle, of_deals: set[int], single: bool
) -> list[Draft]:
    """The milestones of the article; `of_deals` are clauses that a deal is told in."""
    drafts: list[Draft] = []
    last: int | None = None
    for clause in clauses:
        companies = [n for n in parties_in(clause.text) if _may_sponsor(named, n)]
        if not clause.background:
            to_exchange = any(named.entities[n].canonical in _STOCK_EXCHANGES for n in parties_in(clause.text))
            told = clause.text if clause.in_title else _PLANS.sub(" ", clause.text)
            kinds = done(kinds_of(told, grammar), told, grammar, to_exchange) or heard_of(clause, "milestone")
            if clause.in_title:
                kinds = first_told(kinds, told, grammar)
            if not single and id(clause) in of_deals:
                kinds = [kind for kind in kinds if kind not in _BROAD]
            if kinds == ["launch"] and (
                "《" in clause.text
                or not (companies or (single and clause.in_title) or any(d.kind == "launch" for d in drafts))
            ):
                kinds = []  # documents are published too
            if kinds and drafts and _in_passing(clause, companies, drafts, named):
                kinds = []
            if kinds and not (_PLANNED.search(told) and not clause.in_title):
                _read(clause, kinds, companies, last, drafts, named)
        last = companies[0] if companies else last
    drafts = [part for draft in drafts for part in _by_agency(draft, named)]
    for draft in drafts:
        _agency(draft, clauses, named)
        if not any(draft.side(n) == "sponsor" for n in draft.sides) and (owner := _most_named(clauses, named)) is not None:
            draft.sides[owner]["sponsor"] += 1
        _one_sponsor(draft)
    return drafts


_ALSO_BEFORE = re.compile(
    "(?:同日|同时|同步|也|还|随后)[^。；，]{0,8}[\ue000-\uefff]|[\ue000-\uefff][^。；，]{0,2}(?:也|亦)(?:于|在)?"
)


def _by_agency(draft: Draft, named: NamedArticle) -> list[Draft]:
    """The same step "on the same day" before another agency is a step of its own."""
    if draft.kind not in _WITH_AGENCY:
        return [draft]
    agencies = _of_agencies(draft, named)
    also = _also if _HAN.search(draft.text) else _too
    if len(agencies) != 2 or not any(also(c.text, agencies[1]) for c in draft.clauses if not c.in_title):
        return [draft]
    second = Draft(
        draft.label, draft.kinds.copy(), apart=True, clauses=[c for c in draft.clauses if agencies[1] in parties_in(c.text)]
    )
    for number, sides in draft.sides.items():
        second.sides[number].update(sides)
    draft.sides[agencies[0]]["agency"] += 1
    second.sides[agencies[1]]["agency"] += 1
    return [draft, second]


_BOTH = re.compile(
    "[\ue000-\uefff] and (?:the )?(?:[\ue000-\uefff]['’]s? |[A-Z]\\w+['’]s? )?([\ue000-\uefff]) (?:both |each |followed\\b|did (?:so|the same)\\b|did too\\b)|"
    "[Bb]oth (?:the )?[\ue000-\uefff] and (?:the )?([\ue000-\uefff])|, and (?:the )?(?:[\ue000-\uefff]['’]s? |[A-Z]\\w+['’]s? )?([\ue000-\uefff]) followed\\b"
)


def _too(text: str, agency: int) -> bool:
    return any(chr(0xE000 + agency) in m.groups() for m in _BOTH.finditer(text))


def _of_agencies(draft: Draft, named: NamedArticle) -> list[int]:
    """The agencies of the text that a draft names, in order."""
    told = (n for c in draft.clauses if not c.in_title for n in parties_in(c.text))
    return list(dict.fromkeys(n for n in told if _is_regulator(named, n)))


def _is_regulator(named: NamedArticle, number: int) -> bool:
    return named.entities[number].kind == "agency" and named.entities[number].canonical not in _STOCK_EXCHANGES


# In Europe one recommends and the other authorises: the same step.
_EUROPEAN = re.compile(r"\b(?:EMA|CHMP|European|Medicinal Products for Human Use|EC|Commission)\b")


def _before_another(clause: Passage, draft: Draft, named: NamedArticle) -> bool:
    """Whether an English clause tells the step of the draft before another agency: approved in Canada, and in Australia."""
    if clause.in_title or draft.kind not in _WITH_AGENCY or _HAN.search(clause.text):
        return False
    here, told = {n for n in parties_in(clause.text) if _is_regulator(named, n)}, set(_of_agencies(draft, named))
    european = all(_EUROPEAN.search(named.entities[n].name) for n in here | told)
    return bool(here and told) and not here & told and not european


def _also(text: str, agency: int) -> bool:
    return any(chr(0xE000 + agency) in m.group() for m in _ALSO_BEFORE.finditer(text))


def _in_passing(clause: Passage, companies: list[int], drafts: list[Draft], named: NamedArticle) -> bool:
    """Whether a late Chinese clause tells of a company that is no subject of the news: who else has a licence, whom a product copies."""
    if clause.number >= 2 and _DATED_STEP.search(clause.text) and not _JUST.search(clause.text):
        return True
    if clause.number < 3 or not companies or _LISTED.search(clause.text) or not _HAN.search(clause.text):
        return False
    if any(named.entities[n].kind == "agency" for n in parties_in(clause.text)) and parties_in(clause.text[:24]):
        return False  # in a digest each step has its subject and its agency
    subjects = {n for draft in drafts for c in draft.clauses for n in party_numbers(c)}
    return not subjects & set(companies)


# "It was cleared for trials in January 2026": a step before the one that is told.
_DATED_STEP = re.compile(r"20\d\d年\d{1,2}月(?:\d{1,2}日)?[，,]?[^。；\d]{0,24}(?:获|收到|取得|受理|批准|纳入)")
_JUST = re.compile("近日|日前|今日|同日|当日|公告|宣布")
_OWN_DAY = re.compile("^(?:周[一二三四五六日]|就在|次日|随后|一天(?:之)?后|同一天)")
_LISTED = re.compile(rf"{APART.pattern}|^(?:[①-⑩【]|\d{{1,2}}[.、）)])|当天|另外|本周|[周月]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def _most_named(clauses: list[Passage], named: NamedArticle) -> int | None:
    counts = Counter(n for c in clauses if not c.background for n in parties_in(c.text) if _may_sponsor(named, n))
    return counts.most_common(1)[0][0] if counts else None


def _one_sponsor(draft: Draft) -> None:
    sponsors = sorted((n for n in draft.sides if draft.side(n) == "sponsor"), key=lambda n: -draft.sides[n]["sponsor"])
    for number in sponsors[1:]:
        draft.sides.pop(number)


def _may_sponsor(named: NamedArticle, number: int) -> bool:
    return named.entities[number].kind == "company" and named.entities[number].canonical not in EXCHANGES


def _read(
    clause: Passage, kinds: list[str], companies: list[int], last: int | None, drafts: list[Draft], named: NamedArticle
) -> None:
    owners = list(dict.fromkeys(_owners(clause.text, companies))) if kinds[0] in _WITH_AGENCY else []
    if len(owners) > 1 and not clause.in_title:  # "approved P's A and Q's B" are two steps
        for owner in owners:
            _read_one(clause, kinds, [owner], owner, drafts, named, apart=owner != owners[0])
        return
    sponsor = _sponsor(clause.text, companies, named)
    _read_one(clause, kinds, companies, last if sponsor is None and not clause.in_title else sponsor, drafts, named)


def _owners(text: str, companies: list[int]) -> list[int]:
    return [n for n in (ord(sign) - 0xE000 for sign in _OWNER.findall(text)) if n in companies]


_OWNER = re.compile("([\ue000-\uefff])(?:['’]s? |的)")


def _read_one(
    clause: Passage, kinds: list[str], companies: list[int], sponsor: int | None, drafts: list[Draft], named: NamedArticle,
    *, apart: bool = False,
) -> None:  # fmt: skip
    kind = kinds[0]
    new = apart and not any(sponsor in draft.sides for draft in drafts)
    draft = None if new else _draft_for(clause, kinds, sponsor, bool(companies), drafts, named)
    draft, parent = parted(clause, kinds, draft, drafts)
    if draft is None:
        another = any(_before_another(clause, d, named) for d in drafts if d.kind == kind)
        draft = Draft("milestone", parent=parent, apart=new or another)
        drafts.append(draft)
    if draft.kind in kinds and draft.kind != "launch" and kinds[0] != "readout_negative":
        kind = draft.kind
    draft.add(clause, kind, weigh(clause, kind))
    if sponsor is not None:
        of_parent = f"{SUBSIDIARY}{chr(PARTY + sponsor)}" in clause.text
        draft.sides[sponsor]["sponsor"] += 4 if of_parent else 2 if companies else 1


def _sponsor(text: str, companies: list[int], named: NamedArticle) -> int | None:
    """Whose step it is: the subject, unless that is the agency."""
    if not companies:
        return None
    order = parties_in(text)
    if order[0] != companies[0] and (match := _SPONSOR_AFTER.search(text)):
        number = ord(match.group(1)) - 0xE000
        if number in companies:
            return number
    return companies[0]


_STOCK_EXCHANGES = EXCHANGES - {"SEC", "CSRC", "FTC", "FDA", "EMA", "NMPA"}
_OPPOSITE = {
    "readout_negative": "readout_positive",
    "readout_positive": "readout_negative",
    "refusal": "approval",
    "approval": "refusal",
}
_OTHER_STUDY = re.compile(r"\b(?:[Ss]econd|[Aa]nother|[Oo]ther|[Ss]eparate(?:ly)?|but|while|whereas)\b|另|而|第二|则")


_CODE = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{1,5}-?\d{2,5}")
_STEPS = frozenset({"acceptance", "approval", "refusal", "designation", "trial_start", "enrolment", "readout_negative"})


# Told of another company as well, without being another step: partners, rivals, units.
_RETOLD = frozenset({"readout_positive", "facility", "launch", "model_release", "enrolment"})


def _is_kin(named: NamedArticle, one: int, other: int) -> bool:
    """The same company, or one whose name the other's holds: Lilly, Eli Lilly and Company."""
    if one == other:
        return True
    names = (named.entities[one].name, named.entities[other].name)
    short, long = sorted(names, key=len)
    return short.isascii() and len(short) > 3 and re.search(rf"\b{re.escape(short)}\b", long) is not None


def _draft_for(
    clause: Passage, kinds: list[str], sponsor: int | None, named_here: bool, drafts: list[Draft], named: NamedArticle
) -> Draft | None:
    if not drafts:
        return None
    sharing = [d for d in drafts if sponsor is None or not d.sides or any(_is_kin(named, sponsor, n) for n in d.sides)]
    if _OTHER_STUDY.search(clause.text) and any(d.kind == _OPPOSITE.get(kinds[0]) for d in sharing):
        return next((d for d in sharing if d.kind == kinds[0]), None)
    fitting = [d for d in sharing if d.kind == kinds[0]] or [d for d in sharing if d.kind in kinds]
    if fitting:
        return None if all(_before_another(clause, draft, named) for draft in fitting) else fitting[-1]
    if not sharing:
        unnamed = [d for d in drafts if d.kind in kinds and not any(party_numbers(c) for c in d.clauses)]
        if unnamed:
            unnamed[-1].sides.clear()
            return unnamed[-1]
        same = [d for d in drafts if d.kind in kinds]
        other = not same or APART.search(clause.text) or (clause.number > 1 and not set(kinds) & _RETOLD)
        return None if named_here and other else (same or drafts)[-1]
    if (
        _CODE.search(clause.text)
        and not set(_CODE.findall(clause.text)) & set(_CODE.findall(sharing[-1].text))
        and (kinds[0] in _STEPS and _CODE.search(sharing[-1].text))
    ):
        return None  # another step of another product
    if (
        kinds[0] in _WITH_AGENCY
        and _OWN_DAY.search(clause.text)
        and not any(c.number == clause.number for c in sharing[-1].clauses)
    ):
        return None
    titled = clause.in_title and kinds[0] not in {"readout_positive", "launch"}
    apart = (
        APART.search(clause.text)
        and clause.number <= 6
        and kinds[0] not in {"readout_positive", "launch", "submission", "facility"}
    )
    return None if titled or apart else sharing[-1]


def _agency(draft: Draft, clauses: list[Passage], named: NamedArticle) -> None:
    """The agency that acted, named in a clause of the step or beside it."""
    if draft.kind not in _WITH_AGENCY or any("agency" in sides for sides in draft.sides.values()):
        return
    for clause in [
        *draft.clauses,
        *(c for c in clauses if draft.clauses and abs(c.number - draft.clauses[0].number) <= 1 and not c.background),
    ]:
        for number in parties_in(clause.text):
            entity = named.entities[number]
            if entity.kind == "agency" and entity.canonical not in EXCHANGES - {"FDA", "EMA", "NMPA"}:
                draft.sides[number]["agency"] += 1
                return
