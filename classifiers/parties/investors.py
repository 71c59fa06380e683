"""Names in lists of investors: what 由…领投, …跟投 and 投资方包括… enumerate is an investor, whatever its name looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers.parties.english import Named
from classifiers.parties.plain import is_plain

_LED = re.compile(
    r"领投|跟投|参投|(?:共同|联合|分别|合计)出资|参与(?:本轮|此轮|了|投资|认购)|(?:联合|共同|独家|战略|追加|超额|持续|继续)(?:\w{0,2})?(?:投资|加码|加注|跟投|认购)|等?(?:跟进|入局|加持)"
)
_LEAD = re.compile(
    r"^.*(?:由|获得?(?!得)|来自|引入|包括|包含|分别(?:为|是)|为|投资方|其中|以及|(?:老|新|原|现有|既有|新晋|早期)?(?:股东|投资人|投资机构|机构|产业方|投资方)(?:、)?|旗下|国资平台|关联方|(?:家电|汽车|地方|本土|产业|医药|医疗|上市|国有|国资|民营|龙头)+(?:企业|国资|资本|公司|药企|车企)(?!结构|风险|投资|运营|基金)|车企|药企|险资|央企|国企|董事长|院长|系基金)(?=[^、]{2})"
)
_TAIL = re.compile(
    r"(?:等(?:[^、]{0,12})?|(?:作为)?(?:老|新|原|现有|既有)?股东|(?:旗下)?(?:联合|共同|独家|战略|追加|超额|持续|继续|分别|也|均|将|则|再次|同时|悉数|及)+)+$"
)
# What is told of an investor, or what it did.
_NOTE = re.compile(
    "[（(](?!有限合伙|[^）)]*(?:基金|资本)|[\u4e00-\u9fff]{2}[）)].)[^（）()]*[）)]$|(?:战略|联合)投资$|(?<=资本|创投|科投|基金|控股|银杏|证券)投资$"
)
_CLAUSE = re.compile(r"[^，。；;：:\n]+")
_MEMBERS = re.compile(
    r"(?:投资方|出资方|投资人|投资机构|投资者|股东)(?:还)?(?:包括|包含|有|为)(?:了)?(?P<list>[^。；;\n]{2,160})"
)
_ITEM = re.compile(r"[^、]+?(?=、|$|以及.{2}|(?<=.{2})(?:和|与|及)(?!.{0,1}(?:资本|投资|创投|基金)).{2})")
_PARTNERS = re.compile(
    r"(?:与|联合|携手)(?P<list>[^，。；：:\n]{2,30}、[^，。；：:\n]{2,60}?)(?:等[^，。；]{0,10})?(?:达成|签署|签订|签约|合作|共同|展开|开展|成立|组建)"
)
_TWO = re.compile(r"[\u4e00-\u9fffA-Za-z]{3,8}(?:和|与|及)[\u4e00-\u9fffA-Za-z]{3,8}(?=[，。；\n]|$)")
_AND = re.compile(r"^(?:以及|和(?=.{4})|与(?=.{3})|及(?=.{3}))")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·&（） .\-]{2,24}")
_NO_NAME = re.compile(
    r"老股东|新股东|股东|投资者|投资人|机构|知名|头部|产业资本|财务|本轮|资金|融资|公司|企业|多家|数家|一家|两家|三家|轮|亿|万|估值|团队|创始人|政府|顾问|方面|自然人|其他|各方|未披露|某|的|巨头|全球|该|此"
)


def find_investors(text: str) -> Iterator[Named]:
    for match in _CLAUSE.finditer(text):
        if led := _LED.search(match.group()):
            yield from _items(text, match.start(), match.start() + led.start())
    for match in _MEMBERS.finditer(text):
        if "、" in match["list"] or _TWO.match(match["list"]):
            end = re.split(r"，(?![^，。]{0,20}、)", match["list"])[0]
            yield from _items(text, match.start("list"), match.start("list") + len(end))
    for match in _PARTNERS.finditer(text):
        yield from _items(text, match.start("list"), match.end("list"))


def _items(text: str, start: int, end: int) -> Iterator[Named]:
    start = max(start, end - 160)
    end -= len(_found(_TAIL, text[max(start, end - 24) : end]))
    lead = _LEAD.match(text[start:end])
    start += lead.end() if lead else 0
    enumerated = "、" in text[start:end] or lead is not None
    for item in _ITEM.finditer(text[start:end]):
        name = item.group()
        if item.start() and text[start + item.start() - 1] != "、":
            name = _AND.sub("", name)
        name = name[len(_found(_LEAD, name)) :].strip()
        name = name[: len(name) - len(_found(_TAIL, name))]
        name = _NOTE.sub("", name)
        if enumerated and _WORD.fullmatch(name) and not _NO_NAME.search(name) and not is_plain(name):
            at = text.index(name, start + item.start())
            yield Named(at, at + len(name), name, 2.6)


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group() if match else ""
