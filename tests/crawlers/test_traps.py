"""A site that holds every trap: all articles once, nothing else, within bounds; and a second cycle that asks for little."""

from __future__ import annotations

import gzip
import json
import os
import re
import resource
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.crawlers.test_crawl import BODY, ZH_BODY, page, rss
from tests.services import WebServer, reply

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
ROOT = Path(__file__).parents[2]
MEGABYTE = 2**20


def endless(request: BaseHTTPRequestHandler) -> None:
    """A page without an end."""
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    request.close_connection = True
    try:
        for _ in range(400):
            request.wfile.write(b"<p>and so on</p>" * (MEGABYTE // 16))
    except OSError:
        return  # the crawler has heard enough


def drip(request: BaseHTTPRequestHandler) -> None:
    """A byte a second, for ten minutes."""
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Content-Length", "600")
    request.end_headers()
    request.close_connection = True
    try:
        for _ in range(600):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(1.0)
    except OSError:
        return


def bomb(document: str) -> str:
    levels = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 12))
    return f"<!DOCTYPE rss [<!ENTITY l0 'boom boom boom'>{levels}]>{document}"


def unlike(text: str, number: int) -> str:
    """The same words, made another article's."""
    return text + f"<p>This is the report of number {number}. 第{number}号报道，内容各不相同，请读者注意区别。</p>"


def fill(site: WebServer) -> dict[str, str]:
    """Routes, and the sources that lead to them: id -> block."""
    o = site.origin
    site.routes |= {f"/good/{n}": reply(200, page(f"Report number {n}", unlike(BODY, n))) for n in range(1, 13)}
    chinese = {
        "/zh/gb2312": page("明洲医药新药获批一", unlike(ZH_BODY, 21), "<meta charset='gb2312'>").encode("gbk"),
        "/zh/undeclared": page("明洲医药新药获批二", unlike(ZH_BODY, 22), "").encode("gb18030"),
        "/zh/mislabelled": page("明洲医药新药获批三", unlike(ZH_BODY, 23), "<meta charset='utf-8'>").encode("gbk"),
    }
    site.routes |= {path: reply(200, body, "text/html") for path, body in chinese.items()}
    site.routes |= {
        "/robots.txt": reply(200, "User-agent: *\nDisallow: /private/\n", "text/plain"),
        "/loop": reply(302, "", Location="/loop"),
        "/metadata": reply(302, "", Location="http://169.254.169.254/latest/meta-data"),
        "/metadata-hex": reply(302, "", Location="http://0xa9fea9fe/latest/meta-data"),
        "/private-net": reply(302, "", Location="http://10.0.0.1/"),
        "/zipped": reply(200, gzip.compress(b" " * 60 * MEGABYTE), "text/html", Content_Encoding="gzip"),
        "/endless": endless, "/drip": drip, "/private/x": reply(200, page("A private page")),
        "/guarded": reply(403, "<html><title>Just a moment...</title></html>"),
        "/amp/page": reply(200, page("Report number 1", unlike(BODY, 1), f"<link rel='canonical' href='{o}/good/1'>")),
        "/moved": reply(301, "", Location="/good/2"),
    }  # fmt: skip
    traps = (
        "/loop",
        "/metadata",
        "/metadata-hex",
        "/private-net",
        "/zipped",
        "/endless",
        "/drip",
        "/private/x",
        "/guarded",
        "/sponsored/ad",
        "file:///etc/passwd",
    )
    listing = (
        "<ul>"
        + "".join(f"<li><a href='{path}'>明洲医药新药获批{path}</a><span>2026-11-24</span></li>" for path in chinese)
        + "</ul>"
    )
    sitemap = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{o}/good/8</loc><lastmod>2026-11-24</lastmod></url></urlset>"
    answer = {"data": [{"id": 9, "name": "Report number 9"}, {"id": 10, "name": "Report number 10"}]}
    documents = {
        "feed": (rss(o, "/good/1", "/good/2", "/good/3"), "application/rss+xml"),
        "copy": (rss(o, "/good/1?utm_source=x", "/good/3#top", "/amp/page", "/moved"), "application/rss+xml"),
        "cut": (
            rss(o, "/good/4").removesuffix("</channel></rss>") + "<item><title>cut off in the mid",
            "application/rss+xml",
        ),
        "list": (f"<html><head><meta charset='gbk'></head><body>{listing}</body></html>".encode("gbk"), "text/html"),
        "map": (gzip.compress(sitemap.encode(), mtime=0), "application/gzip"),
        "api": (json.dumps(answer), "application/json"),
        "more": (rss(o, "/good/11", "/good/12"), "application/rss+xml"),
        "latin": (rss(o, "/good/5").replace("Title", "Títle").encode("latin-1"), "application/rss+xml; charset=iso-8859-1"),
        "wide": (rss(o, "/good/6").encode("utf-16"), "application/rss+xml"),
        "bare": (rss(o, "/good/7").removeprefix("<?xml version='1.0'?>"), "text/plain"),
    }
    for name, (body, kind) in documents.items():
        site.routes[f"/{name}"] = reply(200, body, kind, ETag=f'"{name}"')
    site.routes |= {
        "/traps": reply(200, rss(o, *traps), "application/rss+xml", ETag='"t"'),
        "/bomb": reply(200, bomb(f"<rss version='2.0'><channel><item><title>&l11;</title><link>{o}/private/bomb</link></item></channel></rss>"), "application/rss+xml"),
        "/challenge": reply(200, "<html><title>Just a moment...</title></html>"),
    }  # fmt: skip
    special = {
        "list": "kind = 'listing'\nselect = { item = 'ul li' }\nzone = 'Asia/Shanghai'", "map": "kind = 'sitemap'",
        "api": f"kind = 'api'\nselect = {{ item = 'data', link = '{o}/good/{{id}}', title = 'name' }}",
    }  # fmt: skip
    names = [*documents, "traps", "bomb", "challenge"]
    return {name: f"[[source]]\nid = '{name}'\nurl = '{o}/{name}'\n{special.get(name, '')}\n" for name in names}


def cycle(folder: Path) -> tuple[list[dict[str, Any]], str]:
    output = folder / "out.jsonl"
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tidings", "crawl", "--once", "--output", str(output)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=400, env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return [json.loads(line) for line in output.read_text("utf-8").splitlines()] if output.exists() else [], done.stderr


def test_every_article_comes_out_once_and_no_trap_closes(tmp_path: Path) -> None:
    with WebServer() as site:
        blocks = fill(site)
        (tmp_path / "sources.toml").write_text("\n".join(blocks.values()), encoding="utf-8")
        (tmp_path / "tidings.toml").write_text(
            "sources = 'sources.toml'\n[crawl]\nallow_loopback = true\ntimeout_seconds = 5.0\n", encoding="utf-8"
        )
        largest_before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        started = time.monotonic()
        articles, table = cycle(tmp_path)
        seconds = time.monotonic() - started
        paths = sorted(a["url"].removeprefix(site.origin) for a in articles)
        expected = sorted([*(f"/good/{n}" for n in range(1, 13)), "/zh/gb2312", "/zh/mislabelled", "/zh/undeclared"])
        assert paths == expected, table
        assert all("\ufffd" not in a["text"] and "喆瑄镕" in a["text"] for a in articles if "/zh/" in a["url"])
        assert "/private/x" not in site.paths()
        for outcome in ("refused 3", "robots_denied 1", "excluded 1", "challenged 1", "a challenge of Cloudflare"):
            assert outcome in table, (outcome, table)
        assert sum(map(int, re.findall(r"seen (\d+)", table))) == 4  # listed twice, in several forms
        assert seconds < 300  # the drip alone would take twice that
        # kilobytes; the largest child of an earlier test, as Kafka's, counts here too
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < max(700 * 1024, largest_before + 1)
        again(site, tmp_path, set(blocks))


def again(site: WebServer, folder: Path, names: set[str]) -> None:
    """The second cycle: nothing is published, and what was read well answers 304."""
    before = len(site.asked)
    articles, table = cycle(folder)
    assert articles == []
    later = [(path, headers) for _, path, _, headers in site.asked[before:]]
    sources = {path: "If-None-Match" in headers for path, headers in later if path.strip("/") in names}
    well = [path for path in sources if path not in ("/traps", "/bomb", "/challenge")]
    assert table.count("not_modified 1") >= 0.9 * len(well) > 0
    assert all(sources[path] for path in well)
    assert not any(path.startswith(("/good", "/zh")) for path, _ in later)
