"""What a milestone is paid for: development, regulatory, sales, or more than one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifiers.amounts.evidence import Reading, Scope, Sentence

_HAN = re.compile(r"[\u4e00-\u9fff]")
_KINDS = (
    (
        "development",
        re.compile(
            r"develop|clinical|research|discovery|nominat|candidate selection|proof[- ]of[- ]concept|phase [1-3i]|dos(?:ed|ing)\b|enrol|"
            r"first patient|(?<![a-z])ind(?![a-z])|trial|pivotal|registrational|首例|受试者|(?<![a-z])(?:pcc|poc|iit|ib)(?![a-z])|技术(?:资料|成果)?的?(?:转移|转让|交付|移交)|(?<!独家)(?<!合作)开发|研发|临床|研究|候选(?:药物?|化合物|分子)的?(?:提名|选定|选择|确定|确认|筛选|交付)|(?:提名|选定|选择|确定|确认|筛选|交付)[^,。;]{0,8}候选|入组|给药|[1-3iⅰⅱⅲ一二三]期|"
            r"概念验证|工艺|先导化合物|靶点的?(?:验证|确认|确定|选定|选择|提名)|毒理|药学|(?<![a-z])toxicol|(?<![a-z])cmc(?![a-z])"
        ),
    ),
    (
        "regulatory",
        re.compile(
            r"regulat|approv|(?<![a-z])(?:fda|ema|nmpa|cde|pmda|nda|bla|maa|anda|snda|sbla)(?![a-z])|marketing authori[sz]ation|filing|submission|registration|"
            r"注册|监管|法规|药证|获批|审批|批准|核准|上市申请|上市(?!公司|许可持有|后)|优先审评|孤儿药|药监|受理|报批|递交|申报|上市批|生产批件|注册证"
        ),
    ),
    ("sales", re.compile(r"sales|commerc|launch|revenue|销售|商业|商务|净额达")),
)


# A trial that is let begin is development, whoever lets it.
_TRIAL_LET_BEGIN = re.compile(
    r"(?<![a-z])(?:(?:fda|ema|nmpa)(?:'s)? )?(?:filing|submission|clearance|acceptance|approval) of (?:an? |the |its |first )?(?:ind|cta)(?![a-z])"
    r"|(?<![a-z])(?:(?:fda|ema|nmpa) )?(?:has |have )?(?:clear|accept|approv)(?:s|es|ed|e)? (?:an? |the |its |first )?(?:ind|cta)(?![a-z])"
    r"|(?<![a-z])(?:ind|cta) (?:application )?(?:is|was|has been) (?:cleared|accepted|approved)(?: by (?:the )?(?:us |u\.s\. )?(?:fda|ema|nmpa)(?![a-z]))?"
    r"|(?<![a-z])(?:ind|cta)[ -](?:application )?(?:filing|submission|clearance|acceptance|approv\w+)"
    r"|(?:(?<![a-z])(?:ind|cta)(?![a-z])|临床试验|临床)(?:注册)?(?:申请|申报|许可)?的?(?:默示许可|批件|获?[^,。;]{0,8}(?:批准|受理)|获批|递交|提交|申报)"
    r"|(?:批准|受理|递交|提交|申报|许可)[^,。;]{0,10}(?:(?<![a-z])(?:ind|cta)(?![a-z])|临床(?:试验)?(?:申请)?)"
)
# What is researched, developed or sold beside a milestone and says nothing of it: royalties, rights, common work, costs.
_DONE = r"(?:研究|研发|临床|开发|注册|申报|进口|生产|制造|推广|商业化|销售|使用)"
_ASIDE = re.compile(
    r"royalt\w*(?:(?!milestone)[^.;]){0,90}?\b(?:sales|revenues?)\b|(?:%|\bpercent(?:age)?s?|\bshare) (?:of|on) (?:(?:annual|future|global|worldwide|total|product|the|any|its) ){0,3}(?:net )?(?:sales|revenues?)\b"
    r"|(?:sales|revenues?)[ -](?:based )?(?:royalt\w+|sharing|share)\b|\b(?:research|development|commerciali[sz]ation) (?:and \w+ )?(?:costs?|expenses|funding|collaborations?|agreements?|rights)\b"
    r"|\b(?:rights?|licen[cs]es?|jointly|agreed|collaborat\w+|partner\w*) (?:to|for|on) (?:(?:jointly |exclusively )?(?:research|develop|manufactur|produc|market|sell|commerciali[sz]|promot|distribut|import|regist|us)\w*(?:,? and |,? or |, |/| )?){1,6}"
    rf"|(?:净)?销售(?:额|收入|利润)?的?[^,。;里]{{0,20}}?(?:提成|分成|分润|特许|使用费|百分|[0-9.]+%|比例|位数)"
    rf"|{_DONE}(?:(?:、|及|和|与|或|并|以及|/){_DONE})*的?(?:[^,。;里获完达后]{{0,40}}?权(?!使用)[利益限]?|合作|协议|合同|费用?|成本|投入|经费|支出|许可(?!证))"
    rf"|(?:共同|合作|联合|协作|独家|自主){_DONE}(?:(?:、|及|和|与|或|并|以及|/){_DONE})*"
)


_ENGLISH_BREAK = re.compile(r";|\.\s|\bin exchange for\b|\bfor the (?:exclusive|rights?|licen)")
LEAD = 60  # characters before a milestone that are looked at, and before those in which a right may begin to be told
NEXT_DOOR = 160  # characters to either side of a sentence
_PAID = re.compile(r"achiev|trigger|earn(?:s|ed)\b|receiv(?:es|ed)\b|触发|达成|收到|获得|到账")
_TO_COME = re.compile(r"up to|eligible|potential|最高|至多|有权|有资格|有望|潜在")
_AGREEMENT = re.compile(
    r"[\u4e00-\u9fff]{0,16}协议(?:项下|下|约定)?的?"
)  # is called after what it is for, whatever the payment is for
# The milestones of the amount before: "$20 million in development milestones and $300 million in further milestones".
_OF_ANOTHER = re.compile(r"的[^。;,]{0,24}?里程碑(?:付款|款项|款)?| (?:in|of) [a-z ,/-]{0,60}?milestones?(?: payments?)?")
_LISTED = re.compile(r"[\u4e00-\u9fff](?:和|及|与|、|以及|或)\s?$")
_FULL_STOP = re.compile(r"[;。!?\n]|\.\s|\bin exchange for\b|\bfor the (?:exclusive|rights?|licen)")
_CHINESE_BREAK = re.compile(r"[;。]|,(?!(?:其中)?(?:包括|包含|含|涵盖|涉及|覆盖))")


# What has happened or must happen for a milestone, where it is not called by its kind.
_EVENTS = (
    (
        "development",
        re.compile(
            r"first (?:patient|participant|subject|human)|dos(?:ed|ing)\b|enrol|(?:initiat|start|complet|advanc|progress)\w* (?:[\w-]{1,20} ){0,4}(?:phase|trial|study|clinic)"
            r"|(?<![a-z])ind (?:clearance|acceptance|filing|submission)|candidate (?:selection|nomination)|首例|给药|入组|(?:启动|完成|进入|开展)[^。;,]{0,12}(?:临床|试验)|临床试验|技术(?:资料|成果)?的?(?:转移|交付|移交)"
        ),
    ),
    (
        "regulatory",
        re.compile(
            r"(?<![a-z])(?:nda|bla|maa)(?![a-z])|(?:fda|ema|nmpa|regulatory|marketing|commission|mhlw)(?:'s)? (?:approv|acceptance|authori[sz])|approv(?:al|ed) (?:of|by|in|from)"
            r"|获批|批准上市|上市(?:申请|许可|批准)|获得[^。;,]{0,16}批准"
        ),
    ),
    (
        "sales",
        re.compile(
            r"first commercial sale|commercial launch|net sales (?:exceed|reach|of more)|首次商业|销售额(?:首次)?(?:达到|超过|突破)"
        ),
    ),
)


def milestone_kind(text: str, scope: Scope, readings: Sequence[Reading], sentence: Sentence) -> str | None:
    """development, regulatory, sales, or combined where the milestone names more than one."""
    named = max((r for r in readings if r.hit.cue.role == "milestone"), key=lambda r: r.strength, default=None)
    if named is None:
        return None
    hit = named.hit
    left = max((end for _, end in scope.others if end <= hit.start), default=0)
    if left and (another := _OF_ANOTHER.match(text, left)) and another.end() <= hit.start:
        left = another.end()
    left = max(left, hit.start - LEAD)
    right = min([start for start, _ in scope.others if start >= hit.end] + [hit.end + 110])
    # An English list of kinds has commas of its own, a Chinese one has 、.
    clause = _CHINESE_BREAK if _HAN.search(text[left:right]) else _ENGLISH_BREAK
    phrases = [text[hit.start : hit.end]]
    before = _AGREEMENT.sub("", text[left : hit.start])
    if _LISTED.search(before):  # 开发、注册和商业化里程碑: the last of a list
        phrases[0] = clause.split(before)[-1] + phrases[0]
    origin = max(0, left - LEAD)
    told = _ASIDE.sub(lambda aside: " " * len(aside[0]), text[origin:right])
    before, after = _AGREEMENT.sub("", told[left - origin : hit.start - origin]), told[hit.end - origin :]
    phrases += [stop.split(before)[-1] + " " + stop.split(after, maxsplit=1)[0] for stop in (clause, _FULL_STOP)]
    named_kind = next((kind for phrase in phrases if (kind := _kind(phrase, _KINDS))), None)
    return named_kind or _kind(text[sentence.start : sentence.end], _EVENTS) or _reached(text, sentence)


def _reached(text: str, sentence: Sentence) -> str | None:
    """The kind of a milestone that has been paid or fallen due: what was reached is told in the sentence beside it."""
    said = text[sentence.start : sentence.end]
    if not _PAID.search(said) or _TO_COME.search(said):
        return None
    return _kind(text[max(0, sentence.start - NEXT_DOOR) : sentence.end + NEXT_DOOR], _EVENTS)


def _kind(phrase: str, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> str | None:
    begun = _TRIAL_LET_BEGIN.sub(" ind ", phrase)
    kinds = [kind for kind, pattern in patterns if pattern.search(begun)]
    return None if not kinds else kinds[0] if len(kinds) == 1 else "combined"
