"""status, doctor."""

from __future__ import annotations

import sys

import typer

from tidings.cli.context import State


def register(app: typer.Typer) -> None:
    for command in (status, doctor):
        app.command()(command)


def status(context: typer.Context) -> None:
    """Lag of each worker, the archive, alerts by state, dead letters, paused channels, sources in trouble."""
    from rich.console import Console
    from rich.table import Table

    from tidings import reports

    state: State = context.obj
    with state.database() as (settings, engine):
        report = reports.status(settings, engine)
    console = Console()
    lag = Table("worker", "topic", "records behind", "oldest", title="Bus", title_justify="left")
    for entry in report.lag:
        oldest = f"{entry.oldest_seconds:.0f} s" if entry.oldest_seconds is not None else ""
        lag.add_row(entry.group, entry.topic, str(entry.records), oldest)
    console.print(lag)
    for name, counts in (("Archive", report.labels), ("Alerts", report.alerts), ("Dead letters", report.dead_letters)):
        console.print(f"[bold]{name}[/bold]: " + (", ".join(f"{k} {v}" for k, v in counts.items()) or "none"))
    for what, told in report.canaries.items():
        console.print(f"[{'bold' if what == 'accepted' else 'bold red'}]Canary {what}[/]: {told}", highlight=False)
    for channel, trouble in report.paused_channels.items():
        console.print(f"[yellow]paused channel {channel}[/yellow]: {trouble}")
    for source, trouble in report.failing_sources.items():
        console.print(f"[yellow]source {source}[/yellow]: {trouble}")
    for line in report.notices[:5]:
        console.print(f"told operators: {line}", markup=False)


def doctor(context: typer.Context) -> None:
    """Check settings, bus, database, model, sources and channels; each failure with its cure. Exit code 1 if any fails."""
    from tidings import reports

    state: State = context.obj
    failed = 0
    for check in reports.doctor(state.config):
        mark = "ok  " if check.ok else "FAIL"
        typer.echo(f"{mark}  {check.name}: {check.detail}")
        failed += not check.ok
    sys.exit(1 if failed else 0)
