"""Which step a clause tells: sought or done, failed or met, the one of the headline."""

from __future__ import annotations

import re

from classifiers.events.drafts import kinds_of, weight_of
from classifiers.events.passages import Passage
from classifiers.events.tables import Grammar

_SOUGHT = re.compile(
    r"(?<!recommended )(?<!recommends )\b(?:for|seek\w*|sought|files? for|towards?|pending|awaiting|awaits|support\w*|request\w*|before|until|prior to|subject to|if|ahead of|after|without) (?:\S+ ){0,3}(?:approvals?|clearance|authori[sz]ation)\b",
    re.I,
)


_OPENED = re.compile("(?:中心|集群|基地|工厂)[^，。；]{0,12}(?:上线|投运|启用|落成|点亮|投产|开工|竣工)")
_OF_SHARES = re.compile(
    r"(?:IPO|首发|招股|辅导|A股|H股|主板|科创板|创业板|北交所|港交所|联交所)[^。；]{0,30}(?:受理|申请|批准|核准|注册|过会)|申请[^。；，]{0,10}(?:A股|H股)"
)
_ASKED = re.compile(
    r"\b(?:submi\w+|appli\w+|request\w*) (?:of (?:an )?(?:application|request) )?for (?:\S+ ){0,3}(?:breakthrough|fast|orphan|RMAT|PRIME|priority)[^.;]{0,30}designation",
    re.I,
)
_ACCEPTED = re.compile(r"\baccept\w*\b[^.;]{0,90}\b(?:priority review|under priority)\b|priority review", re.I)
_TO_INVESTORS = re.compile(
    r"\bIPO\b|listing application|application (?:for listing|to list)|\bgo(?:es|ing)? public\b|initial public offering|\b[SF]-1\b|prospectus",
    re.I,
)
_FAILURE = re.compile(
    r"(?:did not|didn['’]t|does not|fail(?:s|ed|ing)? to|\bnot\b|\bmiss(?:es|ed)?\b|no (?:\w+ ){0,2}(?:benefit|difference|improvement|effect)|non-statistically)[^.;]{0,90}",
    re.I,
)
_SUCCESS = re.compile(
    r"\b(?:met|meets|hit|hits|achiev\w+|reach(?:es|ed)|beat|beats|succe\w+|positive|significant(?:ly)?|superior\w*|outperform\w+)\b|达到|积极|显著|优于",
    re.I,
)
# "Topline data", "an update on the trial" announce a read-out and leave open which.
_OPEN_READOUT = re.compile(
    r"\b(?:top-?line|data|results?|read-?outs?|update|findings|analysis|present\w*|study|trial)\b", re.I
)
_LIFTED = re.compile(
    r"\b(?:lift|remov)\w*\b[^.;]{0,40}\bhold\b|\bhold\b[^.;]{0,30}\b(?:lifted|removed)\b|解除[^。；，]{0,10}(?:搁置|暂停)",
    re.I,
)
_AT_LAST = re.compile("(?:被拒|拒批|受挫)[^。；，]{0,4}后[^。；]{0,6}(?:终|再|重新)?获")


def done(kinds: list[str], text: str, grammar: Grammar, to_exchange: bool) -> list[str]:
    """The kinds without an approval that is only sought, a refusal that is taken back, or a filing with an exchange as one with an agency."""
    if kinds[:1] == ["submission"] and "listing" in kinds and _TO_INVESTORS.search(text):
        kinds = kinds[1:]
    if "readout_negative" in kinds and "readout_positive" in kinds and not _SUCCESS.search(_FAILURE.sub(" ", text)):
        kinds = [kind for kind in kinds if kind != "readout_positive"]
    if kinds[:1] == ["designation"] and _ASKED.search(text):
        kinds = ["submission"]
    if kinds[:1] == ["designation"] and "acceptance" in kinds and _ACCEPTED.search(text):
        kinds = kinds[1:]
    if kinds[:2] == ["refusal", "approval"] and (_LIFTED.search(text) or _AT_LAST.search(text)):
        kinds = kinds[1:]
    if kinds[:1] == ["submission"] and "listing" in kinds and to_exchange:
        kinds = kinds[1:]
    if kinds[:1] == ["model_release"] and "facility" in kinds and _OPENED.search(text):
        kinds = kinds[1:]
    if "listing" in kinds and kinds[0] != "listing" and _OF_SHARES.search(text):
        kinds = ["listing"]
    if kinds[:1] != ["approval"] or not _SOUGHT.search(text) or "approval" in kinds_of(_SOUGHT.sub(" ", text), grammar):
        return kinds
    return kinds[1:]


def first_told(kinds: list[str], text: str, grammar: Grammar) -> list[str]:
    """Of a headline's kinds the one told first: "positive data from the first-in-human trial" is a read-out."""
    if len(kinds) < 2 or (strongest := grammar.kinds[kinds[0]].search(text)) is None:
        return kinds
    for kind in kinds[1:]:
        match = grammar.kinds[kind].search(text)
        if (
            match
            and match.end() <= strongest.start()
            and kind in _LEADING - ({"launch"} if kinds[0] == "model_release" else set())
        ):
            return [kind, *(other for other in kinds if other != kind)]
    return kinds


_LEADING = frozenset(
    {"readout_positive", "readout_negative", "approval", "designation", "acceptance", "enrolment", "launch", "trial_start"}
)


def weigh(clause: Passage, kind: str) -> float:
    """A headline that names the step names it for the whole article; one that announces data leaves open how they came out."""
    if kind == "readout_positive" and _is_open(clause.text):
        return 0.4
    return _HEADLINE if clause.in_title else weight_of(clause, kind)


_HEADLINE = 12


def _is_open(text: str) -> bool:
    """Whether the words of a read-out leave open how it came out."""
    return _OPEN_READOUT.search(text) is not None and not _TOLD_WELL.search(text)


_TOLD_WELL = re.compile(
    r"\b(?:met|meets|hits?|achiev\w+|reach(?:es|ed)|beats?|succe\w+|positive|strong|promising|encouraging|upbeat|significant\w*|superior\w*|non-?inferior\w*|outperform\w+|"
    r"improv\w+|reduc\w+|cuts?|lower\w*|shr[aiu]nk\w*|extend\w*|prolong\w*|slow\w*|doubl\w+|halv\w+|tripl\w+|slash\w*|eas(?:es|ed)|rais\w+|boost\w*|prevent\w*|protect\w*|"
    r"benefit\w*|efficacy|effective\w*|respon[ds]\w*|works?|demonstrat\w+|better)\b|[\u4e00-\u9fff]",
    re.I,
)
