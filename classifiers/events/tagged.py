"""What the network's reading adds to what the rules find: names of companies, signs of a name's side, kinds of steps and measures, products, titles
of documents.

Measured and left out, for they made more wrong than right: terms dropped, added or given another role by the tags, events dropped of whose kind the lead says nothing (docs/benchmarks.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bus.events import Span
from classifiers.events.passages import LONGEST
from classifiers.events.titles import around
from classifiers.tags import COMPANY_SIDES, NUMBER, OFFICIAL_SIDES, TAGS, Floats, Tags, Token

LIKELY = 0.5  # from which a token is taken to be part of a name
LEAST = 0.02  # share of the lead that no kind falls below
COUNTS = 0.5  # power of the shares beside the words; chosen on articles that did not train the network
_WORD = re.compile(r"[A-Za-zÀ-ž0-9&.'’+-]")
_COMPANIES = tuple(NUMBER[side] for side in COMPANY_SIDES)
_BODIES = tuple(NUMBER[side] for side in sorted(OFFICIAL_SIDES))
_NAME = re.compile(
    r"(?=.*[A-Z\u4e00-\u9fff])[^\n，。；：、！？《》“”|]{2,40}"
)  # a name may run over words, not over clauses
# A body or a person that acts for one; one word alone ("the regulator", a country) is none.
_OFFICIAL = re.compile(
    r"(?:[A-ZÀ-Ž][\w’'-]*,? (?:(?:(?:(?<=[rytmeu] )of|and|for) (?:the )?)?)){1,7}[A-ZÀ-Ž][\w’'-]+|[a-z-]+ (?:ministry|treasury|cabinet|parliament)|"
    r"[\u4e00-\u9fff]{2,16}(?:[总安监理易保药护业源生技资]局|[务学育生政业技]部|委|委员会|[法议]院|国会|议会|总统|厅|署|中心|政府|办公室)"
)
_EDGE = " \t\n,.;:'\"“”‘’()（）《》、，。；：-–—®™"


def named_as(tags: Tags, tag: str, spans: Sequence[Span], title: str, text: str) -> str | None:
    """The product or document that is tagged first within the spans; Latin words are taken to their ends, English titles whole."""
    for span in spans:
        content = title if span.field == "title" else text
        tokens = [t for t in tags.tokens if t.field == span.field and t.start < span.end and t.end > span.start]
        for run in runs(tokens, NUMBER[tag]):
            start, end = _trimmed(content, run[0].start, run[-1].end)
            if end - start < 2:
                continue
            sentence = content[span.start : min(span.end, span.start + LONGEST)]
            if tag == "document" and not _HAN.search(sentence):
                name = around(sentence, start - span.start, end - span.start)
                if name:
                    return name
                continue
            return content[start:end]
    return None


_HAN = re.compile("[\u4e00-\u9fff]")


def names(tags: Tags, title: str, text: str) -> list[Span]:
    """The places that are tagged as companies that take part, on whatever side."""
    return list(_tagged(tags, title, text, _COMPANIES, _NAME))


def officials(tags: Tags, title: str, text: str) -> list[Span]:
    """The places that are tagged as bodies that issue or decide, and look like one."""
    return list(_tagged(tags, title, text, _BODIES, _OFFICIAL))


def _tagged(tags: Tags, title: str, text: str, of: Sequence[int], shape: re.Pattern[str]) -> Iterator[Span]:
    """The runs of tokens that likely are of these tags and have the shape."""
    for field, content in (("title", title), ("text", text)):
        for run in runs([token for token in tags.tokens if token.field == field], *of):
            start, end = _trimmed(content, run[0].start, run[-1].end)
            if shape.fullmatch(content, start, end):
                yield Span(field=field, start=start, end=end)


def runs(tokens: Sequence[Token], *of: int, gap: int = 0) -> Iterator[list[Token]]:
    """Neighbouring tokens that likely are of these tags; over so many in doubt between them too."""
    run: list[Token] = []
    doubted: list[Token] = []
    for token in tokens:
        likely = sum(float(token.tags[tag]) for tag in of) >= LIKELY
        if run and (token.start - (doubted or run)[-1].end > 1 or len(doubted) + (not likely) > gap):
            yield run
            run, doubted = [], []
        if likely:
            run += [*doubted, token]
            doubted = []
        elif run:
            doubted.append(token)
    if run:
        yield run


def _trimmed(content: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _WORD.match(content[start]) and _WORD.match(content[start - 1]):
        start -= 1
    while end < len(content) and _WORD.match(content[end - 1]) and content[end].isascii() and content[end].isalnum():
        end += 1
    while start < end and content[start] in _EDGE:
        start += 1
    while end > start and content[end - 1] in _EDGE:
        end -= 1
    return start, end


def with_kinds(fits: Mapping[str, float], label: str, told: Mapping[str, float]) -> dict[str, float]:
    """How likely each kind is, by the words and by what the network says is told: its share counts by the root."""
    shares = {kind: fit * (told.get(f"{label}/{kind}", 0.0) + LEAST) ** COUNTS for kind, fit in fits.items()}
    whole = sum(shares.values())
    return {kind: share / whole for kind, share in shares.items()}


def side_signs(said: Floats) -> Iterator[str]:
    """Features of a name: how likely it is on each side, in steps of a logistic scale."""
    for number, tag in enumerate(TAGS[: NUMBER["document"] + 1]):
        step = _step(float(said[number]))
        if step > 0 or number == 0:
            yield f"tag {tag}={step}"


def _step(share: float) -> int:
    """0 to 6: under 3, 10, 25, 50, 75, 92 % or more."""
    return sum(share >= bound for bound in (0.03, 0.1, 0.25, 0.5, 0.75, 0.92))
