"""Bytes -> text, whatever the page or the server declares, so that no mojibake reaches the archive.

A declaration is believed when the text it gives reads like text. Else every charset that the bytes allow is tried, and the one
whose text reads best is taken. GB2312 and GBK are parts of GB18030 and read as such.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from w3lib.encoding import html_to_unicode, resolve_encoding

SAMPLE = 200_000  # bytes that are judged; the rest follows
WORST = 0.02  # share of letters that no writer uses, above which a text is taken for mojibake
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "cp1252", "shift_jis", "euc_kr")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TAGS = re.compile(r"<script\b.*?</script>|<style\b.*?</style>|<[^>]*>|&#?\w+;", re.DOTALL | re.IGNORECASE)
_ASCII = re.compile(r"[\x00-\x7f]+")
# UTF-8 that was read as Latin-1, Windows-1252 or GBK, and the marks of the replacement character read as GBK.
_MISREAD = re.compile(
    r"(?:[ÃÂ][\x80-\xbf]){2}|Ã[¡©­³ºñ¼¶¤]|â€[\x80-\xff™œ“”˜¦]|(?:[äåæçèé][\x80-\xbf€-™ŒœŠšŽžŸ‚„†‡•‰‹›ƒˆ˜–—‘’“”…]{2}){2}"
    r"|锟斤拷|烫烫烫|[\xa1-\xff]{8,}|ï»¿"
)
_NEVER = re.compile(r"[\ufffd\ue000-\uf8ff\x80-\x9f\u0530-\u058f\u0700-\u08ff\u2800-\u28ff\uff61-\uff9f]")
# The ideographs that make up a third of any Chinese text. In GBK read as Big5, or UTF-8 read as GBK, they are missing.
_COMMON = re.compile(
    r"[的一是不了在有人这中大为上个国我以要他时来们生到作地于出会可也年发後后国國這為個時來們會發學经經和与與报報日月新公司]"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_RARE = re.compile(r"[\u3400-\u4dbf]")


def decode_page(body: bytes, content_type: str = "") -> str:
    """The page as text."""
    if encoding := _marked(body):
        return body.decode(encoding, "replace").lstrip("\ufeff")
    text: str
    declared, text = html_to_unicode(content_type or None, body, default_encoding="utf-8")
    if resolve_encoding(declared) in {"gb18030", "utf-8", "big5"} and "\ufffd" not in text and not is_mojibake(text):
        return text
    return min((text, *_readings(body)), key=_badness) if _badness(text) > 0 else text


def is_mojibake(text: str) -> bool:
    """Whether a text was read in the wrong charset: letters stand in it that no writer puts side by side."""
    return _badness(text) > WORST


def _marked(body: bytes) -> str | None:
    """The encoding that the first bytes show: a mark, or the zeros between the letters of an unmarked UTF-16."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return encoding
    head = body[:1000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd * 8 > len(head) and even * 8 < odd:
        return "utf-16-le"
    return "utf-16-be" if even * 8 > len(head) and odd * 8 < even else None


def _readings(body: bytes) -> list[str]:
    """The body in every charset, for the caller to choose from."""
    return [body.decode(encoding, "replace") for encoding in _CANDIDATES]


@lru_cache(maxsize=16)
def _badness(text: str) -> float:
    """How unlike writing a text is: 0 for plain text, towards 1 for noise."""
    letters = _ASCII.sub(" ", _TAGS.sub(" ", text[:SAMPLE]))
    if letters.isspace() or not letters:
        return 0.0
    han = len(_HAN.findall(letters))
    wrong = 3 * len(_NEVER.findall(letters)) + 3 * len(_MISREAD.findall(letters)) + len(_RARE.findall(letters))
    # Thirty ideographs without a common one do not happen in writing.
    missing = han if han >= 30 and len(_COMMON.findall(letters)) < han / 25 else 0
    return float(wrong + missing) / (len(letters.replace(" ", "")) + 20)
