"""What an article tells besides its news: the past, the market, itself, other stories."""

from __future__ import annotations

import re
from datetime import date

_REST = re.compile(
    r"^(?:About (?:the )?[A-Z“\"]|Forward[- ]looking|Cautionary|Safe [Hh]arbor|Also in (?:today|this)|Related|Read more|More from|Disclaimer|Contacts?:|"
    r"Investor Relations|Media [Cc]ontacts?|See also|Most read|In other news:|###|"
    r"关于(?=[^，。《》]{2,14}(?:\s|$|：|:|\n))|前瞻性|免责声明|风险提示|相关阅读|延伸阅读|相关报道|推荐阅读|更多(?:阅读|新闻|资讯)|媒体联系|联系我们|本文不构成|声明：)",
    re.I,
)
_EN = re.compile(
    r"\b(?:previously|formerly|last year|last (?:spring|summer|autumn|fall|winter)|(?:years?|months) ago|a year earlier|in the past|had (?:earlier|already)|historically|"
    r"forward-looking|analysts? (?:estimate|put|expect|forecast)|according to (?:market|consult)|market (?:size|is|was|for|worth)|"
    r"is expected to (?:reach|grow)|CAGR|is (?:said|rumou?red|reported) to|reportedly|rumou?rs?|speculation|may consider|declined to comment|"
    r"last month|^(?:Its |A |The )?Rivals? |rivals? (?:such|like|includ\w+)|^Competitors? |unrelated|not involved|by comparison|in contrast|compares? with|similar deals?|used to work|"
    r"former (?:head|chief|CEO|executive|director)|joined from|will present|will host|conference call|webcast)\b",
    re.I,
)
_ZH = re.compile(
    r"此前(?!该公司(?:宣布|公告))|上一?轮(?!相比)|原研|同品种|(?:目前|截至)[^，。]{0,14}(?:已有|共有|已获批|获批的)|国内[^，。]{0,12}(?:已有|已获批|生产厂家|生产企业)|其他(?:生产)?(?:厂家|厂商|企业)|曾(?:在|于|以|经|与|获)|还曾|去年|前年|早前|早在|早些时候|往年|历史上|前瞻性|市场规模|据[^，。]{0,12}(?:测算|预测|统计|估计)|预计(?:到)?20\d\d年(?=[^。；]{0,30}(?:市场|规模|将达|达到|增长|复合))|有望达到|"
    r"竞争对手|同类|同行|友商|同业|相比之下|对比|不予置评|传闻|传言|市场传|值得一提的是|资料显示|公开资料|天眼查|企查查(?!APP)|回顾|截至20\d\d年(?!\d{1,2}月\d)|"
    r"前(?:高管|总裁|副总裁|首席)|曾任|现任|此前任职|电话会|将亮相|将(?:于|在)[^，。]{0,20}(?:展示|公布数据|报告)|财报|营业?收入|净亏损|净利润|股价(?:上涨|下跌|大涨|大跌)"
)
# Banks and law firms help with a deal, parents own who acts, and a founder, a former employer or an analyst speaks for himself: none of them is a party.
HELPERS = re.compile(
    r"(?:(?<=, while )|(?<=, with )|(?<=; )|^)[^;]{0,140}\b(?:act(?:s|ed|ing)|serv(?:es|ed|ing)) as (?:\w+[ -]){0,6}(?:advis[eo]rs?|counsel|book-?runn\w+|agents?|underwriters?|managers?)\b|"
    r"\b(?:advised by|represented by|counsel to|advis[eo]rs? (?:to|were|was|are|is)|analysts? (?:at|with|from)|founder of|former(?:ly)? (?:\w+ ){0,4}(?:at|of|with)|previously (?:at|with)) [^.;,]{2,60}|"
    r"(?<=, )(?:an?|the) (?:[\w-]+ ){0,3}(?:spin-?(?:out|off)|subsidiary|unit|arm|division|affiliate|portfolio company|member) of [^,;]{2,50}(?=,)|\bspin-?(?:out|off) of (?:the )?[A-Z][\w&]+(?: [A-Z][\w&]+){0,3}|(?<=, )owned by [^,;]{2,50}(?=,)|"
    r"\b(?:[Ff]ormer|ex-) ?[A-Z][\w&]+(?: [A-Z][\w&]+){0,2}(?= (?:executive|chief|head|scientist|CEO|engineer|researcher))|"
    r"[A-Z][\w&]+(?: [A-Z][\w&]+){0,2}(?=(?:['’]s)? (?:analysts?|co-?founder|founder|alumn\w+|veterans?)\b)|"
    r"[^，。；;：]{2,60}(?:担任|出任|为)[^，。；;]{0,14}(?:财务顾问|法律顾问|顾问|保荐人|承销商|配售代理|账簿管理人)|(?<=[与由])[^，。；;]{2,60}(?:等|作为|担任)(?:\w{0,4})?(?:配售代理|包销商|承销商|账簿管理人)|"
    r"[\w·]{2,14}(?=(?:联合)?创始人|前高管|前员工|分析师)|前[\w·]{2,10}(?=(?:高管|首席|总监|科学家|研究员))"
)
_NEWS = re.compile(
    r"\b(?:today|announced|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|this (?:week|morning)|has (?:agreed|signed|acquired|entered)|"
    r"renegotiat\w+|terminat\w+|amend\w+|called off|will not|not combine|walk(?:ed|ing) away|ended)\b|"
    r"(?:今日|今天|近日|日前|同日|当日|宣布|公告|无需退还|无须退还|不予退还|终止|变更|修订|补充协议|退回|解除|披露|签署)"
)
_YEAR = re.compile(r"(?<!\d)(?<![-–—/])(20[0-4]\d|19\d\d)(?!\d)(?=年(?!度|版)|[\s,.;:)’']|$)")
_PERFECT = re.compile(r"^(?!.*\bsince\b).*\b(?:has|have) (?:just |also |now )?\w+(?:ed|en|wn|ught|et|ld|ut|un)\b", re.S)
_AHEAD = re.compile(r"\b(?:will|expected|plans?|aims?|until|through|by (?:the|end|early|late|mid|20\d\d))\b|将|预计|计划|至")
_SINCE = re.compile(r"(?:[Ss]ince|in|In|between|during|自|于|在)\s?20\d\d|20\d\d年")


def is_background(clause: str, language: str, year: int) -> str | None:
    """Why the clause is not the news: "rest" when nothing after it is either, "past", or None when it may be news."""
    if _REST.match(clause):
        return "rest"
    if (_EN if language == "en" else _ZH).search(clause) and not _NEWS.search(clause):
        return "past"
    years = [int(found) for found in _YEAR.findall(clause)]
    if (
        years
        and max(years) < year
        and _SINCE.search(clause)
        and not _NEWS.search(clause)
        and not _AHEAD.search(clause)
        and not _PERFECT.search(clause)
    ):
        return "past"
    return None


def news_before(clause: str, year: int) -> int:
    """Where the part of a Chinese clause ends that is news, when words of the past stand only in what is added to it; 0 if nowhere."""
    cue = _ZH.search(clause)
    end = clause.rfind("，", 0, cue.start()) if cue else -1
    return end if end >= _LEAST and is_background(clause[:end], "zh", year) is None else 0


_LEAST = 14  # characters that can tell who did what


def of_the_past(before: str, after: str, year: int) -> bool:
    """Whether an amount, by the words around it, belongs to an older deal."""
    near = re.split(r"[;；。]", before)[-1][-70:]
    near = re.split(r"(?<!under which)(?:, (?!under|for|worth)|，(?!以))", near)[-1] if len(near) > 50 else near
    if _CHANGED.search(before[-14:]):
        return True
    if _KEPT.search(after):
        return False
    told = near + " " + re.split(r"[,;，；。]", after)[0][:40]
    years = [int(found) for found in _YEAR.findall(told)]
    return bool(_OLD.search(told)) or (bool(years) and max(years) < year)


_CHANGED = re.compile(
    r"\b(?:from|instead of|rather than|down from|up from|compared with) $|(?:从|由|原定?的?)(?:每[^，。]{1,3})?约?$"
)
_KEPT = re.compile(r"无需退还|无须退还|不予退还|non-?refundable|need not be (?:re)?paid")
_OLD = re.compile(
    r"[Uu]nder the old|last (?:private |funding )?round|\bhad (?:\w+ )?(?:raised|sold|bought|spent|acquired)\b|under which|[Ll]ast (?:year|quarter|month)|years? ago|earlier (?:award|deal|round)|\bheld an earlier|previous(?:ly)?|in total since|those contracts|"
    r"此前(?![^，。；]{0,8}(?:宣布|公告|披露))|曾|去年|上一轮|最近一轮|上市前|累计(?![^，。；]{0,4}(?:最高|至多|最多|不超过|不低于|不少于))|前一年|上年|继[^，。；]{0,20}(?:轮|融资)[^，。；]{0,4}(?:之后|后)|原计划|历次|同比"
)


def latest_year(text: str, published: date | None) -> int:
    """The year of the news: of its publication, or else the latest the text tells as a date."""
    if published is not None:
        return published.year
    dated = [
        (int(m[1] or m[2]), bool(_TO_COME.match(text, m.end()) or _TO_COME_BEFORE.search(text[m.start() - 4 : m.start()])))
        for m in _DATED.finditer(text)
    ]
    # A rule of this year is often in force from the next: what is to come counts only where nothing else is dated.
    years = [year for year, to_come in dated if not to_come] or [year for year, _ in dated]
    # Without a date, a bare year is of the past: of this year's news it is said "on Monday", not "in 2019".
    if years:
        return max(years)
    bare = [m for m in _YEAR.finditer(text) if int(m[1]) < 2040]
    past = [
        int(m[1])
        for m in bare
        if not (_BY_THEN.match(text, m.end()) or _TILL.search(text[max(0, m.start() - 6) : m.start()]))
    ]
    return max(past, default=-1) + 1


_DATED = re.compile(
    r"(20[0-4]\d)年\d{1,2}月|\b(?:\d{1,2},?|January|February|March|April|May|June|July|August|September|October|November|December|Q[1-4]) (20[0-4]\d)\b"
)
_BY_THEN = re.compile(
    r"年?(?:底|末|年底)?(?:之?前|以前|起|止|间|至|到|竣工|投产|建成|上市|实现|全面)|[-–—~]20|年?\d{1,2}月(?:底|末)?(?:之?前|以前)"
)
_TILL = re.compile(r"(?:至|到|预计|将|拟|计划|力争|[-–—~])(?:于|在|到)?$")
_TO_COME = re.compile(r"(?:\d{1,2}日)?(?:起|前|之前|底前|止|以后)")
_TO_COME_BEFORE = re.compile(r"(?:自|至|到|预计|将于|计划于)$")
