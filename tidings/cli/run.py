"""demo, run, init, work, serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tidings.cli.context import InputError, State


def register(app: typer.Typer) -> None:
    for command in (demo, run, init, work, serve):
        app.command()(command)


def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option(help="End after the first cycle instead of serving the pages.")] = False,
    port: Annotated[int, typer.Option(help="Of the pages; 0 picks a free one.")] = 8000,
    keep: Annotated[Path | None, typer.Option(help="Keep the demo's files in this folder.")] = None,
) -> None:
    """Show everything on a sample newsroom of this machine: crawl, classify, archive, alert; then serve the pages."""
    from tidings.demo.show import show

    sys.exit(show(once=once, port=port, folder=keep))


def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option(help="One crawl cycle, then until everything is worked off.")] = False,
    no_crawl: Annotated[bool, typer.Option(help="Only work off what is on the bus.")] = False,
) -> None:
    """Run everything on this machine: crawl each source on its interval, the workers, the pages. Ctrl-C ends it."""
    from consumers.shutdown import stop_on_signals
    from tidings.supervisor import Supervisor

    state: State = context.obj
    state.configure_logs()
    with state.database() as (settings, _):
        supervisor = Supervisor(settings, state.config, serve=not once, crawl=not no_crawl)
    stop = stop_on_signals()
    if not once:
        typer.echo(f"tidings: running; pages on http://{settings.web.host}:{settings.web.port}/ - Ctrl-C ends it", err=True)
    sys.exit(supervisor.run_once(stop) if once else supervisor.run(stop))


def init(
    context: typer.Context,
    force: Annotated[bool, typer.Option(help="Overwrite an existing tidings.toml.")] = False,
) -> None:
    """Write a commented tidings.toml and create the tables."""
    from tidings.settings import DEFAULT_FILE, TEMPLATE

    state: State = context.obj
    path = state.config or DEFAULT_FILE
    if path.exists() and not force:
        typer.echo(f"{path} is there already and stays as it is")
    else:
        path.write_text(TEMPLATE, encoding="utf-8")
        typer.echo(f"wrote {path}")
    with state.database() as (_, engine):
        typer.echo(f"tables are ready in {engine.url.render_as_string(hide_password=True)}")
    typer.echo("next: tidings subscribers add NAME --channel URL; tidings rules add NAME RULE --label deal; tidings run")


def work(
    context: typer.Context,
    worker: Annotated[str, typer.Argument(help="classify, archive, match, send or canary.")],
    until_idle: Annotated[bool, typer.Option(help="End when everything is worked off.")] = False,
    metrics_port: Annotated[int, typer.Option(help="Serve /metrics and /healthz on this port; 0 does not.")] = 0,
    name: Annotated[str, typer.Option(help="Of this sender, where several run.")] = "send",
) -> None:
    """Run one worker in the foreground."""
    from consumers.interface import WorkerBroken
    from consumers.shutdown import stop_on_signals
    from tidings import wiring
    from tidings.supervisor import BROKEN

    if worker not in (*wiring.WORKERS, wiring.CANARY):
        raise InputError(f"worker {worker!r} is not known; write one of {', '.join((*wiring.WORKERS, wiring.CANARY))}")
    state: State = context.obj
    state.configure_logs()
    stop = stop_on_signals()
    with state.database() as (settings, engine):
        if metrics_port:
            from consumers.health import serve_health

            serve_health(metrics_port, worker)
        if worker == wiring.CANARY:
            wiring.canary_watch(settings, engine).run(stop)
            return
        if worker == "send":
            wiring.sender(settings, engine, name).run(stop, until_idle=until_idle)
            return
        from consumers.loop import Worker

        handler = wiring.handler(worker, settings, engine)
        try:
            Worker(wiring.bus(settings), handler, wiring.loop_options(settings)).run(stop, until_idle=until_idle)
        except WorkerBroken as error:
            typer.echo(f"tidings: {error}", err=True)
            sys.exit(BROKEN)


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on. [default: of the settings]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [default: of the settings]")] = None,
) -> None:
    """Serve the pages and the API."""
    import uvicorn

    from tidings.web.app import create_app

    state: State = context.obj
    state.configure_logs()
    with state.database() as (settings, engine):
        app = create_app(settings, engine)
        uvicorn.run(
            app, host=host or settings.web.host, port=settings.web.port if port is None else port, log_level="warning"
        )
