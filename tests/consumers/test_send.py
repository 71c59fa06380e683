"""The sender: a channel that hangs delays no other."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from sqlalchemy import Engine, select

from alerts import tables
from alerts.delivery import Alert, Outcome
from alerts.outbox import Outbox, OutboxOptions
from alerts.preferences import Preferences
from alerts.schedule import Schedule, changed
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from consumers.send_alerts import SendAlerts, SendOptions
from tests.make import archived, classified, crawled
from tests.services import wait_for
from tidings.wiring import now


class Channels:
    """One destination hangs until it is let go; the others accept."""

    def __init__(self) -> None:
        self.let_go, self.times = threading.Event(), []

    def send(self, alert: Alert) -> Outcome:
        if "slow" in alert.url:
            self.let_go.wait(20)
        else:
            self.times.append(time.monotonic())
        return Outcome("sent")


def test_a_hanging_channel_delays_no_other(sqlite_engine: Engine) -> None:
    store = SubscriptionStore(sqlite_engine)
    for name in ("slow", "quick"):
        store.add_subscriber(name, "en", (f"json://{name}.example/hook",))
        store.add_rule(name, "all", parse_conditions("all"))
    outbox = Outbox(sqlite_engine, now, OutboxOptions())
    moment = now()
    for number in range(30):
        article = crawled(f"https://news.example/{number}", published_at=moment)
        outbox.decide(store.active_rules(), archived(classified(article)))
    channels, stop = Channels(), threading.Event()
    worker = SendAlerts(outbox, channels, SendOptions(poll_seconds=0.02))
    thread = threading.Thread(target=worker.run, args=(stop,))
    started = time.monotonic()
    thread.start()
    while len(channels.times) < 30 and time.monotonic() < started + 15:
        time.sleep(0.02)
    took = time.monotonic() - started
    channels.let_go.set()
    stop.set()
    thread.join()
    assert len(channels.times) == 30
    assert took < 10
    with sqlite_engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(select(tables.alerts.c.attempts)).scalars().all()
    assert max(rows) == 1


def test_of_two_channels_at_one_host_the_one_that_hangs_delays_the_other_once(sqlite_engine: Engine) -> None:
    store = SubscriptionStore(sqlite_engine)
    for name in ("slow", "quick"):
        store.add_subscriber(name, "en", (f"json://hooks.example/{name}",))
        store.add_rule(name, "all", parse_conditions("all"))
    outbox = Outbox(sqlite_engine, now, OutboxOptions())
    for number in range(30):
        article = crawled(f"https://news.example/{number}", published_at=now())
        outbox.decide(store.active_rules(), archived(classified(article)))

    class Hanging(Channels):
        def send(self, alert: Alert) -> Outcome:
            if "slow" not in alert.url:
                self.times.append(time.monotonic())
                return Outcome("sent")
            self.let_go.wait(1.0)  # the time-out
            return Outcome("unknown", "the server did not answer in time")

    channels, stop = Hanging(), threading.Event()
    worker = SendAlerts(outbox, channels, SendOptions(poll_seconds=0.02, slow_seconds=0.5))
    thread = threading.Thread(target=worker.run, args=(stop,))
    started = time.monotonic()
    thread.start()
    try:
        wait_for(lambda: len(channels.times) == 30, 25, "thirty alerts")  # 30 time-outs in the same lane would take longer
    finally:
        channels.let_go.set()
        stop.set()
        thread.join()
    assert time.monotonic() - started < 25
    a = tables.alerts.c
    with sqlite_engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(select(a.state, a.attempts)).all()
    assert max(row.attempts for row in rows) == 1  # what was moved to the other lane was not an attempt


class Watched:
    """A healthy web server's time to accept, and a channel that hangs or not."""

    def __init__(self, hanging: bool) -> None:
        self.hanging, self.let_go, self.waits = hanging, threading.Event(), []
        self.began = threading.Event()

    def send(self, alert: Alert) -> Outcome:
        self.began.set()
        if "slow" in alert.url:
            if self.hanging:
                self.let_go.wait(20)
        else:
            time.sleep(0.02)
            self.waits.append(time.time() - alert.content["fetched_at"])
        return Outcome("sent")


def p95(engine: Engine, hanging: bool, moment: str) -> float:
    """Of a healthy channel's alerts, written one by one while another hangs or not."""
    store, channels, stop = SubscriptionStore(engine), Watched(hanging), threading.Event()
    outbox = Outbox(engine, now, OutboxOptions())
    thread = threading.Thread(target=SendAlerts(outbox, channels, SendOptions(poll_seconds=0.05)).run, args=(stop,))
    thread.start()
    for number in range(60):
        article = crawled(f"https://news.example/{moment}/{number}", published_at=now(), fetched_at=now())
        outbox.decide(store.active_rules(), archived(classified(article)))
        time.sleep(0.05)
    wait_for(lambda: len(channels.waits) >= 60, what="sixty alerts")
    channels.let_go.set()
    stop.set()
    thread.join()
    return sorted(channels.waits)[57]


@pytest.mark.slow
def test_the_p95_of_a_healthy_channel_is_the_same_while_another_hangs(
    sqlite_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    store = SubscriptionStore(sqlite_engine)
    for name in ("slow", "quick"):
        owner = store.add_subscriber(name, "en", (f"json://{name}.example/hook",))
        store.add_rule(name, "all", parse_conditions("all"))
        Preferences(sqlite_engine).set_schedule(owner, changed(Schedule(), burst=1000), now())
    # Three of each in turns, and the middle one: the machine has other work too.
    pairs = [(p95(sqlite_engine, False, f"calm{i}"), p95(sqlite_engine, True, f"hang{i}")) for i in range(3)]
    calm, hanging = (sorted(side)[1] for side in zip(*pairs, strict=True))
    with capsys.disabled():
        print(f"\n  p95 of a healthy channel: {calm * 1000:.0f} ms, while another hangs {hanging * 1000:.0f} ms")
    assert hanging <= 1.2 * calm + 0.05  # one turn of the sender's loop


def test_a_sender_that_is_asked_to_stop_finishes_what_it_sends_and_gives_the_rest_back(sqlite_engine: Engine) -> None:
    store = SubscriptionStore(sqlite_engine)
    store.add_subscriber("slow", "en", ("json://slow.example/hook",))
    store.add_rule("slow", "all", parse_conditions("all"))
    outbox = Outbox(sqlite_engine, now, OutboxOptions())
    for number in range(4):
        article = crawled(f"https://news.example/{number}", published_at=now())
        outbox.decide(store.active_rules(), archived(classified(article)))
    channels, stop = Watched(hanging=True), threading.Event()
    thread = threading.Thread(target=SendAlerts(outbox, channels, SendOptions(poll_seconds=0.02)).run, args=(stop,))
    thread.start()
    wait_for(channels.began.is_set, what="the first alert")
    stop.set()
    time.sleep(0.2)  # for the loop to see it, and to close its lanes
    channels.let_go.set()
    thread.join()
    a = tables.alerts.c
    with sqlite_engine.connect() as connection:
        rows = connection.execution_options(reading=True).execute(select(a.state, a.attempts, a.lease_owner)).all()
    assert {tuple(row) for row in rows} == {("sent", 1, None), ("pending", 0, None)}
    assert Counter(row.state for row in rows)["sent"] < 4
