"""The alias table: English and Chinese names of companies and agencies, and a matcher for all of them at once.

An alias that two rows share (Merck, 复星) is never guessed: it names nobody, unless the article holds a hint or another name
of exactly one of them.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "aliases.csv"
# Names that are words where no capital tells them apart.
_WORDS = frozenset(
    {"apple", "amazon", "oracle", "snowflake", "cohere", "perplexity", "grail", "torrent", "myriad", "intercept", "zealand", "crusoe",
     "tempus", "protagonist", "arena", "penumbra", "manus", "humana", "recursion", "accel", "pentagon"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A row of the table."""

    canonical: str
    kind: str  # company or agency
    names: tuple[str, ...]  # every name of it, the canonical one among them
    hints: tuple[str, ...]  # words that tell it from another of the same name


@dataclass(frozen=True, slots=True)
class Match:
    """An alias at text[start:end]."""

    start: int
    end: int
    rows: tuple[Known, ...]  # more than one when the alias is shared


class AliasTable:
    """Finds aliases in text, the longest at each place; Latin ones as whole words."""

    def __init__(self, rows: list[Known]) -> None:
        self._known = rows
        by_name: dict[str, list[Known]] = defaultdict(list)
        for row in rows:
            for name in row.names:
                for written in _written(name, row):
                    by_name[written].append(row)
                if name.isascii() and len(name) >= 5 and " " not in name:
                    by_name[name.upper()].append(row)
        self._rows = {name: tuple(dict.fromkeys(found)) for name, found in by_name.items()}
        self._buckets: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._rows, key=len, reverse=True):
            self._buckets[name[:2]].append(name)

    def in_lower_case(self) -> AliasTable:
        """The same rows for texts without capitals: names of five letters and more that are no words."""
        rows = [
            replace(row, names=tuple(n.lower() for n in row.names if len(n) >= 5 and n.lower() not in _WORDS))
            for row in self._known
        ]
        return AliasTable([row for row in rows if row.names])

    def named(self, name: str) -> tuple[Known, ...]:
        """The rows that carry this very name."""
        return self._rows.get(name, ())

    def called(self, name: str) -> tuple[Known, ...]:
        """The rows that carry this name, however its letters are written."""
        wanted = _folded(name)
        rows = (row for known, found in self._rows.items() if _folded(known) == wanted for row in found)
        return tuple(dict.fromkeys(rows))

    def find(self, text: str) -> list[Match]:
        """All matches, in order, none overlapping."""
        found: list[Match] = []
        place, buckets = 0, self._buckets
        while place < len(text) - 1:
            name = self._at(text, place) if text[place : place + 2] in buckets else None
            if name is None:
                place += 1
                continue
            found.append(Match(place, place + len(name), self._rows[name]))
            place += len(name)
        return found

    def _at(self, text: str, place: int) -> str | None:
        for name in self._buckets[text[place : place + 2]]:
            if text.startswith(name, place) and _whole(text, place, place + len(name)):
                return name
        return None


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word runs on over either end."""
    before, after = text[start - 1 : start], text[end : end + 1]
    first, last = text[start], text[end - 1]
    # CSL-808 is a product, an Nvidia-backed company is not Nvidia.
    runs_on = _latin(after) or (after == "-" and (text[end + 1 : end + 2].islower() or text[end + 1 : end + 2].isdigit()))
    return not (_latin(first) and (_latin(before) or before == "-")) and not (_latin(last) and runs_on)


def _written(name: str, row: Known) -> Iterator[str]:
    """How pages write a name: with a sign of HTML, with the Chinese word for a company after it."""
    yield name
    if " & " in name:
        yield name.replace(" & ", " &amp; ")
        yield name.replace(" & ", " amp; ")
    chinese = row.kind == "company" and name[-1] >= "\u4e00" and not name.endswith(("公司", "集团"))
    if chinese and f"{name}公司" not in row.names:
        yield f"{name}公司"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _latin(char: str) -> bool:
    return char.isalnum() and char < "\u2e80"


def resolve(match: Match, text: str) -> Known | None:
    """The one that is meant, or None where the article does not tell."""
    if len(match.rows) == 1:
        return match.rows[0]
    alias = {name for row in match.rows for name in row.names if all(name in other.names for other in match.rows)}
    told = [row for row in match.rows if any(word in text for word in {*row.hints, *row.names} - alias)]
    return told[0] if len(told) == 1 else None


@cache
def load_aliases(path: Path = TABLE) -> AliasTable:
    """The table that is shipped, or one of the same columns."""
    with path.open(encoding="utf-8", newline="") as stream:
        return AliasTable([_known(row) for row in csv.DictReader(stream)])


def _known(row: dict[str, str]) -> Known:
    names = (row["canonical"], row["chinese"], *row["aliases"].split("|"))
    hints = tuple(hint for hint in row["hints"].split("|") if hint)
    return Known(row["canonical"], row["kind"], tuple(dict.fromkeys(n for n in names if len(n) > 1)), hints)
