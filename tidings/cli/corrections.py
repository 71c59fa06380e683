"""corrections: labels that readers set right, for the next training."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Annotated

import typer

from tidings.cli.context import State

corrections_app = typer.Typer(
    help="Set wrong labels right, and write them out for `tidings model train`.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    app.add_typer(corrections_app, name="corrections")


@corrections_app.command("add")
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Of an article in the archive.")],
    labels: Annotated[str, typer.Argument(help="What is right: deal,policy,milestone, some of them, or none.")],
    by: Annotated[str, typer.Option(help="Who says so. [default: the user of this machine]")] = "",
) -> None:
    """Say what an article should have been labelled."""
    from archive.corrections import correct
    from tidings import wiring

    right = [] if labels == "none" else [label.strip() for label in labels.split(",")]
    state: State = context.obj
    with state.database() as (_, engine):
        said = correct(engine, url, right, by or getpass.getuser(), wiring.now())  # type: ignore[arg-type]
    typer.echo(f"{', '.join(said) or 'none'} -> {', '.join(right) or 'none'}")


@corrections_app.command("export")
def export(context: typer.Context) -> None:
    """Write the corrected articles as JSON Lines: `tidings corrections export > mine.jsonl`, then `tidings model train mine.jsonl`."""
    from archive.corrections import corrected

    state: State = context.obj
    with state.database() as (_, engine):
        for row in corrected(engine):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
