"""English, Chinese or neither, per article, whatever the feed claims."""

from __future__ import annotations

import re
from collections import Counter

from bus.events import Language

SAMPLE = 5000  # characters that are looked at
ENOUGH_WORDS = 30  # from which on function words tell Latin-script languages apart
_HAN = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ’']{2,}")
_KANA = re.compile(r"[぀-ヿ]")
_OTHER_SCRIPT = re.compile(r"[Ͱ-ϿЀ-ԯ԰-֏֐-׿؀-ۿ܀-ࣿऀ-෿฀-໿က-႟ሀ-፿ក-៿가-힯ᄀ-ᇿ]")
_LETTER = re.compile(r"[^\W\d_]")
# Words that carry no subject; one of five in running text. None of the other lists holds an English word.
_ENGLISH = frozenset(
    "the of and to in that for with on is was by as from at are it has have will be its this said an".split()  # noqa: SIM905
)
_FOREIGN = frozenset(
    "le la les des du une est et que dans pour qui sur avec par ce aux der die und das den ist nicht von mit auf eine für dem zu im "  # noqa: SIM905
    "el los del las una por con para como su lo más se il di che della per non sono del nel alla dei um os uma não em da do dos na "
    "het een van voor zijn dat op aan met niet och att som för på är det inte yang dan di dengan untuk ini pada ve bir bu için ile "
    "nie się jest na że của và các là được trong".split()
)


def recognize_language(text: str) -> Language | None:
    """The language of a text, or None where it is in neither English nor Chinese."""
    sample = text[:SAMPLE]
    letters = len(_LETTER.findall(sample))
    han, kana, other = (len(pattern.findall(sample)) for pattern in (_HAN, _KANA, _OTHER_SCRIPT))
    # A Japanese text is kana for the better half; in Chinese news a product's name may be.
    if other * 3 > letters or (kana > 10 and kana * 5 > han + kana and kana * 6 > letters):
        return None
    words = [word.lower() for word in _LATIN_WORD.findall(sample)]
    if han / 2 > len(words):
        return "zh"
    counts = Counter(words)
    english, foreign = (sum(counts[word] for word in known) for known in (_ENGLISH, _FOREIGN))
    if len(words) < ENOUGH_WORDS:
        return "en"
    return None if foreign > english or english * 25 < len(words) else "en"


def detect_language(text: str) -> Language:
    """`zh` when ideographs outweigh Latin words, else `en`, for callers that must choose. A Chinese word has about two
    ideographs."""
    sample = text[:SAMPLE]
    return "zh" if len(_HAN.findall(sample)) / 2 > len(_LATIN_WORD.findall(sample)) else "en"
