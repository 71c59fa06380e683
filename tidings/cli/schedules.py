"""subscribers schedule, show, resume-channel, sign-channel, link; mutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from tidings.cli.context import InputError, State
from tidings.cli.subscriptions import Name, subscribers_app

if TYPE_CHECKING:
    from sqlalchemy import Engine

mutes_app = typer.Typer(help="What a subscriber does not want to hear of for a time.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="Of the channel, as `tidings subscribers show` lists them.")]


def register(app: typer.Typer) -> None:
    app.add_typer(mutes_app, name="mutes")


@subscribers_app.command("schedule")
def schedule(
    context: typer.Context,
    name: Name,
    zone: Annotated[str | None, typer.Option(help="Time zone of all times, as Europe/Berlin or Asia/Shanghai.")] = None,
    digest: Annotated[str | None, typer.Option(help="immediate, hourly, daily or weekly.")] = None,
    at: Annotated[str | None, typer.Option(help="When daily and weekly digests come, as 08:00.")] = None,
    weekday: Annotated[str | None, typer.Option(help="When weekly digests come, as mon.")] = None,
    quiet: Annotated[list[str] | None, typer.Option(help="Quiet hours: 'mon-fri 22:00-07:00'; also several times.")] = None,
    no_quiet: Annotated[bool, typer.Option("--no-quiet", help="No quiet hours any more.")] = False,
    urgent_passes: Annotated[
        bool | None, typer.Option("--urgent-passes/--urgent-waits", help="Whether urgent rules are told at once, always.")
    ] = None,
    burst: Annotated[int | None, typer.Option(help="More alerts than this in 10 minutes are told together.")] = None,
) -> None:
    """When a subscriber is told; what is not given stays as it is."""
    from alerts.preferences import Preferences
    from alerts.schedule import changed, in_words
    from alerts.store import SubscriptionStore
    from tidings import wiring

    state: State = context.obj
    with state.database() as (_, engine):
        owner, preferences = SubscriptionStore(engine).subscriber(name), Preferences(engine)
        new = changed(
            preferences.schedule(owner), zone=zone, digest=digest, at=at, weekday=weekday, urgent_passes=urgent_passes,
            quiet=[] if no_quiet else quiet or None, burst=burst,
        )  # fmt: skip
        preferences.set_schedule(owner, new, wiring.now())
    typer.echo(f"{name!r} is told: {in_words(new)}")


@subscribers_app.command("show")
def show(context: typer.Context, name: Name) -> None:
    """One subscriber: schedule, channels, rules, mutes and what waits."""
    from alerts.channels import masked
    from alerts.mutes import MuteStore
    from alerts.preferences import Preferences
    from alerts.reasons import told
    from alerts.schedule import in_words
    from alerts.store import SubscriptionStore
    from tidings import subscriber_reports, wiring

    state: State = context.obj
    with state.database() as (_, engine):
        store = SubscriptionStore(engine)
        owner = store.subscriber(name)
        channels = [c for c in store.channels() if c.subscriber_id == owner.id]
        rules = [r.name for r in store.active_rules() if r.subscriber_id == owner.id]
        when, muted = in_words(Preferences(engine).schedule(owner)), MuteStore(engine).of(owner, wiring.now())
        waiting = subscriber_reports.waiting(engine, owner.id)
    typer.echo(f"{owner.name}: {owner.language}, {'active' if owner.active else 'paused'}\nschedule: {when}")
    for channel in channels:
        how = f"paused: {told(channel.paused)}" if channel.paused else "in use"
        signed = "" if channel.kind != "webhook" else ", signed" if channel.secret else ", not signed"
        typer.echo(f"channel {channel.id}: {masked(channel.kind, channel.url)}{signed}, {how}")
    typer.echo(f"rules: {', '.join(rules) or 'none'}")
    for mute in muted:
        typer.echo(f"mute {mute.id}: {mute}")
    for reason, number in waiting:
        typer.echo(f"{number} alerts wait: {reason}")


@subscribers_app.command("resume-channel")
def resume_channel(context: typer.Context, name: Name, number: Number) -> None:
    """Send again to a channel that was paused since it refused alert after alert."""
    from alerts.preferences import Preferences
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        Preferences(engine).resume_channel(SubscriptionStore(engine).subscriber(name), number)
    typer.echo(f"channel {number} of {name!r} is in use again")


@subscribers_app.command("sign-channel")
def sign_channel(context: typer.Context, name: Name, number: Number) -> None:
    """Give a webhook a new secret and show it, this once."""
    from alerts.preferences import Preferences
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        secret = Preferences(engine).sign_channel(SubscriptionStore(engine).subscriber(name), number)
    typer.echo(f"channel {number} of {name!r} is signed with: {secret}")


@subscribers_app.command("link")
def link(
    context: typer.Context,
    name: Name,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long it holds.")] = 30,
    revoke: Annotated[bool, typer.Option("--revoke", help="End all links that were made before, and make none.")] = False,
) -> None:
    """The address of a subscriber's own page. It needs no login: give it to them only."""
    from alerts.page_access import PageAccess
    from alerts.store import SubscriptionStore
    from tidings import wiring

    state: State = context.obj
    with state.database() as (settings, engine):
        owner, access = SubscriptionStore(engine).subscriber(name), PageAccess(engine, wiring.links(settings, engine))
        if revoke:
            access.revoke(owner)
            typer.echo(f"the links to the page of {name!r} have ended")
            return
        url = access.link(owner, wiring.now(), days)
    typer.echo(url if settings.web.base_url else f"http://{settings.web.host}:{settings.web.port}{url}")
    if not settings.web.base_url:
        typer.echo("web.base_url is not set, so this address works on this machine only", err=True)


@mutes_app.command("add")
def add_mute(
    context: typer.Context,
    name: Name,
    story: Annotated[str | None, typer.Option(help="URL of an article of the story.")] = None,
    party: Annotated[str | None, typer.Option(help="Name of a company or agency that takes part.")] = None,
    rule: Annotated[str | None, typer.Option(help="Name of a rule.")] = None,
    time: Annotated[str | None, typer.Option("--for", help="How long: 90m, 8h, 7d. Without it until it is removed.")] = None,
    snooze: Annotated[bool, typer.Option("--snooze", help="Tell of it when the time is over, instead of never.")] = False,
) -> None:
    """Do not tell a subscriber of a story, a party or by a rule for a time."""
    from alerts.mutes import MuteStore
    from alerts.store import SubscriptionStore
    from tidings import wiring

    given = [(kind, value) for kind, value in (("story", story), ("party", party), ("rule", rule)) if value]
    if len(given) != 1:
        raise InputError("mute: give one of --story, --party and --rule")
    kind, value = given[0]
    state: State = context.obj
    with state.database() as (_, engine):
        store = SubscriptionStore(engine)
        owner, now = store.subscriber(name), wiring.now()
        if kind == "rule" and value not in {r.name for r in store.active_rules() if r.subscriber_id == owner.id}:
            raise InputError(f"mute: {name!r} has no rule {value!r}; see `tidings rules list`")
        if kind == "story":
            value = _story(engine, value)
        mute = MuteStore(engine).add(owner, kind, value, now + _length(time) if time else None, snooze=snooze)
    typer.echo(f"mute {mute.id} of {name!r}: {mute}")


@mutes_app.command("list")
def list_mutes(context: typer.Context, name: Name) -> None:
    """What a subscriber is not told of."""
    from alerts.mutes import MuteStore
    from alerts.store import SubscriptionStore
    from tidings import wiring

    state: State = context.obj
    with state.database() as (_, engine):
        mutes = MuteStore(engine).of(SubscriptionStore(engine).subscriber(name), wiring.now())
    for mute in mutes:
        typer.echo(f"{mute.id}: {mute}")
    if not mutes:
        typer.echo(f"{name!r} has muted nothing")


@mutes_app.command("remove")
def remove_mute(
    context: typer.Context, name: Name, number: Annotated[int, typer.Argument(help="Of the mute, as `list` shows it.")]
) -> None:
    """Tell a subscriber of it again."""
    from alerts.mutes import MuteStore
    from alerts.store import SubscriptionStore

    state: State = context.obj
    with state.database() as (_, engine):
        MuteStore(engine).remove(SubscriptionStore(engine).subscriber(name), number)
    typer.echo(f"mute {number} of {name!r} is removed")


def _story(engine: Engine, url: str) -> str:
    from tidings.subscriber_reports import story_of

    found = story_of(engine, url)
    if found is None:
        raise InputError(f"mute: {url} is not in the archive; see `tidings explain {url}`")
    return found


def _length(text: str) -> timedelta:
    unit = {"m": "minutes", "h": "hours", "d": "days"}.get(text[-1:])
    if unit is None or not text[:-1].isdecimal() or int(text[:-1]) > 10_000:
        raise InputError(f"mute: {text!r} is not a length of time; write it as 90m, 8h or 7d")
    return timedelta(**{unit: int(text[:-1])})
