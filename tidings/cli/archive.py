"""search: query the archive and export from it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tidings.cli.context import InputError, State


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
    kind: Annotated[list[str] | None, typer.Option(help="Kind of event: license, approval; may be given again.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="announced, completed, amended, terminated or rumoured.")] = None,
    party: Annotated[
        str, typer.Option(help="A company or agency that takes part, by any of its names: Hengrui or 恒瑞医药.")
    ] = "",
    side: Annotated[
        list[str] | None, typer.Option(help="The side that party is on, or any: licensor, acquirer, issuer.")
    ] = None,
    agency: Annotated[str, typer.Option(help="The agency that acted, by any of its names: NMPA or 国家药监局.")] = "",
    role: Annotated[list[str] | None, typer.Option(help="Role of the amount: upfront, milestone, total, funding.")] = None,
    min_amount: Annotated[str | None, typer.Option(help="An amount of at least this: 50000000.")] = None,
    currency: Annotated[str | None, typer.Option(help="The currency it is named in: USD.")] = None,
    min_usd: Annotated[
        str | None, typer.Option(help="An amount worth at least this in US dollars, in any currency.")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 20,
    form: Annotated[str, typer.Option("--format", help="table, jsonl, csv or parquet.")] = "table",
    output: Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")] = None,
) -> None:
    """Query the archive: every condition given must hold, newest first.

    Kind, status, party, side, agency and amount are looked for in one and the same event:
    tidings search --kind license --party 恒瑞医药 --side licensor --role upfront --min-usd 50000000

    Without those on the event, an amount may stand anywhere in the article. docs/guide-analysts.md lists kinds, sides and roles.
    """
    from archive.export import FORMATS, write
    from archive.search import count
    from archive.search import search as find
    from tidings.query import parse_query

    if form not in ("table", *FORMATS):
        raise InputError(f"format {form!r} is not known; write table, {', '.join(FORMATS)}")
    wanted = parse_query(
        query, label=label or (), language=language or (), source=source or (), since=since, until=until, kind=kind or (),
        status=status or (), party=party, side=side or (), agency=agency, role=role or (), min_amount=min_amount,
        currency=currency, min_usd=min_usd, limit=limit,
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


def _table(hits: list[Any], total: int) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from alerts.money import rates_note
    from bus.events import Amount

    console = Console()
    table = Table("published", "what", "who", "how much", "title", "source", show_lines=True)
    for hit in hits:
        when = hit.published_at.strftime("%m-%d %H:%M") if hit.published_at else "undated"
        table.add_row(when, *map(escape, (*_columns(hit), hit.title, hit.source)))
    console.print(table)
    shown = [Amount.model_validate(a) for hit in hits for a in (*hit.amounts, *(t for e in hit.events for t in e["terms"]))]
    console.print(f"{len(hits)} of {total}" + (f"; {note}" if (note := rates_note(shown)) else ""))


def _columns(hit: Any) -> tuple[str, str, str]:
    """What happened, who took part on which side, and for how much: of each event, or of the article where none is known."""
    from alerts.event_facts import event_facts, term_line
    from bus.events import Amount, NewsEvent

    facts = [event_facts(NewsEvent.model_validate(event), "en") for event in hit.events]
    what = [f"{f['kind']}, {f['status']}" if f["status"] else f["kind"] for f in facts] or hit.labels or ["-"]
    who = [f"{p['side']}: {p['names']}" if p["side"] else p["names"] for f in facts for p in f["parties"]]
    terms = [f"{t['role']}: {t['text']} {t['usd']}".strip() for f in facts for t in f["terms"]]
    named = [term_line(Amount.model_validate(a), "en") for a in hit.amounts[:3]]
    return "\n".join(what), "\n".join(who), "\n".join(terms or [f"{t['text']} {t['usd']}".strip() for t in named])
