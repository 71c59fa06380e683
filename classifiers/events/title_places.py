"""Where titles of documents may stand in a sentence: as the rules find them, between marks, and around words that are tagged as one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from bus.events import Span
from classifiers.events.documents import among_others, set_up, unmarked
from classifiers.events.passages import LONGEST
from classifiers.events.titles import candidates
from classifiers.tags import NUMBER, Floats, Tags

Places = dict[tuple[int, int], set[str]]  # start and end in the field, and what finds a title there
SEED = 0.15  # from which a token may be part of a title
GAP = 4  # tokens that may be doubted within one
BEFORE, BEHIND = 40, 60  # characters around the tagged ones where it may begin and end
NEAREST = 7  # beginnings and ends that are tried
SHORTEST, LONGEST_TITLE = 3, 220
STEEPEST = 4.0  # of the logistic scale, so that one token does not decide

_MARKED = re.compile(r"《(?P<name>(?:[^《》]|《[^《》]{0,90}》){3,90})》")
_QUOTED_ZH = re.compile(r"“(?P<name>[^“”]{2,40})”")
_BEGINS_ZH = re.compile(
    r"^|(?<=[《“‘：:，,。；;、？！\s])(?=\S)|(?<=[》”’])|(?=[“《])|(?=关于|20\d\d)|(?<=[了的对在将把按])|"
    r"(?<=发布|印发|公布|出台|实施|开展|启动|推出|部署|施行|通过|修订|制定|下发|征求|征集|下达|介绍|废止|设立|提出|签署)"
)
_ENDS_ZH = re.compile(
    r"$|(?=[《》”’，,。；;、：:？！（(\s])|(?<=[”》）)])|(?=[的等中将自以和与起]|印发|发布|公布|通过|出台|正式|立项|启动)|(?<=法)|"
    r"(?<=条例|办法|规定|细则|指南|原则|规范|标准|方案|规划|纲要|计划|意见|措施|行动|目录|通知|公告|法案|清单|要点|倡议|专项|试点|项目)"
)
_BEGINS_EN = re.compile(r"(?<![\w’'/.-])(?=[A-ZÀ-Ž0-9(])|(?<=[“\"‘])(?=\w)|^(?=\w)")
_ENDS_EN = re.compile(r"(?<=[\w)®’'])(?![\w’'/-]|\.\d)")
_CROSSED = re.compile(r"[;\n“”\"]|(?:[a-z]{3}|\))[.?!] [A-Z]")
_CROSSED_ZH = re.compile(r"[。；\n]")
_PAIRS = (("(", ")"), ("（", "）"), ("《", "》"), ("“", "”"), ("〈", "〉"))
_SMALL_END = re.compile(r"(?:^|\s)(?:of|for|and|in|on|to|the|with|by|from|a|an|or|at|under|its|as|which|that|is|was)$|[,:]$")


@dataclass(frozen=True, slots=True)
class Field:
    """Title or text with the tokens that were read of it, and how likely each is part of a document's title."""

    content: str
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    shares: Floats
    sums: NDArray[np.float64]  # of the shares on the logistic scale, up to each token

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        return int(np.searchsorted(self.ends, start, side="right")), int(np.searchsorted(self.starts, end, side="left"))

    def gain(self, start: int, end: int) -> float:
        """How much speaks for taking just these tokens."""
        first, last = self.tokens(start, end)
        return float(self.sums[last] - self.sums[first]) if last > first else 0.0


def fields_of(tags: Tags, title: str, text: str) -> dict[str, Field]:
    found = {}
    for name, content in (("title", title), ("text", text)):
        tokens = [token for token in tags.tokens if token.field == name]
        shares = np.array([token.tags[NUMBER["document"]] for token in tokens], dtype=np.float32)
        scale = np.clip(np.log(np.clip(shares, 1e-6, 1) / np.clip(1 - shares, 1e-6, 1)), -STEEPEST, STEEPEST)
        found[name] = Field(
            content, np.array([t.start for t in tokens], dtype=np.int64), np.array([t.end for t in tokens], dtype=np.int64),
            shares, np.concatenate([[0.0], np.cumsum(scale)]),
        )  # fmt: skip
    return found


def places(span: Span, field: Field, language: str) -> Places:
    """Where in a sentence a title may stand."""
    end = min(span.end, span.start + LONGEST)
    raw = field.content[span.start : end]
    found: Places = defaultdict(set)
    for start, stop, source in _marked(raw) if language == "zh" else _written(raw):
        found[span.start + start, span.start + stop].add(source)
    for first, last in _seeds(field, span.start, end):
        for start, stop in _around(raw, first - span.start, last - span.start, language):
            found[span.start + start, span.start + stop].add("tags")
    return found


def _marked(raw: str) -> Iterator[tuple[int, int, str]]:
    for source, pattern in (("marked", _MARKED), ("quoted", _QUOTED_ZH)):
        for match in pattern.finditer(raw):
            yield *match.span("name"), source
    for source, name in (("unmarked", unmarked(raw)), ("set up", set_up(raw)), ("among", among_others(raw))):
        if name and (at := raw.find(name)) >= 0:
            yield at, at + len(name), source


def _written(raw: str) -> Iterator[tuple[int, int, str]]:
    for start, name, sure in candidates(raw):
        if (at := raw.find(name, start)) >= 0:
            yield at, at + len(name), "sure" if sure else "written"


def _seeds(field: Field, start: int, end: int) -> list[tuple[int, int]]:
    """Where likely tokens stand together; over those in doubt between them too."""
    first, last = field.tokens(start, end)
    likely = [n for n in range(first, last) if field.shares[n] >= SEED]
    runs: list[list[int]] = []
    for number in likely:
        if runs and number - runs[-1][1] <= GAP:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [(max(start, int(field.starts[a])), min(end, int(field.ends[b]))) for a, b in runs]


def _around(raw: str, first: int, last: int, language: str) -> Iterator[tuple[int, int]]:
    """Beginnings and ends of names near tagged words."""
    begins, ends = (_BEGINS_ZH, _ENDS_ZH) if language == "zh" else (_BEGINS_EN, _ENDS_EN)
    low, high = max(0, first - BEFORE), min(len(raw), last + BEHIND)
    starts = list(takewhile(lambda at: at < last, (m.start() for m in begins.finditer(raw, low))))
    stops = list(takewhile(lambda at: at <= high, (m.start() for m in ends.finditer(raw, first + 1))))
    for start in _nearest(starts, first):
        for stop in _nearest(stops, last):
            if (
                SHORTEST <= stop - start <= LONGEST_TITLE
                and start < last
                and stop > first
                and _may_be(raw[start:stop], language)
            ):
                yield start, stop


def _nearest(places: Sequence[int], to: int) -> list[int]:
    return sorted(places, key=lambda place: abs(place - to))[:NEAREST]


def _may_be(name: str, language: str) -> bool:
    if name != name.strip(" ,.:，、") or any(name.count(a) != name.count(b) for a, b in _PAIRS):
        return False
    if language == "zh":
        return not _CROSSED_ZH.search(name) and name[0] not in "）》”" and name[-1] not in "（《“"
    return not _CROSSED.search(name) and not _SMALL_END.search(name)
