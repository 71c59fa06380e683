"""Keyword rules: the baseline that a model has to beat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bus.events import LABELS, Evidence, Label
from classifiers.interface import ArticleText, Reading
from classifiers.tags import Tags
from classifiers.windows import split_sentences

_CUES: dict[Label, re.Pattern[str]] = {
    "deal": re.compile(
        r"acqui(?:re|res|red|sition)|merger|licens(?:e|ing) (?:agreement|deal)|licens(?:es|ed)\b|collaborat(?:ion|e)|partner(?:s|ship)|"
        r"financing|series [a-f]\b|raises \$|joint venture|definitive agreement|supply agreement|contract|takeover|"
        r"收购|并购|授权|许可协议|战略合作|合作协议|融资|合资|中标|独家|BD交易|签署|入股|投资协议",
        re.I,
    ),
    "policy": re.compile(
        r"\b(?:bill|act|law|regulation|guidance|guideline|executive order|consultation|tariff|export control|medicare|legislation|"
        r"policy|white paper|funding programme|ministers?)\b|条例|办法|规定|通知|意见|方案|规划|征求意见稿|指导原则|医保目录|集采|国家医保局|"
        r"工信部|国务院|卫健委|药监局发布|监管|政策|法案|管制",
        re.I,
    ),
    "milestone": re.compile(
        r"approv(?:al|es|ed)|fda accept|phase (?:1|2|3|i{1,3})\b|first patient|dosed|topline|top-line|primary endpoint|breakthrough|"
        r"fast track|IND\b|NDA\b|BLA\b|launch(?:es|ed)?|IPO\b|clearance|orphan drug|releases? (?:new )?model|"
        r"获批|批准上市|受理|临床试验|首例患者|突破性疗法|上市申请|递表|挂牌|发布.{0,8}大模型|开源|投产|达到主要终点",
        re.I,
    ),
}
_DOMAIN = re.compile(
    r"drug|pharma|biotech|therap|clinical|patient|vaccine|medic|health|disease|\bAI\b|artificial intelligence|machine learning|"
    r"chip|GPU|robot|autonomous|药|医|疗|生物|健康|疫苗|患者|人工智能|大模型|芯片|算力|机器人|智能|自动驾驶|AI",
    re.I,
)
DECIDES = 2  # cues in the lead; one in the title counts as two
LEAD = 1_000  # characters


class KeywordClassifier:
    """Counts cue words in title and lead, within the domains that labels exist for."""

    name = "keywords 1"

    def read(self, title: str, text: str, language: str) -> Reading:
        lead = text[:LEAD]
        in_domain = bool(_DOMAIN.search(f"{title}\n{lead}"))
        scores: dict[Label, float] = {}
        for label in LABELS:
            pattern = _CUES[label]
            count = 2 * len(pattern.findall(title)) + len(pattern.findall(lead)) if in_domain else 0
            scores[label] = round(count / (count + DECIDES), 4)
        labels = tuple(label for label, score in scores.items() if score >= 0.5)
        return Reading(scores, labels, tuple(_evidence(label, title, lead) for label in labels))

    def read_all(self, articles: Sequence[ArticleText]) -> list[Reading]:
        return [self.read(a.title, a.text, a.language) for a in articles]

    def tags(self, title: str, text: str) -> Tags | None:
        return None


def _evidence(label: Label, title: str, lead: str) -> Evidence:
    if _CUES[label].search(title):
        return Evidence(label=label, field="title", start=0, end=len(title))
    best = max(split_sentences(lead), key=lambda s: len(_CUES[label].findall(lead[s[0] : s[1]])))
    return Evidence(label=label, field="text", start=best[0], end=best[1])
