"""Whether a deal is announced, completed, amended or terminated."""

from __future__ import annotations

import re

from classifiers.events.drafts import Draft

_STATUS = (
    ("terminated", re.compile(
        r"\bterminat\w+|call\w* off|is off\b|not combine|withdr\w+|scrap\w*|abandon\w*|walk\w* away|ends? (?:its |the |their )?(?:deal|pact|collaboration|partnership|licen[cs]e|agreement|alliance)|"
        r"return\w* (?:the )?rights|regain\w*\b[^.;]{0,40}\brights|hands? back|\bcancel\w*|collapse[sd]?|终止(?!上市)|解约|分手|解除|退回|告吹|取消|撤回|流产", re.I)),
    ("amended", re.compile(r"\bamend\w+|renegotiat\w+|rewrit\w+|rework\w*|restat\w+|expand\w* (?:its |their |the )?(?:deal|pact|collaboration|partnership|agreement|alliance)|extend\w* (?:its |their |the )?(?:deal|pact|collaboration|partnership|agreement)|"
                           r"修订|补充协议|变更协议|修改协议|重新谈判|重签|续签|扩大合作|延长合作", re.I)),
    ("completed", re.compile(r"\b(?:complet\w+|clos(?:ed|es|ing)) (?:of |its |the |on |their )*(?:[\w¤-]+ ){0,4}(?:acquisition|purchase|takeover|merger|sale|deal|transaction|offering)|\bclos(?:ed|es) (?:an? |its )?[^.;]{0,30}\b(?:series [a-h]|round|financing)|purchase closed|deal closed|has closed|"
                             r"完成(?:对|了对)?[^，。]{0,20}(?:收购|并购|合并|交割)|完成[^，。]{0,24}融资(?!协议|计划)|完成交割|交割完成|已交割|过户完成", re.I)),
)  # fmt: skip


def status_of(draft: Draft) -> str:
    """Announced, unless the words of the news say more."""
    for status, words in _STATUS:
        if any(words.search(clause.text) for clause in draft.clauses[:4]):
            return status
    return "announced"
