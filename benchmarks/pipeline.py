"""The whole path on real processes: articles per second, latency, memory, share of time in the model.

    python benchmarks/pipeline.py --sources FILE [--bus embedded:...|kafka://...] [--kills N] [--rate N --seconds S]

FILE is a catalogue whose feeds are on loopback. Starts `tidings run --once` in a temporary folder with three subscribers,
two with webhooks and one with mail, whose servers run here; watches its processes, and checks the alerts against an oracle
computed from the archive. With --rate the articles are crawled into a file first and then published one by one at that rate
(per second) to a running `tidings run --no-crawl`: the latency without a backlog. A Kafka bus must be empty.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from sqlalchemy import select

from alerts import tables as alert_tables
from alerts.matching import mismatch, stale
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from archive.database import connect_engine
from archive.search import ArticleQuery, search
from archive.store import Archive
from bus.codec import decode, encode, headers
from bus.connect import connect
from bus.dead_letters import list_dead_letters
from bus.events import ArticleArchived, ArticleCrawled, article_id
from bus.topics import CRAWLED
from tidings.database import upgrade

RULES = {
    "ada": {"labels": ("deal",), "min_amount": "10000000"},
    "lin": {"labels": ("policy",), "languages": ("zh",)},
    "noor": {"text": ("FDA", "获批", "AI")},
}


class Channels:
    """A webhook server and a mail server that note when which alert was accepted."""

    def __init__(self) -> None:
        self.accepted: list[tuple[float, str, str]] = []  # when, channel, alert id
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.accepted.append((time.time(), "webhook", self.headers["X-Alert-ID"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.mail_port = probe.getsockname()[1]
        Controller(self, hostname="127.0.0.1", port=self.mail_port).start()

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        self.accepted.append((time.time(), "mail", str(message_from_bytes(envelope.content or b"")["X-Alert-ID"])))
        return "250 ok"

    def url(self, subscriber: str) -> str:
        if subscriber == "noor":
            return f"mailto://127.0.0.1:{self.mail_port}/?from=alerts@tidings.example&to=noor@example.com"
        return f"json://127.0.0.1:{self.server.server_address[1]}/{subscriber}"


def children(parent: int) -> dict[int, str]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == parent and fields[0] != "Z":
                words = (stat.parent / "cmdline").read_bytes().split(b"\0")
                found[int(stat.parent.name)] = b" ".join(words[3:5]).decode() or "ending"
        except (OSError, IndexError):
            continue
    return found


def watch(process: subprocess.Popen[bytes], kills: int, seed: int) -> tuple[dict[str, float], dict[str, float], int]:
    """Peak resident MB and CPU seconds of each worker until the end, and how many were killed."""
    memory: dict[str, float] = {}
    cpu: dict[int, tuple[str, float]] = {}
    chance, killed, next_kill = random.Random(seed), 0, time.monotonic() + 1
    tick = os.sysconf("SC_CLK_TCK")
    while process.poll() is None:
        running = children(process.pid)
        for pid, shown in running.items():
            try:
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except (OSError, IndexError):
                continue
            name = cpu[pid][0] if pid in cpu and shown == "ending" else shown
            cpu[pid] = (name, (int(fields[11]) + int(fields[12])) / tick)
            memory[name] = max(memory.get(name, 0), pages * 4096 / 2**20)
        if killed < kills and running and time.monotonic() >= next_kill:
            os.kill(chance.choice(list(running)), signal.SIGKILL)
            killed += 1
            next_kill = time.monotonic() + chance.uniform(0.3, 1.2)
        time.sleep(0.1)
    total: Counter[str] = Counter()
    for name, seconds in cpu.values():
        total[name] += seconds
    return memory, dict(total), killed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--bus", default="")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, channels = Path(name), Channels()
        bus = options.bus or f"embedded:{folder}/bus.db"
        (folder / "tidings.toml").write_text(
            f'bus = "{bus}"\ndatabase = "sqlite:///{folder}/t.db"\nsources = "{options.sources.resolve()}"\nstate = "{folder}/state"\n'
            "[crawl]\nallow_loopback = true\n[web]\nport = 0\n"
        )
        engine = connect_engine(f"sqlite:///{folder}/t.db")
        upgrade(engine)
        store = SubscriptionStore(engine)
        for who, conditions in RULES.items():
            store.add_subscriber(who, "en", (channels.url(who),))
            store.add_rule(who, "wish", parse_conditions("wish", **conditions))
        measure = at_a_rate if options.rate else with_a_backlog
        figures = measure(folder, bus, options)
        report(engine, store, bus, channels, figures)
        engine.dispose()


def tidings(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tidings", *words], cwd=folder, stderr=subprocess.DEVNULL)


def with_a_backlog(folder: Path, bus: str, options: argparse.Namespace) -> dict[str, object]:
    """All articles at once; with kills, a second run without them ends what the first left."""
    memory, cpu, killed, seconds = {}, {}, 0, []
    for cycle in range(2 if options.kills else 1):
        begin = time.monotonic()
        m, c, k = watch(tidings(folder, "run", "--once"), options.kills if cycle == 0 else 0, options.seed)
        memory, cpu, killed = {**m, **memory}, {**c, **cpu}, killed + k
        seconds.append(round(time.monotonic() - begin, 1))
    return {"seconds": seconds, "kills": killed, **usage(memory, cpu)}


def at_a_rate(folder: Path, bus: str, options: argparse.Namespace) -> dict[str, object]:
    """One article after the other, as news comes in."""
    tidings(folder, "crawl", "--once", "--quiet", "--output", "articles.jsonl").wait()
    rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    random.Random(options.seed).shuffle(rows)
    running = tidings(folder, "run", "--no-crawl")
    watched: list[tuple[dict[str, float], dict[str, float], int]] = []
    watcher = threading.Thread(target=lambda: watched.append(watch(running, 0, options.seed)))
    watcher.start()
    time.sleep(15)  # the workers have loaded the model
    connection = connect(bus)
    producer, begin = connection.producer(), time.monotonic()
    for number, row in enumerate(rows[: int(options.rate * options.seconds)]):
        time.sleep(max(0.0, begin + number / options.rate - time.monotonic()))
        event = ArticleCrawled(id=article_id(row["url"]), fetched_at=datetime.now(UTC), **row)
        producer.publish(CRAWLED, event.key, encode(event), headers())
        producer.flush()
    time.sleep(15)  # the last alert is out
    running.send_signal(signal.SIGTERM)
    watcher.join()
    memory, cpu, _ = watched[0]
    return {"per_second": options.rate, "kills": 0, **usage(memory, cpu)}


def usage(memory: dict[str, float], cpu: dict[str, float]) -> dict[str, object]:
    return {
        "peak_mb": {k: round(v) for k, v in sorted(memory.items())},
        "cpu_seconds": {k: round(v, 1) for k, v in sorted(cpu.items())},
        "share_of_cpu_in_classify": round(cpu.get("work classify", 0.0) / max(sum(cpu.values()), 0.1), 2),
    }


def report(engine, store, bus_url, channels, figures) -> None:  # type: ignore[no-untyped-def]
    archive = Archive(engine)
    hits = search(engine, ArticleQuery(limit=5000))
    events = [archive.get(hit.article_id) for hit in hits]
    a, s = alert_tables.alerts.c, alert_tables.subscribers.c
    with engine.connect() as connection:
        rows = connection.execute(
            select(a.id, s.name, a.article_id, a.story_id, a.state).join(alert_tables.subscribers, s.id == a.subscriber_id)
        ).all()
    now = datetime.now(UTC)
    expected = set()
    for rule in store.active_rules():
        for event, hit in zip(events, hits, strict=True):
            whole = ArticleArchived(
                classified=event, story_id=hit.story_id, opens_story=True, revision=1, is_new=True, archived_at=now
            )
            if mismatch(rule.conditions, whole) is None and stale(whole, now, timedelta(hours=72)) is None:
                expected.add((rule.subscriber, hit.story_id))
    bus = connect(bus_url)
    published = {r.key: r.published_at.timestamp() for r in bus.read(CRAWLED) if decode(r)}
    first: dict[str, float] = {}
    article_of = {row.id: row.article_id for row in rows}
    waits: dict[str, list[float]] = {"webhook": [], "mail": []}
    for at, channel, alert in channels.accepted:
        if alert not in first:
            first[alert] = at
            waits[channel].append(at - published[article_of[alert]])
    sent = Counter(alert for _, _, alert in channels.accepted)
    seconds = figures.get("seconds")
    print(json.dumps({
        "bus": bus_url.split(":")[0], "articles": len(hits), "urls_twice": len(hits) - len({h.url for h in hits}),
        "articles_per_second": round(len(hits) / seconds[0], 1) if seconds else None,
        "dead_letters": len(list(list_dead_letters(bus))), "alert_records": len(rows),
        "as_the_oracle_says": {(r.name, r.story_id) for r in rows} == expected and len(rows) == len(expected),
        "extra_copies": sum(sent.values()) - len(sent), "states": dict(Counter(r.state for r in rows)),
        "latency": {name: percentiles(values) for name, values in waits.items() if values}, **figures,
    }, ensure_ascii=False, indent=1))  # fmt: skip


def percentiles(waits: list[float]) -> dict[str, float]:
    """Seconds from publish to accepted."""
    ordered = sorted(waits)
    return {"p50": round(statistics.median(ordered), 2), "p95": round(ordered[int(len(ordered) * 0.95)], 2)}


if __name__ == "__main__":
    main()
