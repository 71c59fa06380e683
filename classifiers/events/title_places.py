"""Where titles of documents may stand in a Chinese sentence: as the rules find them, between marks, and around words that are tagged as one; and what is beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from bus.events import Span
from classifiers.events.documents import among_others, set_up, unmarked
from classifiers.events.passages import LONGEST
from classifiers.tags import NUMBER, Floats, Tags, Token

Places = dict[tuple[int, int], set[str]]  # start and end in the field, and what finds a title there
SEED = 0.15  # from which a token may be part of a title
GAP = 4  # tokens that may be doubted within one
BEFORE, BEHIND = 40, 60  # characters around the tagged ones where it may begin and end
NEAREST = 7  # beginnings and ends that are tried
SHORTEST, LONGEST_TITLE = 3, 220
STEEPEST = 4.0  # of the logistic scale, so that one token does not decide

MARKED = re.compile(r"《(?P<name>(?:[^《》]|《[^《》]{0,90}》){3,90})》")
_QUOTED = re.compile(r"“(?P<name>[^“”]{2,40})”")
_BEGINS = re.compile(
    r"^|(?<=[《“‘：:，,。；;、？！\s])(?=\S)|(?<=[》”’])|(?=[“《])|(?=关于|20\d\d)|(?<=[了的对在将把按])|"
    r"(?<=发布|印发|公布|出台|实施|开展|启动|推出|部署|施行|通过|修订|制定|下发|征求|征集|下达|介绍|废止|设立|提出|签署)"
)
_ENDS = re.compile(
    r"$|(?=[《》”’，,。；;、：:？！（(\s])|(?<=[”》）)])|(?=[的等中将自以和与起]|印发|发布|公布|通过|出台|正式|立项|启动)|(?<=法)|"
    r"(?<=条例|办法|规定|细则|指南|原则|规范|标准|方案|规划|纲要|计划|意见|措施|行动|目录|通知|公告|法案|清单|要点|倡议|专项|试点|项目)"
)
_CROSSED = re.compile(r"[。；\n]")
_PAIRS = (("(", ")"), ("（", "）"), ("《", "》"), ("“", "”"), ("〈", "〉"))


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
    """The title and the text as they were read; what two windows read counts once, as the later one has it."""
    found = {}
    for name, content in (("title", title), ("text", text)):
        tokens = list({(token.start, token.end): token for token in tags.tokens if token.field == name}.values())
        shares = np.array([token.tags[NUMBER["document"]] for token in tokens], dtype=np.float32)
        scale = np.clip(np.log(np.clip(shares, 1e-6, 1) / np.clip(1 - shares, 1e-6, 1)), -STEEPEST, STEEPEST)
        found[name] = Field(
            content, np.array([t.start for t in tokens], dtype=np.int64), np.array([t.end for t in tokens], dtype=np.int64),
            shares, np.concatenate([[0.0], np.cumsum(scale)]),
        )  # fmt: skip
    return found


def within(tags: Tags, span: Span) -> Tags:
    """What was read of a sentence alone."""
    first = bisect_left(tags.tokens, (span.field == "text", span.start), key=_order)
    while first and tags.tokens[first - 1].field == span.field and tags.tokens[first - 1].end > span.start:
        first -= 1
    return Tags(tags.tokens[first : bisect_left(tags.tokens, (span.field == "text", span.end), key=_order)], {})


def _order(token: Token) -> tuple[bool, int]:
    return token.field == "text", token.start


def places(span: Span, field: Field) -> Places:
    """Where in a sentence a title may stand."""
    end = min(span.end, span.start + LONGEST)
    raw = field.content[span.start : end]
    found: Places = defaultdict(set)
    for start, stop, source in _proposed(raw):
        found[span.start + start, span.start + stop].add(source)
    for first, last in _seeds(field, span.start, end):
        for start, stop in _around(raw, first - span.start, last - span.start):
            found[span.start + start, span.start + stop].add("tags")
    return found


def _proposed(raw: str) -> Iterator[tuple[int, int, str]]:
    """What stands between marks, and what the rules find."""
    for source, pattern in (("marked", MARKED), ("quoted", _QUOTED)):
        for match in pattern.finditer(raw):
            yield *match.span("name"), source
    for source, name in (("unmarked", unmarked(raw)), ("set up", set_up(raw)), ("among", among_others(raw))):
        if name and (at := raw.find(name)) >= 0:
            yield at, at + len(name), source


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


def _around(raw: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Beginnings and ends of names near tagged words."""
    low, high = max(0, first - BEFORE), min(len(raw), last + BEHIND)
    starts = list(takewhile(lambda at: at < last, (m.start() for m in _BEGINS.finditer(raw, low))))
    stops = list(takewhile(lambda at: at <= high, (m.start() for m in _ENDS.finditer(raw, first + 1))))
    for start in _nearest(starts, first):
        for stop in _nearest(stops, last):
            if SHORTEST <= stop - start <= LONGEST_TITLE and start < last and stop > first and _may_be(raw[start:stop]):
                yield start, stop


def _nearest(places: Sequence[int], to: int) -> list[int]:
    return sorted(places, key=lambda place: abs(place - to))[:NEAREST]


def _may_be(name: str) -> bool:
    if name != name.strip(" ,.:，、") or any(name.count(a) != name.count(b) for a, b in _PAIRS):
        return False
    return not _CROSSED.search(name) and name[0] not in "）》”" and name[-1] not in "（《“"


def beside(read: Field, start: int, end: int) -> Iterator[str]:
    """How surely the tokens at its edges and those beyond are tagged, and what is written there."""
    first, last = read.tokens(start, end)
    inside = read.shares[first:last]
    is_before = first > 0 and start - read.ends[first - 1] <= _NEAR
    is_behind = last < len(read.shares) and read.starts[last] - end <= _NEAR
    yield f"before={_share(float(read.shares[first - 1])) if is_before else 0}"
    yield f"behind={_share(float(read.shares[last])) if is_behind else 0}"
    if len(inside):
        yield f"inside={_share(float(inside.mean()))}"
        yield f"least={_share(float(inside.min()))}"
        yield f"opens={_share(float(inside[0]))}"
        yield f"closes={_share(float(inside[-1]))}"
    else:
        yield "unread"
    left, right = read.content[max(0, start - 30) : start], read.content[end : end + 14]
    opened = "book" if left.endswith("《") else "quoted" if left.endswith(_OPENING) else "no"
    yield f"marked={opened}/{right.startswith(_CLOSING)}"
    yield f"edge={not left.strip()}/{not right.strip()}"
    yield f"right={'stop' if not right or right[0] in _STOPS else 'mark' if right.startswith(_CLOSING) else 'word'}"
    yield f"about={left.endswith('关于')}"
    yield f"letter before={left[-1:].isalpha()}"


_NEAR = 3  # characters, marks and blanks, to the next token
_OPENING, _CLOSING, _STOPS = ("“", '"', "‘", "「"), ("》", "”", '"', "’", "」"), ".,;:，。；、：)（(\n"


def _share(value: float) -> int:
    return sum(value > bound for bound in (0.03, 0.1, 0.25, 0.5, 0.75, 0.92))
