"""What names are not made of: letters that stand side by side in everyday news; and the places that names begin with."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PLACE = re.compile(
    "上海|北京|深圳|广州|苏州|杭州|南京|成都|重庆|武汉|无锡|天津|西安|长沙|珠海|厦门|宁波|合肥|青岛|济南|大连|沈阳|哈尔滨|长春|郑州|昆明|贵阳|南昌|福州|"
    "石家庄|太原|兰州|东莞|佛山|常州|南通|泰州|连云港|烟台|温州|绍兴|嘉兴|台州|中山|惠州|"
    "江苏|浙江|广东|四川|山东|湖北|湖南|河北|河南|安徽|福建|江西|海南|云南|贵州|陕西|山西|甘肃|青海|辽宁|吉林|黑龙江|广西|内蒙古|新疆|西藏|宁夏|香港|澳门|台湾"
)


def is_plain(name: str) -> bool:
    return all(name[i : i + 2] in pairs() for i in range(len(name) - 1))


@cache
def pairs() -> frozenset[str]:
    """Two letters that stand side by side in everyday news. A line of the table is a letter and its followers."""
    lines = (Path(__file__).parent / "pairs.zh.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line[0] + after for line in lines if line for after in line[1:])
