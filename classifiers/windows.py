"""What of an article the model reads, and where its words stand in the article."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bus.events import Span, TextField

PREFIX = "query: "  # multilingual-e5's own mark of a text to be compared; it was trained with it
MAX_CHARACTERS = 4_000  # more than 512 tokens of either language; the rest is not even tokenised

# A sentence ends at its mark or at a line's end; "3.5" and "U.S. " do not end one unless a capital follows.
_SENTENCE = re.compile(r"[^\n。！？]*?(?:[。！？][”’」』)]?|(?<=[a-z0-9)%\"”])[.!?][\"”)]?(?=\s+[A-Z\"“0-9])|\n|$)")


@dataclass(frozen=True, slots=True)
class Window:
    """The text handed to the tokenizer: the prefix, the title, a line break, the body."""

    title: str
    body: str

    @property
    def content(self) -> str:
        return f"{PREFIX}{self.title}\n{self.body}"[:MAX_CHARACTERS]

    def sentences(self) -> list[Span]:
        """The title, if there is one, and each sentence of the body, as spans into the article."""
        spans = [Span(field="title", start=0, end=len(self.title))] if self.title.strip() else []
        return spans + [Span(field="text", start=a, end=b) for a, b in split_sentences(self.body[:MAX_CHARACTERS])]

    def place(self, span: Span) -> tuple[int, int]:
        """Where a span of the article stands in `content`."""
        base = len(PREFIX) + (len(self.title) + 1 if _is_text(span.field) else 0)
        return base + span.start, base + span.end


def _is_text(field: TextField) -> bool:
    return field == "text"


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
