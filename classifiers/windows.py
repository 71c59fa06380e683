"""What of an article the model reads at once, and where its words stand in the article.

A window is the title and a run of whole sentences of the body, as many as the model's window has room for. Every window
carries the title: a passage alone does not say whose news it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bus.events import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PREFIX = "query: "  # multilingual-e5's own mark of a text to be compared; it was trained with it

MAX_CHARACTERS = 2_000  # more than a window of either language holds; the rest of it is not even tokenised
Ids = NDArray[np.int64]  # (1, tokens)
Offsets = list[tuple[int, int]]  # of each token in the content; (0, 0) for marks

# A sentence ends at its mark or at a line's end; "3.5" and "U.S. " do not end one unless a capital follows.
_SENTENCE = re.compile(r"[^\n。！？]*?(?:[。！？][”’」』)]?|(?<=[a-z0-9)%\"”])[.!?][\"”)]?(?=\s+[A-Z\"“0-9])|\n|$)")


@dataclass(frozen=True, slots=True)
class Window:
    """The text handed to the tokenizer: the prefix, the title, a line break, a part of the body."""

    title: str
    body: str
    start: int = 0  # where the part begins in the article's text

    @property
    def content(self) -> str:
        return f"{PREFIX}{self.title}\n{self.body}"

    def sentences(self) -> list[Span]:
        """The title, if there is one, and each sentence of the part, as spans into the article."""
        spans = [Span(field="title", start=0, end=len(self.title))] if self.title.strip() else []
        parts = [Span(field="text", start=self.start + a, end=self.start + b) for a, b in split_sentences(self.body)]
        return spans + parts

    def place(self, span: Span) -> tuple[int, int]:
        """Where a span of the article stands in `content`."""
        base = len(PREFIX) + (len(self.title) + 1 - self.start if span.field == "text" else 0)
        return base + span.start, base + span.end


Encode = Callable[[str], tuple[Ids, Offsets]]


def encoded(tokenizer: Tokenizer, content: str, room: int) -> tuple[Ids, Offsets]:
    """The first `room` tokens of a content and where each stands in it; the mark of the end stays."""
    whole = tokenizer.encode(content)
    ids, offsets = whole.ids, whole.offsets
    if len(ids) > room:
        ids, offsets = [*ids[: room - 1], ids[-1]], [*offsets[: room - 1], offsets[-1]]
    return np.array([ids], dtype=np.int64), offsets


def middles(offsets: Offsets) -> NDArray[np.float64]:
    """Where the middle of each token stands, by which it is of one passage alone; -1 of a mark, which stands nowhere."""
    return np.array([(start + end) / 2 if end > start else -1.0 for start, end in offsets], dtype=np.float64)


SHORTEST_WINDOW = 40  # characters; less is the end of a sentence, a byline, a link


def encoded_windows(title: str, text: str, encode: Encode, at_most: int) -> Iterator[tuple[Window, Ids, Offsets]]:
    """The windows of an article as the model takes them, the lead first.

    `encode(content)` cuts at the model's window and says where each token stands. A further window begins with the sentence
    that the one before could not hold whole.
    """
    title, start = title[:MAX_CHARACTERS], 0
    for _ in range(at_most):
        window = Window(title, text[start : start + MAX_CHARACTERS], start)
        ids, offsets = encode(window.content)
        yield window, ids, offsets
        held = max((end for _, end in offsets), default=0) - (len(window.content) - len(window.body))
        if held <= 0:
            return  # the title alone fills the window
        cut = max((a for a, _ in split_sentences(window.body) if a <= held), default=0)
        start += cut or held
        if held >= len(window.body.rstrip()) or len(text[start:].strip()) < SHORTEST_WINDOW:
            return


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, without the white space around it."""
    found = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            found.append((start, end))
    return found
