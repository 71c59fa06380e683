"""A newsroom on loopback: five outlets, forty articles about invented companies, and the clutter of real pages.

Each article carries an answer key of labels and amounts, so that the demo can say where it was wrong.
"""

from __future__ import annotations

import email.utils
import hashlib
import html
import threading
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

ARTICLES = Path(__file__).parent / "articles"
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Outlet:
    """One news site of the newsroom."""

    id: str
    name: str
    language: str
    feed: str  # rss or atom
    navigation: tuple[str, ...]
    about: str


OUTLETS = {
    o.id: o
    for o in (
        Outlet("wire", "Bridgeport Wire", "en", "rss", ("Home", "Markets", "Science", "Events", "Subscribe"),
               "About Bridgeport Wire: we distribute announcements of companies. Forward-looking statements involve risks."),
        Outlet("journal", "The Norland Journal", "en", "atom", ("Front page", "Business", "Health", "Opinion"),
               "The Norland Journal is edited in Norland. Reproduction needs permission."),
        Outlet("yaowen", "药闻网", "zh", "rss", ("首页", "新药", "政策", "会议", "登录"), "版权声明：本网内容未经许可不得转载。"),
        Outlet("keji", "科技晨报", "zh", "atom", ("头条", "人工智能", "机器人", "专栏"), "科技晨报由虚构报业出版。"),
        Outlet("caixun", "财讯快报", "zh", "rss", ("首页", "公司", "行情", "数据"), "免责声明：本文不构成投资建议，股市有风险。"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One article with its answer key."""

    slug: str
    outlet: str
    title: str
    text: str
    labels: tuple[str, ...]
    amounts: tuple[tuple[Decimal, str], ...]
    encoding: str = "utf-8"
    declare: str | None = None  # the charset that the page claims; "" claims none
    broken: bool = False

    @property
    def path(self) -> str:
        return f"/{self.outlet}/{self.slug}.html"


@dataclass(frozen=True)
class Answer:
    """What a careful reader makes of an article."""

    title: str
    labels: tuple[str, ...]
    amounts: tuple[tuple[Decimal, str], ...]


def load_stories() -> list[Story]:
    """The articles of both languages, newest first, languages taking turns."""
    by_language = [_load(ARTICLES / f"{language}.toml") for language in ("en", "zh")]
    return [story for pair in zip(*by_language, strict=True) for story in pair]


def _load(path: Path) -> list[Story]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["article"]
    return [
        Story(
            row["slug"], row["outlet"], row["title"], row["text"].strip(), tuple(row["labels"]),
            tuple((Decimal(a.split()[0]), a.split()[1]) for a in row["amounts"]), row.get("encoding", "utf-8"),
            row.get("declare"), row.get("broken", False),
        )
        for row in rows
    ]  # fmt: skip


@dataclass
class Newsroom:
    """Serves the outlets on 127.0.0.1 while it is entered."""

    port: int = 0
    stories: list[Story] = field(default_factory=load_stories)

    def __enter__(self) -> Newsroom:
        pages: dict[str, tuple[str, bytes]] = {}
        server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(pages, {s.path for s in self.stories if s.broken}))
        server.daemon_threads = True
        self.port = server.server_address[1]
        pages.update(self._pages())
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, name="newsroom", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sources_toml(self) -> str:
        """The outlets as a catalogue for the crawler."""
        block = '[[source]]\nid = "{id}"\nname = "{name}"\nurl = "{url}"\nlanguage = "{language}"\nzone = "{zone}"\ninterval_minutes = 1\n'
        return "\n".join(
            block.format(
                id=o.id, name=o.name, url=f"{self.origin}/{o.id}/feed.xml", language=o.language,
                zone="Asia/Shanghai" if o.language == "zh" else "UTC",
            )
            for o in OUTLETS.values()
        )  # fmt: skip

    def answer_key(self) -> dict[str, Answer]:
        """URL -> what is true of the article there; the broken page is not in it."""
        return {self.origin + s.path: Answer(s.title, s.labels, s.amounts) for s in self.stories if not s.broken}

    def _pages(self) -> dict[str, tuple[str, bytes]]:
        now = datetime.now(UTC).replace(microsecond=0)
        times = {s.path: now - timedelta(minutes=4 + 7 * i) for i, s in enumerate(self.stories)}
        pages = {"/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private/\n")}
        for outlet in OUTLETS.values():
            mine = [s for s in self.stories if s.outlet == outlet.id]
            pages[f"/{outlet.id}/feed.xml"] = _feed(outlet, mine, times, self.origin)
            for index, story in enumerate(mine):
                others = [mine[(index + step) % len(mine)] for step in (1, 2)]
                pages[story.path] = _page(outlet, story, others, times[story.path])
        return pages


def _handler(pages: dict[str, tuple[str, bytes]], broken: set[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = pages.get(self.path, ("text/plain", b"not found"))
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            status = 500 if self.path in broken else 404 if self.path not in pages else 200
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status == 200:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The demo's own table says what happened."""

    return Handler


def _feed(outlet: Outlet, stories: list[Story], times: dict[str, datetime], origin: str) -> tuple[str, bytes]:
    items = "".join(
        _RSS_ITEM.format(**_entry(s, times, origin))
        if outlet.feed == "rss"
        else _ATOM_ENTRY.format(**_entry(s, times, origin))
        for s in stories
    )
    frame = _RSS if outlet.feed == "rss" else _ATOM
    return f"application/{outlet.feed}+xml; charset=utf-8", frame.format(
        name=outlet.name, origin=origin, items=items
    ).encode()


_RSS = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{name}</title><link>{origin}</link><description>{name}</description>{items}</channel></rss>"
_RSS_ITEM = "<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>{rfc822}</pubDate></item>"
_ATOM = "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>{name}</title><id>{origin}</id>{items}</feed>"
_ATOM_ENTRY = "<entry><title>{title}</title><link href='{url}'/><id>{url}</id><updated>{iso}</updated></entry>"


def _entry(story: Story, times: dict[str, datetime], origin: str) -> dict[str, str]:
    when = times[story.path].astimezone(CHINA if OUTLETS[story.outlet].language == "zh" else UTC)
    url = origin + story.path
    return {
        "title": html.escape(story.title),
        "url": url,
        "rfc822": email.utils.format_datetime(when),
        "iso": when.isoformat(),
    }


def _page(outlet: Outlet, story: Story, others: list[Story], when: datetime) -> tuple[str, bytes]:
    """A page with navigation, teasers of other stories, a disclaimer and a footer around the text."""
    body = "".join(f"<p>{html.escape(line)}</p>" for line in story.text.split("\n") if line.strip())
    teasers = "".join(f"<li><a href='{o.path}'>{html.escape(o.title)}</a></li>" for o in others)
    related, cookies = (
        ("相关推荐", "本站使用必要的存储以改善体验。")
        if outlet.language == "zh"
        else ("Related stories", "We use cookies to improve this site.")
    )
    charset = story.encoding if story.declare is None else story.declare
    meta = f"<meta charset='{charset}'>" if charset else ""
    navigation = " ".join(f"<a href='/'>{item}</a>" for item in outlet.navigation)
    local = when.astimezone(CHINA if outlet.language == "zh" else UTC)
    page = (
        f"<!doctype html><html lang='{outlet.language}'><head>{meta}<title>{html.escape(story.title)} | {outlet.name}</title>"
        f"<meta property='article:published_time' content='{local.isoformat()}'></head><body>"
        f"<div class='cookies'>{cookies}</div><header><nav>{navigation}</nav></header><main><article><h1>{html.escape(story.title)}</h1>"
        f"<time datetime='{local.isoformat()}'>{local:%Y-%m-%d %H:%M}</time>{body}</article>"
        f"<aside class='related'><h3>{related}</h3><ul>{teasers}</ul></aside></main>"
        f"<footer><p>{outlet.about}</p></footer></body></html>"
    )
    kind = "text/html" if story.encoding != "utf-8" else "text/html; charset=utf-8"
    return kind, page.encode(story.encoding, "xmlcharrefreplace")
