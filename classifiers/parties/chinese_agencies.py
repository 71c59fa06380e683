"""Chinese agencies that no table knows: by their ending, or by a ministry's field of work before 部, 厅, 局."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers.parties.english import Named
from classifiers.parties.plain import COUNTRY, PLACE

_HAN = r"[\u4e00-\u4e27\u4e29-\u9fff]"
_FIELD = (
    "外交|教育|科技|科学技术|公安|民政|司法|财政|人力资源(?:和)?社会保障|自然资源|生态环境|环境保护|住房(?:和)?城乡建设|交通运输|水利|农业农村|农业|商务|文化和旅游|"
    "文化|卫生健康|卫生|应急管理|审计|工业和信息化|工信|市场监督管理|市场监管|药品监督管理|药监|医疗保障|医保|知识产权|数据|统计|能源|国防科技工业|发展和改革|"
    "发展改革|经济和信息化|经信|中医药管理|中医药|疾病预防控制|疾控|网信|体育|广电|通信管理|金融监管|大数据|政务服务|营商环境|税务|海关|反垄断|互联网信息"
)
_BY_FIELD = re.compile(
    rf"(?P<name>(?:国家|中国|美国|日本|韩国|英国|德国|法国|印度|(?:{_HAN}{{2,4}}?(?:省|市|区|县|州)|省|市|区))?(?:{_FIELD})(?:部|厅|局|委员会|委|办公室|办|总局|总署|署|省)|(?:省|市|区|{_HAN}{{2}}(?:省|市))(?:科|经信|住建|农|商)委)(?!署|门|长|分|队|级|件|位|落)"
)
_BY_ENDING = re.compile(
    rf"{_HAN}{{2,16}}?(?:人大常委会|人民代表大会常务委员会|人民代表大会|委员会|监督管理局|药监局|医保局|医疗保障局|卫健委|卫生健康委|发改委|人民政府|经济和信息化局|"
    rf"科学技术厅|科技厅|工信厅|通信管理局|省政府|市政府|管理局|经信局|信息化局|信息化厅|商务厅|商务局|财政厅|财政局|海关总署|税务总局|议会|监管局|食药监部|卫生部|司法部|保障部|教育部|"
    rf"总局|总署|网信办|审评中心|联合采购办公室|人民法院|检察院)"
)
_BREAK = re.compile(
    r"^.*(?:获得?|由|与|(?<!工业)(?<!经济)(?<!信息化)(?<!发展)(?<!卫生)(?<!文化)(?<!资源)和|及|向|经(?!济)|被|据|对|在|是|的|，|、|从|将|已|联合|会同|收到|来自|年|月|日|日前|近日|今日|表示|称|因|给|就|"
    r"取得|(?<=[^\u4e00-\u9fff])或|当前|签订|成功|纳入|通过|根据|按照|公司|签发|下发|发布|此前|随后|其中|届)(?=.{3})"
)
_REGION = rf"(?:{PLACE.pattern}|(?:(?<!{_HAN})|(?<=[由经与和及]))(?![由经与和及]){_HAN}{{2,3}})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|州|区|县)"
_PARLIAMENT = re.compile(
    rf"(?:中华人民共和国|(?:{_REGION})+)?(?:第?[一二三四五六七八九十]{{1,3}}届)?(?:全国)?(?:人民代表大会|人大)(?:常务委员会|常委会)?"
)
# What is named after its country, its province or the nation.
_HOME = rf"(?P<home>(?:{COUNTRY.pattern})(?:国家|联邦)?|(?:{PLACE.pattern})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?(?:{_HAN}{{2,3}}(?:市|区|县))?|国家|全国|特朗普|拜登)"
_WORK = rf"(?:(?!政府|国家){_HAN})"
_BODY = (
    rf"(?:(?:特区|联邦)?政府(?:办公厅|办公室)?(?!采购|引导|投资|工作|补|支持|资金|部门|机构|官员|主导|购买)|(?:特区|联邦)?内阁|杜马|央行|总检察长|证监局|管委会|最高法院|法院(?:行政处)?|卫生当局|"
    rf"{_WORK}{{1,10}}?(?:管理局|监督局|监察局|安全局|监管局|保障局|税务局|监管机构|监管部门|卫生当局|司法部门?|委员会|联合采购办公室|采购联盟|采购平台|采购中心|采购办公室|公共资源交易中心|疾病预防控制中心|疾控中心|"
    rf"[^部全内头总首一脑学局各]部(?![门分队长件位落署级])|[^餐客大展音]厅(?![级堂长])|创新署|总署|卫生署|安全处|通信管理局|网信办|消保委|教委|人社局|人民政府(?:办公厅|办公室)?|科技创新局|发改委|经济信息化委|开发区管委会|园区管委会))"
)
_AT_HOME = re.compile(_HOME + _BODY)
_FIRST_HOME = re.compile(rf"(?:{COUNTRY.pattern})|(?:{PLACE.pattern})(?:省|市|壮族自治区|回族自治区|维吾尔自治区)")
_CLAUSE = re.compile(
    "收购|宣布|发布|批准|获得?|完成|成立|取得|建立|公司|企业|集团|药企|投资|首个|首款|上市|提交|申请|推出|支付|，|的(?!$)|在|向|将|与.{1,4}签|市场(?!监|和|与)|患者|医院|研发|监管机构(?=.)"
)
_NOT = ("各级", "地方", "有关", "相关", "当地", "该", "专家", "审判", "评审", "薪酬", "投资委")


def _at_home(text: str) -> Iterator[Named]:
    for match in _AT_HOME.finditer(text):
        within = match.group()[len(match["home"]) :]
        if not _CLAUSE.search(within) and not COUNTRY.search(within):
            yield Named(match.start(), match.end(), match.group(), 3.0, agency=True)
    for match in _PARLIAMENT.finditer(text):
        if len(match.group()) > 6 or match.group().endswith(("常委会", "委员会")):
            yield Named(match.start(), match.end(), match.group(), 3.0, agency=True)


# Who a title or the first sentence tells of: "浙江：支持……", "韩国拟立法".
_ISSUES = re.compile(
    rf"^(?P<name>(?:{COUNTRY.pattern}|中国|(?:{PLACE.pattern})(?:省|市)?|加州))(?=[：:]|“十|拟(?!上市)|将(?:对|禁|要|推|出台|立法|实施|限)|出台|印发|要求|禁止|批准(?!上市)|通过(?=.{{0,14}}(?:法|条例|案))|发文|制定|立法|推出(?=.{{0,14}}(?:计划|政策|措施|方案|办法))|发布(?=.{{0,24}}(?:方案|计划|意见|措施|办法|战略|规划|条例|指南))|宣布|计划|推进|推动|支持|启动)"
)


def find_agencies(text: str) -> Iterator[Named]:
    """Agencies by name; where two readings overlap, the longer one is told first."""
    at_home = list(_at_home(text))
    yield from at_home
    if issues := _ISSUES.match(text):
        yield Named(0, issues.end("name"), issues["name"], 3.0, agency=True)
    taken = {named.end: named.start for named in at_home}
    for match in _BY_ENDING.finditer(text):
        if match.end() in taken:
            continue
        cut = _BREAK.match(match.group())
        start = match.start() + (cut.end() if cut else 0)
        if (home := _FIRST_HOME.search(text, start, match.end())) and home.start() - start <= 3:
            start = home.start()
        if not text.startswith(_NOT, start):
            yield Named(start, match.end(), text[start : match.end()], 3.0, agency=True)
    for match in _BY_FIELD.finditer(text):
        if match.end() - match.start() > 2 and match.end() not in taken:
            cut = _BREAK.match(match["name"])
            start = match.start() + (cut.end() if cut else 0)
            yield Named(start, match.end(), text[start : match.end()], 3.0, agency=True)
