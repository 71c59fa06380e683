"""A crawl of many sources on loopback, beside a plain Scrapy spider with feedparser and trafilatura, in one run.

    python benchmarks/crawl.py --sources 1000                      # pages that are made up
    python benchmarks/crawl.py --sources 1000 --pages /tmp/aeb/html  # real ones, as *.html.gz

The sources lie on 100 addresses of this machine, ten articles each. Both crawl without a pause between requests, tidings one at a time to an
address, as it does everywhere. Counted are the crawler's own CPU seconds and those of its helpers, the memory of all of them
together at its highest, and the articles that came out.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ARTICLES, HOSTS = 10, 100
WORDS = [
    "the",
    "company",
    "said",
    "that",
    "its",
    "medicine",
    "helped",
    "patients",
    "in",
    "a",
    "large",
    "study",
    "and",
    "will",
    "be",
    "sold",
    "after",
    "review",
    "by",
    "the",
    "agency",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--pages", type=Path, help="a folder of pages as *.html.gz")
    parser.add_argument("--readers", type=int, default=1)
    parser.add_argument("--plain", nargs=2, help=argparse.SUPPRESS)  # this process is the plain spider
    arguments = parser.parse_args()
    if arguments.plain:
        plain(*map(Path, arguments.plain))
        return
    port = free_port()
    ready = multiprocessing.get_context("spawn").Event()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port, arguments.pages, ready), daemon=True)
    server.start()
    ready.wait(60)
    print(f"{'':12}{'articles':>10}{'pages/s':>10}{'CPU ms/page':>13}{'CPU share':>11}{'memory MiB':>12}")
    with tempfile.TemporaryDirectory(prefix="tidings-crawl-") as name:
        folder = Path(name)
        feeds = [f"http://{host(n)}:{port}/feed/{n}" for n in range(arguments.sources)]
        (folder / "feeds.txt").write_text("\n".join(feeds), encoding="utf-8")
        blocks = (f'[[source]]\nid = "s{n}"\nurl = "{url}"\n' for n, url in enumerate(feeds))
        (folder / "sources.toml").write_text("".join(blocks), encoding="utf-8")
        (folder / "tidings.toml").write_text(
            f"[crawl]\ndelay_seconds = 0\ncycle_seconds = 7200\nreaders = {arguments.readers}\n", encoding="utf-8"
        )
        tidings = ["-m", "tidings", "crawl", "--once", "--quiet", "--sources", "sources.toml", "--allow-loopback"]
        measure("plain Scrapy", [os.path.abspath(__file__), "--plain", "feeds.txt", "plain.jsonl"], folder, "plain.jsonl")
        measure("tidings", [*tidings, "--output", "tidings.jsonl"], folder, "tidings.jsonl")
    server.kill()


def host(source: int) -> str:
    return f"127.0.1.{source % HOSTS + 1}"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def serve(port: int, folder: Path | None, ready: threading.Event) -> None:
    """Feeds and pages, as quick as asyncio goes; no other file is here."""
    bodies = (
        [gzip.decompress(p.read_bytes()) for p in sorted(folder.glob("*.html.gz"))]
        if folder
        else [made(n) for n in range(200)]
    )

    def answer(path: str) -> tuple[str, bytes]:
        parts = path.strip("/").split("/")
        if parts[0] == "feed":
            number = int(parts[1])
            links = (f"http://{host(number)}:{port}/page/{number * ARTICLES + n}" for n in range(ARTICLES))
            items = "".join(
                f"<item><title>Medicine {link[-6:]} helped patients in a study</title><link>{link}</link></item>"
                for link in links
            )
            return "200 OK", f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
        if parts[0] == "page":
            return "200 OK", bodies[int(parts[1]) % len(bodies)]
        return "404 Not Found", b""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            while (await reader.readline()).strip():
                pass
            status, body = answer(line.split()[1].decode())
            kind = "text/xml" if body.startswith(b"<rss") else "text/html"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()

    async def run() -> None:
        servers = await asyncio.start_server(handle, [host(n) for n in range(HOSTS)], port)
        ready.set()
        await servers.serve_forever()

    asyncio.run(run())


def made(number: int) -> bytes:
    """A page of some 40 kB with the usual things around its article."""
    chance = random.Random(number)

    def sentence() -> str:
        return " ".join(chance.choices(WORDS, k=18)).capitalize() + ". "

    links = "".join(f"<li class='item'><a href='/n/{n}'>{sentence()[:60]}</a></li>" for n in range(150))
    text = "".join(f"<p>{''.join(sentence() for _ in range(4))}</p>" for _ in range(12))
    script = "<script>" + "var x = {a: [1, 2, 3]};" * 400 + "</script>"
    head = f"<title>Medicine number {number} helped patients in a large study | Example</title>{script}<meta property='article:published_time' content='2026-11-24T08:00:00Z'>"
    return (
        f"<!doctype html><html><head><meta charset='utf-8'>{head}</head><body><nav><ul>{links[:4000]}</ul></nav><main><article>"
        f"<h1>Medicine number {number} helped patients in a large study</h1>{text}</article></main><aside class='related'><ul>{links}</ul></aside></body></html>"
    ).encode()


def measure(name: str, command: list[str], folder: Path, output: str) -> None:
    root = Path(__file__).resolve().parent.parent
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env={**os.environ, "PYTHONPATH": str(root)}, stderr=subprocess.DEVNULL
    )
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.5):
            peak = max(peak, sum(resident(number) for number in family(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)  # with all its own children, for it waited for them
    done.set()
    watcher.join()
    assert status == 0, f"{name} failed"
    seconds, cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
    articles = {json.loads(line)["url"] for line in (folder / output).read_text(encoding="utf-8").splitlines()}
    count = max(1, len(articles))
    print(
        f"{name:12}{len(articles):10}{count / seconds:10.1f}{1000 * cpu / count:13.1f}{cpu / seconds:11.2f}{peak / 2**20:12.0f}",
        flush=True,
    )


def family(number: int) -> list[int]:
    """A process and all that it has started."""
    found = [number]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text(encoding="ascii").split()]
            except OSError:
                continue  # it has just ended
    return found


def resident(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def plain(feeds: Path, output: Path) -> None:
    """What one writes in ten minutes: Scrapy, feedparser, trafilatura."""
    import feedparser
    import scrapy
    import trafilatura
    from scrapy.crawler import CrawlerProcess

    class News(scrapy.Spider):  # type: ignore[misc]
        name = "news"
        start_urls = feeds.read_text(encoding="utf-8").split()

        def parse(self, response):
            for entry in feedparser.parse(response.body).entries:
                yield scrapy.Request(entry.link, self.parse_page, cb_kwargs={"title": entry.title})

        def parse_page(self, response, title):
            yield {"url": response.url, "title": title, "text": trafilatura.extract(response.text) or ""}

    process = CrawlerProcess({
        "FEEDS": {str(output): {"format": "jsonlines"}}, "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 16, "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
    })  # fmt: skip
    process.crawl(News)
    process.start()


if __name__ == "__main__":
    main()
