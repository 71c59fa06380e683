"""Chinese universities, hospitals, academies and laboratories: with the place and the house that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers.parties.english import Named
from classifiers.parties.plain import COUNTRY, PLACE

_HAN = r"[\u4e00-\u4e27\u4e29-\u9fff]"
_REGION = rf"(?:{PLACE.pattern})(?:省|市|壮族自治区|回族自治区|维吾尔自治区)?(?:{_HAN}{{2,3}}(?:市|区|县))?"
_NAME = "清华|复旦|同济|南开|厦门|交通|中山|华东师范|华南理工|哈佛|斯坦福|耶鲁|剑桥|牛津|麻省理工|普林斯顿|纽约|哥伦比亚|康奈尔|约翰斯·霍普金斯|多伦多|苏黎世联邦理工|南洋理工|早稻田|首尔"
_FIELD = "医科|交通|理工|师范|中医药|药科|农业|工业|科技|科学技术|财经|民族|海洋|邮电|电子科技|航空航天|中文|人民|政法|外国语|林业|矿业|石油|工程|城市|浸会|公开"
_UNIVERSITY = (
    rf"(?:(?:{PLACE.pattern}|{COUNTRY.pattern}|首都|中国|华中|华南|华东|华北|西南|西北|东南|东北|中南|南方|北方)(?:{_FIELD}){{0,2}}|(?:{_NAME})|中国科学院|中国人民解放军{_HAN}{{2,4}})大学"
    r"(?:医学部|医学院|深圳研究生院|药学院)?(?:[（(]\w{2,4}[）)])?"
)
_STOP = r"(?![与和及、，为将已在是对院长])"
_PART = rf"(?:{_STOP}{_HAN})"
_HOUSE = re.compile(
    rf"(?:{_UNIVERSITY})(?:(?:附属|第|医学院附属){_PART}{{1,8}}?医院|{_PART}{{2,4}}医院|{_PART}{{2,10}}?(?:研究所|研究院|实验室|研究中心))?|"
    rf"(?:中国科学院|中国医学科学院|中国农业科学院|中国社会科学院|中国中医科学院)(?:{_PART}{{2,12}}?(?:研究所|研究院|研究中心|网络信息中心|医院))|"
    rf"(?:{_REGION})(?:{_PART}{{2,3}})?(?:第[一二三四五六七八九十]+)?(?:省|市)?(?:人民|中心|总|中医|妇幼保健|肿瘤|胸科|儿童|口腔)(?:{_HAN}{{2}})?(?:医院)|"
    rf"(?:国家|国家地方共建|(?:{_REGION}))(?!级|重点){_PART}{{2,10}}?(?:创新中心|超算中心|发展中心|研究院|实验室|交易中心|检测中心|开发区管委会)(?!{_HAN}{{0,2}}(?:建设|规划))"
)
# What a place or the state owns and invests through: words of any clause stand in its name, though not before them.
_OWNED = re.compile(
    rf"(?:{PLACE.pattern})(?P<own>{_PART}{{2,6}}?)(?:(?:产业|投资|控股|管理|发展|资产|建设){{1,2}})集团(?!有限|股份|公司)|国家(?P<field>{_PART}{{2,8}}?)产业(?:投资)?基金"
)
_CLAUSE = re.compile(
    "收购|宣布|发布|批准|获得?|完成|公司|企业|集团|投资|上市|提交|推出|打造|建设|设立|建立|成立|启动|联合|一批|首个|产业(?=.{5})|加快|支持|多个|依托|的|向|市场|级|重点|牵头|举办|召开|签约|落户|[一二两三几多数各某首]{1,2}(?:家|所|个|批|大)|省内|市内|本地|当地|大力|扶持|鼓励|引导|给予"
)


def find_institutions(text: str) -> Iterator[Named]:
    for match in _HOUSE.finditer(text):
        if not _CLAUSE.search(match.group()):
            yield Named(match.start(), match.end(), match.group(), 2.6)
    for match in _OWNED.finditer(text):
        if not _CLAUSE.search(match["own"] or match["field"]):
            yield Named(match.start(), match.end(), match.group(), 2.6)
