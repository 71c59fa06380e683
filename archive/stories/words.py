"""The words of a headline and a lead that tell what it is about: stems in English, pairs of characters in Chinese.

Latin words are taken from both, so that a name which a Chinese article leaves in Latin letters joins it to an English one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from archive.stories.names import NO_NAMES, STOP

STEM = 6  # letters: approval and approved, acquires and acquisition
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
# Within a sentence, or with a digit or a second capital in it.
_LARGE = re.compile(r"(?<=[a-z0-9,;:)’'%] )([A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)")
_RUN = re.compile(r"[㐀-鿿]+|[a-z][a-z0-9]*(?:[-+.][a-z0-9]+)*")


def lead_words(text: str) -> Iterator[str]:
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run[0] >= "㐀":
            yield from (run[i : i + 2] for i in range(len(run) - 1))
        elif len(run) >= 3 and run not in STOP:
            # What holds a digit is a code, and is told apart by its end.
            yield run if any(c.isdigit() for c in run) else run[:STEM]


def proper_names(title: str, lead: str, language: str) -> Iterator[str]:
    """Names in Latin letters: in a Chinese text every Latin word, in an English one what is written large within a sentence."""
    lead = unicodedata.normalize("NFKC", lead)
    found = _LATIN.findall(lead) if language == "zh" else (m[1] for m in _LARGE.finditer(lead[len(title) :]))
    for name in found:
        folded = name.casefold()
        if len(folded) > 2 and folded not in STOP and folded not in NO_NAMES:
            yield folded
