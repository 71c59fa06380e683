"""Deals: which there are, and of which kind."""

from __future__ import annotations

import re

from classifiers.events.beside import is_beside, is_counted, with_another, with_other_partner
from classifiers.events.drafts import APART, NEW_INVESTORS, Draft, captured, kinds_in, party_numbers, weight_of
from classifiers.events.hearing import tells_another
from classifiers.events.passages import Passage
from classifiers.events.sides import FAMILY, patterns_of, settle
from classifiers.events.tables import Grammar
from classifiers.parties import NamedArticle

# Words of these kinds often explain a deal of another kind instead of telling a second one.
_WEAK = frozenset({"collaboration", "contract", "license", "divestiture", "asset_purchase", "merger"})
_SEPARATE = re.compile(
    r"\b[Ss]eparate(?:ly)?\b|\b(?:second|third|fourth|another|parallel) (?:agreement|deal|pact|contract|paper|document)|另(?:行|外|与|签|订立|有)|同步签署|一并签署"
)
_RUMOUR = re.compile(
    r"\b(?:might|may) (?:bid|buy|acquire)|talks? (?:to|with|about)|\bin talks|considering|exploring|weigh(?:s|ing)|mull\w*|remain\w* open to|among bidders|"
    r"linked (?:\w+ ){0,3}(?:with|to)\b|which it denies|denied (?:a|the) report|off the agenda|could list|would have to|No \w+ payments were agreed|洽谈|有意|考虑|据悉|传闻|可能(?:收购|出售)|不排除|谁会"
)
# What a company has raised since it was founded tells of no round.
_IN_ALL = re.compile(
    r"\b(?:has|have) (?:\w+ )?raised\b[^.;]{0,60}\b(?:since|to date|so far|in (?:total|all))\b|^(?:\S+ ){0,3}(?:was|were) founded in \d{4}\b"
)
# "Agreement" and "deal" alone say that there is one, and little about its kind.
_TOGETHER = re.compile(
    r"collaborat|\bpartner(?:ship|ing|ed)|\bpartners? (?:with|on|to|up|for)\b|\bpartners?$|tie-?up|\bco-|allian|joint|together|team|forces|memorandum|合作|联合|共同|共建|携手|联手|牵手|联盟",
    re.I,
)


def read_deals(clauses: list[Passage], grammar: Grammar, named: NamedArticle) -> list[Draft]:
    """The deals of the article, in order of their telling."""
    drafts: list[Draft] = []
    for clause in clauses:
        kinds = (
            []
            if clause.background or _RUMOUR.search(clause.text) or _IN_ALL.search(clause.text)
            else kinds_in(clause, "deal", grammar)
        )
        if kinds:
            _read(clause, kinds, drafts, grammar)
        elif drafts and not clause.background:
            _go_on(clause, drafts, grammar)
    for draft in drafts:
        _weigh_orders(draft)
        settle(draft, grammar, named, clauses)
    merged = _retold(_merged(drafts))
    if len(merged) < len(drafts):
        for draft in merged:
            settle(draft, grammar, named, clauses)
    return merged


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Drafts of one kind with a party on the same side tell one deal; each of the others stays."""
    kept: list[Draft] = []
    drafts = _without_bare(drafts)
    for draft in drafts:
        parties = {(number, draft.side(number)) for number in draft.sides}
        same = [d for d in kept if d.kind == draft.kind and _tell_one(parties, {(n, d.side(n)) for n in d.sides})]
        if not same or not parties or draft.apart:
            kept.append(draft)
            continue
        same[0].take(draft)
    return kept


def _weigh_orders(draft: Draft) -> None:
    """New investors make an investment a round; in Chinese what is ordered tells a supply from services, for both are 合同."""
    if draft.kind == "investment" and any(NEW_INVESTORS.search(clause.text) for clause in draft.clauses[:2]):
        draft.kinds["financing"] = draft.kinds["investment"] + 1
    if draft.kind not in ("supply", "contract") or not _HAN.search(draft.text):
        return
    text = "\n".join(clause.text for clause in draft.clauses[:3])
    if _OF_SERVICES.search(text):
        draft.kinds["contract"] = max(draft.kinds["contract"], draft.kinds["supply"]) + 1
    elif _OF_GOODS.search(text):
        draft.kinds["supply"] = max(draft.kinds["contract"], draft.kinds["supply"]) + 1


_OF_SERVICES = re.compile(
    "中标|中选|采购项目|成交金额|招标|竞得|政府采购|政府订单|卫生部|国防|疾控中心|租赁|租用|承租|服务(?:合同|协议|采购|费)|技术服务|工程|一体化项目|定点"
)
_OF_GOODS = re.compile(
    "供货|供应(?!商)|采购|原料|订购|代工|委托生产|经销|代理|购销|销售(?:框架)?(?:协议|合同)|服务器|硬盘|设备"
)


def _retold(drafts: list[Draft]) -> list[Draft]:
    """In Chinese, where a firm has a short and a long name: what only the headline tells, or tells the same sum again, is one deal."""
    kept: list[Draft] = []
    for draft in drafts:
        same = [d for d in kept if FAMILY[d.kind] == FAMILY[draft.kind] and not draft.apart and _is_retelling(d, draft)]
        if not same:
            kept.append(draft)
            continue
        same[0].take(draft)
    return kept


def _is_retelling(first: Draft, second: Draft) -> bool:
    if not _HAN.search(second.text) or any(_SEPARATE.search(clause.text) for clause in second.clauses[:1]):
        return False
    titled = [all(clause.in_title for clause in draft.clauses) for draft in (first, second)]
    sums = [{sum_ for clause in draft.clauses for sum_ in clause.sums} for draft in (first, second)]
    if titled[0] != titled[1]:
        return not (sums[0] and sums[1]) or bool(sums[0] & sums[1])
    return bool(sums[0] & sums[1])


_HAN = re.compile(r"[\u4e00-\u9fff]")
_RUNNING = re.compile(
    r"^(?:其中，?)?(?:本轮|本次|此次|此轮|该轮|该笔|这笔|根据(?:该|双方)?(?:协议|约定|合同)|投资方|领投方|(?:[A-H]\d?|天使|种子|Pre-[A-Z])\+*轮(?:融资)?由|交易完成后|作为对价|收购完成后|(?:倘若|若|如)?行权(?:后|时)?)"
)


def _tell_one(one: set[tuple[int, str]], other: set[tuple[int, str]]) -> bool:
    """Whether two drafts of one kind have a party in its place in common, or the same parties, placed otherwise."""
    names = {n for n, _ in one}, {n for n, _ in other}
    return not other or bool(one & other) or names[0] <= names[1] or names[1] <= names[0]


def _without_bare(drafts: list[Draft]) -> list[Draft]:
    """What says "deal" or "agreement" and no more tells the deal beside it."""
    told = [d for d in drafts if d.kind != "collaboration" or max(d.kinds.values()) > _BARE * len(d.clauses)]
    if not told:
        return drafts
    for draft in drafts:
        if draft not in told:
            near = min(told, key=lambda d: abs(d.clauses[0].number - draft.clauses[0].number) if d.clauses else 99)
            near.clauses += draft.clauses
    return told


_BARE = 0.3  # weight of a clause that says "agreement" and not of what


def _read(clause: Passage, kinds: list[str], drafts: list[Draft], grammar: Grammar) -> None:
    kind = kinds[0]
    here = captured(clause.text, patterns_of(kind, grammar))
    numbers = {number for number, _ in here} or party_numbers(clause)
    draft = _draft_for(clause, kinds, numbers, here, drafts)
    parent = None
    if draft is not None and FAMILY[draft.kind] != FAMILY[kind] and tells_another(clause, kind, draft):
        same = [d for d in drafts if FAMILY[d.kind] == FAMILY[kind] and (d.parent is draft or numbers & set(d.sides))]
        draft, parent = (same[-1] if same else None), draft
    elif draft is not None and not clause.in_title and with_other_partner(draft, here):
        draft, parent = None, draft
    if draft is None and parent is not None:
        draft = Draft("deal", apart=True, parent=parent)
        drafts.append(draft)
    if draft is None:
        another = any(FAMILY[d.kind] == FAMILY[kind] and with_another(clause, kinds, d, here) for d in drafts)
        draft = Draft("deal", apart=another or (bool(drafts) and _SEPARATE.search(clause.text) is not None))
        _move_headline(numbers, drafts, draft)
        drafts.append(draft)
    if draft.kind != "collaboration" and FAMILY[kind] != FAMILY.get(draft.kind, FAMILY[kind]):
        shared = [k for k in kinds if FAMILY[k] == FAMILY[draft.kind]]
        kind = shared[0] if shared else kind
        here = captured(clause.text, patterns_of(draft.kind, grammar))
    draft.add(
        clause, kind, _BARE if kind == "collaboration" and not _TOGETHER.search(clause.text) else weight_of(clause, kind)
    )
    for rank, (number, side) in enumerate(here):
        draft.sides[number][side] += 2 if rank == 0 or clause.in_title else 1


def _move_headline(numbers: set[int], drafts: list[Draft], new: Draft) -> None:
    """The half of a headline that names only a party of the new deal tells that one."""
    for draft in drafts:
        told = {n for c in draft.clauses if not c.in_title for n in party_numbers(c)}
        for clause in [c for c in draft.clauses if c.in_title and told]:
            if party_numbers(clause) and party_numbers(clause) <= numbers - told:
                draft.clauses.remove(clause)
                new.clauses.append(clause)


def _go_on(clause: Passage, drafts: list[Draft], grammar: Grammar) -> None:
    """A clause of payments and duties, which places the parties of a deal without naming its kind."""
    here = captured(clause.text, patterns_of(drafts[-1].kind, grammar))
    told = {n for c in drafts[-1].clauses for n in party_numbers(c)}
    investors = {number for number, side in here if side == "investor"}
    backers = drafts[-1].kind == "financing" and (len(investors) > 1 or (investors and _HAN.search(clause.text)))
    if here and (backers or _THE_DEAL.search(clause.text) or {number for number, _ in here} & told):
        drafts[-1].clauses.append(clause)


_THE_DEAL = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Ii]ts) (?:\w+ ){0,2}(?:round|financing|deal|transaction|agreement|acquisition|purchase|sale|loan|offering|investment|contract|order|licence|license|"
    r"pact|proceeds|buyers?|sellers?|investors?)\b|\binvestors\b|\bparticipa\w+|\b(?:co-)?led (?:by|the)\b|^(?:Other )?(?:[Bb]ackers|[Ii]nvestors)\b|\balso (?:invested|took part|joined)"
)


def _draft_for(
    clause: Passage, kinds: list[str], numbers: set[int], here: list[tuple[int, str]], drafts: list[Draft]
) -> Draft | None:
    """The draft that the clause goes on telling, or None when it tells a new one."""
    if not drafts or is_counted(clause, kinds, drafts):
        return None
    if _RUNNING.match(clause.text) and not _SEPARATE.search(clause.text):
        return drafts[-1]
    placed = bool(here)
    sharing = [d for d in drafts if numbers & {n for c in d.clauses for n in party_numbers(c)}]
    families = [FAMILY[kind] for kind in kinds]
    told = {n for d in sharing for c in d.clauses if not c.in_title for n in party_numbers(c)}
    if sharing and placed and _SEPARATE.search(clause.text) and numbers - told:
        return None
    if (
        kinds[0] == "financing"
        and placed
        and not any(side == "investee" for _, side in here)
        and drafts[-1].kind == "financing"
    ):
        return drafts[-1]  # who put in the money, told of the round before
    same = [d for d in reversed(sharing) if FAMILY[d.kind] in families]
    going_on = [d for d in same if not with_another(clause, kinds, d, here)]
    if same:
        return going_on[0] if going_on else None
    if sharing:
        separate = sharing[-1].kind == "investment" or _SEPARATE.search(clause.text) is not None
        if is_beside(clause, kinds, sharing) or (separate and _OWN_PAPER.search(clause.text) and not clause.in_title):
            return None  # beside a stake an option or a supply agreement is signed on its own
        apart = (clause.in_title and any(c.in_title for c in sharing[-1].clauses)) or APART.search(clause.text)
        if _SEPARATE.search(clause.text) and placed:
            return None
        known = {n for d in sharing for c in d.clauses for n in party_numbers(c)}
        if kinds[0] == "financing" and placed and FAMILY[sharing[-1].kind] == "purchase" and _RAISES.search(clause.text):
            return None  # the money for a purchase is raised in a deal of its own
        if party_numbers(clause) - known and APART.search(clause.text) and FAMILY[kinds[0]] != FAMILY[sharing[-1].kind]:
            return None
        return (
            None
            if apart and placed and kinds[0] not in _WEAK | {sharing[-1].kind} | _absorbed(sharing[-1].kind)
            else sharing[-1]
        )
    if len(party_numbers(clause)) > 1 and _HAN.search(clause.text) and FAMILY[kinds[0]] != FAMILY[drafts[-1].kind]:
        return None  # two companies of which nothing was told: a digest goes on
    if not numbers or not placed:
        return drafts[-1]
    alone = [d for d in drafts if not any(party_numbers(c) for c in d.clauses)]
    return alone[-1] if alone else None


_OWN_PAPER = re.compile(
    r"\b(?:supply|option|licen[cs]e|distribution|collaboration) (?:agreement|deal|pact|contract)\b|\bfor this option\b"
)
_RAISES = re.compile(r"\b(?:loan|notes|offering|credit facility|bonds?|private placement)\b[^.;]{0,60}[\ue000-\uefff]")


def _absorbed(kind: str) -> frozenset[str]:
    """Kinds that are usually terms of a deal of this kind."""
    return {
        "license": frozenset({"option", "supply"}),
        "option": frozenset({"license"}),
        "joint_venture": frozenset({"investment", "acquisition"}),
        "merger": frozenset({"acquisition"}),
        "acquisition": frozenset({"merger", "financing", "investment"}),
        "divestiture": frozenset({"acquisition"}),
    }.get(kind, frozenset())
