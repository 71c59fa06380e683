"""A list of articles that somebody missed, by address or title: what became of each, and how often which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from archive.titles import ENOUGH, closest
from tidings.explain.notes import Explanation, Note
from tidings.explain.report import chosen, explain_to
from tidings.settings import Settings

MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Miss:
    """One line of the list, with its verdict."""

    asked: str
    url: str
    title: str
    likeness: float | None  # of the title that was found; None for an address
    verdict: Note


def misses(settings: Settings, engine: Engine, lines: Iterable[str], subscriber: str) -> Iterator[Miss]:
    """A verdict for each line that is not empty. Raises SubscriptionError when there is no such subscriber."""
    who = chosen(engine, subscriber)
    for line in lines:
        asked = line.strip()
        if not asked:
            continue
        if asked.startswith(("http://", "https://")):
            yield _miss(asked, explain_to(settings, engine, asked, who), subscriber)
            continue
        near = closest(engine, asked)
        if near is None or near.likeness < ENOUGH:
            yield Miss(asked, "", "", None, _unknown(asked, near.title if near else ""))
        else:
            yield _miss(asked, explain_to(settings, engine, near.url, who), subscriber, near.likeness)


def _miss(asked: str, told: Explanation, subscriber: str, likeness: float | None = None) -> Miss:
    return Miss(asked, told.url, told.title, likeness, told.verdicts[subscriber])


def _unknown(asked: str, nearest: str) -> Note:
    return Note("archived", "nearest" if nearest else "no_such_title", {"asked": asked, "nearest": nearest})


def tally(found: Iterable[Miss]) -> dict[str, int]:
    """How many of each verdict, the most frequent first."""
    return dict(Counter(miss.verdict.code for miss in found).most_common())
