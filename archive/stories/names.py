"""Names as stories compare them: Corvane and Corvane Therapeutics are one company, Merck & Co. and Merck KGaA are two."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from archive.stories.pinyin import sounds_like
from archive.tables import name_key

_TABLES = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
_GENERIC = frozenset(_TABLES["generic"].split())
STOP = frozenset(_TABLES["stop"].split())
NO_NAMES = frozenset(_TABLES["no_names"].split())
_AGENCIES = frozenset(name_key(name) for name in _TABLES["agencies"].split("\n") if name)
_OFFICES = ("ministry", "administration", "commission", "authority", "department of", "agency")
_CHINESE_OFFICES = ("局", "部", "委员会", "委", "院", "署", "厅")


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
    """What outlets keep of a name at the least: its first word, or two characters."""
    return key.split(maxsplit=1)[0] if key.isascii() else key[:2]


@lru_cache(maxsize=65_536)  # an article is compared with those that share its names
def same_company(one: str, other: str) -> bool:
    """Whether two keys mean one company: equal, or one begins with the other in whole words; Chinese, in characters; or by sound."""
    short, long = sorted((one, other), key=len)
    if short == long or long.startswith(f"{short} "):
        return True
    if short.isascii() != long.isascii():
        return sounds_like(short, long) if short.isascii() else sounds_like(long, short)
    return not short.isascii() and len(short) >= 2 and long.startswith(short)


def shared(one: Iterable[str], other: Iterable[str]) -> set[str]:
    """The names of the first that the second has too."""
    known = list(other)
    return {name for name in one if any(same_company(name, second) for second in known)}


__all__ = ["NO_NAMES", "STOP", "company_key", "head", "is_agency", "name_key", "same_company", "shared"]
