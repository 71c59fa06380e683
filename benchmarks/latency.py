"""From publish to accepted by the channel, with real processes: p50 and p95 of mail, webhook and Slack.

    python benchmarks/latency.py ARTICLES.jsonl... [--kafka] [--rate 1] [--seconds 300] [--hang]

ARTICLES are rows with title, text and language (or lang); they are drawn at random and published one by one, as news comes in,
to four workers in processes of their own (classify, archive, match, send), on the embedded bus or on a Kafka broker that is
started for it. Mail goes to a real SMTP server, webhooks to an HTTP server, Slack's messages to one in the shape of Slack; they
run here and note when they accepted. The sender is started with Slack's address changed, and nothing else. Mail and webhook are
told of every story; Slack, which takes one message a second, of those with a label. With --hang a fourth subscriber's webhook
never answers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from pipeline import percentiles
from sqlalchemy import Engine, func, select

from alerts import tables
from alerts.preferences import Preferences
from alerts.schedule import Schedule, changed
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from archive.database import connect_engine
from archive.summaries import count_by_label
from bus.codec import encode, headers
from bus.connect import connect
from bus.dead_letters import list_dead_letters
from bus.events import LABELS, ArticleCrawled, article_id
from bus.interface import Bus
from bus.topics import CRAWLED
from tidings.database import upgrade

START = Path(__file__).resolve().parents[1] / "deploy" / "kafka" / "start.py"
NUMBER = re.compile(r"latency\.example/(\d+)")
SLACK = "slack://TAAAAAAAA/BAAAAAAAA/aaaaaaaaaaaaaaaaaaaaaaaa"
SENDER = """import sys
from apprise.plugins.slack import NotifySlack
NotifySlack.webhook_url = sys.argv.pop(1)
from tidings.cli.main import main
main()
"""
READY_SECONDS, REST_SECONDS = 20.0, 20.0


class Channels:
    """The servers of all channels; `accepted` holds when each accepted an article, by channel and number."""

    def __init__(self) -> None:
        self.accepted: dict[tuple[str, int], float] = {}
        self.copies, self.let_go = 0, threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.server is outer.hanging:
                    outer.let_go.wait()
                    return
                outer.note("slack" if self.path.startswith("/services/") else "webhook", body)
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, format: str, *args: object) -> None:
                pass

        server, self.hanging = (ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2))
        for each in (server, self.hanging):
            each.daemon_threads = True
            threading.Thread(target=each.serve_forever, daemon=True).start()
        self.port, self.hanging_port = server.server_address[1], self.hanging.server_address[1]
        self.mail_port = free_port()
        Controller(self, hostname="127.0.0.1", port=self.mail_port).start()

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)
        body = mail.get_body(("plain",))
        self.note("mail", body.get_content() if body else "")
        return "250 ok"

    def note(self, channel: str, body: str) -> None:
        if found := NUMBER.search(body):
            key = channel, int(found.group(1))
            self.copies += key in self.accepted
            self.accepted.setdefault(key, time.time())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def subscribe(engine: Engine, channels: Channels, hang: bool) -> None:
    local = f"json://127.0.0.1:{channels.port}"
    mail = f"mailto://127.0.0.1:{channels.mail_port}/?from=alerts@tidings.example&to=reader@example.com"
    wishes = {"mail": (mail, ()), "webhook": (f"{local}/hook", ()), "slack": (SLACK, LABELS)}
    if hang:
        wishes["hang"] = (f"json://127.0.0.1:{channels.hanging_port}/hang", ())
    store = SubscriptionStore(engine)
    for name, (url, labels) in wishes.items():
        owner = store.add_subscriber(name, "en", (url,))
        store.add_rule(name, "wish", parse_conditions("wish", labels=labels))
        # Each alert by itself: a storm would be told together.
        Preferences(engine).set_schedule(owner, changed(Schedule(), burst=100_000), datetime.now(UTC))


def articles(paths: list[Path], number: int, seed: int) -> list[dict[str, str]]:
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    chosen = random.Random(seed).sample([r for r in rows if r.get("title") and r.get("text")], number)
    return [{"title": r["title"], "text": r["text"], "language": r.get("language") or r["lang"]} for r in chosen]


def publish(bus: Bus, rows: list[dict[str, str]], rate: float) -> dict[int, float]:
    """One after the other. Returns when each was handed over; the wait for its acknowledgement counts."""
    producer, begin, times = bus.producer(), time.monotonic(), {}
    for number, row in enumerate(rows):
        time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        url, moment = f"https://latency.example/{number}", datetime.now(UTC)
        article = ArticleCrawled(
            id=article_id(url), url=url, source="latency", published_at=moment, fetched_at=moment, **row
        )  # fmt: skip
        times[number] = time.time()
        producer.publish(CRAWLED, article.key, encode(article), headers())
        producer.flush()
    producer.close()
    return times


def start_workers(folder: Path, slack: str) -> list[subprocess.Popen[bytes]]:
    commands = [[sys.executable, "-m", "tidings", "work", name] for name in ("classify", "archive", "match")]
    commands.append([sys.executable, "-c", SENDER, slack, "work", "send"])
    with (folder / "workers.log").open("ab") as log:
        return [subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) for command in commands]


def start_kafka(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(START), "--data", str(folder / "kafka"), "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            connect(f"kafka://127.0.0.1:{port}").topics()
            return process, f"kafka://127.0.0.1:{port}"
        except Exception:
            time.sleep(1)
    process.kill()
    raise SystemExit("latency: the broker did not answer within 120 s")


def measure(folder: Path, bus_url: str, options: argparse.Namespace) -> dict[str, object]:
    database = f"sqlite:///{folder}/t.db"
    (folder / "tidings.toml").write_text(f'bus = "{bus_url}"\ndatabase = "{database}"\nstate = "{folder}/state"\n')
    engine, channels, bus = connect_engine(database), Channels(), connect(bus_url)
    upgrade(engine)
    subscribe(engine, channels, options.hang)
    bus.ensure_topics([CRAWLED])
    load = os.getloadavg()[0]
    workers = start_workers(folder, f"http://127.0.0.1:{channels.port}/services")
    try:
        time.sleep(READY_SECONDS)
        rows = articles(options.articles, int(options.rate * options.seconds), options.seed)
        times = publish(bus, rows, options.rate)
        time.sleep(REST_SECONDS)
    finally:
        channels.let_go.set()
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            worker.wait(60)
    waits: dict[str, list[float]] = {}
    for (channel, number), at in channels.accepted.items():
        waits.setdefault(channel, []).append(at - times[number])
    a = tables.alerts.c
    with engine.connect() as connection:
        states = connection.execution_options(reading=True).execute(select(a.state, func.count()).group_by(a.state)).all()
    found = {
        "bus": bus_url.split(":", maxsplit=1)[0], "hang": options.hang, "articles": len(rows), "per_second": options.rate,
        "load_before": round(load, 1), "load_after": round(os.getloadavg()[0], 1), "labels": count_by_label(engine),
        "dead_letters": len(list(list_dead_letters(bus))), "states": dict(Counter(dict(map(tuple, states)))), "copies": channels.copies,
        "latency": {name: {"alerts": len(w), **percentiles(w), "max": round(max(w), 2)} for name, w in sorted(waits.items())},
    }  # fmt: skip
    engine.dispose()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--kafka", action="store_true")
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--hang", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tidings-latency-", ignore_cleanup_errors=True) as name:
        broker, url = start_kafka(Path(name)) if options.kafka else (None, f"embedded:{name}/bus.db")
        try:
            print(json.dumps(measure(Path(name), url, options), ensure_ascii=False, indent=1))
        finally:
            if broker:
                broker.terminate()
                broker.wait(30)


if __name__ == "__main__":
    main()
