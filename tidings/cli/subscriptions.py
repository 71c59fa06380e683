"""subscribers and rules."""

from __future__ import annotations

from typing import Annotated

import typer

from tidings.cli.context import InputError, State

subscribers_app = typer.Typer(help="Who is told, and where.", no_args_is_help=True)
rules_app = typer.Typer(help="What each subscriber is told of.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Of the subscriber.")]

SIGNED = "webhook {number} is signed with this secret, shown only now: {secret}"


def register(app: typer.Typer) -> None:
    app.add_typer(subscribers_app, name="subscribers")
    app.add_typer(rules_app, name="rules")


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
    typer.echo(f"subscriber {added.name!r} added; next: tidings rules add {added.name!r} RULE --label deal")


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


@rules_app.command("add")
def add_rule(
    context: typer.Context,
    subscriber: Name,
    name: Annotated[str, typer.Argument(help="Of the rule; it stands in each alert.")],
    label: Annotated[list[str] | None, typer.Option(help="deal, policy or milestone; any of those given.")] = None,
    text: Annotated[list[str] | None, typer.Option(help="Words or a phrase; any of those given.")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="An event of this kind: license, approval; any of those given.")
    ] = None,
    party: Annotated[
        list[str] | None,
        typer.Option(help="A company or agency that takes part in it, by any of its names; any of those given."),
    ] = None,
    role: Annotated[list[str] | None, typer.Option(help="The amount's role: upfront, total; any of those given.")] = None,
    min_amount: Annotated[str | None, typer.Option(help="An amount of at least this: 50000000.")] = None,
    currency: Annotated[str, typer.Option(help="Of that amount.")] = "USD",
    min_usd: Annotated[
        str | None, typer.Option(help="An amount worth at least this in US dollars, in any currency.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only these sources.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only articles in en or zh.")] = None,
    urgent: Annotated[
        bool, typer.Option("--urgent", help="Told at once, where the schedule lets urgent rules pass.")
    ] = False,
) -> None:
    """Add a rule: every condition given must hold.

    With --kind or --party, the amount must be a term of that very event:
    tidings rules add ada licences --kind license --party 恒瑞医药 --role upfront --min-usd 50000000
    """
    from alerts.store import SubscriptionStore
    from alerts.subscriptions import parse_conditions
    from tidings.parties import names_of

    conditions = parse_conditions(
        name, labels=tuple(label or ()), text=tuple(text or ()), min_amount=min_amount, currency=currency,
        sources=tuple(source or ()), languages=tuple(language or ()), kinds=tuple(kind or ()),
        parties=tuple(n for typed in party or () for n in names_of(typed)), roles=tuple(role or ()), min_usd=min_usd,
    )  # fmt: skip
    state: State = context.obj
    with state.database() as (_, engine):
        SubscriptionStore(engine).add_rule(subscriber, name, conditions, urgent=urgent)
    typer.echo(f"rule {name!r} added for {subscriber!r}")


@rules_app.command("remove")
def remove_rule(context: typer.Context, subscriber: Name, name: Annotated[str, typer.Argument(help="Of the rule.")]) -> None:
    """Switch a rule off; what it alerted stays in the log."""
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        SubscriptionStore(engine).remove_rule(subscriber, name)
    typer.echo(f"rule {name!r} of {subscriber!r} is off")


@rules_app.command("list")
def list_rules(context: typer.Context) -> None:
    """The rules in force."""
    from rich.console import Console
    from rich.table import Table

    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        rules = SubscriptionStore(engine).active_rules()
    table = Table("subscriber", "rule", "conditions")
    for rule in rules:
        row = rule.conditions.as_json()
        if row["min_amount"] is None:
            row.pop("currency")
        table.add_row(rule.subscriber, rule.name, "; ".join(f"{k}: {v}" for k, v in row.items() if v) or "everything")
    Console().print(table)


@rules_app.command("test")
def test_rule(
    context: typer.Context,
    subscriber: Name,
    name: Annotated[str, typer.Argument(help="Of the rule.")],
    url: Annotated[str, typer.Argument(help="Of an archived article.")],
) -> None:
    """Whether a rule matches an archived article, and if not, why not."""
    from alerts.matching import mismatch
    from alerts.store import SubscriptionStore
    from bus.events import ArticleArchived, article_id
    from crawlers.urls import canonical_url
    from tidings import wiring

    state: State = context.obj
    with state.database() as (settings, engine):
        rules = [r for r in SubscriptionStore(engine).active_rules() if r.subscriber == subscriber and r.name == name]
        found = wiring.archive(settings, engine).get(article_id(canonical_url(url)))
    if not rules:
        raise InputError(f"{subscriber!r} has no rule {name!r}; see `tidings rules list`")
    if found is None:
        raise InputError(f"{url} is not in the archive; see `tidings explain {url}`")
    archived = ArticleArchived(
        classified=found, story_id=found.article.id, opens_story=True, revision=1, is_new=True, archived_at=wiring.now()
    )
    reason = mismatch(rules[0].conditions, archived)
    typer.echo(f"no match: {reason}" if reason else "match")
