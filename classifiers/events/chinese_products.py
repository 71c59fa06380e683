"""What a Chinese event is about: a drug by its name and form, a code, a device, a model."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FORM = (
    r"注射液|软胶囊|胶囊|缓释片|肠溶片|分散片|颗粒|滴眼液|乳膏|软膏|贴剂|凝胶|口服液|口服溶液|吸入溶液|混悬液|喷雾剂|吸入粉雾剂|吸入剂|滴丸|粉针剂|冻干粉针|干混悬剂|浓溶液|控释片|丸(?=[》”的（(，。、；获药]|$)|"
    r"(?<![芯图大影照卡名切唱])片(?![区刻段时源头子酸面状])"
)
_STEM = r"单抗|双抗|三抗|替尼|西尼|格列净|格列汀|鲁肽|那肽|泊肽|他汀|沙坦|仑赛|西普|拉唑|瑞林|拉韦|那韦|夫定|韦钠|西利|帕利|唑胺|司他|度胺|硼罗|司群|地平"
_DEVICE = r"试剂盒|支架|瓣膜|夹合系统|导管|球囊|胆道镜|内镜|内窥镜|血压计|监测系统|监测仪|检测仪|起搏器|晶状体|检测软件|诊断软件|分析软件|辅助软件|手术机器人|手术系统|造影X射线机|磁共振系统"
_WORD = "[\u4e00-\u9fffA-Za-z0-9α-ωⅠ-Ⅻ/-]"
_NAMED = (
    re.compile(
        rf"(?:签发|颁发|核发|下发|出具)的?(?:关于)?(?P<n>(?!《){_WORD}{{2,30}}?)(?:的)?《(?:药品|药物|医疗器械|化学原料药|中华)"
    ),
    re.compile("产品名称(?:为|：)(?P<n>[^，。；（(]{2,24})"),
    re.compile(
        rf"(?P<n>注射用{_WORD}{{2,16}}?)(?=上市|治疗|获|新|药品|临床|的|（|\(|拟|通过|用于|补充|境|在|[，。、《”；\s]|$)"
    ),
    re.compile(
        r"(?P<n>(?:注射用)?(?<![A-Za-z0-9-])(?:[A-Z]{1,6}-?[A-Z]?\d{2,6}[A-Z]{0,2}(?:-[A-Z0-9]{1,3})?|[A-Z]{2,4}-\d{1,4}[A-Za-z]?|[A-Z]{2,4}-[A-Z]\d{1,3})(?![A-Za-z0-9/])"
        rf"(?:[\u4e00-\u9fff]{{0,3}}(?:{_FORM}|雾化吸入剂))?)"
    ),
    re.compile(rf"(?P<n>{_WORD}{{2,18}}?(?:疫苗|人免疫球蛋白|(?<!化学)原料药|{_FORM}))"),
    re.compile(rf"(?P<n>{_WORD}{{2,12}})化学原料药"),
    re.compile(rf"(?P<n>[\u4e00-\u9fff]{{2,10}}?(?:{_STEM}))"),
)
_OF_DEVICES = re.compile(rf"(?P<n>{_WORD}{{2,16}}?(?:{_DEVICE}))")
_QUOTED = re.compile(
    r"(?:药|产品|疗法|疫苗|试剂|器械|鼻喷剂|新药|注射液|自主研发的)[（(]?[“「](?P<n>[^”」，。]{2,24})[”」]|[“「](?P<m>[^”」，。]{2,24}?(?:试剂盒|片|胶囊|注射液|疫苗|颗粒))[”」]"
)
_BRAND = re.compile(r"(?:的|药物|新药|产品|疗法|药) ?(?P<n>[A-Z][a-z]{5,}(?: [A-Z][a-z]+)?)(?=[\u4e00-\u9fff，。（\s])")
# A code that is a target, a licence number, an exchange's ticker or a standard.
_NO_CODE = re.compile(
    r"^(?:注射用)?(?:CD|IL|HER|PD|KRAS|COVID|GLP|TNF|IFN|VEGF|BRCA|CTLA|TYK|JAK|CDK|SGLT|FGFR|BTK|GPRC|CLDN|TROP|EGFR|FAP|BCMA|PCSK|LAG|TIGIT|KIF|S1P|GPT|HPV|MMP|TLR|IGF|EV|Q|FY|H|EUR|USD|GBP|CHF|CNY|RMB|"
    r"JPY|HKD|ISO|CE|SEC|NO|T|A|F|K|CXSL|CXHL|JXHL|CYHS|CXSS|CXHS|GB|ANDA|PCT|SH|SZ|IRAK|CCR|AAV|POL|ICD|NCT|CTR|B|AI|M|ARM|X|G|L)-?\d+[A-Z]?\d*[A-Z]?$|^\d"
)
_TARGET = re.compile(r" ?(?:双抗|单抗|三抗|抑制剂|激动剂|拮抗剂|降解剂|靶点|突变|ADC|CAR|受体|阳性|抗体|/|疫苗株|通路)")
_LEAD = re.compile(
    r"^.*(?:签发|的|获得?|收到|取得|关于|公司|产品|药物|新药|抑制剂|激动剂|拮抗剂|调节剂|降解剂|(?:单抗|双抗|抗体)(?!注射液|冻干粉)(?=[\u4e00-\u9fff]{3})|将|其(?!奥)|与|和|批准|自研|研发|开发|引进|通过|推出|发布|(?<!靶)向|终止|项目|采购|受理|递交|"
    r"商业化|销售|皮下注射(?!人)|研制|用于|创新药|订购|[两三四五]?款|申报|类|被|对(?!乙)|为|支持|纳入|评价|启动|完成|治疗|代|万剂|年|就|该|旗下|\d台|同意|此次获批是|首个|下属企业)(?=.{2})"
)
_GENERIC = re.compile(
    r"^(?:获得|取得|收到|拟?中选|该|本|此|上述|一|这|创新|化学|中药|预防|治疗|新型|国产|多|减重|抗|首个|生物|注射用|三价|四价|肿瘤|大|小|出让|.{0,2}公司|.*[图芯照影]片|.*大片|股|原料药|化学原料药|疫苗|注射液|片|胶囊)$"
)
_RELEASED = (
    re.compile(r"(?:发布|推出|开源|上线|亮相|停运|关闭)[^。；，“「]{0,24}[“「《](?P<n>[^”」》（(，。]{2,20})"),
    re.compile(
        r"(?:模型|芯片|平台|处理器|系统|智能体|框架)[“「]?(?P<n>(?:(?![如为有和的与是在已由以对将及了])[\u4e00-\u9fff]){1,5}-?[A-Z0-9][A-Za-z0-9.]*)(?=[，。”」（\s]|$)"
    ),
    re.compile(r"(?P<n>[A-Z][A-Za-z0-9.]*[A-Za-z0-9](?:浏览器|人形机器人|机器人))"),
    re.compile(
        r"(?:发布|推出|开源|上线|亮相|停运|关闭|介绍)(?:了|首款|最新|全新|新一代)*(?:(?!竞品|如)[^。；，]){0,40}?(?P<n>(?<![A-Za-z0-9])(?!AI(?![A-Za-z0-9])|ADC|IND|API\b|GPU\b|CPU\b|CEO\b|GPT系)[A-Z][A-Za-z0-9.]*[A-Za-z0-9](?:[- ](?:[A-Z0-9][A-Za-z0-9.]*|for|of)){0,5})"
    ),
    re.compile(r"(?:推出|发布|上线)了?(?P<n>[\u4e00-\u9fffA-Z]{2,20}?(?:平台|系统|助手|工具|机器人|芯片|大模型))"),
)
_WITH_PRODUCT = frozenset({
    "license", "option", "asset_purchase", "supply", "contract", "collaboration", "submission", "acceptance", "approval", "refusal", "designation",
    "trial_start", "enrolment", "readout_positive", "readout_negative", "launch", "model_release",
})  # fmt: skip
_MAY_BE_DEVICE = frozenset({"submission", "acceptance", "approval", "refusal", "designation", "launch", "supply"})


def find_chinese_product(texts: list[str], kind: str) -> str | None:
    """The product that is named first, as it is written; none where a company, money or a building is what changes."""
    if kind not in _WITH_PRODUCT:
        return None
    for text in texts:
        if kind == "model_release" and (name := _released(text)):
            return name
        found = sorted(_candidates(text, kind), key=lambda c: (c[0], -len(c[1])))
        if found:
            return _fuller(found[0][1], texts, kind)
        if kind == "launch" and (name := _released(text)):
            return name
    return None


def _fuller(name: str, texts: list[str], kind: str) -> str:
    """A headline's "eye patch" is, where the text tells it, the patch by its code or by its name in quotation marks."""
    if _SURE.search(name):
        return name
    for text in texts:
        for match in _QUOTED.finditer(text):
            quoted = next(g for g in match.groups() if g)
            if quoted.endswith(name[-2:]):
                return quoted
        if kind not in ("approval", "acceptance"):
            for match in _NAMED[3].finditer(text):
                code = _bare(match["n"])
                if (
                    not _NO_CODE.match(code)
                    and not _TARGET.match(text, match.end("n"))
                    and not _STUDY.search(text[: match.start("n")])
                ):
                    return code
    return name


_SURE = re.compile(rf"[A-Z]|注射用|(?:{_STEM})")
_STUDY = re.compile(r"(?:研究|试验|代号|编号|代码|受理号)[：:（(“]?$")


def _released(text: str) -> str | None:
    for pattern in _RELEASED:
        if match := pattern.search(text):
            return str(match["n"]).strip(" -")
    return None


def _candidates(text: str, kind: str) -> Iterator[tuple[int, str]]:
    """Where a name ends that may be the product, and the name."""
    for pattern in (*_NAMED, *((_OF_DEVICES,) if kind in _MAY_BE_DEVICE else ())):
        for match in pattern.finditer(text):
            name = _bare(match["n"])
            if len(name) < 2 or _NO_CODE.match(name) or _GENERIC.match(name) or _TARGET.match(text, match.end("n")):
                continue
            yield match.start("n") + match["n"].rfind(name), name
            break
    for pattern in (_QUOTED, _BRAND):
        if match := pattern.search(text):
            group = next(g for g in match.groups() if g)
            yield match.start() + match.group().find(group), group


def _bare(name: str) -> str:
    """The name without the words that lead to it."""
    return _LEAD.sub("", name).strip(" -/")
