"""explain, misses: why an alert came, or did not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidings.cli.context import InputError, State, opened

if TYPE_CHECKING:
    from sqlalchemy import Engine

Language = Annotated[str | None, typer.Option(help="en or zh. [default: the subscriber's]")]


def register(app: typer.Typer) -> None:
    app.command()(explain)
    app.command()(misses)


def explain(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Of an article.")],
    subscriber: Annotated[str | None, typer.Option(help="Only what concerns this subscriber.")] = None,
    language: Language = None,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """What became of an article, stage by stage, and for each subscriber the first thing that stopped an alert, and the cure."""
    from tidings.explain.report import explain as report

    if form not in ("text", "json"):
        raise InputError(f"format {form!r} is not known; write text or json")
    state: State = context.obj
    with state.database() as (settings, engine):
        told, spoken = report(settings, engine, url, subscriber), _language(engine, subscriber, language)
    if form == "json":
        typer.echo(json.dumps(told.as_json(spoken), ensure_ascii=False))
        return
    for note in told.notes:
        typer.echo(f"{_padded(note.stage_name(spoken))}{note.told(spoken)}")
    for note in told.verdicts.values():
        typer.echo(f"\n=> {note.stage_name(spoken)}: {note.told(spoken)}")
        if cure := note.cure(spoken):
            typer.echo(f"   {cure}")


def _padded(name: str) -> str:
    from rich.cells import cell_len

    return name + " " * max(1, 11 - cell_len(name))


def _language(engine: Engine, subscriber: str | None, asked: str | None) -> str:
    from tidings.explain.notes import LANGUAGES
    from tidings.explain.report import chosen

    if asked and asked not in LANGUAGES:
        raise InputError(f"language {asked!r} is not known; write en or zh")
    return asked or (chosen(engine, subscriber)[0].language if subscriber is not None else "en")


def misses(
    context: typer.Context,
    subscriber: Annotated[str, typer.Option(help="Who missed them.")],
    file: Annotated[str, typer.Argument(help="One address or title a line; - for standard input.")] = "-",
    language: Language = None,
    form: Annotated[str, typer.Option("--format", help="table or jsonl.")] = "table",
) -> None:
    """Why articles did not alert a subscriber: a verdict for each address or title of a list, and how often which."""
    from tidings.explain.misses import misses as report
    from tidings.explain.misses import tally

    if form not in ("table", "jsonl"):
        raise InputError(f"format {form!r} is not known; write table or jsonl")
    state: State = context.obj
    with state.database() as (settings, engine), opened(file) as stream:
        spoken = _language(engine, subscriber, language)
        found = list(report(settings, engine, stream, subscriber))
    if form == "jsonl":
        for miss in found:
            row = {"asked": miss.asked, "url": miss.url, "title": miss.title, "likeness": miss.likeness,
                   "verdict": miss.verdict.code, "told": miss.verdict.told(spoken), "cure": miss.verdict.cure(spoken)}  # fmt: skip
            typer.echo(json.dumps(row, ensure_ascii=False))
        typer.echo(json.dumps({"verdicts": tally(found)}))
        return
    _table(found, tally(found), spoken)


def _table(found: list[Any], counts: dict[str, int], language: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    table = Table("asked", "verdict", "why", "cure", show_lines=True)
    for miss in found:
        asked = miss.asked if miss.likeness is None else f"{miss.asked}\n-> {miss.title} ({miss.likeness:.2f})"
        table.add_row(*map(escape, (asked, miss.verdict.code, miss.verdict.told(language), miss.verdict.cure(language))))
    console.print(table)
    console.print(f"{len(found)} asked: " + (", ".join(f"{name} {number}" for name, number in counts.items()) or "nothing"))
