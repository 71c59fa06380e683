"""subscribers."""

from __future__ import annotations

from typing import Annotated

import typer

from tidings.cli.context import State

subscribers_app = typer.Typer(help="Who is told, and where.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Of the subscriber.")]

SIGNED = "webhook {number} is signed with this secret, shown only now: {secret}"


def register(app: typer.Typer) -> None:
    app.add_typer(subscribers_app, name="subscribers")


@subscribers_app.command("add")
def add_subscriber(
    context: typer.Context,
    name: Name,
    channel: Annotated[list[str] | None, typer.Option(help="mailto://, mailtos://, slack:// or json(s):// URL.")] = None,
    language: Annotated[str, typer.Option(help="Of the alerts' own words: en or zh.")] = "en",
) -> None:
    """Add a subscriber, with channels as Apprise URLs: mailto://user:password@host/?to=me@example.com"""
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        store = SubscriptionStore(engine)
        added = store.add_subscriber(name, language, tuple(channel or ()))
        signed = [c for c in store.channels() if c.subscriber_id == added.id and c.secret]
    for webhook in signed:
        typer.echo(SIGNED.format(number=webhook.id, secret=webhook.secret))
    typer.echo(f"subscriber {added.name!r} added; next: tidings rules add {added.name!r} RULE 'label deal'")


@subscribers_app.command("add-channel")
def add_channel(context: typer.Context, name: Name, url: Annotated[str, typer.Argument(help="An Apprise URL.")]) -> None:
    """Add a channel to a subscriber."""
    from alerts.channels import masked
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        added = SubscriptionStore(engine).add_channel(name, url)
    typer.echo(f"{name!r} is now told by {masked(added.kind, added.url)}")
    if added.secret:
        typer.echo(SIGNED.format(number=added.id, secret=added.secret))


@subscribers_app.command("list")
def list_subscribers(context: typer.Context) -> None:
    """The subscribers with their channels; passwords and tokens stay hidden."""
    from rich.console import Console
    from rich.table import Table

    from alerts.channels import masked
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        store = SubscriptionStore(engine)
        subscribers, channels, rules = store.subscribers(), store.channels(), store.active_rules()
    table = Table("name", "language", "active", "channels", "rules")
    for s in subscribers:
        shown = "\n".join(masked(c.kind, c.url) for c in channels if c.subscriber_id == s.id) or "none"
        names = "\n".join(r.name for r in rules if r.subscriber_id == s.id) or "none"
        table.add_row(s.name, s.language, "yes" if s.active else "no", shown, names)
    Console().print(table)


@subscribers_app.command("pause")
def pause(context: typer.Context, name: Name, resume: Annotated[bool, typer.Option(help="Undo it.")] = False) -> None:
    """Stop telling a subscriber for the time being."""
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        SubscriptionStore(engine).set_active(name, resume)
    typer.echo(f"{name!r} is {'told again' if resume else 'paused'}")
