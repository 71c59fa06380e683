"""Whether an article names what another one tells of, be it read as something else there or not at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from archive.stories.cities import after_city, is_place
from archive.stories.facts import Facts, hashed
from archive.stories.names import head, same_company, shared
from archive.stories.words import lead_words

FEWEST_LETTERS = 4  # of a name that is looked for among words
LONGEST = 4  # characters of a Chinese name that are looked for; what follows says what the company does
_HAN = re.compile("[㐀-鿿]")


def is_latin(name: str) -> bool:
    return not _HAN.search(name)


def is_named(company: str, facts: Facts) -> bool:
    """Whether the words of an article hold the company: its first word, or its first characters."""
    codes = _codes_of_company(company)
    if is_latin(company):
        return not codes.isdisjoint(facts.words)
    return bool(codes) and codes <= facts.words


@lru_cache(maxsize=65_536)  # an article is compared with those that share its names
def _codes_of_company(company: str) -> frozenset[int]:
    """Nothing where the name is too short to be looked for, or begins with a place."""
    if not is_latin(company):
        own = after_city(company)
        return _codes(own[:LONGEST]) if len(own) > 2 else frozenset()
    first = head(company)
    return frozenset() if is_place(first) or len(first) < FEWEST_LETTERS else _codes(first)


def is_told_of(product: str, facts: Facts) -> bool:
    """Whether the words of an article hold the product, by its whole name."""
    is_a_code, codes = any(c.isdigit() for c in product), _codes(product)
    return len(product) >= FEWEST_LETTERS - is_a_code - (not is_latin(product)) and bool(codes) and codes <= facts.words


@lru_cache(maxsize=65_536)
def _codes(name: str) -> frozenset[int]:
    return hashed(lead_words(name))


def shared_companies(one: Facts, other: Facts) -> set[str]:
    """The companies of both, and those of one that the other's text names without being read as a company there."""
    found = shared(one.companies, other.companies)
    for facts, text in ((one, other), (other, one)):
        found |= {n for n in facts.companies if is_named(n, text) and not any(same_company(n, f) for f in found)}
    return found


def knows_all(names: Iterable[str], known: Facts, of: Facts) -> bool:
    """Whether an article knows all names of another one; where that is in another language, a company may bear another name."""
    comparable = {name for name in names if known.language == of.language or is_latin(name)}
    comparable -= shared(comparable, known.companies)
    return all(is_named(name, known) for name in comparable)
