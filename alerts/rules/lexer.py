"""The words of a rule, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from alerts.rules.messages import RuleError

QUOTES = {'"': '"', "“": "”", "„": "“", "「": "」", "『": "』", "《": "》", "'": "'", "‘": "’"}
# Characters of full width are read as the usual ones; each is one character, so that places stay what they are.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("、"): ord(","), ord("”"): ord("”")}
_TOKEN = re.compile(
    r"""(?P<word>[^\W\d_]{0,3}[$€£¥]?\d{1,3}(?:[,_]\d{3})+(?!\d)[^\s()<>=≥≤!:,"“”「」]*)  # 50,000,000
    |(?P<compare>>=|<=|!=|>|<|=|:|≥|≤)|(?P<open>\()|(?P<close>\))|(?P<comma>,)
    |(?P<bare>[^\s()<>=≥≤!:,"“”「」『』《》„]+|!)""",
    re.VERBOSE,
)

Sort = Literal["word", "quoted", "compare", "open", "close", "comma", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a quoted text without its quotes, a sign; the last one is the end."""

    sort: Sort
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Raises RuleError where a quote is not closed or holds nothing."""
    narrow, found, place = text.translate(_NARROW), [], 0
    while place < len(narrow):
        if narrow[place].isspace():
            place += 1
        elif narrow[place] in QUOTES:
            found.append(_quoted(narrow, place))
            place = found[-1].end
        else:
            match = _TOKEN.match(narrow, place)
            assert match is not None  # a bare word takes what nothing else takes
            sort = match.lastgroup or ""
            found.append(Token("word" if sort == "bare" else sort, match.group(), place, match.end()))  # type: ignore[arg-type]
            place = match.end()
    return [*found, Token("end", "", len(text), len(text))]


def _quoted(text: str, start: int) -> Token:
    closing, place, content = QUOTES[text[start]], start + 1, ""
    while place < len(text) and text[place] != closing:
        if text[place] == "\\" and place + 1 < len(text):
            place += 1
        content += text[place]
        place += 1
    if place == len(text):
        raise RuleError("no_end_of_quote", start + 1, text[start:].strip(), quote=closing)
    if not content.strip():
        raise RuleError("empty_quote", start + 1, text[start : place + 1])
    return Token("quoted", " ".join(content.split()), start, place + 1)
