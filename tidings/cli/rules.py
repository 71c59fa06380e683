"""rules: add, edit, pause, remove, list; test on one article, backtest on the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tidings.cli.context import InputError, State, parse_time

if TYPE_CHECKING:
    from alerts.rules.wanted import Conditions
    from alerts.rules.why import Check
    from alerts.store import SubscriptionStore
    from tidings.trials import Backtest

app = typer.Typer(help="What each subscriber is told of.", no_args_is_help=True)
Subscriber = Annotated[str, typer.Argument(help="Name of the subscriber.")]
Name = Annotated[str, typer.Argument(help="Of the rule; it stands in each alert.")]
Wanted = Annotated[
    str,
    typer.Argument(help="In the rule language: 'kind license and upfront >= 50 million USD'; see docs/reference-rules.md."),
]
Text = Annotated[str, typer.Option("--rule", help="A rule that is not saved, in the rule language.")]


def register(parent: typer.Typer) -> None:
    parent.add_typer(app, name="rules")


@app.command("add")
def add(
    context: typer.Context,
    subscriber: Subscriber,
    name: Name,
    wanted: Wanted = "",
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
    """Add a rule, in the rule language or by options; every condition given must hold.

    tidings rules add ada licences 'kind license and party 恒瑞医药 as licensor and upfront >= 50 million USD'
    """
    from alerts.store import SubscriptionStore
    from alerts.subscriptions import parse_conditions
    from tidings.parties import names_of

    state: State = context.obj
    with state.database() as (_, engine):
        store = SubscriptionStore(engine)
        conditions = parse_conditions(
            name, labels=tuple(label or ()), text=tuple(text or ()), min_amount=min_amount, currency=currency,
            sources=tuple(source or ()), languages=tuple(language or ()), kinds=tuple(kind or ()), parties=tuple(party or ()),
            roles=tuple(role or ()), min_usd=min_usd, wanted=wanted, names_of=names_of,
            language=store.subscriber(subscriber).language,
        )  # fmt: skip
        store.add_rule(subscriber, name, conditions, urgent=urgent)
    typer.echo(f"rule {name!r} added for {subscriber!r}: {conditions.text}")


@app.command("edit")
def edit(
    context: typer.Context,
    subscriber: Subscriber,
    name: Name,
    wanted: Wanted = "",
    rename: Annotated[str | None, typer.Option(help="A new name.")] = None,
    urgent: Annotated[bool | None, typer.Option("--urgent/--not-urgent", help="Whether it passes quiet hours.")] = None,
) -> None:
    """Change what a rule asks, its name, or whether it is urgent. It holds for articles that come later."""
    from alerts.store import SubscriptionStore
    from alerts.subscriptions import parse_conditions
    from tidings.parties import names_of

    state: State = context.obj
    with state.database() as (_, engine):
        store = SubscriptionStore(engine)
        owner = store.subscriber(subscriber)
        conditions = parse_conditions(name, wanted=wanted, names_of=names_of, language=owner.language) if wanted else None
        store.rules.change(owner, name, conditions=conditions, new_name=rename, urgent=urgent)
    typer.echo(f"rule {rename or name!r} of {subscriber!r} is changed")


@app.command("pause")
def pause(
    context: typer.Context,
    subscriber: Subscriber,
    name: Name,
    resume: Annotated[bool, typer.Option("--resume", help="Undo it.")] = False,
) -> None:
    """Stop a rule for the time being."""
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        store = SubscriptionStore(engine)
        store.rules.change(store.subscriber(subscriber), name, paused=not resume)
    typer.echo(f"rule {name!r} of {subscriber!r} is {'in force again' if resume else 'paused'}")


@app.command("remove")
def remove(context: typer.Context, subscriber: Subscriber, name: Name) -> None:
    """Switch a rule off; what it alerted stays in the log."""
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        SubscriptionStore(engine).remove_rule(subscriber, name)
    typer.echo(f"rule {name!r} of {subscriber!r} is off")


@app.command("list")
def list_rules(context: typer.Context) -> None:
    """The rules, in the rule language, with the share of rated alerts that were relevant."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain

    from alerts.feedback import Feedback
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        rules, precision = SubscriptionStore(engine).rules.all(), Feedback(engine).by_rule()
    table = Table("subscriber", "rule", "conditions", "state", "judged relevant (95 %)")
    for rule in rules:
        states = [word for word, holds in (("paused", rule.paused), ("urgent", rule.urgent)) if holds]
        table.add_row(
            rule.subscriber, rule.name, Plain(rule.conditions.text), ", ".join(states), str(precision.get(rule.id, ""))
        )
    Console().print(table)


@app.command("test")
def try_rule(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="[SUBSCRIBER RULE] ARTICLE", help="The article by URL or id.")],
    wanted: Text = "",
) -> None:
    """Whether a rule matches an archived article, condition by condition, and if not, the first that fails.

    tidings rules test ada deals https://news.example/a; tidings rules test --rule 'label deal' https://news.example/a
    """
    from alerts.store import SubscriptionStore
    from tidings import trials

    *saved, name = words
    state: State = context.obj
    with state.database() as (settings, engine):
        conditions, language = _asked(SubscriptionStore(engine), saved, wanted)
        found = trials.article_of(settings, engine, name)
    if found is None:
        raise InputError(f"{name} is not in the archive; see `tidings explain {name}`")
    verdict = trials.try_on(conditions, found, language)
    typer.echo("match" if verdict.matches else f"no match: {verdict.reason}")
    if verdict.event is not None and len(found.events) > 1:
        event = found.events[verdict.event]
        parties = ", ".join(party.name for party in event.parties) or "no parties"
        typer.echo(f"event {verdict.event + 1} of {len(found.events)}: {event.kind or event.label}, {parties}")
    for check in verdict.checks:
        typer.echo(_line(check))


def _line(check: Check) -> str:
    mark = "yes" if check.holds else "no "
    return f"  {'  ' * check.depth}{mark} {'not ' if check.excluded else ''}{check.clause}   [{check.found}]"


@app.command("backtest")
def backtest(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="[SUBSCRIBER RULE]", help="A saved rule.")] = None,
    wanted: Text = "",
    since: Annotated[str, typer.Option(help="How far back: 30d, or a date.")] = "30d",
    samples: Annotated[int, typer.Option(help="How many articles to show.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """How many alerts a rule would have made, day by day, over the archive, and of what. Nothing is saved or sent.

    tidings rules backtest --rule 'kind license and upfront >= 50 million USD' --since 90d
    """
    from rich.console import Console
    from rich.progress import Progress

    from alerts.store import SubscriptionStore
    from archive.history import count_since
    from tidings import trials, wiring

    state: State = context.obj
    with state.database() as (_, engine):
        conditions, _ = _asked(SubscriptionStore(engine), list(words or ()), wanted)
        start = parse_time(since)
        if start is None:
            raise InputError("since: write how far back, as 30d, or a date")
        with Progress(console=Console(stderr=True), transient=True, disable=as_json) as progress:
            task = progress.add_task("reading the archive", total=count_since(engine, start))
            done = trials.backtest(
                engine, conditions, start, wiring.now(), samples=samples, on_article=lambda: progress.advance(task)
            )
    _show(done, as_json)


def _show(done: Backtest, as_json: bool) -> None:
    import json

    if as_json:
        typer.echo(json.dumps(done.as_json(), ensure_ascii=False))
        return
    most = max(done.days.values(), default=0)
    for day, count in done.days.items():
        typer.echo(f"{day}  {count:4d}  {'#' * round(40 * count / most) if count else ''}".rstrip())
    a_day = done.stories / max(1, len(done.days))
    typer.echo(f"{done.matching} of {done.articles} articles match: {done.stories} alerts, {a_day:.1f} a day")
    for sample in done.samples:
        typer.echo(f"  {sample.at:%Y-%m-%d}  {sample.source}: {sample.title}  {sample.url}")


def _asked(store: SubscriptionStore, saved: list[str], wanted: str) -> tuple[Conditions, str]:
    """What is tried: a saved rule, or one that was typed; and the language that its owner reads."""
    from tidings import trials

    if wanted:
        if saved:
            raise InputError("give either SUBSCRIBER and RULE or --rule, not both")
        return trials.conditions_of(wanted), "en"
    if len(saved) != 2:
        raise InputError("name the rule by SUBSCRIBER and RULE, or write one with --rule")
    owner = store.subscriber(saved[0])
    for rule in store.rules.of(owner):
        if rule.name == saved[1]:
            return rule.conditions, owner.language
    raise InputError(f"{saved[0]!r} has no rule {saved[1]!r}; see `tidings rules list`")
