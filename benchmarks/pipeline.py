"""The whole path on real processes: articles per second, latency, memory, share of time in the model.

    python benchmarks/pipeline.py --sources FILE [--bus embedded:...|kafka://...] [--kills N]

FILE is a catalogue whose feeds are on loopback. Starts `tidings run --once` in a temporary folder with three subscribers
whose webhooks are served here, watches its processes, and checks the alerts against an oracle computed from the archive.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy import select

from alerts import tables as alert_tables
from alerts.matching import mismatch, stale
from alerts.store import SubscriptionStore
from alerts.subscriptions import parse_conditions
from archive.database import connect_engine
from archive.search import ArticleQuery, search
from archive.store import Archive
from bus.codec import decode
from bus.connect import connect
from bus.dead_letters import list_dead_letters
from bus.events import ArticleArchived
from bus.topics import CRAWLED
from tidings.database import upgrade

RULES = {
    "ada": {"labels": ("deal",), "min_amount": "10000000"},
    "lin": {"labels": ("policy",), "languages": ("zh",)},
    "noor": {"text": ("FDA", "获批", "AI")},
}


class Hook:
    """Three webhooks that note when which alert was accepted."""

    def __init__(self) -> None:
        self.accepted: list[tuple[float, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.accepted.append((time.time(), self.headers["X-Alert-ID"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def children(parent: int) -> dict[int, str]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == parent and fields[0] != "Z":
                words = (stat.parent / "cmdline").read_bytes().split(b"\0")
                found[int(stat.parent.name)] = b" ".join(words[3:5]).decode()
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
        for pid, name in running.items():
            try:
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except (OSError, IndexError):
                continue
            memory[name] = max(memory.get(name, 0), pages * 4096 / 2**20)
            cpu[pid] = (name, (int(fields[11]) + int(fields[12])) / tick)
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
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, hook = Path(name), Hook()
        bus = options.bus or f"embedded:{folder}/bus.db"
        (folder / "tidings.toml").write_text(
            f'bus = "{bus}"\ndatabase = "sqlite:///{folder}/t.db"\nsources = "{options.sources.resolve()}"\nstate = "{folder}/state"\n'
            "[crawl]\nallow_loopback = true\n"
        )
        engine = connect_engine(f"sqlite:///{folder}/t.db")
        upgrade(engine)
        store = SubscriptionStore(engine)
        for who, conditions in RULES.items():
            store.add_subscriber(who, "en", (f"json://127.0.0.1:{hook.server.server_address[1]}/{who}",))
            store.add_rule(who, "wish", parse_conditions("wish", **conditions))
        started, killed, seconds, memory, cpu = time.monotonic(), 0, [], {}, {}
        for cycle in range(2 if options.kills else 1):
            begin = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, "-m", "tidings", "run", "--once"], cwd=folder, stderr=subprocess.DEVNULL
            )
            m, c, k = watch(process, options.kills if cycle == 0 else 0, options.seed)
            memory, cpu, killed = {**m, **memory}, {**c, **cpu}, killed + k
            seconds.append(time.monotonic() - begin)
        report(engine, store, bus, hook, seconds, memory, cpu, killed)
        engine.dispose()
        del started


def report(engine, store, bus_url, hook, seconds, memory, cpu, killed) -> None:  # type: ignore[no-untyped-def]
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
    for at, alert in hook.accepted:
        first.setdefault(alert, at)
    article_of = {row.id: row.article_id for row in rows}
    waits = sorted(first[i] - published[article_of[i]] for i in first)
    sent = Counter(alert for _, alert in hook.accepted)
    print(json.dumps({
        "bus": bus_url.split(":")[0], "articles": len(hits), "urls_twice": len(hits) - len({h.url for h in hits}),
        "seconds": [round(x, 1) for x in seconds], "articles_per_second": round(len(hits) / seconds[0], 1),
        "dead_letters": len(list(list_dead_letters(bus))), "alert_records": len(rows),
        "as_the_oracle_says": {(r.name, r.story_id) for r in rows} == expected and len(rows) == len(expected),
        "kills": killed, "extra_copies": sum(sent.values()) - len(sent), "states": dict(Counter(r.state for r in rows)),
        "latency_p50": round(statistics.median(waits), 2), "latency_p95": round(waits[int(len(waits) * 0.95)], 2),
        "peak_mb": {k: round(v) for k, v in sorted(memory.items())}, "cpu_seconds": {k: round(v, 1) for k, v in sorted(cpu.items())},
    }, ensure_ascii=False, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
