"""Compare what was read with the newsroom's answer key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from archive.search import ArticleHit
from tidings.demo.newsroom import Answer


@dataclass
class Score:
    """How the reading compares with the key; `told` has a line for each mistake."""

    total: int = 0
    right: int = 0
    amounts_true: int = 0
    amounts_found: int = 0
    amounts_false: int = 0
    wrong: set[str] = field(default_factory=set)  # URLs
    told: list[str] = field(default_factory=list)


def compare(hits: Sequence[ArticleHit], key: Mapping[str, Answer]) -> Score:
    score = Score(total=len(key))
    found = {hit.url: hit for hit in hits}
    for url, answer in key.items():
        hit = found.get(url)
        if hit is None:
            score.told.append(f"{answer.title}: not archived")
            score.amounts_true += len(answer.amounts)
            continue
        _labels(score, hit, answer)
        _amounts(score, hit, answer)
    return score


def _labels(score: Score, hit: ArticleHit, answer: Answer) -> None:
    if set(hit.labels) == set(answer.labels):
        score.right += 1
        return
    score.wrong.add(hit.url)
    score.told.append(f"{hit.title}: read as {' '.join(hit.labels) or 'none'}, is {' '.join(answer.labels) or 'none'}")


def _amounts(score: Score, hit: ArticleHit, answer: Answer) -> None:
    true = Counter(answer.amounts)
    read = Counter((Decimal(a["value"]), a["currency"]) for a in hit.amounts if a["value"])
    score.amounts_true += true.total()
    score.amounts_found += (true & read).total()
    score.amounts_false += (read - true).total()
    missed, false = true - read, read - true
    for value, currency in missed.elements():
        score.told.append(f"{hit.title}: {value:,} {currency} was not found")
    for value, currency in false.elements():
        score.told.append(f"{hit.title}: {value:,} {currency} is not in the key")
