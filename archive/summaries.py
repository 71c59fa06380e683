"""Counts over the archive, for the status page and for filters."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from archive import tables


def count_by_label(engine: Engine) -> dict[str, int]:
    column = tables.labels.c.label
    return _counts(engine, column)


def count_by_source(engine: Engine) -> dict[str, int]:
    return _counts(engine, tables.articles.c.source)


def count_by_language(engine: Engine) -> dict[str, int]:
    return _counts(engine, tables.articles.c.language)


def _counts(engine: Engine, column: object) -> dict[str, int]:
    statement = select(column, func.count()).group_by(column).order_by(column)  # type: ignore[call-overload]
    with engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(statement)
        return {str(name): int(number) for name, number in rows}
