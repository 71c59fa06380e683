"""Full text in both languages: words for Latin script, character bigrams for Chinese.

Databases split Chinese at no useful place: SQLite's own tokenizers find none of 石药 or 首付. So articles are stored a second
time as terms of our own making, and the database only has to split at spaces. A phrase is a run of adjacent terms, which
makes the bigrams of a longer Chinese word find just that word.
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import Connection, text

MAX_CHARACTERS = 200_000  # of an article that are indexed
_RUN = re.compile(r"[㐀-鿿]+|[^\W_㐀-鿿]+")
_QUERY = re.compile(r'"([^"]*)"|(\S+)')


def terms(content: str) -> str:
    """The terms of a text, separated by spaces, in order."""
    folded = unicodedata.normalize("NFKC", content[:MAX_CHARACTERS]).casefold()
    return " ".join(term for run in _RUN.findall(folded) for term in _split(run))


def _split(run: str) -> list[str]:
    if not "㐀" <= run[0] <= "鿿":
        return [run]
    # The last character alone too, so that a search for one character finds it wherever it stands.
    return [run[i : i + 2] for i in range(len(run))]


def query_phrases(query: str) -> list[list[str]]:
    """What a reader typed, as phrases that must all be found. Words in quotes are one phrase."""
    phrases = []
    for quoted, word in _QUERY.findall(query):
        folded = unicodedata.normalize("NFKC", quoted or word).casefold()
        runs = _RUN.findall(folded)
        phrase = [term for index, run in enumerate(runs) for term in _query_terms(run, index == len(runs) - 1)]
        if phrase:
            phrases.append(phrase)
    return phrases


def _query_terms(run: str, is_last: bool) -> list[str]:
    split = _split(run)
    is_chinese = "㐀" <= run[0] <= "鿿"
    # In the article the word may go on, so the single last character need not stand alone.
    return split[:-1] if is_chinese and len(split) > 1 and is_last else split


def fts5_query(phrases: list[list[str]]) -> str:
    """An FTS5 query; every term is quoted, so that operators are data. A single ideograph is a prefix."""
    return " AND ".join(
        '"' + " ".join(phrase) + '"' + ("*" if len(phrase) == 1 and _is_single(phrase[0]) else "") for phrase in phrases
    )


def tsquery(phrases: list[list[str]]) -> str:
    """The same for PostgreSQL's to_tsquery('simple', ...)."""
    return " & ".join(
        "(" + " <-> ".join(f"'{t}'" + (":*" if len(phrase) == 1 and _is_single(t) else "") for t in phrase) + ")"
        for phrase in phrases
    )


def _is_single(term: str) -> bool:
    return len(term) == 1 and "㐀" <= term <= "鿿"


_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS article_terms USING fts5("
    "terms, content='articles', content_rowid='rowid', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER IF NOT EXISTS article_terms_insert AFTER INSERT ON articles BEGIN "
    "INSERT INTO article_terms(rowid, terms) VALUES (new.rowid, new.terms); END",
    "CREATE TRIGGER IF NOT EXISTS article_terms_delete AFTER DELETE ON articles BEGIN "
    "INSERT INTO article_terms(article_terms, rowid, terms) VALUES ('delete', old.rowid, old.terms); END",
    "CREATE TRIGGER IF NOT EXISTS article_terms_update AFTER UPDATE OF terms ON articles BEGIN "
    "INSERT INTO article_terms(article_terms, rowid, terms) VALUES ('delete', old.rowid, old.terms); "
    "INSERT INTO article_terms(rowid, terms) VALUES (new.rowid, new.terms); END",
)
_POSTGRESQL = (
    # array_to_tsvector-like positions need to_tsvector; 'simple' only lower-cases, and terms are folded already.
    "CREATE INDEX IF NOT EXISTS article_terms ON articles USING gin (to_tsvector('simple', terms))",
)


def create(connection: Connection) -> None:
    """Create the index; called by the migration that creates the tables."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))
