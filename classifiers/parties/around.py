"""What stands around a known Chinese name and belongs to it: a country, a province or city before it, an office of it after it."""

from __future__ import annotations

import re

from classifiers.parties.aliases import Match
from classifiers.parties.plain import COUNTRY, PLACE

_ABROAD = re.compile(rf"(?:{COUNTRY.pattern})(?:联邦)?$")
_CHINA = re.compile("(?:中华人民共和国|中国)$")
_PLACE = re.compile(rf"(?:^|[^\u4e00-\u9fff]|[与和及由等向]|子公司)(?P<place>{PLACE.pattern})$")
# Of a ministry: its general office, a department; 司法 and 司长 are none.
_OFFICE = re.compile(
    "办公厅|办公室|(?:综合|规划|科技|装备工业|信息通信|网络视听|国际合作|高技术|产业|药品|器械|医疗|政策|法规|法制|消费品工业|电子信息|注册管理|监督管理|医药|价格|人事|市场|机构|"
    "原材料|待遇保障|医药服务|疾病|妇幼|规划发展|信息化|老龄|食品|科教|体改|财务|基金|发展|管理|招采|和|与|、){1,4}[一二三四]?司(?!法|长|局)"
)
_BRANCH = re.compile(rf"(?:(?:{PLACE.pattern})(?:省|市|自治区)?)(?:省?分公司|公司|分行|分院)")
_LOCAL = re.compile(rf"(?:{PLACE.pattern})(?:省|市|壮族自治区)?$")
_COMMON = ("网信办", "国资委", "发改委", "卫健委", "药监局", "医保局", "人社部")
_SHARED = re.compile("国家|全国|财政部|卫生部|教育部|商务部|农业|科技部|公安部|民政部|证监会|自然资源部|海关总署|国务院")


def widened(text: str, match: Match) -> tuple[int, int, bool] | None:
    """Start and end with what belongs to the name, and whether it is still the one that the table knows; None where nothing does."""
    name, before = text[match.start : match.end], text[max(0, match.start - 16) : match.start]
    if not "\u4e00" <= name[0] <= "\u9fff":
        return None
    if match.rows[0].kind == "company":
        place = _PLACE.search(before)
        branch = _BRANCH.match(text, match.end)
        if branch:
            return match.start, branch.end(), False
        return (match.start - len(place["place"]), match.end, True) if place else None
    if name in _COMMON and (local := _LOCAL.search(before)):
        return match.start - len(local.group()), match.end, False
    start, is_same = match.start, True
    if _SHARED.match(name):
        if china := _CHINA.search(before):
            start -= len(china.group())
        elif abroad := _ABROAD.search(before):
            start, is_same = start - len(abroad.group()), False
    office = _OFFICE.match(text, match.end)
    end = office.end() if office else match.end
    return (start, end, is_same and office is None) if (start, end) != (match.start, match.end) else None
