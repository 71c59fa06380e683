"""The sender: a channel that hangs delays no other."""

from __future__ import annotations

import threading
import time

from sqlalchemy import Engine, select

from alerts import tables
from alerts.delivery import Alert, Outcome
from alerts.outbox import Outbox, OutboxOptions
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from consumers.send_alerts import SendAlerts, SendOptions
from tests.make import archived, classified, crawled
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
