"""The commands of schedules, channels and mutes, and the tables of an older tidings that have none of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from typer.testing import CliRunner

from alerts.channels import destination_key
from alerts.schedule import Schedule
from alerts.store import SubscriptionStore
from archive.database import connect_engine
from archive.store import Archive
from tests.make import classified, crawled
from tidings.cli.main import app
from tidings.database import MIGRATIONS, upgrade

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command; what it says, or the message of its failure."""
    (tmp_path / "tidings.toml").write_text(
        f'bus = "embedded:{tmp_path}/bus.db"\ndatabase = "sqlite:///{tmp_path}/tidings.db"\n'
    )

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["--config", str(tmp_path / "tidings.toml"), *arguments])
        return str(done.exception) if done.exception and not isinstance(done.exception, SystemExit) else done.output

    return run


def test_a_schedule_is_set_piece_by_piece_and_shown(run: Run) -> None:
    said = run(
        "subscribers",
        "add",
        "ada",
        "--channel",
        "json://127.0.0.1:9/hook",
        "--channel",
        "mailto://mail.example/?to=a@x.example",
    )
    assert "webhook 1 is signed with this secret, shown only now: whsec_" in said
    run("rules", "add", "ada", "deals", "--label", "deal", "--urgent")
    assert "at once, UTC" in run("subscribers", "show", "ada")
    run(
        "subscribers", "schedule", "ada", "--digest", "daily", "--at", "08:00", "--zone", "Asia/Shanghai",
        "--quiet", "mon-fri 22:00-07:00", "--urgent-passes",
    )  # fmt: skip
    told = (
        "daily digest at 08:00, Asia/Shanghai; quiet mon,tue,wed,thu,fri 22:00-07:00; urgent rules at once"
        "; over 100 in 10 minutes together"
    )
    shown = run("subscribers", "show", "ada")
    assert f"schedule: {told}" in shown
    assert "channel 1: webhook at 127.0.0.1, signed, in use" in shown
    assert "channel 2: mail to a@x.example, in use" in shown
    assert "whsec" not in shown
    assert "at 09:30" in run("subscribers", "schedule", "ada", "--at", "9:30")
    assert "quiet" not in run("subscribers", "schedule", "ada", "--no-quiet")
    assert "is not a time zone" in run("subscribers", "schedule", "ada", "--zone", "Mars/Olympus")
    assert "known are ada" in run("subscribers", "schedule", "eve", "--digest", "daily")
    assert "is signed with: whsec_" in run("subscribers", "sign-channel", "ada", "1")
    assert "is not paused" in run("subscribers", "resume-channel", "ada", "1")


def test_mutes_are_added_listed_and_removed(run: Run, tmp_path: Path) -> None:
    run("subscribers", "add", "ada", "--channel", "json://127.0.0.1:9/hook")
    run("rules", "add", "ada", "deals", "--label", "deal")
    engine = connect_engine(f"sqlite:///{tmp_path}/tidings.db")
    Archive(engine).save(classified(crawled("https://news.example/1")))
    engine.dispose()
    assert "muted: rule 'deals' until 20" in run("mutes", "add", "ada", "--rule", "deals", "--for", "8h")
    assert "snoozed: party 'Lanterix' until" in run("mutes", "add", "ada", "--party", "Lanterix", "--for", "7d", "--snooze")
    assert "muted: story" in run("mutes", "add", "ada", "--story", "https://news.example/1#top")
    listed = run("mutes", "list", "ada").splitlines()
    assert [line.split(":")[0] for line in listed] == ["1", "2", "3"]
    assert run("mutes", "remove", "ada", "2") == "mute 2 of 'ada' is removed\n"
    assert len(run("mutes", "list", "ada").splitlines()) == 2
    for arguments, message in (
        (("--rule", "nothing"), "has no rule 'nothing'"),
        (("--story", "https://news.example/none"), "is not in the archive"),
        (("--party", "X", "--for", "a while"), "write it as 90m, 8h or 7d"),
        (("--party", "X", "--rule", "deals"), "give one of"),
        ((), "give one of"),
    ):
        assert message in run("mutes", "add", "ada", *arguments)


def test_subscriptions_of_an_older_tidings_go_on_as_they_were(database_url: str) -> None:
    engine = connect_engine(database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    url = "json://127.0.0.1:9/hook?format=text"
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            sa.text("INSERT INTO alert_subscribers (id, name, language, active) VALUES (1, 'ada', 'en', true)")
        )
        for number, name in ((1, ""), (2, "2")):
            connection.execute(
                sa.text(
                    "INSERT INTO alert_channels (id, subscriber_id, url, kind, active) VALUES (:id, 1, :url, 'webhook', true)"
                ),
                {"id": number, "url": url + name},
            )
    upgrade(engine)
    one, two = SubscriptionStore(engine).channels()
    assert (one.url, one.secret, one.paused) == (url, "", "")
    assert len(one.token) > 40
    assert one.token != two.token
    with engine.connect() as connection:
        row = connection.execution_options(reading=True).execute(
            sa.text("SELECT destination FROM alert_channels WHERE id = 1")
        )
        assert row.scalar() == destination_key("webhook", url)
        schedule = connection.execute(sa.text("SELECT schedule FROM alert_subscribers")).scalar()
    assert Schedule.from_json(schedule) == Schedule()
    engine.dispose()
