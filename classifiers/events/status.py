"""Whether an event is announced, completed, amended or terminated."""

from __future__ import annotations

import re

from classifiers.events.drafts import Draft

_STATUS = (
    ("terminated", re.compile(
        r"\bterminat\w+|split(?:s|ting)? up\b|part(?:s|ed|ing)? ways|dissolv\w+ (?:the|their) (?:joint )?venture|pulls? (?:the )?plug|call\w* off|is off\b|not combine|withdr\w+|scrap\w*|abandon\w*|walk\w* away|ends? (?:its |the |their )?(?:deal|pact|collaboration|partnership|licen[cs]e|agreement|alliance)|"
        r"return\w* (?:the )?rights|regain\w*\b[^.;]{0,40}\brights|hands? back|\bcancel\w*|collapse[sd]?|终止(?!上市)|解约|分手|解除|退回|告吹|取消|撤回(?![^。；，]{0,6}(?:诉讼|起诉|指控))|流产", re.I)),
    ("amended", re.compile(r"\bamend\w+|renegotiat\w+|rewrit\w+|rework\w*|restat\w+|expand\w* (?:its |their |the )?(?:deal|pact|collaboration|partnership|agreement|alliance)|extend\w* (?:its |their |the )?(?:deal|pact|collaboration|partnership|agreement)|"
                           r"\b(?:expan(?:ds?|ded|sion)|exten(?:ds?|ded|sion))\b (?:of )?(?:[\w-]+ ){0,6}(?:agreement|collaboration|partnership|alliance|pact|deal|facility|contract)|"
                           r"修订|补充协议|变更协议|修改协议|重新谈判|重签|续签|扩大合作|延长合作", re.I)),
    ("completed", re.compile(r"(?:决定)?行使[^。；，]{0,20}选择权|\b(?:complet\w+|clos(?:ed|es|ing)) (?:of |its |the |on |their )*(?:[\w¤\uf000-\uf8ff-]+ ){0,4}(?:acquisition|purchase|takeover|merger|sale|deal|transaction|offering|investment|financing|placement)\b|"
                             r"\bha(?:s|ve) (?:now |just )?(?:bought|purchased|acquired)\b|\bclos(?:ed|es) (?:an? |its )?[^.;]{0,30}\b(?:series [a-h]|round|financing)|(?:purchase|deal|sale|takeover|acquisition|merger|transaction|round|[Ss]eries [A-H]) closed|exercised (?:its|the|an) option|has closed|"
                             r"(?:新增|变更为)[^，。；]{0,40}股东|工商变更|手续合格通知书|(?:转让|交易)[^，。；]{0,10}(?:已完成|已成交)|完成(?:对|了对)?[^，。]{0,20}(?:注资|入股)|完成(?:对|了对)?[^，。]{0,20}(?:收购|并购|合并|交割)|完成[^，。]{0,24}融资(?!协议|计划)|完成交割|交割完成|已交割|过户完成", re.I)),
)  # fmt: skip


_HISTORY = re.compile(
    r"\s*(?:19|20)\d\d年\d{1,2}月\d{1,2}日 "
)  # the lines over the text of a law: when it was passed, and changed
_BEGUN = re.compile("奠基|开工|动工|破土|签约|拟建|递表|聆讯|过会|受理|提交注册")
# Of milestones and policies, by label or kind: a document that changes an older one, or ends it; a plant that works; a share
# that is priced or trades.
_CHANGED_EN = r"\b(?:revis(?:e[sd]?|ing)|amend(?:s|ed|ing)?|rewrit\w+|replaces?|updates?|updated)\b"
_ENDED_EN = r"\b(?:repeal(?:s|ed)|rescind(?:s|ed)|withdr[ae]w(?:s|n)?|revok(?:es|ed)|scrap(?:s|ped)?)\b"
_CHANGED = {
    "amended": re.compile(rf"{_CHANGED_EN}|修订后的《|(?:完成|作出|做出)修订|新修订(?:的|《)|关于修改", re.I),
    "terminated": re.compile(rf"{_ENDED_EN}|(?:决定|关于|宣布|予以)(?:废止|撤销|取消)|宣布失效|停止执行", re.I),
}
_OTHERS: dict[str, dict[str, re.Pattern[str]]] = {
    **dict.fromkeys(("guideline", "regulation", "law", "plan", "other"), _CHANGED),
    "policy": {
        "terminated": re.compile("(?:决定|关于|宣布|予以)(?:废止|撤销|取消)|宣布失效|停止执行"),
        "amended": re.compile("修订后的《|(?:完成|作出|做出)修订|新修订(?:的|《)|关于修改"),
    },
    "facility": {
        "completed": re.compile(
            r"\b(?:opened|opens|inaugurat\w+|switch(?:es|ed) on|goes live|went live|came online|in operation|operational|cut the ribbon|start(?:s|ed) (?:up|production)|began production|commissioned)\b|"
            "投产|投运|投用|启用|落成|竣工|建成|点亮|通线|上线运行|投入[^，。；]{0,6}(?:生产|使用|运营|运行)|开业",
            re.I,
        )
    },
    "listing": {
        "announced": re.compile(r"\b(?:files?|filed|filing|plans?|seeks?|hearing|aims?|hopes?|considers?|to (?:raise|sell))\b", re.I),
        "completed": re.compile(
            r"\b(?:priced?s?|prices|raise[sd]|raising|banks?|debut\w*|began trading|begins? trading|trad(?:es|ing|ed)|opens?|shares (?:rose|fell|jumped|opened)|complet\w+|haul|lists?|listed|fixed the price|offering)\b|"
            "挂牌(?!转让)|敲钟|敲锣|首日|正式上市|登陆[^，。；]{0,8}(?:[\ue000-\uefff]|$)|发行价(?:定|为|格为)",
            re.I,
        ),
    },
    "submission": {"terminated": re.compile("(?:撤回|撤销|终止)[^。；，]{0,24}申请")},
    "launch": {"terminated": re.compile("停运|停服|关停|关闭|下架|退市|停止(?:销售|服务|运营)")},
    "model_release": {"terminated": re.compile("停运|停服|关停|关闭|下架")},
}  # fmt: skip


def status_of(draft: Draft) -> str:
    """Announced, unless the words of the news say more."""
    if draft.label != "deal":
        if draft.kind in ("facility", "listing") and any(_BEGUN.search(c.text) for c in draft.clauses[:2]):
            return "announced"
        words_of = _OTHERS.get(draft.kind) or _OTHERS.get(draft.label, {})
        return next(
            (
                s
                for s, words in words_of.items()
                if any(words.search(c.text) and not _HISTORY.match(c.text) for c in draft.clauses[:3])
            ),
            "announced",
        )
    for status, words in _STATUS:
        if any(words.search(clause.text) for clause in draft.clauses[:4]):
            return status
    return "announced"
