"""The currency of a number: the sign, code or name that touches it on either side."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from classifiers.amounts import currencies

REACH = 16  # characters before a number in which its sign can stand


class Unit(NamedTuple):
    """A currency as it is written in text[start:end]."""

    start: int
    end: int
    written: str  # the sign, code or name, in lower case
    code: str  # ISO 4217, or ¥ for the sign of two currencies
    is_cents: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it leaves the country open: $, ¥, dollars, 元."""
        return self.written in _BARE


_BARE = frozenset({"$", "¥"} | currencies.BARE)


class Sides(NamedTuple):
    before: Unit | None
    after: Unit | None


_DOLLAR = "|".join(re.escape(mark) for mark in sorted(currencies.DOLLARS, key=len, reverse=True) if mark)
_CODES = "|".join(currencies.CODE_NAMES)
_BEFORE = re.compile(
    rf"(?:(?:(?<![A-Za-z.])(?P<whose>{_DOLLAR}) ?\\?)?(?P<dollar>\$)\(?|\$(?P<trailing>US|NZ|HK|AU|A|C|S)|(?<![A-Za-z])(?P<code>{_CODES}) ?[$€£¥]?"
    rf"|(?:(?:CN|RMB|JP|人民币) ?)?(?P<sign>[{''.join(currencies.SIGNS)}])|(?<![A-Za-z])(?P<rupee>Rs\.?)|(?<![A-Za-z])(?P<rand>R)|(?<![A-Za-z])(?P<crown>[Kk]r\.?)"
    rf"|(?<![A-Za-z])(?P<euro>[Ee]uros?|EUROS?)|(?P<han>{'|'.join(currencies.LEADING)})(?:现金)?:?)[ ]?$"
)
# What _BEFORE can end with, and what may end a mark before "$": most numbers are refused by the one character before them.
_LETTERS = frozenset(mark[-1] for mark in (*currencies.CODE_NAMES, *currencies.DOLLARS) if mark)
ENDS = frozenset({*"$(. :\n金RsrosOS", *currencies.SIGNS, *_LETTERS, *(name[-1] for name in currencies.LEADING)})
_LATIN_WORD = re.compile(r"(?i:[mb]illion)|[A-Z]?[a-z]+|[A-Z]+")  # a name may be glued to a scale: 5 millionUSD
_LATIN = re.compile(r"(?: of)?[ -]{0,2}([a-z][a-z.]*)(?:([ -])([a-z]+)(?: ([a-z]+))?)?")
_NATION = re.compile(
    r" ?\(?(canadian|cdn|cad|australian|aud|u\.s\.?+|usd|us|hkd|sgd|nzd|american)\b\)?(?=\.? ?(?:[(),.;:/]|$|a |per |and |in |worth |for |to |from |over |by |at |on |this |last ))"
)
_SIGN_AFTER = re.compile(rf" ?([{''.join(currencies.SIGNS).replace('¥', '')}])(?! ?\d)")
_BEFORE_NAMES = frozenset(" -(")
_CODE_AFTER = re.compile(rf"[ -]?({_CODES})(?![A-Za-z])")


# Latin marks beside the codes and the names: rupees, rands, crowns, and the sums that name no currency (a six-figure deal).
_LATIN_MARKS = frozenset(
    {"rs", "r", "kr", "euro", "euros", "figure", "digit", *(code.lower() for code in currencies.CODE_NAMES)}
)


@functools.cache
def _marks() -> tuple[re.Pattern[str], frozenset[str]]:
    """The end of a sign or of a Chinese name, and a word of each Latin mark."""
    names = currencies.names()
    ends = {name[-2:] for name in names if not name[0].isascii()}
    one = "".join(sorted({"$", *currencies.SIGNS, *(end for end in ends if len(end) == 1)}))
    two = sorted(end for end in ends if len(end) == 2)
    last = "".join(sorted({end[-1] for end in two}))
    words = {next(word for word in reversed(name.split()) if word.isascii()) for name in names if name[0].isascii()}
    return re.compile(rf"[{one}{last}](?:(?<=[{one}])|(?<={'|'.join(two)}))"), _LATIN_MARKS | words


def may_name_unit(text: str) -> bool:
    """Whether a folded text may name a currency anywhere: most name none, and no number of theirs need be read."""
    mark, words = _marks()
    return bool(mark.search(text)) or not words.isdisjoint(" ".join(_LATIN_WORD.findall(text)).lower().split(" "))


def unit_before(text: str, start: int) -> Unit | None:
    """The unit that ends where the number starts."""
    last = text[start - 1 : start]
    if last not in ENDS or (last == " " and text[start - 2 : start - 1] not in ENDS):
        return None
    if last == "$" and _is_alone(text, start - 1):
        return Unit(start - 1, start, "$", "USD")
    left = max(0, start - REACH)
    match = _BEFORE.search(text[left:start])
    if not match:
        return None
    begin = left + match.start()
    written = match[0].strip().lower()
    if match["dollar"]:
        whose = match["whose"] or ""
        if whose in {"A", "C", "S", "R"} and " " in match[0].strip() and not _is_within_a_sentence(text, begin):
            whose, begin = "", left + match.start("dollar")  # "A $5 fee" opens a sentence
        return Unit(begin, start, "$" if not whose else written, currencies.DOLLARS[whose])
    if trailing := match["trailing"]:
        return Unit(begin, start, written, currencies.DOLLARS[trailing])
    if match["code"]:
        return Unit(begin, start, written, currencies.CODE_NAMES[match["code"]])
    if sign := match["sign"]:
        named = re.match(r"CN|RMB|JP|人民币", match[0])
        code = ("JPY" if named[0] == "JP" else "CNY") if named else currencies.SIGNS[sign]
        return Unit(begin, start, sign if not named else written, code)
    if match["rand"]:
        return Unit(begin, start, "r", "ZAR")
    if match["crown"]:
        return Unit(begin, start, "kr", "SEK")
    if match["rupee"] or match["euro"]:
        return Unit(begin, start, "rupees" if match["rupee"] else written, "INR" if match["rupee"] else "EUR")
    return Unit(begin, start, match["han"], currencies.names()[match["han"]])


def _is_alone(text: str, start: int) -> bool:
    """Whether nothing before a "$" can be the mark of whose dollar it is."""
    last = text[start - 1 : start]
    if last == " ":
        last = text[start - 2 : start - 1]
    return last not in _LETTERS and last != "\\"


def _is_within_a_sentence(text: str, start: int) -> bool:
    return bool(re.search(r"[a-z,(] ?$", text[max(0, start - 2) : start]))


def unit_after(text: str, end: int, *, dollar_before: bool = False) -> Unit | None:
    """The unit that begins where the number ends; after "$20 million" that may be the nation alone."""
    following = text[end : end + 1]
    if not following.isascii():
        return _sign_after(text, end) if following in currencies.SIGNS else _han_after(text, end)
    if not (following.isalpha() or following in _BEFORE_NAMES):
        return None
    if found := _CODE_AFTER.match(text, end):
        return Unit(end, found.end(), found[1].lower(), currencies.CODE_NAMES[found[1]])
    window = text[end : end + 40].lower()
    if dollar_before and (nation := _NATION.match(window)):
        word = nation[1]
        return Unit(end, end + nation.end(1), word, currencies.NATIONS[word])
    return _latin_after(window, end) or (_han_after(text, end + 1) if following == " " else None) or _sign_after(text, end)


def _latin_after(window: str, end: int) -> Unit | None:
    match = _LATIN.match(window)
    if not match or match[1].rstrip(".") not in currencies.first_words():
        return None
    words = [match[1]] + [word for word in (match[3], match[4]) if word]
    names = currencies.names()
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        name = name if count > 1 else name.rstrip(".")
        if name in names:
            last = (
                match.end(1) - (words[0] != name if count == 1 else 0) if count == 1 else match.end(3 if count == 2 else 4)
            )
            return Unit(end, end + last, name, names[name], name in currencies.CENTS)
    return None


def _han_after(text: str, end: int) -> Unit | None:
    names = currencies.names_by_beginning()
    for name, code, is_cents in names.get(text[end : end + 2]) or names.get(text[end : end + 1]) or ():
        if text.startswith(name, end):
            return Unit(end, end + len(name), name, code, is_cents)
    return None


def _sign_after(text: str, end: int) -> Unit | None:
    match = _SIGN_AFTER.match(text, end)
    return Unit(end, match.end(), match[1], currencies.SIGNS[match[1]]) if match else None
