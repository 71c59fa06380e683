"""What the status and doctor commands and pages tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, func, select

from bus.interface import Lag
from tidings import wiring
from tidings.settings import Settings
from tidings.subscriber_reports import paused_channels

if TYPE_CHECKING:
    from crawlers.health import Notice, SourceState


@dataclass
class Status:
    """How everything stands."""

    lag: list[Lag] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)
    alerts: dict[str, int] = field(default_factory=dict)
    paused_channels: dict[str, str] = field(default_factory=dict)
    dead_letters: dict[str, int] = field(default_factory=dict)
    failing_sources: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)  # about sources, newest first
    canaries: dict[str, str] = field(default_factory=dict)


def status(settings: Settings, engine: Engine, language: str = "en") -> Status:
    """What operators were told of sources is told as they were. Raises BusUnavailable when the bus does not answer."""
    from alerts import canary
    from alerts import tables as alert_tables
    from archive.summaries import count_by_label
    from bus.topics import is_dead_letter_topic
    from crawlers.states import SourceStates

    states = SourceStates(engine)
    bus = wiring.bus(settings)
    state = alert_tables.alerts.c.state
    with engine.connect() as connection:
        query = select(state, func.count()).where(canary.of_subscribers()).group_by(state)
        rows = connection.execution_options(reading=True).execute(query)
        alerts = {str(name): int(number) for name, number in rows}
    total = wiring.archive(settings, engine).count()
    dead = {name: bus.size(name) for name in bus.topics() if is_dead_letter_topic(name)}
    failing = {s.source_id: trouble_of(s, language) for s in states.all().values() if s.problem or s.failures}
    return Status(
        bus.lag(), {"articles": total, **count_by_label(engine)}, alerts, paused_channels(engine, language),
        {k: v for k, v in dead.items() if v}, failing,
        [describe_notice(kept.notice) for kept in states.notices(20)], canary.shown(engine, language),
    )  # fmt: skip


def trouble_of(state: SourceState, language: str = "en") -> str:
    """What is wrong with a source, on one line."""
    if language != "en":
        from tidings.explain.journey import source_trouble

        return source_trouble(state).told(language)
    from crawlers.health import diagnose

    _, detail = diagnose(state, wiring.now().timestamp())
    return (
        f"{state.problem}: {detail}"
        if state.problem and detail
        else f"{state.failures} failures in a row: {state.last_error}"
    )


def describe_notice(notice: Notice) -> str:
    when = datetime.fromtimestamp(notice.at, UTC).strftime("%Y-%m-%d %H:%M")
    return f"{when} {notice.source_id}: {notice.problem}{' is over' if notice.is_recovery else ''}: {notice.detail}"


@dataclass(frozen=True)
class Check:
    """One thing the doctor looked at."""

    name: str
    ok: bool
    detail: str


def doctor(config: Path | None) -> Iterator[Check]:
    """Checks in the order in which things depend on each other; each failure names its cure."""
    from tidings.settings import SettingsError, load_settings

    try:
        settings = load_settings(config)
    except SettingsError as error:
        yield Check("settings", False, str(error))
        return
    yield Check("settings", True, str(config or "tidings.toml or the defaults"))
    for name, look in (
        ("bus", _check_bus), ("database", _check_database), ("model", _check_model), ("sources", _check_sources),
        ("subscribers", _check_subscribers),
    ):  # fmt: skip
        yield _checked(name, look, settings)


def _checked(name: str, look: Callable[[Settings], str], settings: Settings) -> Check:
    try:
        return Check(name, True, look(settings))
    except Exception as error:  # whatever is broken is what the doctor is asked for
        return Check(name, False, str(error).splitlines()[0] if str(error) else type(error).__name__)


def _check_bus(settings: Settings) -> str:
    bus = wiring.bus(settings)
    return f"{bus.url} answers; {len(bus.topics())} topics"


def _check_database(settings: Settings) -> str:
    from tidings.database import upgrade

    engine = wiring.engine(settings)
    try:
        upgrade(engine)
        number = wiring.archive(settings, engine).count()
        return f"{engine.url.render_as_string(hide_password=True)} answers; {number} articles"
    finally:
        engine.dispose()


def _check_model(settings: Settings) -> str:
    reader = wiring.classifier(settings)
    start = time.perf_counter()
    reader.read("A trial reading", "Two companies signed a licence agreement for a new medicine.", "en")
    return f"{reader.name} reads; a short article takes {1000 * (time.perf_counter() - start):.0f} ms"


def _check_sources(settings: Settings) -> str:
    known = wiring.sources(settings)
    return f"{len(known)} sources, {sum(s.enabled for s in known)} enabled"


def _check_subscribers(settings: Settings) -> str:
    from alerts.store import SubscriptionStore

    engine = wiring.engine(settings)
    try:
        store = SubscriptionStore(engine)
        rules = store.active_rules()
        idle = [r.name for r in rules if not r.channel_ids]
        told = f"{len(store.subscribers())} subscribers, {len(rules)} rules"
        if idle:
            raise ValueError(f"{told}; rule {idle[0]!r} has no channel: add one with `tidings subscribers add-channel`")
        return told
    finally:
        engine.dispose()
