"""Names as stories compare them: Corvane and Corvane Therapeutics are one company, Merck & Co. and Merck KGaA are two."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from archive.stories.cities import after_city, is_city
from archive.stories.pinyin import sounds_like
from archive.tables import name_key

_TABLES = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
_GENERIC = frozenset(_TABLES["generic"].split())
STOP = frozenset(_TABLES["stop"].split())
NO_NAMES = frozenset(_TABLES["no_names"].split())
_AGENCIES = frozenset(name_key(name) for name in _TABLES["agencies"].split("\n") if name)
_OFFICES = ("ministry", "administration", "commission", "authority", "department of", "agency", "government")
_AFTER_A_CITY = _GENERIC | {*_TABLES["after_a_city"].split()}
_CHINESE_AFTER_A_CITY = tuple(word for word in _AFTER_A_CITY if not word.isascii())
_CHINESE = re.compile("[㐀-鿿]")
_LETTER = r"[^\W_㐀-鿿]"  # of a word: a Chinese character beside a Latin name is none
_HEAD = re.compile(r"[㐀-鿿]{1,2}|[^\s㐀-鿿]+")
_CHINESE_OFFICES = ("局", "部", "委员会", "委", "院", "署", "厅", "政府")


def is_agency(name: str) -> bool:
    key = name_key(name)
    return key in _AGENCIES or any(word in key for word in _OFFICES) or key.endswith(_CHINESE_OFFICES)


def company_key(name: str) -> str:
    """The name without what outlets leave out; a name of such words alone stays."""
    words = name_key(name).replace(",", " ").split()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _GENERIC:
        kept.pop()
    return " ".join(kept)


def head(key: str) -> str:
    """What outlets keep of a name at the least: its first word, or two characters. A city it begins with is left out, unless
    what follows says only what the company does; nothing of an empty name."""
    found = _HEAD.match(_without_city(key))
    return found[0] if found else ""


def _without_city(key: str) -> str:
    own = after_city(key)
    return key if not own or own.split(maxsplit=1)[0] in _AFTER_A_CITY or own.startswith(_CHINESE_AFTER_A_CITY) else own


def is_told(key: str, text: str) -> bool:
    """Whether a text, as `name_key`, names the company: by its head, or whole where that is a city."""
    first = head(key)
    first = key if is_city(first) else first
    if not first or is_city(first):
        return False
    if _CHINESE.match(first):
        return len(first) >= 2 and first in text
    return re.search(rf"(?<!{_LETTER}){re.escape(first)}(?!{_LETTER})", text) is not None


@lru_cache(maxsize=65_536)  # an article is compared with those that share its names
def same_company(one: str, other: str) -> bool:
    """Whether two keys mean one company: equal, or one begins with the other in whole words; Chinese, in characters; or by sound.
    The city that one of them begins with is left out: 苏州赤松生物 is 赤松生物. 上海建工 and 北京建工 stay two."""
    if one == other or is_city(one) or is_city(other):
        return one == other
    own = _without_city(one), _without_city(other)
    are_of_cities = own[0] != one and own[1] != other and one.isascii() == other.isascii()
    short, long = sorted((one, other) if are_of_cities else own, key=len)
    if short == long:
        return True
    if long.startswith(f"{short} "):
        return True
    if short.isascii() != long.isascii():
        return sounds_like(short, long) if short.isascii() else sounds_like(long, short)
    return not short.isascii() and len(short) >= 2 and long.startswith(short)


def shared(one: Iterable[str], other: Iterable[str]) -> set[str]:
    """The names of the first that the second has too."""
    known = list(other)
    return {name for name in one if any(same_company(name, second) for second in known)}


__all__ = ["NO_NAMES", "STOP", "company_key", "head", "is_agency", "is_told", "name_key", "same_company", "shared"]
