"""The words of a headline and a lead that tell what it is about: stems in English, pairs of characters in Chinese.

Latin words are taken from both, so that a name which a Chinese article leaves in Latin letters joins it to an English one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from archive.stories.names import STOP

STEM = 6  # letters: approval and approved, acquires and acquisition
_RUN = re.compile(r"[㐀-鿿]+|[a-z][a-z0-9]*(?:[-+.][a-z0-9]+)*")


def lead_words(text: str) -> Iterator[str]:
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run[0] >= "㐀":
            yield from (run[i : i + 2] for i in range(len(run) - 1))
        elif len(run) >= 3 and run not in STOP:
            # What holds a digit is a code, and is told apart by its end.
            yield run if any(c.isdigit() for c in run) else run[:STEM]
