"""crawl, ingest."""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidings.cli.context import InputError, State, opened

if TYPE_CHECKING:
    from tidings.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(crawl)
    app.command()(ingest)


def crawl(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Ids of sources; none means all.")] = None,
    once: Annotated[
        bool, typer.Option(help="One cycle; without it, a cycle on each source's interval until Ctrl-C.")
    ] = False,
    sources: Annotated[Path | None, typer.Option(help="A catalogue instead of that of the settings.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write articles to this JSON Lines file instead of the bus.")] = None,
    allow_loopback: Annotated[bool, typer.Option(help="Let sources be on this machine: for tests.")] = False,
    quiet: Annotated[bool, typer.Option(help="No table at the end.")] = False,
) -> None:
    """Fetch what is new from the sources."""
    state: State = context.obj
    state.configure_logs("WARNING")
    if once:
        sys.exit(_cycle(state, names or [], sources, output, allow_loopback, quiet))
    _cycles(names or [], sources, output, allow_loopback, quiet, state)


def _cycles(
    names: list[str], sources: Path | None, output: Path | None, allow_loopback: bool, quiet: bool, state: State
) -> None:
    """As a member of the group of crawlers. Each cycle is a process of its own: Scrapy's reactor starts once a process."""
    import subprocess

    from bus.connect import connect
    from consumers.shutdown import stop_on_signals
    from crawlers.group import CrawlerGroup
    from crawlers.states import SourceStates
    from tidings import wiring
    from tidings.supervisor import tidings_command

    flags = [*(["--sources", str(sources)] if sources else []), *(["--output", str(output)] if output else [])]
    flags += ["--allow-loopback"] if allow_loopback else []
    config = ["--config", str(state.config)] if state.config else []

    def start(ready: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches this process alone, which then asks the cycle once.
        command = tidings_command(*config, "crawl", "--once", *(["--quiet"] if quiet else []), *flags, *ready)
        return subprocess.Popen(command, start_new_session=True)

    with ExitStack() as stack:
        settings, engine = stack.enter_context(state.database())
        _chosen(wiring.sources(settings, sources), names)  # a wrong name is told at once
        bus = wiring.bus(settings)
        if names or output:  # what one person wants; the group goes on beside it
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tidings-"))
            bus = connect(f"embedded:{folder}/due.db")
        catalogue = partial(_wanted, settings, sources, names)
        CrawlerGroup(bus, SourceStates(engine), catalogue, start).run(stop_on_signals())


def _wanted(settings: Settings, sources: Path | None, names: list[str]) -> list[Any]:
    """Read afresh at each look, so that a source that was added is crawled."""
    from tidings import wiring

    return _chosen(wiring.sources(settings, sources), names)


def _chosen(known: list[Any], names: list[str]) -> list[Any]:
    if missing := set(names) - {source.id for source in known}:
        raise InputError(f"source {min(missing)!r} is not in the catalogue; see `tidings sources list`")
    return [s for s in known if (s.id in names if names else s.enabled)]


def _cycle(
    state: State, names: list[str], sources: Path | None, output: Path | None, allow_loopback: bool, quiet: bool
) -> int:
    from crawlers.run import crawl as run_cycle
    from crawlers.sinks import BusSink, FileSink, Sink
    from tidings import operators, wiring

    with state.database() as (settings, engine):
        chosen = _chosen(wiring.sources(settings, sources), names)
        sink: Sink
        if output:
            sink = FileSink(output)
        else:
            from bus.topics import CRAWLED

            bus = wiring.bus(settings)
            bus.ensure_topics([CRAWLED])
            sink = BusSink(bus)
        report, notices = run_cycle(chosen, sink, engine, wiring.crawl_options(settings, allow_loopback=allow_loopback))
        operators.tell(notices, engine, settings)
    if not quiet:
        _show(report, [s.id for s in chosen])
    return int(report.total("undelivered") > 0)


def _show(report: Any, names: list[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("source", "outcomes", "trouble")
    for name in names:
        mine = report.sources[name]
        table.add_row(name, ", ".join(f"{k} {v}" for k, v in mine.counts.items() if v), mine.error)
    Console(stderr=True).print(table)


def ingest(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="JSON Lines as `crawl --output` writes, or - for standard input.")] = "-",
    no_alerts: Annotated[bool, typer.Option(help="Archive only: these articles alert nobody, however fresh.")] = False,
) -> None:
    """Put articles of a file onto the bus: for back-files and tests. Stale and undated ones never alert."""
    from bus import codec
    from bus.events import ArticleCrawled, article_id
    from bus.topics import CRAWLED
    from crawlers.extract import cut
    from crawlers.language import detect_language
    from crawlers.urls import canonical_url
    from tidings import wiring

    state: State = context.obj
    bus = wiring.bus(state.settings())
    bus.ensure_topics([CRAWLED])
    producer = bus.producer()
    done = failed = 0
    try:
        with opened(file) as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    text, truncated = cut(row.get("text") or "")
                    url = canonical_url(row["url"])
                    event = ArticleCrawled(
                        id=article_id(url), url=url, source=row.get("source") or "ingest", title=row.get("title") or "",
                        text=text, language=row.get("language") or detect_language(f"{row.get('title')}\n{text}"),
                        published_at=row.get("published_at"), fetched_at=wiring.now(), truncated=truncated,
                        may_alert=not no_alerts,
                    )  # fmt: skip
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    failed += 1
                    typer.echo(f"tidings: {file}: line {number}: {str(error).splitlines()[0]}", err=True)
                    continue
                producer.publish(CRAWLED, event.key, codec.encode(event), codec.headers())
                done += 1
                if done % 100 == 0:
                    producer.flush()
            producer.flush()
    finally:
        producer.close()
    typer.echo(f"{done} articles are on the bus" + (f"; {failed} lines were left out" if failed else ""), err=True)
    sys.exit(1 if failed else 0)
