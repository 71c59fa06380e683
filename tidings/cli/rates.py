"""rates: the exchange rates behind values in US dollars."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tidings.cli.context import InputError, State

rates_app = typer.Typer(help="The exchange rates behind values in US dollars.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(rates_app, name="rates")


@rates_app.command("show")
def show(context: typer.Context) -> None:
    """The table in use: its day, its source, and what one unit of each currency is worth in US dollars."""
    from decimal import Decimal

    from classifiers.rates.table import pegs
    from tidings import wiring

    state: State = context.obj
    table = wiring.rates(state.settings()).current()
    typer.echo(f"{table.source}, reference rates of {table.day}")
    for currency in sorted({"EUR", *table.per_euro, *pegs()}):
        held = " (held to the dollar by its central bank)" if currency in pegs() else ""
        value = Decimal(1_000_000) if currency != "USD" else Decimal(1)
        typer.echo(f"{value:,} {currency} = {table.dollars(value, currency):,} USD{held}")


@rates_app.command("update")
def update(
    context: typer.Context,
    url: Annotated[str | None, typer.Option(help="Where to fetch them. [default: rates_url of the settings]")] = None,
    file: Annotated[Path | None, typer.Option(help="Read eurofxref-daily.xml from this file instead.")] = None,
    force: Annotated[bool, typer.Option(help="Take a table in which a currency jumps.")] = False,
) -> None:
    """Fetch the daily reference rates of the European Central Bank; a table that is wrong or older changes nothing."""
    from classifiers.rates import RateError
    from tidings import wiring
    from tidings.rates import download

    state: State = context.obj
    settings = state.settings()
    rates = wiring.rates(settings)
    kept = rates.current().day
    try:
        content = file.read_bytes() if file else download(url or settings.rates_url)
        is_newer = rates.take(content, wiring.now().date(), force=force)
    except OSError as error:
        raise InputError(f"rates: {file} cannot be read: {error.strerror}") from error
    except RateError as error:
        raise InputError(f"rates: {error}; the table of {kept} stays") from error
    typer.echo(f"rates of {rates.current().day}" if is_newer else f"nothing newer than {kept}, which stays")
