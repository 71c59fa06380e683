"""English or Chinese, per article, whatever the feed claims."""

from __future__ import annotations

import re

from bus.events import Language

_HAN = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def detect_language(text: str) -> Language:
    """`zh` when ideographs outweigh Latin words. A Chinese word has about two ideographs."""
    sample = text[:5000]
    return "zh" if len(_HAN.findall(sample)) / 2 > len(_LATIN_WORD.findall(sample)) else "en"
