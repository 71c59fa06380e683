"""Find an article by its title as somebody remembers it: shortened, with other punctuation, with the outlet behind it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, literal_column, select, text

from archive import tables
from archive.text_index import terms

CANDIDATES = 60
MOST_TERMS = 12  # of a title that are looked for
LEAST_TERMS = 3  # from which on a title may be a part of another
ENOUGH = 0.62  # of likeness, from which on two titles are held for the same


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """An article whose title is like the one that was asked for."""

    article_id: str
    url: str
    title: str
    likeness: float  # 0 to 1


def closest(engine: Engine, title: str) -> TitleMatch | None:
    """The archived article with the title most like this one, however unlike; None where nothing shares a word with it."""
    wanted = sorted(set(terms(title).split()), key=len, reverse=True)[:MOST_TERMS]
    if not wanted:
        return None
    a = tables.articles.c
    with engine.connect().execution_options(reading=True) as connection:
        query = select(a.id, a.url, a.title).where(a.id.in_(_candidates(connection, wanted)))
        rows = connection.execute(query).all()
    found = [TitleMatch(row.id, row.url, row.title, likeness(title, row.title)) for row in rows]
    return max(found, key=lambda match: match.likeness, default=None)


def _candidates(connection: Connection, wanted: list[str]) -> list[str]:
    if connection.dialect.name == "sqlite":
        statement = (
            "SELECT articles.id FROM article_terms JOIN articles ON articles.rowid = article_terms.rowid "
            "WHERE article_terms MATCH :terms ORDER BY bm25(article_terms) LIMIT :most"
        )
        given = {"terms": " OR ".join(f'"{term}"' for term in wanted), "most": CANDIDATES}
        return list(connection.execute(text(statement), given).scalars())
    query = func.to_tsquery("simple", " | ".join(f"'{term}'" for term in wanted))
    indexed = func.to_tsvector(literal_column("'simple'"), tables.articles.c.terms)
    ranked = select(tables.articles.c.id).where(indexed.bool_op("@@")(query)).order_by(func.ts_rank(indexed, query).desc())
    return list(connection.execute(ranked.limit(CANDIDATES)).scalars())


def likeness(one: str, other: str) -> float:
    """Share of words (of Chinese, of pairs of characters) that two titles have in common; a part of a title is like the whole."""
    mine, theirs = Counter(terms(one).split()), Counter(terms(other).split())
    shared = (mine & theirs).total()
    if not shared:
        return 0.0
    dice = 2 * shared / (mine.total() + theirs.total())
    numbers = _numbers(one), _numbers(other)
    if min(mine.total(), theirs.total()) < LEAST_TERMS or (all(numbers) and numbers[0] != numbers[1]):
        return dice
    # "Corvane buys Lanterix - The Example" is that title with something behind it.
    return max(dice, 0.9 * shared / min(mine.total(), theirs.total()))


def _numbers(title: str) -> set[str]:
    """Titles of a series differ by these alone."""
    return set(re.findall(r"\d+(?:\.\d+)?", title))
