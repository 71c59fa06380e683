"""Names in Chinese text that no table knows: by their trade or legal ending, their stock code, or their place before 宣布 and 公告."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers.parties.chinese_agencies import find_agencies
from classifiers.parties.chinese_institutions import find_institutions
from classifiers.parties.english import Named, find_names
from classifiers.parties.investors import find_investors
from classifiers.parties.plain import PLACE, is_plain, pairs

_HAN = r"[\u4e00-\u4e27\u4e29-\u9fff]"  # 丨 is a bar in headlines
_TRADE = (
    "产投|国投|城投|金投|大数据集团|大数据科技|大数据|智能机器人|智能科技|医疗机器人|机器人科技|医疗健康|健康科技|数据科技|生物药业|基因科技|生物制药|生物医药|生物科技|生物技术|生物|医药集团|医药科技|医药|制药|药业|药物|科技集团|科技|医疗集团|医疗科技|医疗器械|医疗|健康|医学|"
    "新药(?=[^\u4e00-\u9fff]|向|与|以|支付|将|的(?:全球|海外)|公告|获)|诊断|基因|疫苗|肽业|合成|中药|国药|器械|集团|股份|控股|资本|创投|投资|基金|证券|机器人|智能|智造|智影|智算|智药|半导体|微电子|电子|芯片|"
    "算力|云(?=[^\u4e00-\u9fff]|以|与|中标|位于|宣布|公告|的|获|发布|将|完成|和|$)|数据|信息|网络|技术|通信|光电|汽车|智驾|智行|动力|能源|新材|材料|化学|化工|大学|医院|研究院|研究所|实验室|药房|眼科|口腔连锁|"
    "铝业|实业|物流|食品|光学|精密|重工|电气|生命科学|生命|口腔|影像|细胞|免疫|肿瘤|国际|银行|保险|创新|纳米|量子|航天|具身|影业|连锁|动保"
)
_LEGAL = r"(?:(?:（[\u4e00-\u9fff]{2,6}）)?(?:科技|技术|集团|控股)?(?:股份)?(?:有限责任公司|有限公司|公司))"
# A trade that goes on as a common noun (医疗机构, 基因治疗, 数据中心) ends no name.
_GOES_ON = (
    "机构|药(?![业物企科房械])|服务|保障|卫生|领域|行业|产业|产品|市场|企业|设备|治疗|疗法|检测|编辑|突变|组学|集|安全|要素|模型|系统|应用|因子|癌|瘤|瘤|增殖|品|材|饮片|目录|指南|创新|人才|"
    "工程|工业|生态|赛道|概念|板块|技术(?!股|有|公司)|研究(?!院|所)|平台|中心|体系|制剂|分子|样本|类似药|可及|资源|基础|管理|监管|标准|接种|注射|试剂|数据|影像诊断|支付|费用|收费|救助|联盟|能力"
)
_ENDING = re.compile(
    rf"(?:{_TRADE})(?:集团|医院|资本(?!市场|开支|化)|创投|基金|连锁|研究院|控股(?!权|股|子))?(?P<legal>{_LEGAL})?(?!{_HAN}?(?:化|性|学家))(?!{_GOES_ON})"
)
_LEFT = re.compile(rf"{_HAN}+$")
# What cannot stand inside a name: a name begins after the last of these before its ending.
_BREAK = re.compile(
    "同意|全资子公司|控股子公司|子公司|参股公司|母公司|公司|企业|厂商|巨头|开发商|供应商|制造商|服务商|运营商|经销商|代理商|独角兽|龙头|股东|机构|伙伴|合作方|对手|友商|同行|平台|收购|并购|入股|"
    "携手|牵手|联手|联合|授予|授权|转让|出售|购买|受让|投资方|领投|跟投|参投|签署|签订|签约|订立|达成|合作|宣布|公告|公布|披露|表示|通知|旗下|所持|持有|"
    "控股(?=.{3})|国家|美国|英国|德国|法国|日本|韩国|瑞士|瑞典|丹麦|荷兰|意大利|比利时|以色列|印度|加拿大|澳大利亚|新加坡|中国|国内|海外|全球|本土|"
    "国产|一家|两家|多家|三家|首家|本次|此次|该|其|由|与|和(?!黄|誉|铂|元)|及|向|对|将|获得?|被|为|给|以|从|让|是|的|在|并|或|而|了|后|拟|称|已|则|用于|"
    "支持|涉及|关于|包括|推进|发展|建设|成立|设立|出资|投资(?=.{3})|增资|认购|参与|来自|就|同(?!仁|润)|等|之|据|按|把|于|至|开展|提供|采购|供应|认为|"
    "董事长|创始人|负责人|首席|总裁|记者|消息|旗舰|创新药企|药企(?!业)|车企(?!业)|中标|三甲|内容|创作|器械商|方面|晚间|今日|近日|昨日|日前|当日|同日|早间|亿元|万元|美元|"
    "本|该|某|各|这|那|此|每|新一轮|轮|股|主营|专注|聚焦|布局|深耕|加码|全面|正式|首次|完成|终止|启动|推动|发布|研发|自研|开发|生产|销售|商业|临床|"
    "终点|入组|批准|核准|引入|取得|品牌|患者|受试|治疗|注射|产业|行业|市场|领域|人工|具身(?=智能)|数字|大|小|传统|现代|智慧|互联网|高端|先进|前沿|相关|核心|关键|基础|多个|专项|指数|板块|概念|"
    "产业方|资方|买方|卖方|合作方|知名机构|曾|均|还|也|又|再|此番|只|仅|更|最|很|都|不|无|非|可|能|会|要|应|须|需|有|来|去|到|上(?!海|药|汽|微)|下|中(?!国|科|芯|信|生|微|兴|航|电|移|联|车|诚|昊|金|银|卫|建|粮|煤|铁|交|远|关)|内|外|前(?!沿)|老股东|"
    "接盘|拿下|买下|卖给|买|卖|付|交|换|持股|控制|合资|合同|协议|交易|项目|产品|创新(?=药)|化学(?=药)"
)
_BREAK_INCORPORATED = re.compile(
    "子公司|公司(?=.)|批准|申报|核准|授予|签发|近日|宣布|公告|通过|与|和(?!黄|誉|铂|元)|及|向|由|对|将|收购|增资|入股|认购|受让|持有|获得?|为|系|即|投资(?=.{8})|到|自|从|于|在|是|就|、|让|给|拟|关于|旗下|企业|股东|方|跟|同(?!仁|润|济|创|方)"
)
_SUBJECT = re.compile(
    r"(?:^|[。！？；;\n，,、：:「“丨|｜·•】]|(?<=公司)|(?<=企业)|(?<=另悉，)|\d[、.．] ?)"
    rf"(?P<name>{_HAN}{{2,7}}?)(?P<code>[（(][^（）()]{{0,12}}\d{{4,6}}[^（）()]{{0,6}}[）)]|[（(][A-Z]{{1,6}}\.[A-Z]{{1,3}}[）)])?"
    r"(?P<verb>[：:](?!“)|公告|宣布|披露|表示|公布|发布公告|晚间|今日|近日|日前|此前|通过港交所|完成[^，。]{0,12}融资|获[^，。]{0,16}(?:投资|融资|批准|受理|FDA)|拟以?|(?:获得?|完成)?(?:天使|种子|战略融资|Pre-?[A-Z]|[A-H])\d?\+*轮?(?:获|融资|完成)?|"
    r"递交|递表|赴港|港股|科创板|以[\d.,，]+[亿万]|中标|位于|自主研发|自研|旗下|携手|签约|签署|与[^，。]{2,20}(?:签|达成|合作|订立|成立|就|分手|联手)|向[^，。]{2,14}(?:支付|授予|出售|转让|订购|租用|采购|出资|投资)|从[^，。]{2,14}(?:手中|引进|获得|收回))"
)
_NOT_SUBJECT = re.compile(
    r"公司|股东|资方|参股|企业|项目|该|本次|双方|交易|市场|根据|协议|数据|报告|显示|新药|产品|记者|消息|官方|方面|人士|分析|业内|机构|专家|我国|中国|美国|全国|国内|"
    r"部门|负责|董事|创始|首席|其中|此次|此外|同时|目前|日前|近日|今日|近期|昨日|同日|当日|当天|今年|去年|年|月|日|时|后|前(?!沿)|中|的|是|在|了|将|已|并|为|与|和|或|等|"
    r"如|若|因|由|据|按|对|向|以|款|款项|余|投资者|投资方|融资|资金|合作|通知|公告|文件|意见|办法|条例|规定|方案|计划|政策|会议|大会|论坛|平台|系统|模型|试验|研究|患者|药品|"
    r"晚间|早间|受理|公示|许可|审评|回顾|预告|价格|金额|总价|快讯|早参|晚报|日报|周报|独家|首发|聚焦|关注|重磅|突发|最新|全球|行业|首个|首款|首例|两家|多家|一家|一位|我们|他|她|它|这|那|再|此番|获得?|得到|企业|药企|车企|收购"
)
_CODED = re.compile(
    rf"(?P<name>\*?(?:ST)?{_HAN}{{2,6}}(?:[AB])?)[（(](?:[A-Z]{{2,6}}[:：. ])?(?:\d{{4,6}}(?:\.[A-Z]{{2}})?|[A-Z]{{1,6}}\.[A-Z]{{1,3}})[^（）()]{{0,14}}[）)]"
)
_AT_START = re.compile(r"(?:^|[。！？；;\n，,、：:「“丨|｜·•】]|[讯电])$")
_HEADED = re.compile(
    rf"(?:^|[】【\n]|[讯电]，)(?P<name>{_HAN}{{2,7}}?)(?=[：:](?!“)|公告|晚间公告|发布公告|[（(]\d{{4,6}}\.)"
)
# Verbs and adverbs that a name was read on over.
_RAN_ON = re.compile(
    "(?:正式|同步|集体|此前|随后|计划|拟|斩|战略|率先|全面|再次|首次|推出|发布|布局|推进|推迟|开发|扩大|取得|推动|宣布|随即|联合|领投|深度|同意|启动|上线|更新|布局|共同(?:投资|出资|开发|设立)|已|在(?=..)).*$|(?<=.{2})[将获与]$"
)
# Who won in a procurement: the place belongs to the name, "Shandong Oakfield" beside others.
_WON = re.compile(
    r"(?P<list>[^。；\n]{2,200}?)(?:等(?:\d+|[一二三四五六七八九十]+)?家?(?:企业|公司|药企|产品)?)?(?:均|全部|也|都)?(?:拟中选|中选|拟中标|中标|入围)"
)
_MEMBER = re.compile(
    rf"(?:^|[、，：（(和及与])(?P<name>(?:{PLACE.pattern}){_HAN}{{2,5}}?)(?=[、，）)]|等|和|及|与|均|拟|中选|$)"
)
_NO_HEAD = re.compile(
    r"部门|(?:部|局|委|省|市|区|会|办|院|报|讯|条|则|股|日|天|闻|息|者|家|人|道|评|析|察|点|榜|选|享|递|报道|快讯|早参|晚报|播报|公司|企业|国|我们)$|^(?:全国|国务院|官方|公司|根据|截至|另|上周|下周|上期|下期|本期)|(?:受理|公示|许可|审评|回顾|预告|号|份)$"
)
_PARTNER = re.compile(
    rf"(?:与|同|携手|联手|牵手|联合|授权给|许可给|授予|转让给|出售给|卖给|来自|向)(?P<name>{_HAN}{{2,6}}?)(?=签署|签订|签约|订立|达成|宣布|共同(?:投资|出资|开发|设立|组建|研发)|合资|合作|联合开发|支付|收购|采购)"
)
_QUOTED = re.compile(r"[「“](?P<name>[\u4e00-\u9fffA-Za-z]{2,10})[」”](?=（|\(|完成|获|宣布)")
_ENUMERATED = re.compile(rf"、(?P<name>{_HAN}{{3,6}})(?=[一二两三四五六七八九十]家|等[一二两三四五六七八九十\d]*家)")
# Words that no full name holds before its legal form.
_BREAK_SURE = re.compile(
    "子公司|附属公司|附属(?!医院)|公司(?=.)|出资|设立|引入|引进|取得|品牌|的有|(?:方案|服务|供应|经销|代理|制造|运营)商|成功|签订|签署|同意|新增|其中|中标|亮相的|的(?=.{4})|[亿万]元投资|联合(?=.{4})|随着|批准|申报|核准|授予|签发|宣布|公告|收购|增资|入股|认购|受让|持有|获得|旗下|股东|关于|通过|企业(?!管理)|、"
)
_INCORPORATED = re.compile(
    rf"(?:{_HAN}{{2,12}}?[（(]{_HAN}{{2,6}}[）)]{_HAN}{{0,12}}?|{_HAN}{{2,18}})(?:股份)?有限(?:责任)?公司(?:[（(]有限合伙[）)])?|"
    rf"{_HAN}{{4,28}}(?:合伙企业|中心|有限合伙)(?:[（(]有限合伙[）)])|{_HAN}{{4,28}}合伙企业|{_HAN}{{2,8}}[（(]{_HAN}{{2,6}}[）)]{_HAN}{{2,16}}合伙企业(?:[（(]有限合伙[）)])?"
)
_SUBSIDIARY = re.compile(
    rf"(?:子公司|孙公司|参股公司|联营公司|合营公司|附属公司|下属公司|分公司|旗下(?:企业|公司)?)(?P<name>{_HAN}{{2,8}}?)(?=近日|日前|今日|今天|收到|获得?|取得|与|于|拟|将|的|已|在|参加|参与|签|提交|申报|研发|自主|中标|发布|推出|完成|宣布|[（(、]|及|和|向|为|就|持有|启动)"
)
_NO_SUBSIDIARY = re.compile(
    r"产品|公司|基金$|品牌|业务|平台|医院$|股权|控股|全资|上述|相关|其他|部分|多家|两家|一款|药品|仿制|创新药|首款|核心"
)
_OBJECT = re.compile(
    rf"(?:收购|入股|控股|参股|受让|增资|并购|买下|认购|拿下|购买|转让|出售|携手|牵手|联手)(?:了|其|参股公司|控股子公司)?(?P<name>{_HAN}{{2,6}}?)(?=\d|的?(?:部分|全部|控股|剩余|新增)?(?:控股权|股权|股份|控制权|新股|注册资本)|达成|签署)"
)
_INVESTOR = re.compile(
    rf"(?:由|、|与|和|及|，|获得?(?!得))(?P<name>{_HAN}{{3,7}}?)(?=、|与|和|及|等|共同|联合|领投|跟投|参投|持续加码|追加)(?=[^。；]{{0,40}}(?:投资|投|加码))"
)


def find_chinese_names(text: str) -> Iterator[Named]:
    """Names in Chinese letters and, amid them, in Latin ones."""
    yield from _by_ending(text)
    yield from _by_place(text)
    yield from _by_win(text)
    yield from find_agencies(text)
    yield from find_institutions(text)
    yield from find_investors(text)
    for named in find_names(text):
        yield Named(named.start, named.end, named.name, _latin_score(text, named), named.agency)


def _by_ending(text: str) -> Iterator[Named]:
    last = 0  # a name does not begin inside the one before it
    for match in _ENDING.finditer(text):
        first = max(last, match.start() - 12)
        left = _LEFT.search(text[first : match.start()])
        before = text[first + left.start() - 1 : first + left.start()] if left else ""
        whole = left is not None and (left.start() > 0 or not first) and not before.isalnum()
        member = before == "、" and _MEMBER_OF_LIST.match(text, match.start()) is not None
        start = match.start() - (
            _stem(_undated(left.group(), text, match.start()), whole=whole, listed=before == "、", member=member)
            if left
            else 0
        )
        if start < match.start():
            last = match.end()
            yield Named(start, match.end(), text[start : match.end()], 3.0)
    for match in _INCORPORATED.finditer(text):
        begin = _begin_incorporated(match.group())
        if match.end() - match.start() - begin > 6:
            yield Named(match.start() + begin, match.end(), match.group()[begin:], 4.0)


def _begin_incorporated(name: str) -> int:
    """Where a name with a legal form begins: with its place, whatever letters follow that are words elsewhere (北京和光…)."""
    bracket = re.search("[（(]", name)
    head = name[: bracket.start()] if bracket else name[:-4]
    if "合伙" in name:  # its legal form stands before or in the bracket
        head = re.sub("(?:管理)?(?:合伙企业|中心|有限合伙)$", "", re.sub("[（(]有限合伙[）)]$", "", name))
        bracket = re.search("[（(]", head)
        head = head[: bracket.start()] if bracket else head
    sure = max((m.end() for m in _BREAK_SURE.finditer(head) if len(head) - m.end() >= 2), default=0)
    places = [m.start() for m in PLACE.finditer(head[:-3] if not bracket else head, sure)]
    if places:
        return places[-1]
    return max([sure] + [m.end() for m in _BREAK_INCORPORATED.finditer(head) if len(head) - m.end() >= 2])


def _by_place(text: str) -> Iterator[Named]:
    for pattern in (_CODED, _QUOTED, _ENUMERATED):
        for match in pattern.finditer(text):
            begin = 0 if _AT_START.search(text[: match.start("name")][-2:]) else _begin(match["name"])
            if begin is not None:
                yield Named(match.start("name") + begin, match.end("name"), match["name"][begin:], 4.0)
    for match in _HEADED.finditer(text):
        name = _RAN_ON.sub("", match["name"])
        if len(name) > 1 and not _NO_HEAD.search(name) and not PLACE.fullmatch(name):
            # A title alone does not tell that it is a company: the text must say the same name.
            score = 1.2 if text.startswith("公告", match.end()) else 0.6
            yield Named(match.start("name"), match.start("name") + len(name), name, score)
    for match in _SUBSIDIARY.finditer(text):
        name = _RAN_ON.sub("", match["name"])
        if len(name) > 1 and not _NO_SUBSIDIARY.search(name) and not is_plain(name):
            yield Named(match.start("name"), match.start("name") + len(name), name, 2.6)
    for pattern, score in ((_OBJECT, 2.5), (_PARTNER, 2.0), (_INVESTOR, 2.0), (_SUBJECT, 1.5)):
        for match in pattern.finditer(text):
            name = _RAN_ON.sub("", match["name"])
            if len(name) > 1 and not _NOT_SUBJECT.search(name) and not (is_plain(name) and pattern is not _INVESTOR):
                yield Named(match.start("name"), match.start("name") + len(name), name, score)


def _by_win(text: str) -> Iterator[Named]:
    for match in _WON.finditer(text):
        for member in _MEMBER.finditer(match["list"]):
            if not _NOT_SUBJECT.search(member["name"][2:]) and not PLACE.match(member["name"][2:]):
                start = match.start("list") + member.start("name")
                yield Named(start, start + len(member["name"]), member["name"], 2.6)


def _undated(left: str, text: str, end: int) -> str:
    """Without the 日 of a date before it."""
    dated = left[:1] in "年月日" and text[end - len(left) - 1 : end - len(left)].isdigit()
    return left[1:] if dated else left


def _stem(left: str, *, whole: bool, listed: bool, member: bool) -> int:
    """How many of the letters before an ending are the name's own: 0 when they are plain words.

    `whole`: nothing but a mark stands before them, so that they are the name even where a part of it is a word.
    """
    if whole and 2 <= len(left) <= 3 and (listed or left[0] not in _LEADING) and not is_plain(left):
        return len(left)
    if whole and member and 3 <= len(left) <= 6 and not _SAID.search(left):
        return len(left)  # a member of a list, whatever words its letters are elsewhere
    begin = _begin(left)
    stem = left[begin:] if begin is not None else _soft(left)
    if begin and 3 <= len(stem) <= 4 and _COUNTRY.search(left[:begin]) and not is_plain(stem):
        return len(stem)  # "法国拉维耶制药": a name in sounds begins with its country's end
    if _OWNED.search(left[: len(left) - len(stem)]) and 2 <= len(stem) <= 4:
        return len(stem)  # "the subsidiary Boulder Bio": a name even of plain words
    while len(stem) > 2 and stem[:2] in pairs() and not PLACE.match(stem):
        stem = stem[2:] if len(stem) > 3 else stem[1:]
    if len(stem) < 2 or len(stem) > 6 or stem[-1] in "癌瘤病症炎痘感毒" or is_plain(stem):
        return 0
    return len(stem)


_SAID = re.compile(
    "[一二两三多]家|[与和由的将]|知名|老股东|股东|机构|企业|公司|包括|以及|其中|合作|联合|领投|跟投|收购|宣布|发布|国产|工业|产业|行业|市场|保障|社会|医疗|健康|保险|信息|共同|政府|国家"
)
_MEMBER_OF_LIST = re.compile("(?:资本|创投|投资|基金|证券|控股|药业|制药)(?:集团|公司)?(?=[、等和与及，。；领跟联]|$)")
_COUNTRY = re.compile(
    "(?:美国|英国|德国|法国|日本|韩国|瑞士|瑞典|丹麦|荷兰|意大利|比利时|以色列|印度|加拿大|澳大利亚|新加坡)$"
)
_OWNED = re.compile("(?:子公司|孙公司|旗下|参股公司)$")
_SOFT = re.compile("^(?:.{1,2}[和同达元大本可能新以对立上合中]|[和同达元大新立上合中前].)$")


def _soft(left: str) -> str:
    """A name that ends in a letter which elsewhere is a word of its own, as 晋和 in 四川晋和制药."""
    begin = max((m.end() for m in _BREAK.finditer(left[:-1]) if len(left) - m.end() >= 2), default=0)
    stem = left[begin:]
    bare = PLACE.sub("", stem)
    return stem if _SOFT.match(bare) and bare[:2] not in pairs() else ""


_LEADING = "与和及向由对将被为给以从让是的在并或而了后拟称则该其经就据按把于至获"


def _begin(stem: str) -> int | None:
    """Where in the stem the name begins, or None when nothing of a name is left."""
    begin = 0
    for match in _BREAK.finditer(stem):
        begin = match.end()
    return begin if len(stem) - begin >= 2 else None


_LATIN_VERB = re.compile(
    r"[（(，]?[^，。]{0,6}?(?:宣布|公告|表示|支付|签|达成|完成|获|将|授|收购|发布|推出|开源|就|与|和|公司|订立|终止|持有|拟|的|已|负责|向|公布|领投|参投|跟投|投资)"
)
_LATIN_LEAD = re.compile(
    r"(?:美国|英国|德国|法国|瑞士|日本|韩国|丹麦|荷兰|瑞典|比利时|意大利|以色列|公司|企业|药企|巨头|伙伴|与|和|向|由|授予|收购|自|给|从|子公司|被|对|及|、|平台)\s?$"
)


def _latin_score(text: str, named: Named) -> float:
    name, score = named.name, named.score
    if len(name) < 3 or re.search(r"\d", name) or (name.isupper() and len(name) <= 5):
        return score - 3
    after, before = text[named.end : named.end + 12], text[max(0, named.start - 6) : named.start]
    if re.match(
        r"[A-Za-z0-9/\-]|[\u4e00-\u9fff]{0,2}(?:肾病|病|症|癌|瘤|炎|综合征|阳性|单?抗|抑制剂|激动剂|受体|受试|细胞|疗法|轮|研究|试验|平台|模型|芯片|靶点|蛋白|突变)",
        after,
    ):
        return score - 1
    return score + (1.5 if _LATIN_LEAD.search(before) else 0) + (1.0 if _LATIN_VERB.match(after) else 0)
