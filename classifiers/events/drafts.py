"""Events in the making: what several clauses say of the same one is collected, what differs stays apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bus.events import Label
from classifiers.events.passages import Passage, parties_in
from classifiers.events.tables import Grammar

APART = re.compile(
    r"\b(?:[Ss]eparate(?:ly)?|[Ii]n addition|[Aa]dditionally|[Ii]n another|[Aa]nother|[Mm]eanwhile|[Ss]ame day|[Hh]ours (?:later|after)|[Dd]ays (?:later|after)|"
    r"[Aa]lso|[Aa]t the same time|[Ii]n parallel|[Ss]imultaneously|[Aa]long with|[Ii]n the other direction|[Ii]n the same breath|[Aa]longside|second (?:deal|agreement)|[Ww]eeks after|[Ff]urther(?:more)?|[Ee]lsewhere|together with|"
    r"[Aa]s well as|[Cc]oncurrent(?:ly)?)\b|^And |"
    r"另(?!一半)|此外|同时|同日|同一天|并(?:与|将|以|启动|发布|宣布)|还(?:与|将|宣布|就|订立|发布)|与此同时|分别|当日|也(?:宣布|于|已)|受此影响|一并|随后|其[一二三四]|^[（(]?[2-9一二三四五][）)、]|第二[，项份]|同一[天周日]|另一(?:份|项|笔|则)"
)


@dataclass(eq=False)
class Draft:
    """One event while the article is read."""

    label: Label
    kinds: Counter[str] = field(default_factory=Counter)
    sides: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    clauses: list[Passage] = field(default_factory=list)
    document: str | None = None
    titled: bool = False  # the network is sure that its document is the title of a measure
    apart: bool = False  # told in so many words to be another deal
    parent: Draft | None = None  # of which it is a part, if it is no event of its own

    @property
    def kind(self) -> str:
        return max(self.kinds, key=lambda kind: self.kinds[kind]) if self.kinds else "other"

    def add(self, clause: Passage, kind: str, weight: float) -> None:
        self.kinds[kind] += weight  # type: ignore[assignment]  # weights are halves
        self.clauses.append(clause)

    def take(self, other: Draft) -> None:
        """What another draft told of the same event, which is no draft any more."""
        self.clauses += other.clauses
        self.kinds.update(other.kinds)
        other.parent = self

    def side(self, number: int) -> str:
        return max(self.sides[number], key=lambda side: self.sides[number][side])

    @property
    def text(self) -> str:
        return "\n".join(clause.text for clause in self.clauses)


def kinds_of(clause: str, grammar: Grammar) -> list[str]:
    """The kinds whose words the clause holds, the strongest first."""
    found = [kind for kind, words in grammar.kinds.items() if words.search(clause)]
    if "acquisition" in found and "investment" in grammar.kinds and _MINORITY.search(clause) and not _CONTROL.search(clause):
        found = ["investment", *(kind for kind in found if kind not in ("acquisition", "investment"))]
    if found and found[0] == "investment" and NEW_INVESTORS.search(clause):
        found = ["financing", *(kind for kind in found if kind != "financing")]
    if found and found[0] == "divestiture" and "asset_purchase" in found and _OF_PATENTS.search(clause):
        return ["asset_purchase", *(kind for kind in found if kind != "asset_purchase")]
    if found and found[0] == "divestiture" and "acquisition" in grammar.kinds and _NEW_OWNER.search(clause):
        return ["acquisition", *found]
    if (
        "collaboration" in found
        and found[0] in ("license", "supply", "contract", "investment")
        and _STRATEGIC.search(clause)
    ):
        return ["collaboration", *(kind for kind in found if kind != "collaboration")]
    if (
        "acquisition" in grammar.kinds
        and found
        and _MOST.search(clause)
        and {"investment", "asset_purchase"} & set(found[:1])
    ):
        found = ["acquisition", *(kind for kind in found if kind not in ("acquisition", "investment"))]
    paper = _PAPER.get(found[0]) if "collaboration" in found and _COLLABORATION.search(clause) else None
    if paper is not None and not paper.search(clause):
        found = ["collaboration", *(kind for kind in found if kind != "collaboration")]
    if "license" in grammar.kinds and found in ([], ["investment"]) and _PAYMENTS.search(clause):
        return ["license", *found]
    return found


def kinds_in(clause: Passage, label: Label, grammar: Grammar) -> list[str]:
    """The kinds whose words the clause holds, or else those that the network hears in it."""
    return kinds_of(clause.text, grammar) or heard_of(clause, label)


def heard_of(clause: Passage, label: Label) -> list[str]:
    """The kinds of a label that the network alone hears in the clause, the likeliest first."""
    return [kind.partition("/")[2] for kind in clause.unread if kind.startswith(f"{label}/")]


_MINORITY = re.compile(
    r"(?<![\d.])(?:[1-4]?\d)(?:\.\d+)?[%％](?:的)?(?:新增|少数)?(?:股权|股份)|占[^，。；]{0,6}(?:总股本|股份总数|股本总额)的?[12]?\d(?:\.\d+)?[%％]"
)
NEW_INVESTORS = re.compile(r"增资扩股|引入[^，。；]{0,8}(?:投资者|投资方|投资人)|多轮融资|[A-H]\d?\+*轮|天使\+*轮")
_CONTROL = re.compile(
    r"(?:[5-9]\d|100)(?:\.\d+)?[%％]|控股权|控制权|控股股东[^，。；]{0,8}(?:变更|易主|发生变)|实际控制人[^，。；]{0,10}(?:变更|变为|更为)|全资|控股子公司|要约|剩余|合计"
)
_OF_PATENTS = re.compile("专利|技术成果|科技成果|特许权使用费|销售提成")
_NEW_OWNER = re.compile(r"(?:控股股东|实际控制人|控制权)[^。；]{0,20}(?:变更|更为|易主|变为|转让)")
_STRATEGIC = re.compile(r"战略合作(?:框架)?(?:协议|伙伴|备忘录|关系|及|与|并)|战略协议|合作备忘录")
_MOST = re.compile(
    r"(?:purchase|acquisition|buy\w*|acquir\w+|takes?|stake)\b[^.;]{0,40}?(?<![\d.])(?:[5-9]\d|100)(?:\.\d+)? ?(?:%|per ?cent)",
    re.I,
)
# What the agreement is called decides: a "research and licensing collaboration" is one, a "collaboration and license agreement" is a licence.
_COLLABORATION = re.compile(r"\bcollaborat(?:ion|ions|e|es|ing)\b|\bpartnership\b|\balliance\b", re.I)
_PAPER = {
    "license": re.compile(
        r"licen[cs](?:e|ing) (?:agreement|deal|pact|option)|\b(?:in-|out-|sub)?licen[cs](?:es|ed)\b|\b(?:grant|acquir|obtain|gain|secur|get|hand|win|sell|receiv|assign)\w*\b[^.;]{0,50}\b(?:rights|licen[cs]e)\b|"
        r"\broyalt|rights (?:to|for|outside)\b|amend|terminat",
        re.I,
    ),
    "supply": re.compile(r"(?:supply|distribution|purchase|manufacturing|production) (?:services )?(?:agreement|deal|contract|pact|order)|\border\w*\b|supply [^.;]{0,40}\b(?:to|with) [\ue000-\uefff]", re.I),
    "contract": re.compile(r"\bcontracts?\b|services? agreement|\btender\b|\border\b|\baward\w*\b", re.I),
    "option": re.compile(r"option (?:agreement|deal|pact|and licen[cs]e)|\b(?:grant|exercis|take|took|acquir|secur|obtain|get)\w*\b[^.;]{0,40}\boption\b", re.I),
    "investment": re.compile(r"\binvest\w*\b|\bstake\b|\bsubscri\w+", re.I),
}  # fmt: skip
_PAYMENTS = re.compile(r"\bup-?front (?:cash )?(?:payment|fee)|\bmilestone payments?\b|首付款|里程碑付?款")


def weight_of(clause: Passage, kind: str = "") -> float:
    """Title and lead say what the news is; later clauses may explain it. A partner may be one of any deal, a launch of any step."""
    if kind == "collaboration" and clause.in_title and _COLLABORATION.search(clause.text):
        return 2.5
    if kind in ("collaboration", "launch"):
        return 1.2 if clause.number <= 2 else 0.6
    return 2.5 if clause.in_title else 2.0 if clause.number <= 2 else 1.0


def captured(clause: str, patterns: tuple[re.Pattern[str], ...]) -> list[tuple[int, str]]:
    """Parties with their sides, as the patterns place them; an earlier pattern counts before a later one."""
    found: list[tuple[int, str]] = []
    for pattern in patterns:
        for match in list(pattern.finditer(clause))[:4]:
            for side, signs in match.groupdict().items():
                found += [(number, side.rstrip("2")) for number in parties_in(signs or "")]
    return found


def party_numbers(clause: Passage) -> set[int]:
    return set(parties_in(clause.text))


def one_of_each(draft: Draft, family: str) -> None:
    """A licence or a purchase has one party of a side; whom the words place there less often has its other side, or none."""
    if family in ("rights", "purchase", "investment"):
        for side in _SINGLE:
            for number in _doubles(draft, side):
                other = draft.sides.pop(number)
                other.pop(side)
                if other:
                    draft.sides[number] = other
    single = {"rights": _SINGLE, "purchase": _SINGLE, "investment": _SINGLE, "financing": ("investee",)}.get(family, ())
    for side in single:
        for number in _doubles(draft, side):
            draft.sides.pop(number)


_SINGLE = ("licensor", "licensee", "acquirer", "target", "seller", "investee")


def _doubles(draft: Draft, side: str) -> list[int]:
    """The parties on the side but for the surest."""
    there = [number for number in draft.sides if draft.side(number) == side]
    return sorted(there, key=lambda number: -draft.sides[number][side])[1:]
