"""dead-letters, replay, reclassify."""

from __future__ import annotations

from typing import Annotated

import typer

from tidings.cli.context import InputError, State, parse_time

app_ = typer.Typer(help="Records that failed for good.", no_args_is_help=True)
Topic = Annotated[str | None, typer.Option(help="Only of this dead-letter topic.")]

FLUSH_EVERY = 100  # records that may wait for their acknowledgement


def register(app: typer.Typer) -> None:
    app.add_typer(app_, name="dead-letters")
    app.command()(replay)
    app.command()(reclassify)


@app_.command("list")
def list_letters(
    context: typer.Context,
    topic: Topic = None,
    all_: Annotated[bool, typer.Option("--all", help="Also those that were replayed.")] = False,
) -> None:
    """Failed records with their errors, oldest first."""
    from rich.console import Console
    from rich.table import Table

    from bus.dead_letters import list_dead_letters
    from tidings import wiring

    state: State = context.obj
    letters = [x for x in list_dead_letters(wiring.bus(state.settings()), topic) if all_ or not x.replayed]
    table = Table("id", "error", "attempts", "worker", "when")
    for letter in letters:
        table.add_row(
            letter.id, f"{letter.error_class}: {letter.message}", str(letter.attempts), letter.worker, letter.last_at
        )
    Console().print(table if letters else "no dead letters")


@app_.command("show")
def show(context: typer.Context, letter_id: Annotated[str, typer.Argument(help="As `list` shows it.")]) -> None:
    """One failed record: its headers and its bytes as they came."""
    from bus.dead_letters import list_dead_letters
    from tidings import wiring

    state: State = context.obj
    for letter in list_dead_letters(wiring.bus(state.settings()), letter_id.rsplit(":", 2)[0]):
        if letter.id == letter_id:
            for name, value in letter.record.headers.items():
                typer.echo(f"{name}: {value}")
            typer.echo(letter.record.value.decode("utf-8", "backslashreplace"))
            return
    raise InputError(f"dead letter {letter_id!r} is not there; see `tidings dead-letters list`")


@app_.command("replay")
def replay_letters(
    context: typer.Context,
    letter_id: Annotated[str | None, typer.Argument(help="One letter; none means all that were not replayed yet.")] = None,
    topic: Topic = None,
) -> None:
    """Publish failed records to their topics again, after the cause is mended."""
    from bus.dead_letters import list_dead_letters
    from bus.dead_letters import replay as run
    from tidings import wiring

    state: State = context.obj
    bus = wiring.bus(state.settings())
    letters = list_dead_letters(bus, topic)
    chosen = [x for x in letters if (x.id == letter_id if letter_id else not x.replayed)]
    typer.echo(f"{run(bus, chosen)} records are on their topics again")


def replay(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="2026-11-24, or an age as 24h or 7d.")],
    alert: Annotated[bool, typer.Option(help="Let what is fresh alert subscribers.")] = False,
) -> None:
    """Run articles crawled since a time through the workers again. Never alerts unless asked to."""
    from bus import codec
    from bus.errors import InvalidMessage
    from bus.events import ArticleCrawled
    from bus.topics import CRAWLED
    from tidings import wiring

    state: State = context.obj
    bus = wiring.bus(state.settings())
    producer, count = bus.producer(), 0
    try:
        for record in bus.read(CRAWLED, parse_time(since)):
            try:
                event = codec.decode(record)
            except InvalidMessage:
                continue  # it is in the dead letters
            if isinstance(event, ArticleCrawled) and event.is_canary:
                continue
            again = event.model_copy(update={"may_alert": alert})
            producer.publish(CRAWLED, again.key, codec.encode(again), codec.headers())
            count += 1
        producer.flush()
    finally:
        producer.close()
    typer.echo(f"{count} articles are on the bus again" + ("" if alert else "; none of them will alert"))


def reclassify(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="2026-11-24, or an age as 24h or 7d: when the articles were archived.")],
    alert: Annotated[bool, typer.Option(help="Let what is fresh alert subscribers.")] = False,
) -> None:
    """Let the classifier of the settings read archived articles again, as after a new model. Never alerts unless asked to.

    The articles go onto the bus; the running workers read them, and the archive keeps the new reading beside the old one.
    """
    from rich.console import Console
    from rich.progress import track

    from bus import codec
    from bus.topics import CRAWLED
    from tidings import wiring

    state: State = context.obj
    with state.database() as (settings, engine):
        archive, bus = wiring.archive(settings, engine), wiring.bus(settings)
        bus.ensure_topics([CRAWLED])
        producer, ids = bus.producer(), archive.ids_since(parse_time(since))
        try:
            for number, name in enumerate(track(ids, "publishing", console=Console(stderr=True)), 1):
                known = archive.get(name)
                if known is not None:
                    again = known.article.model_copy(update={"may_alert": alert})
                    producer.publish(CRAWLED, again.key, codec.encode(again), codec.headers())
                if number % FLUSH_EVERY == 0:
                    producer.flush()
            producer.flush()
        finally:
            producer.close()
    typer.echo(f"{len(ids)} articles are on the bus again" + ("" if alert else "; none of them will alert"))
