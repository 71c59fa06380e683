"""By which keys an article is found again, and the articles of before that share some of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from archive import tables
from archive.stories.concepts import ACTS
from archive.stories.facts import Facts
from archive.stories.names import head
from archive.stories.pinyin import sounds
from archive.stories.signatures import Signature, bands, key
from archive.stories.steps import IS_DEAL, LONG_WINDOW, large_sums
from archive.stories.traits import WINDOW, group_of

MOST = 24  # articles that are compared: those that share the most and the rarest keys, then the newest
MOST_NAMES = 8  # companies, names, figures and subjects of an article that it is found by
MOST_SUBJECTS = 3
MOST_SIDES, MOST_SUMS = 5, 4  # of a deal, by which its later steps find it


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article of before."""

    article_id: str
    story_id: str
    facts: Facts
    signature: Signature | None


def keys_of(facts: Facts, signature: Signature | None) -> list[int]:
    return sorted({*map(key, [*_names(facts), *_pairs(facts)]), *([] if signature is None else bands(signature))})


def _names(facts: Facts) -> Iterable[str]:
    """A company by the first word of its name, a sum by two digits and its length: what is alike has the same key."""
    for name in sorted(facts.companies)[:MOST_NAMES]:
        yield from (f"company {first}" for first in _heads(name))
    yield from (f"sum {currency} {value[:2]} {len(value)}" for currency, value in (s.split() for s in sorted(facts.sums)))
    for event in facts.events:
        yield from (f"{what} {value}" for what, value in (("product", event.product), ("document", event.document)) if value)
    yield from (f"agency {agency} {subject}" for agency in facts.agencies for subject in sorted(facts.subjects)[:MOST_NAMES])
    yield from (f"figure {figure}" for figure in sorted(facts.figures)[:MOST_NAMES])
    yield from (f"name {name}" for name in sorted(facts.names)[:MOST_NAMES])
    yield from (
        f"agency {agency} {what}" for agency in facts.agencies for what in sorted(facts.counts | facts.days)[:MOST_NAMES]
    )
    if not facts.companies:
        topics = sorted((facts.title_subjects or facts.subjects) - ACTS)[:MOST_SUBJECTS]
        yield from (f"place {place} {what}" for place in sorted(facts.places)[:MOST_SUBJECTS] for what in topics)
    subjects = sorted(facts.title_subjects or facts.subjects)[:MOST_SUBJECTS]
    yield from (
        f"subjects {one} {other}" for one in subjects for other in sorted(facts.subjects)[:MOST_NAMES] if one != other
    )


def _pairs(facts: Facts) -> Iterable[str]:
    """The two sides of a deal, and a side with its sum, by which a later step is joined to its beginning weeks or months before."""
    for event in facts.events:
        if event.label == "deal":
            heads = sorted({head(name) for name in event.parties})[:4]
            yield from (f"pair {group_of(event)} {one} {other}" for one, other in combinations(heads, 2))
    if facts.scores[0] >= IS_DEAL:
        sums = sorted(large_sums(facts), key=lambda value: (-len(value), value))[:MOST_SUMS]
        yield from (
            f"side {name} {value}"
            for company in sorted(facts.companies)[:MOST_SIDES]
            for name in _heads(company)
            for value in sums
        )


def _heads(company: str) -> Iterable[str]:
    return (head(company), *([] if company.isascii() else sounds(company)))


def remember(connection: Connection, number: int, facts: Facts, keys: Sequence[int]) -> None:
    if keys:
        rows = [{"key": k, "at": int(facts.at), "number": number} for k in keys]
        connection.execute(insert(tables.story_keys), rows)


def forget(connection: Connection, number: int, times: Iterable[float], keys: Iterable[int]) -> None:
    """Keys of an article, with the times it has them for: by its number alone it would be a scan of all."""
    k = tables.story_keys.c
    ours = k.number == number, k.at.in_({int(at) for at in times}), k.key.in_(set(keys))
    connection.execute(delete(tables.story_keys).where(*ours))


def candidates(connection: Connection, facts: Facts, keys: Sequence[int]) -> list[Candidate]:
    """The articles within the window that share keys, and deals between the same parties of before."""
    numbers = _numbers(connection, keys, facts.at, WINDOW)
    if pairs := list(_pairs(facts)):
        numbers += _numbers(connection, [key(pair) for pair in pairs], facts.at, LONG_WINDOW)
    if not numbers:
        return []
    s = tables.story_articles.c
    return [_candidate(row) for row in connection.execute(select(tables.story_articles).where(s.number.in_(numbers)))]


def _numbers(connection: Connection, keys: Sequence[int], at: float, window: float) -> list[int]:
    if not keys:
        return []
    k = tables.story_keys.c
    # A key counts by how few articles of the window have it: who is in the news every day would crowd out the same product.
    shared = (
        select(k.number, k.at, (1.0 / func.count().over(partition_by=k.key)).label("rarity"))
        .where(k.key.in_(keys), k.at.between(int(at - window), int(at + window)))
        .subquery()
        .c
    )
    query = (
        select(shared.number)
        .group_by(shared.number)
        .order_by(func.sum(shared.rarity).desc(), func.max(shared.at).desc(), shared.number)
        .limit(MOST)
    )
    return list(connection.execute(query).scalars())


def unpacked_signature(data: bytes | None) -> Signature | None:
    return None if data is None else np.frombuffer(data, dtype="<u4")


def _candidate(row: Any) -> Candidate:
    facts = Facts.from_json(row.facts, row.embedding)
    return Candidate(row.article_id, row.story_id, facts, unpacked_signature(row.signature))
