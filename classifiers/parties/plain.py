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

COUNTRY = re.compile(
    "美国|英国|德国|法国|日本|韩国|印度尼西亚|印尼|印度|瑞士|瑞典|丹麦|荷兰|意大利|比利时|以色列|加拿大|澳大利亚|澳洲|新加坡|俄罗斯|西班牙|葡萄牙|挪威|芬兰|奥地利|爱尔兰|波兰|捷克|"
    "匈牙利|希腊|土耳其|乌克兰|罗马尼亚|保加利亚|塞尔维亚|克罗地亚|爱沙尼亚|立陶宛|拉脱维亚|冰岛|卢森堡|越南|泰国|马来西亚|菲律宾|缅甸|柬埔寨|老挝|文莱|巴基斯坦|孟加拉国|斯里兰卡|尼泊尔|蒙古|朝鲜|"
    "哈萨克斯坦|乌兹别克斯坦|格鲁吉亚|伊朗|伊拉克|沙特阿拉伯|沙特|阿联酋|阿拉伯联合酋长国|卡塔尔|科威特|阿曼|巴林|约旦|黎巴嫩|埃及|摩洛哥|阿尔及利亚|突尼斯|尼日利亚|肯尼亚|南非|埃塞俄比亚|坦桑尼亚|加纳|"
    "多哥|苏丹|卢旺达|毛里求斯|墨西哥|巴西|阿根廷|智利|哥伦比亚|秘鲁|厄瓜多尔|委内瑞拉|洪都拉斯|危地马拉|多米尼加|古巴|巴拿马|哥斯达黎加|新西兰|尼加拉瓜|玻利维亚|巴拉圭|乌拉圭|萨尔瓦多|牙买加|多米尼克|津巴布韦|赞比亚|乌干达|利比亚|叙利亚|也门|阿富汗|塔吉克斯坦|吉尔吉斯斯坦|土库曼斯坦|"
    "阿塞拜疆|亚美尼亚|白俄罗斯|斯洛伐克|斯洛文尼亚|马耳他|塞浦路斯|莫桑比克|安哥拉|喀麦隆|塞内加尔|科特迪瓦|欧盟|香港|澳门|台湾"
)


def is_plain(name: str) -> bool:
    return all(name[i : i + 2] in pairs() for i in range(len(name) - 1))


@cache
def pairs() -> frozenset[str]:
    """Two letters that stand side by side in everyday news. A line of the table is a letter and its followers."""
    lines = (Path(__file__).parent / "pairs.zh.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line[0] + after for line in lines if line for after in line[1:])
