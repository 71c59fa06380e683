"""What stands around an article and is not part of it, in both languages.

Lines of an extracted text are judged one by one, by what they say and by whether the page makes them links. Four kinds go: the
head (title, date, byline, breadcrumb), controls and teasers anywhere, blocks that open with a heading of their own (related
stories, disclaimers, "About Acme"), and credits at the end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from crawlers.dates import DATE_IN_TEXT
from crawlers.prose import weight

LONGEST_NOTE = 240  # units of weight; a longer line says something itself, whatever word it opens with
MAX_AFTER = 0.25  # of the prose before a list of other articles: more after it is the article's, and goes on
SHARE_BEFORE = (
    0.3  # of a text's weight, before which a heading such as "About Acme" opens a part of the article, not its end
)
_FLAGS = re.IGNORECASE | re.VERBOSE
_BULLET = r"[\s\-–—*•·．・●■◆▲▼※★①②③④⑤|\[(（【〔<《\"“]*"
_MARKS = re.compile(r"[^\w]+")
_SENTENCE = re.compile(r"[。！？；…]|[.!?:][\"”’)\]]?(?:\s|$)")

# Headings of lists of other articles: the list goes, and the rest too where no more of the article follows.
_TEASERS = re.compile(
    _BULLET
    + r"""(?:
    (?:related|recommended|similar|suggested|popular|trending|latest|top|more)\ (?:articles?|stor(?:y|ies)|news|posts?|reading|content|topics?
        |links?|headlines|videos)
    | you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested) | read\ (?:more|next|also) | don[’']t\ miss | most\ (?:read|popular)
    | what\ to\ read\ next | keep\ reading | editors?[’']?s?\ picks | more\ (?:from|on|about)\b | further\ reading | \d*\ ?comments?\s*$
    | \w{0,8}(?:相关|相關)(?:阅读|閱讀|新闻|新聞|文章|推荐|推薦|报道|報導|链接|連結|鏈接|专题|资讯|内容|話題|主题) | (?:推荐|推薦|延伸|扩展|拓展)(?:阅读|閱讀|新闻|文章|资讯)
    | 更多(?:精彩|新闻|新聞|内容|资讯|报道|相关|推荐|阅读) | (?:热门|熱門|最新|精彩|最热|最熱門|今日|即時|头条|頭條|热点|编辑)(?:文章|新闻|新聞|推荐|推薦|报道|報導|专题|資訊|资讯|图片|评论)\s*(?:[】>:：|]|$)
    | (?:浏览|瀏覽|看)过?(?:此|本)(?:新闻|文|篇) | 猜你喜欢 | 大家都在看 | 为您推荐 | (?:网友|網友)(?:评论|回应|留言|讨论|回應|評論)\s*$ | 新聞討論 | 我来说两句
    )""",
    _FLAGS,
)
# Headings of notices, which nothing of the article follows.
_NOTICE = re.compile(
    _BULLET
    + r"""(?:
    cautionary\ (?:note|statement) | safe\ harbou?r | (?:note|statement)s?\ (?:regarding|about|on)\ forward | forward[-‐–\ ]looking\ (?:statements?|information)
    | disclosure\ notice | important\ safety\ information | disclaimers?\b | (?:media|press|investor|company)(?:\ (?:&|and|/)\ \w+)?\ (?:contacts?|inquiries|relations|enquiries)\b
    | contacts?\s*:?\s*$ | notes?\ (?:to|for)\ (?:the\ )?editors? | about\ the\ (?:author|writer|reporter)s? | (?:leave|post|add)\ a\ (?:comment|reply)
    | .{0,12}(?:免责|免責|版权|版權|风险|法律|郑重)(?:声明|聲明|提示|說明|说明|警示) | \w{0,8}(?:声明|聲明)\s*[：:] | 風險提示 | 前瞻性(?:陈述|声明|说明) | 投资有风险
    | 凡[^。]{0,6}(?:注明|註明|来源) | 本[网網站][^。]{0,12}(?:注明|註明|转载|转发|轉載) | (?:媒体|投资者|新闻)(?:联系人?|联络|垂询) | 联系(?:我们|方式)\s*[:：]?$ | 关于我们
    )""",
    _FLAGS,
)
_ABOUT = re.compile(
    r"^[\W_]*About\s+(?:the\s+)?[A-Z0-9][^.!?]{1,90}$|^[\W_]*关于(?!.*(?:通知|意见|办法|公告|规定|说明|问题|如何|为什么))[\w（）()·\-& ]{2,24}$"
)
_COMPANY = re.compile(
    r"is headquartered in|for (?:more|further|additional) information[^.]{0,40}(?:visit|contact|see)|^to learn more",
    re.IGNORECASE,
)
# Lines that are never the article's, wherever they stand.
_CONTROL = re.compile(
    _BULLET
    + r"""(?:
    .{0,14}(?:未经|未經)[^。]{0,12}(?:授权|授權|许可|許可) | .{0,16}[【（]?大\s*中\s*小 | 記者.{2,20}[／/].{0,6}報導\s*$ | 更多.{2,12}请关注
    | related\s*: | read\ more\b | more\s*:\s*$ | related\ (?:post|article|story|video)s?\s*: | see\ also\b | watch\s*: | listen\s*: | download\s*: | also\ read\b
    | share\ (?:this|on|via)\b | advertisement | click\ (?:here|to) | sign\ up\b | subscribe\b | follow\ (?:us|me|him|her|them)\b | skip\ to\b | loading
    | tags?\s*[:：]?\s*$ | tags?\s*[:：] | filed\ under | categor(?:y|ies)\s*: | image\ (?:credit|source|caption) | photo(?:s|graph)?\ (?:by|credit|courtesy)
    | tempo\ de\ leitura | \d+\ min(?:ute)?s?\ read | like\ this\ | print\ this | email\ this | enter\ your\ email | get\ .{0,60}\bnewsletter
    | all\ rights\ reserved | copyright\b | ©
    | 分享(?:到|至|按钮)? | 字[号體体型]|調整字體 | 打印|打\ 印|列印 | 收藏 | 我要(?:评论|評論|纠错|分享) | 发表评论 | 评论\s*[\d(（]|已有\d+人 | 点击(?:进入|查看|图片|播放|这里|加载)|點擊
    | 扫(?:描|一扫|码) | 长按 | (?:请)?关注(?:我们|.{0,12}(?:公众号|微信|微博)) | 加入.{0,12}粉[丝絲] | 手机(?:看|读)新?[闻报] | 返回(?:首页|顶部|搜狐|列表) | 上一[篇页条]|下一[篇页条] | 繁體|简体
    | 您?的?(?:当前)?(?:的|所在)?位置|您当前|您所在|位置提示|當前位置 | 首[页頁]\s*[>›»/\\|-] | (?:关键字|关键词|關鍵字|关键字词|标签|標籤)\s*[:：]
    | 版权所有 | 版權所有 | 本文版权归 | .{0,12}(?:现已|現已)?(?:开设|開設)Facebook | .{0,12}Facebook\W*(?:专页|專頁|粉絲|馬上) | 快讯通|速報>>?
    | 本(?:篇)?新闻热门关键词 | 支持鍵盤翻頁|支持键盘翻页 | 最佳瀏覽 | 正在(?:加载|載入|验证) | [\u4e00-\u9fff]{1,6}\s*[>»]\s*正文
    )""",
    _FLAGS,
)
_STYLE = re.compile(r"^[.#@]?[\w\s,.#-]+\{|^[\w-]+\s*:[^;{]+;$|^\}")
# Short lines that credit somebody; true of the head and of the end.
_CREDIT = re.compile(
    _BULLET
    + r"""(?:
    (?:written\ |posted\ |published\ |updated\ |story\ |words\ |review\ )?by\s+[A-Z][\w.’'-]+(?:\s+(?:and|&|[A-Z][\w.’'-]*),?){0,8}\W*$
    | (?:posted|published|updated|last\ (?:updated|modified))\b | sources?\s*: | source\ [A-Z] | via\s*: | \S+@\S+\.\w+\W*$ | (?:https?://|www\.)\S+\W*$ | twitter\.com | @\w+\W*$
    | (?:additional\ )?(?:reporting|editing|writing|translat(?:ion|ed)|compil(?:ation|ed)|research)\ (?:and\ \w+\ )?by\b | with\ (?:reporting|files)\ (?:by|from)
    | view\ (?:source|original)\ (?:version|content) | follow\ | have\ a\ tip | contact\ (?:the|our|us|him|her)\b | get\ (?:the|access|more|our)\ | this\ (?:article|story|post)\ (?:was|is|first|originally)
    | [（(]?\s*(?:本文|文章|稿件|新闻|资料|消息|信息|图片|文)?(?:来源|來源|出处|出處|转载自|转自)\s*[:：于於]
    | [（(]?\s*(?:本文|文章|实习|責任|责任|执行|值班|主)?(?:责编|責編|编辑|編輯|审核|审校|校对|编译|撰文|撰稿|作者|记者|記者|通讯员|通訊員|摄影|攝影|监制|统筹|排版|美编|终审|初审|复审|译者|翻译|文|图|圖)\s*(?:[:：/／|丨]|\s(?=\S{2,8}$))
    | [（(].{1,16}(?:编辑|編輯|撰稿|摄|攝|文/攝)\s*[）)]\s*$ | 記者.{2,20}[／/].{0,4}報導\s*$ | 【.{2,20}(?:報導|报道)】\s*$ | 本文(?:来源|首发|转载|由|作者|为)
    | 圖(?:說|為|片?[／/]) | 图(?:为|片?(?:来源|来自|说明)) | 資料圖片 | 文\s官 | 作者(?:為|为|系|是)
    )""",
    _FLAGS,
)
_CREDIT_END = re.compile(
    r"contributed (?:reporting|to this (?:report|story|article))|(?:newsletter|inbox)\W|(?:[/／](?:摄影|攝影)|資料照片|资料图片?\W*|(?:提供|摄|攝)[）)])\s*$|"
    r"(?:AP Photo|Getty Images|Shutterstock|iStock|AFP)\b[^.]{0,20}$|^\W*follow .{2,60} on (?:twitter|facebook|x)\b|may be reached at|can be reached at|"
    r"^\W*(?:编辑|責任編輯|责任编辑|责编|審核|来源)[:：\s]", re.IGNORECASE
)  # fmt: skip


def clean(text: str, titles: Collection[str], elsewhere: Collection[str]) -> str:
    """The article's own lines. `titles`: what the page calls itself; `elsewhere`: the `key`s of blocks that lead or belong
    elsewhere."""
    lines = [line for raw in text.split("\n") if (line := _plain_line(raw))]
    lines = _without_elsewhere(lines, elsewhere)
    lines = _without_closing(lines)
    lines = [line for line in lines if not (_CONTROL.match(line) and weight(line) <= LONGEST_NOTE)]
    return "\n".join(_without_head(_without_credits(lines), {key(title) for title in titles}))


def key(text: str) -> str:
    """Letters and figures of a text, for comparing what a page says twice in different dress."""
    return _MARKS.sub("", text).casefold()


def _plain_line(raw: str) -> str:
    """A line of trafilatura's text; rows of layout tables are plain lines, rows of menus and of style sheets none."""
    line = raw.strip()
    if line.startswith("|"):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line) if cell.strip(" -\t\u3000")]
        line = " | ".join(cells).replace("\\|", "|")
    is_menu = line.count("|") >= 3 and not re.search(r"\d", line) and max(map(weight, line.split("|"))) <= 30
    return "" if is_menu or _STYLE.match(line) or not key(line) else line


def _without_elsewhere(lines: Sequence[str], elsewhere: Collection[str]) -> list[str]:
    """Without lines that lead elsewhere, but for a short one before prose, which is a heading. Where a third of the prose would
    go, the page merely names its parts oddly, and prose is kept."""
    away = {at for at, line in enumerate(lines) if key(line) in elsewhere}
    away -= {at for at in away if weight(lines[at]) <= 40 and at + 1 not in away and _prose(lines[at + 1 : at + 2])}
    if _prose([lines[at] for at in away]) * 3 > _prose(lines):
        away -= {at for at in away if _prose([lines[at]])}
    kept = [line for at, line in enumerate(lines) if at not in away]
    return kept if _prose(kept) or sum(map(weight, kept)) * 3 > sum(map(weight, lines)) else list(lines)


def _prose(lines: Sequence[str]) -> int:
    return sum(weight(line) for line in lines if weight(line) >= 60 and _SENTENCE.search(line))


def _without_closing(lines: list[str]) -> list[str]:
    """Without the parts that open with a heading of their own; an article that goes on after a list of others is kept."""
    kept: list[str] = []
    total, before, in_list = _prose(lines), 0, False
    for line in lines:
        size = _prose([line])
        if _ends_article(line, before, total):
            return _with_company(kept)
        if _TEASERS.match(line) and weight(line) <= LONGEST_NOTE:
            if before and total - before - size <= before * MAX_AFTER:
                return _with_company(kept)
            in_list = True
        elif not in_list or size:
            in_list = False
            kept.append(line)
        before += size
    return _with_company(kept)


def _ends_article(line: str, before: int, total: int) -> bool:
    if _is_about(line):
        return before >= SHARE_BEFORE * total and before > 0
    return before > 0 and bool(_NOTICE.match(line)) and (before >= SHARE_BEFORE * total or "明" in line[:20])


def _is_about(line: str) -> bool:
    return bool(_ABOUT.match(line)) and weight(line) <= 100


def _with_company(lines: list[str]) -> list[str]:
    """Without the company's description that ends a release, where it has no heading."""
    if len(lines) > 3 and _COMPANY.search(lines[-1]) and weight(lines[-1]) < 1000:
        first = lines[-1].split(" ", 1)[0]
        return lines[:-2] if re.match(rf"{re.escape(first)}\b.{{0,40}} is (?:an?|the) ", lines[-2]) else lines[:-1]
    return lines


def _without_credits(lines: list[str]) -> list[str]:
    """Without credits, contacts and offers at the end."""
    end = len(lines)
    while end > 1 and weight(lines[end - 1]) <= 2 * LONGEST_NOTE and _is_credit(lines[end - 1]):
        end -= 1
    return lines[:end]


def _is_credit(line: str) -> bool:
    return bool(_CREDIT.match(line) or _CREDIT_END.search(line) or _TEASERS.match(line) or _NOTICE.match(line))


def _without_head(lines: list[str], titles: Collection[str]) -> list[str]:
    """Without title, date, byline and breadcrumb before the first sentence."""
    last = max((at for at, line in enumerate(lines[:6]) if key(line) in titles), default=-1)
    if not _prose(lines[: last + 1]):
        lines = lines[last + 1 :]
    kept: list[str] = []
    for at, line in enumerate(lines):
        if key(line) in titles:
            continue
        if weight(line) > LONGEST_NOTE or (_SENTENCE.search(line) and not _is_head_note(line)):
            return kept + [rest for rest in lines[at:] if key(rest) not in titles]
        if not _is_head_note(line):
            kept.append(line)
    return kept


def _is_head_note(line: str) -> bool:
    """A dated line with little else, or a credit."""
    rest, dates = DATE_IN_TEXT.subn("", line)
    return bool(_CREDIT.match(line)) or bool(dates and weight(key(rest)) <= 60)
