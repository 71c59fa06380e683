"""search: query the archive and export from it."""

from __future__ import annotations

import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from tidings.cli.context import InputError, State, parse_time


def register(app: typer.Typer) -> None:
    app.command()(search)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='Words that must all be found; "a phrase" in quotes.')] = "",
    label: Annotated[list[str] | None, typer.Option(help="deal, policy or milestone; may be given again.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="en or zh.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="A source.")] = None,
    since: Annotated[str | None, typer.Option(help="2026-11-24, or an age as 24h or 7d.")] = None,
    until: Annotated[str | None, typer.Option(help="Likewise.")] = None,
    min_amount: Annotated[str | None, typer.Option(help="With an amount of at least this: 50000000.")] = None,
    currency: Annotated[str | None, typer.Option(help="Of that amount: USD.")] = None,
    party: Annotated[str, typer.Option(help="A party of an event.")] = "",
    kind: Annotated[str, typer.Option(help="A kind of event: license.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 20,
    form: Annotated[str, typer.Option("--format", help="table, jsonl, csv or parquet.")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")] = None,
) -> None:
    """Query the archive."""
    from archive.export import FORMATS, write
    from archive.search import ArticleQuery, count
    from archive.search import search as find

    if form not in ("table", *FORMATS):
        raise InputError(f"format {form!r} is not known; write table, {', '.join(FORMATS)}")
    wanted = ArticleQuery(
        text=query, labels=tuple(label or ()), languages=tuple(language or ()), sources=tuple(source or ()),
        since=parse_time(since), until=parse_time(until), min_amount=_amount(min_amount), currency=currency, party=party,
        kind=kind, limit=limit,
    )  # fmt: skip
    state: State = context.obj
    with state.database() as (_, engine):
        hits = find(engine, wanted)
        total = count(engine, wanted)
    if form == "table":
        _table(hits, total)
    elif output:
        with output.open("wb") as stream:
            write(hits, form, stream)
    elif form == "parquet" and sys.stdout.isatty():
        raise InputError("parquet is not for a terminal; add --output FILE")
    else:
        write(hits, form, sys.stdout.buffer)


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text.replace(",", "").replace("_", ""))
    except InvalidOperation as error:
        raise InputError(f"amount {text!r} is not a number; write 50000000") from error


def _table(hits: list[Any], total: int) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table("published", "labels", "amounts", "title", "source")
    for hit in hits:
        when = hit.published_at.strftime("%m-%d %H:%M") if hit.published_at else "undated"
        table.add_row(
            when, " ".join(hit.labels) or "-", ", ".join(a["text"] for a in hit.amounts[:2]), hit.title, hit.source
        )
    console.print(table)
    console.print(f"{len(hits)} of {total}")
