"""sources list, check, test, add."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidings.cli.context import InputError, State

if TYPE_CHECKING:
    from crawlers.health import SourceState
    from crawlers.sources import Source

sources_app = typer.Typer(help="The catalogue of sources.", no_args_is_help=True)
Catalogue = Annotated[Path | None, typer.Option("--sources", help="A catalogue instead of that of the settings.")]
Loopback = Annotated[bool, typer.Option("--allow-loopback", help="Let sources be on this machine: for tests.")]


def register(app: typer.Typer) -> None:
    app.add_typer(sources_app, name="sources")


@sources_app.command("list")
def list_sources(
    context: typer.Context,
    sources: Catalogue = None,
    trouble: Annotated[bool, typer.Option("--trouble", help="Only those that are not well.")] = False,
) -> None:
    """The sources, and how each fares."""
    from rich.console import Console
    from rich.table import Table

    from crawlers.health import SourceState
    from crawlers.states import SourceStates
    from tidings import reports, wiring

    state: State = context.obj
    with state.database() as (settings, engine):
        known = wiring.sources(settings, sources)
        states = SourceStates(engine)
        kept, notices = states.all(), states.notices(5)
    now = time.time()
    table = Table("id", "kind", "state", "last success", "last item", "items/day", "asked again", "trouble")
    for source in known:
        mine = kept.get(source.id, SourceState(source.id))
        word = state_of(source, mine)
        if trouble and word in {"well", "new", "off"}:
            continue
        table.add_row(
            source.id, source.kind, word, _time(mine.last_success_at), _time(mine.last_item_at),
            f"{mine.items_per_day(now):.1f}", _time(mine.next_due_at), _trouble(source, mine),
        )  # fmt: skip
    console = Console()
    console.print(table)
    for entry in notices:
        console.print(f"told operators: {reports.describe_notice(entry.notice)}", markup=False)


def state_of(source: Source, state: SourceState) -> str:
    """One word for how a source fares."""
    if source.blocked:
        return "blocked"
    if not source.enabled:
        return "off"
    if state.problem or state.failures:
        return state.problem or "shaky"
    return "well" if state.last_success_at else "new"


def _trouble(source: Source, state: SourceState) -> str:
    from tidings import reports

    return source.blocked or (reports.trouble_of(state) if state.problem or state.failures else "")


def _time(seconds: float | None) -> str:
    return time.strftime("%m-%d %H:%M", time.gmtime(seconds)) if seconds else "never"


@sources_app.command("check")
def check_sources(context: typer.Context, sources: Catalogue = None) -> None:
    """Whether the catalogue can be read."""
    from tidings import wiring

    state: State = context.obj
    known = wiring.sources(state.settings(), sources)
    blocked = [s.id for s in known if s.blocked]
    typer.echo(f"{len(known)} sources, all well formed" + (f"; blocked: {', '.join(blocked)}" if blocked else ""))


@sources_app.command("test")
def try_source(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="Of a source.")],
    sources: Catalogue = None,
    items: Annotated[int, typer.Option(help="So many of its articles are read.")] = 5,
    allow_loopback: Loopback = False,
) -> None:
    """Ask one source now, and show items, dates, text lengths, problems, and what to change. Nothing is kept."""
    from crawlers.diagnosis import advise
    from crawlers.run import crawl
    from crawlers.sinks import NoSink
    from tidings import wiring
    from tidings.database import scratch_engine

    state: State = context.obj
    state.configure_logs("ERROR")
    settings = state.settings()
    known = {source.id: source for source in wiring.sources(settings, sources)}
    if name not in known:
        raise InputError(f"source {name!r} is not in the catalogue; see `tidings sources list`")
    source = replace(known[name], enabled=True)
    options = wiring.crawl_options(settings, allow_loopback=allow_loopback, max_items=items)
    with scratch_engine() as engine:
        report, _ = crawl([source], NoSink(), engine, options)
    _show(source, report.sources[name])
    advice = advise(source, report.sources[name], datetime.now(UTC))
    for line in advice:
        typer.echo(f"- {line}")
    if not advice:
        typer.echo("all well")
    sys.exit(1 if advice else 0)


def _show(source: Source, report: Any) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("outcome", "published (UTC)", "characters", "text", "title", "url", title=f"{source.id}: {source.url}")
    for item in report.items[:50]:
        size = str(item.characters) if item.characters else ""
        table.add_row(item.outcome, item.published_at or "undated", size, item.quality, item.title, item.url)
    Console().print(table)
    counts = ", ".join(f"{name} {number}" for name, number in report.counts.items())
    typer.echo(f"{len(report.listed or ())} entries are listed; {counts or 'no outcome'}")


@sources_app.command("add")
def add_source(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Of a site, a section, a feed, a sitemap or a list of news.")],
    sources: Catalogue = None,
    name: Annotated[str, typer.Option("--id", help="Of the new source. [default: from the site's name]")] = "",
    allow_loopback: Loopback = False,
) -> None:
    """Find the feed, the sitemap or the list of a site, and write its block into the catalogue."""
    from crawlers.discovery import block
    from crawlers.sources import SHIPPED, parse_sources
    from crawlers.spiders.discovery import discover
    from crawlers.urls import is_fetchable
    from tidings import wiring

    state: State = context.obj
    state.configure_logs("ERROR")
    settings = state.settings()
    if not is_fetchable(url):
        raise InputError(f"url {url!r} must begin with http:// or https://")
    path = sources or (Path(settings.sources) if settings.sources else Path("sources.toml"))
    text = (
        path.read_text(encoding="utf-8")
        if path.exists()
        else ""
        if settings.sources or sources
        else SHIPPED.read_text("utf-8")
    )
    taken = {source.id for source in parse_sources(text, str(path))}
    if name in taken:
        raise InputError(f"source {name!r} is in {path} already; choose another --id")
    proposal, why = discover(url, wiring.crawl_options(settings, allow_loopback=allow_loopback))
    if proposal is None:
        raise InputError(f"{url}: {why}; look for its list of news and name that page")
    written = block(replace(proposal.source, id=name or _free(proposal.source.id, taken)))
    parse_sources(f"{text}\n{written}", str(path))
    path.write_text(f"{text.rstrip()}\n\n{written}".lstrip(), encoding="utf-8")
    typer.echo(written)
    found = proposal.found
    typer.echo(
        f"written to {path}; it lists {len(found.entries) or len(found.further)} {'entries' if found.entries else 'sitemaps'}",
        err=True,
    )
    for entry in found.entries[:5]:
        typer.echo(f"  {entry.published_at or 'undated'}  {entry.title or entry.url}", err=True)
    if not settings.sources and not sources:
        typer.echo(f'the catalogue that ships was copied there; name it in tidings.toml: sources = "{path}"', err=True)


def _free(name: str, taken: set[str]) -> str:
    return next(n for n in [name, *(f"{name}-{i}" for i in range(2, 1000))] if n not in taken)
