"""Which titles in the sentences of an article the network takes for those of measures that are news.

The rules find what is written as titles are; the network knows better which of them is only cited, and finds those that are written
otherwise. A measure whose title it is sure of is an event of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bus.events import Span
from classifiers.events.documents import is_cited
from classifiers.events.tagged import runs
from classifiers.events.title_places import GAP, MARKED, within
from classifiers.events.titles import COINED, is_capitalised
from classifiers.tags import NUMBER, Tags

SURE = 0.7  # mean over the tokens of a title from which a measure is taken to have it
LIKELY = 0.6  # the same where the rules find the title too
COUNTED = 0.5  # and where a Chinese headline says how many there are
HEARD = 0.2  # from which the sentence itself is heard to tell a measure
DENIED = 0.1  # below which it is only cited


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences of an article with what was read of them."""

    tags: Tags | None
    title: str
    text: str
    spans: Mapping[int, Span]
    raw: Mapping[int, str]
    language: str

    def share(self, number: int, name: str) -> float | None:
        """How surely the name is tagged as a title in the sentence; None where it was not read, or does not stand there."""
        if self.tags is None:
            return None
        span, raw = self.spans[number], self.raw[number]
        found, at = None, raw.find(name)
        while at >= 0:
            said = self.tags.over(span.field, span.start + at, span.start + at + len(name))
            if said is not None:
                found = max(found or 0.0, float(said[NUMBER["document"]]))
            at = raw.find(name, at + len(name))
        return found

    def is_sure(self, number: int, name: str, least: float = LIKELY) -> bool:
        """Whether the network surely takes it for the title of a measure there, and no words around it say that it is only cited."""
        raw = self.raw[number]
        at = raw.find(name)
        beside: list[str] = []
        if self.language == "zh" and _COUNTED_ZH.search(self.title):
            least, beside = min(least, COUNTED), _listed(raw, at)
        if self.spans[number].field == "title" or at < 0:  # the headline may shorten it, or name what is amended
            return False
        if max((self.share(number, one) or 0.0 for one in (name, *beside)), default=0.0) < least:
            return False
        end = at + len(name)
        if is_cited(raw, at, end, self.language):
            return False
        if self.language == "zh":
            if (_BEFORE_ZH.search(raw[:at]) and not _ENDED_ZH.search(raw[end:])) or _AMONG_ZH.match(raw, end):
                return False
        elif _AGO.match(raw, end):
            return False
        return self._heard(number) >= HEARD or MADE[self.language].search(raw[:at] + raw[end:]) is not None

    def _heard(self, number: int) -> float:
        heard = self.tags.heard(self.spans[number]) if self.tags else {}
        return max((share for kind, share in heard.items() if kind.startswith("policy/")), default=0.0)

    def amended(self, number: int, names: list[str]) -> list[str]:
        """The titles that the rules find in a sentence, without those only cited, and with those that the network alone is sure of."""
        if self.tags is None:
            return names
        if self.language == "zh":
            kept = names
            more = [m["name"] for m in MARKED.finditer(self.raw[number])]
        else:
            more = self.read(number)
            kept = [self._whole(number, name, more) for name in names if not self._is_denied(number, name)]
        for name in more:
            if not any(name in one or one in name for one in kept) and self.is_sure(number, name, SURE):
                kept.append(name)
        return kept

    def _is_denied(self, number: int, name: str) -> bool:
        """Whether the network takes it for no title; of what has a number alone it knows little."""
        share = self.share(number, name)
        return share is not None and share < DENIED and not name[-1].isdigit()

    def headline(self, known: str | None) -> str | None:
        """The English headline where the network takes all of it for a title, and no part of it is one already."""
        name = self.title.strip()
        if not name or (known and known in name) or len(name.split()) < 3 or 0 not in self.spans:
            return None
        return name if self.spans[0].field == "title" and (self.share(0, name) or 0.0) >= SURE else None

    def elsewhere(self, numbers: Sequence[int]) -> str | None:
        """The English title that is surely tagged first in these sentences, and is long enough or coined."""
        names = ((number, name) for number in numbers for name in self.read(number) if len(name.split()) != 2)
        return next((name for number, name in names if (self.share(number, name) or 0.0) >= SURE), None)

    def read(self, number: int) -> list[str]:
        """What is tagged as titles in an English sentence, to the ends of words and brackets."""
        if self.tags is None:
            return []
        span, raw = self.spans[number], self.raw[number]
        found = []
        for run in runs(within(self.tags, span).tokens, NUMBER["document"], gap=GAP):
            start, end = max(0, run[0].start - span.start), min(len(raw), run[-1].end - span.start)
            if name := as_title(raw, start, end):
                found.append(name)
        return found

    def _whole(self, number: int, name: str, read: Sequence[str]) -> str:
        """The title with the words before and behind it that are tagged with it and written as those of a title."""
        for wider in read:
            before, inside, behind = wider.partition(name)
            extra = [part for part in (before, behind) if part]
            if inside and extra and all(self._goes_on(number, part.strip()) for part in extra):
                return wider
        return name

    def _goes_on(self, number: int, words: str) -> bool:
        return _WORDS.fullmatch(words) is not None and (self.share(number, words) or 0.0) >= SURE


def _listed(raw: str, at: int) -> list[str]:
    """The Chinese titles of the list in which one stands: 《...》《...》和《...》; they are news together."""
    for found in _LIST_ZH.finditer(raw):
        if found.start() <= at < found.end():
            return [m["name"] for m in MARKED.finditer(found.group())]
    return []


def as_title(raw: str, start: int, end: int) -> str | None:
    """The words of a sentence that are tagged as a title from here to there, without what only stands beside it."""
    while start > 0 and _LETTER.match(raw[start]) and _LETTER.match(raw[start - 1]):
        start -= 1
    if word := _WORD_END.match(raw, max(start, end - 1)):
        end = word.end()
    if noun := _NOUN_NEXT.match(raw, end):
        end = noun.end()
    name = raw[start:end].strip(_EDGE)
    name = _LOWER_FIRST.sub("", name)
    if is_capitalised(name):
        name = _LOWER_LAST.sub("", name).strip(_EDGE)
    if name.count("(") > name.count(")"):
        at = raw.find(name, start) + len(name)
        name = f"{name})" if raw[at : at + 1] == ")" else name[: name.rindex("(")].strip(_EDGE)
    if not name or name.endswith(" No") or not (name[0].isupper() or name[0].isdigit()):
        return None
    return name if len(name.split()) >= 2 or COINED.fullmatch(name) else None


_LETTER = re.compile(r"[\w’'&+/-]")
_WORD_END = re.compile(r"[\w’'&+/-]+(?:\.\d[\w’'&+/-]*)*")
_EDGE = " \t\n,.;:'\"“”‘’–—"
_NOUN_NEXT = re.compile(
    r" (?:Act|Bill|Law|Grants?|Fund|Program(?:me)?|Scheme|Plan|Strategy|Rules?|Orders?|Regulations?|Code|Framework|Initiative|Notification|Guidelines?|Standard)\b"
)
_LOWER_FIRST = re.compile(r"^(?:[a-z][\w’'-]*,? )+[“\"‘']?(?=[A-ZÀ-Ž0-9])")
_LOWER_LAST = re.compile(r"(?:,? [a-z][\w’'-]*)+$")
_WORD = r"(?:[A-Z0-9][\w’'&/.–-]*|of|on|for|and|the|to|in|a)"
_WORDS = re.compile(rf"{_WORD}(?: {_WORD})*")
MADE = {  # that somebody makes or ends a measure
    "en": re.compile(
        r"\b(?:adopt|issu|sign|pass|publish|approv|introduc|post|releas|announc|unveil|launch|open|propos|repeal|revok|withdr|updat|revis|finali[sz]|enact|clear|put|set|start|made\b|also\b|draft|consult|seek|amend|order|separate|"
        r"second|another|follow|companion|third|vot(?:e|ing)|called|titled|dated|com(?:es?|ing) into|takes? effect|in force|back|extend)\w*",
        re.I,
    ),
    "zh": re.compile("印发|发布|公布|出台|施行|通过|废止|撤销|征求|生效|实施|下发|修订|启动|推出|签署|挂出"),
}
# "Published in January 2025", "is expected".
_AGO = re.compile(
    r"[^\w.;]{0,3}(?:which |that )?(?:was |were )?(?:\w+ )?(?:published|issued|released|adopted|signed|unveiled|agreed|passed|launched|introduced)[^.;,]{0,40} in (?:\w+ )?(?:19|20)\d\d|[^\w.;]{0,3} (?:is|are) (?:expected|due|planned)\b"
)
_BEFORE_ZH = re.compile(r"20\d\d年[^，。；]{0,8}(?:发布|印发|出台|公布|施行)的《$")
_LIST_ZH = re.compile("《[^《》]{3,90}》(?:(?:[、和与及]|以及|，以及)?《[^《》]{3,90}》)+")
# 三个月 and the 2项 of 12项 count no titles.
_COUNTED_ZH = re.compile(r"(?<![等\d十])[两三四五六2-6](?:[份项则]|个(?!月|工作日|小时|百分点)|部(?![门委]))")
_AMONG_ZH = re.compile("》(?:[、和及与]?《[^《》]*》)*等")
_ENDED_ZH = re.compile(r"废止|撤销|失效")
