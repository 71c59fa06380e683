"""`tidings demo`: the same processes as `tidings run`, on the sample newsroom, and what they got right and wrong."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import Engine

from alerts.page_access import PageAccess
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from archive.search import ArticleHit, ArticleQuery, search
from consumers.shutdown import stop_on_signals
from tidings import wiring
from tidings.database import upgrade
from tidings.demo.mailbox import Mailbox
from tidings.demo.newsroom import Newsroom
from tidings.demo.score import compare
from tidings.settings import Settings, load_settings
from tidings.supervisor import Supervisor


def show(*, once: bool, port: int, folder: Path | None) -> int:
    """Run the demo. Returns the exit code: 0 when every readable article is in the archive and an alert was sent."""
    console = Console()
    stop = stop_on_signals()
    with _workplace(folder) as place, Newsroom() as newsroom, Mailbox(place / "mailbox") as mailbox:
        config = _configure(place, newsroom, port)
        settings = load_settings(config)
        engine = wiring.engine(settings)
        try:
            upgrade(engine)
            _subscribe(SubscriptionStore(engine), mailbox)
            console.print(
                f"A newsroom of 5 outlets and {len(newsroom.stories)} articles is on {newsroom.origin}; it is being read."
            )
            started = time.monotonic()
            code = _cycle(settings, config, mailbox, stop, console, started)
            good = _tell(console, engine, newsroom, mailbox, time.monotonic() - started)
            if once or stop.is_set():
                return code or int(not good)
            _serve(settings, engine, mailbox, console)
            return 0
        finally:
            engine.dispose()


@contextmanager
def _workplace(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="tidings-demo-") as name:
        yield Path(name)


def _configure(place: Path, newsroom: Newsroom, port: int) -> Path:
    # What the user has set for a real installation must not reach into the demo.
    for name in [n for n in os.environ if n.startswith("TIDINGS_") and n != "TIDINGS_REQUIRE"]:
        del os.environ[name]
    (place / "sources.toml").write_text(newsroom.sources_toml(), encoding="utf-8")
    config = place / "tidings.toml"
    config.write_text(
        f'bus = "embedded:{place}/bus.db"\ndatabase = "sqlite:///{place}/tidings.db"\nstate = "{place}/state"\n'
        f'sources = "{place}/sources.toml"\n[crawl]\nallow_loopback = true\n'
        f'[web]\nport = {port}\nbase_url = "http://127.0.0.1:{port or 8000}"\n',
        encoding="utf-8",
    )
    return config


def _subscribe(store: SubscriptionStore, mailbox: Mailbox) -> None:
    """Three readers with different wishes."""
    wishes = (
        ("ada", "en", "big deals", {"labels": ("deal",), "min_amount": "50000000"}),
        ("lin", "zh", "政策", {"labels": ("policy",)}),
        ("noor", "en", "milestones", {"labels": ("milestone",)}),
    )
    known = {s.name for s in store.subscribers()}
    for name, language, rule, conditions in wishes:
        if name not in known:
            store.add_subscriber(name, language, (mailbox.url(name),))
            store.add_rule(name, rule, parse_conditions(rule, **conditions))


def _cycle(
    settings: Settings, config: Path, mailbox: Mailbox, stop: threading.Event, console: Console, started: float
) -> int:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    first: list[float] = []
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting the workers")

        def on_tick() -> None:
            mails = len(list(mailbox.folder.glob("*.eml")))
            if mails and not first:
                first.append(time.monotonic() - started)
            progress.update(task, description=f"crawl, classify, archive, alert: {mails} mails so far")

        os.environ["TIDINGS_LOG_JSON"] = "1"
        log = (config.parent / "workers.log").open("ab")
        saved = os.dup(2)
        os.dup2(log.fileno(), 2)  # the workers' log goes into a file beside the demo's data
        try:
            code = Supervisor(settings, config, serve=False).run_once(stop, on_tick)
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            log.close()
    if first:
        console.print(f"The first alert was in the mailbox {first[0]:.1f} s after the start.")
    return code


def _tell(console: Console, engine: Engine, newsroom: Newsroom, mailbox: Mailbox, seconds: float) -> bool:
    hits = search(engine, ArticleQuery(limit=200))
    key = newsroom.answer_key()
    result = compare(hits, key)
    mails = len(list(mailbox.folder.glob("*.eml")))
    console.print(_table(hits, result.wrong))
    console.print(
        f"{len(hits)} of {len(newsroom.stories)} articles archived in {seconds:.1f} s, {mails} mails sent; "
        f"{len(newsroom.stories) - len(key)} page was broken on purpose."
    )
    console.print(
        f"Against the answer key: {result.right} of {result.total} articles have exactly the right labels; "
        f"amounts: {result.amounts_found} of {result.amounts_true} found, {result.amounts_false} that are none."
    )
    for line in result.told:
        console.print(f"  [yellow]wrong[/yellow] {line}")
    return len(hits) == len(key) and mails > 0


def _table(hits: list[ArticleHit], wrong: set[str]) -> Table:
    table = Table("", "labels", "amounts", "title", "source", title="What the newsroom reported", title_justify="left")
    for hit in hits:
        money = ", ".join(dict.fromkeys(a["text"] for a in hit.amounts))
        mark = "[red]✗[/red]" if hit.url in wrong else "[green]✓[/green]"
        table.add_row(mark, " ".join(hit.labels) or "-", money[:40], hit.title[:70], hit.source)
    return table


def _serve(settings: Settings, engine: Engine, mailbox: Mailbox, console: Console) -> None:
    import uvicorn

    from tidings.web.app import create_app

    console.print(
        f"\nThe pages are on http://127.0.0.1:{settings.web.port}/ and the mails on /mailbox; Ctrl-C ends the demo."
    )
    access = PageAccess(engine, wiring.links(settings, engine))
    for subscriber in SubscriptionStore(engine).subscribers():
        console.print(
            f"{subscriber.name}'s own page: {access.link(subscriber, wiring.now())}", soft_wrap=True, highlight=False
        )
    uvicorn.run(create_app(settings, engine, mailbox.folder), host="127.0.0.1", port=settings.web.port, log_level="warning")
