"""An article as conditions look at it: what many of them need is worked out once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property

from bus.events import Amount, ArticleClassified, NewsEvent

Key = tuple[str, ...]
AGENCY_SIDES = frozenset({"agency", "issuer"})
# Chinese has no spaces, so a word of it may stand anywhere; elsewhere a word ends where letters and digits end.
_WORD = re.compile("[^\\W_\u2e80-\U0010ffff]+")
_CHINESE = re.compile("[\u2e80-\U0010ffff]+")


def fold(text: str) -> str:
    """What texts are compared by: case, width of characters and white space aside."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def holds_words(content: str, words: str) -> bool:
    """Whether whole words stand in a text, case and width aside; Chinese, which has no spaces, anywhere."""
    return stands_in(fold(content), fold(words))


def stands_in(text: str, words: str) -> bool:
    """The same for what is folded already: "ai" is not in "said", but in "用ai做"."""
    place = text.find(words)
    while place >= 0:
        end = place + len(words)
        if not (_joined(text[place - 1 : place], words[0]) or _joined(words[-1], text[end : end + 1])):
            return True
        place = text.find(words, place + 1)
    return False


def _joined(one: str, next_one: str) -> bool:
    return bool(_WORD.fullmatch(one) and _WORD.fullmatch(next_one))


def text_keys(words: str) -> Iterator[Key]:
    """What of folded words stands in every text that holds them: whole words, and Chinese by two characters or one."""
    for run in _CHINESE.findall(words):
        yield from (("gram", run[i : i + 2]) for i in range(max(1, len(run) - 1)))
    yield from (("word", word) for word in _WORD.findall(words))


def is_named(has: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether somebody is meant, by folded names: the same, or one that goes on (Corvane Therapeutics); Chinese ones within."""
    return any(
        own == name or own.startswith(f"{name} ") or (not name.isascii() and name in own) for own in has for name in wanted
    )


def name_keys(kind: str, own: str) -> Iterator[Key]:
    """Every name by which `is_named` would find this one, but that Chinese ones are given by their first two characters."""
    words = own.split(" ")
    yield from ((kind, " ".join(words[: n + 1])) for n in range(len(words)))
    if not own.isascii():
        yield from ((f"{kind} gram", own[i : i + 2]) for i in range(len(own)))
        yield from ((f"{kind} gram", char) for char in own)


def name_key(kind: str, wanted: str) -> Key:
    """The key of `name_keys` that a wanted name is filed under."""
    return (kind, wanted) if wanted.isascii() else (f"{kind} gram", wanted[:2])


def magnitude(value: Decimal) -> int:
    """Grows with the value: the larger of two amounts is never of the smaller magnitude."""
    return int(max(value, Decimal(0))).bit_length() // 2


class EventFacts:
    """One event with the folded names of its parties."""

    __slots__ = ("agencies", "event", "parties", "sides")

    def __init__(self, event: NewsEvent) -> None:
        self.event = event
        self.parties = tuple((_names(p.name, p.canonical), p.side) for p in event.parties)
        self.sides = frozenset(side for _, side in self.parties if side)
        acting = tuple(name for names, side in self.parties if side in AGENCY_SIDES for name in names)
        self.agencies = (*_names(event.agency), *acting)


def _names(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(name) for name in names if name))


class Facts:
    """An article with its events."""

    def __init__(self, classified: ArticleClassified) -> None:
        self.classified = classified
        self.events = tuple(EventFacts(event) for event in classified.events)
        self.source = fold(classified.article.source)

    @cached_property
    def text(self) -> str:
        article = self.classified.article
        return fold(f"{article.title}\n{article.text}")

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Every amount, the terms of events among them."""
        return (*self.classified.amounts, *(term for event in self.classified.events for term in event.terms))

    @cached_property
    def keys(self) -> set[Key]:
        """What conditions on this article may be filed under."""
        article = self.classified.article
        keys: set[Key] = {("source", self.source), ("language", article.language)}
        keys.update(("label", label) for label in self.classified.labels)
        keys.update(("word", word) for word in _WORD.findall(self.text))
        for run in _CHINESE.findall(self.text):
            keys.update(("gram", run[i : i + 2]) for i in range(len(run)))
            keys.update(("gram", char) for char in run)
        for event in self.events:
            keys.update(_event_keys(event))
        for amount in self.amounts:
            keys.update(_amount_keys(amount))
        return keys


def _event_keys(facts: EventFacts) -> Iterator[Key]:
    event = facts.event
    yield ("status", event.status)
    if event.kind:
        yield ("kind", event.kind)
    yield from (("side", side) for side in facts.sides)
    yield from (key for names, _ in facts.parties for name in names for key in name_keys("party", name))
    yield from (key for name in facts.agencies for key in name_keys("agency", name))


def _amount_keys(amount: Amount) -> Iterator[Key]:
    """Of each currency the amount is told in, every magnitude up to its own, for its role and for any."""
    for currency, most in ((amount.currency, highest(amount)), ("worth", highest(amount, in_dollars=True)), (None, None)):
        for size in range(magnitude(most) + 1 if most is not None else 1):
            yield ("amount", amount.role, str(currency or ""), str(size))
            yield ("amount", "", str(currency or ""), str(size))


def highest(amount: Amount, *, in_dollars: bool = False) -> Decimal | None:
    """The most that an amount names; a range or a vague one names two values."""
    if in_dollars and not (amount.usd is None and amount.currency == "USD"):
        return amount.usd_max or amount.usd
    return amount.value_max or amount.value


def lowest(amount: Amount, *, in_dollars: bool = False) -> Decimal | None:
    """The least that an amount names."""
    if in_dollars and not (amount.usd is None and amount.currency == "USD"):
        return amount.usd
    return amount.value
