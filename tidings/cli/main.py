"""The command `tidings`: the commands, and how failures are told."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from tidings import __version__
from tidings.cli import (
    archive,
    corrections,
    crawl,
    dead_letters,
    explain,
    model,
    rates,
    read,
    rules,
    run,
    schedules,
    sources,
    status,
    subscriptions,
)
from tidings.cli.context import State

app = typer.Typer(
    help="Monitor pharma and AI news, in English and Chinese: crawl, classify, archive, alert.\n\n"
    "New here: `tidings demo` shows it all on a sample newsroom. Then `tidings init`, `tidings subscribers add`, `tidings run`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"tidings {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="Settings file. [default: ./tidings.toml]")] = None,
    log_json: Annotated[bool, typer.Option(help="Write logs as JSON lines.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    named = os.environ.get("TIDINGS_CONFIG")
    context.obj = State(config or (Path(named) if named else None), log_json or bool(os.environ.get("TIDINGS_LOG_JSON")))


run.register(app)
read.register(app)
crawl.register(app)
sources.register(app)
archive.register(app)
subscriptions.register(app)
rules.register(app)
model.register(app)
corrections.register(app)
rates.register(app)
schedules.register(app)
status.register(app)
explain.register(app)
dead_letters.register(app)


def main() -> None:
    """Run the command line: failures that a person can mend are told in one line, with exit code 1 or 2."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (head, less) has left; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if not _is_mendable(error):
            raise
        typer.echo(f"tidings: {error}", err=True)
        sys.exit(2 if "settings" in str(error)[:12] else 1)


def _is_mendable(error: Exception) -> bool:
    """Whether the message tells what to do; anything else is a bug, and its traceback is wanted."""
    names = {
        "SettingsError", "SourceError", "ModelError", "SubscriptionError", "DatabaseError", "BusMisconfigured",
        "BusUnavailable", "CorrectionError", "Fenced", "WorkerBroken", "DatasetError", "InputError",
    }  # fmt: skip
    return any(kind.__name__ in names for kind in type(error).__mro__)
