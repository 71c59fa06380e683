"""Find a site's feed, sitemap or list of news, and write the block for it. Pure: documents are handed in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html as lxml_html

from crawlers.charsets import decode_page
from crawlers.entries import Found, Unreadable
from crawlers.kinds import read_document
from crawlers.language import detect_language
from crawlers.sources import Source
from crawlers.urls import is_fetchable, is_same_site, site

USUAL = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed/", "/feed.json")
SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml")
LEAST_ITEMS, LEAST_TITLE = 5, {"en": 20, "zh": 8}
_FEED_TYPES = ("rss", "atom", "feed+json")
_ZONES = {".cn": "Asia/Shanghai", ".hk": "Asia/Hong_Kong", ".tw": "Asia/Taipei", ".jp": "Asia/Tokyo", ".uk": "Europe/London"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source that was found, with what it lists."""

    source: Source
    found: Found


def links_to_sources(page: str, url: str) -> list[tuple[str, str]]:
    """Kind and address of what a page says of itself, then what sites usually have."""
    stated = []
    tree = _tree(page)
    for link in [] if tree is None else tree.xpath("//link[@rel='alternate'][@href]"):
        if any(kind in (link.get("type") or "") for kind in _FEED_TYPES):
            stated.append(("feed", urljoin(url, link.get("href"))))
    for href in [] if tree is None else tree.xpath("//a/@href"):
        target = urljoin(url, str(href))
        if re.search(r"(?:/feed/?|/rss/?|\.rss|rss\.xml|atom\.xml|feed\.xml)$", urlsplit(target).path) and is_same_site(
            target, url
        ):
            stated.append(("feed", target))
    stated = [pair for pair in stated if "comments" not in pair[1]]
    usual = [("feed", urljoin(url, path)) for path in USUAL]
    return [pair for pair in dict.fromkeys(stated + usual) if is_fetchable(pair[1])]


def links_to_sitemaps(robots: str, url: str) -> list[tuple[str, str]]:
    """What robots.txt names, those of news first, then the usual places."""
    named = re.findall(r"(?im)^\s*sitemap:\s*(\S+)", robots)
    named.sort(key=lambda link: "news" not in link.lower())
    return [
        ("sitemap", link)
        for link in dict.fromkeys([*named, *(urljoin(url, path) for path in SITEMAPS)])
        if is_fetchable(link)
    ]


def propose(kind: str, url: str, body: bytes, headers: Mapping[str, str], now: datetime | None = None) -> Proposal | None:
    """A source of a kind at an address, if the document there is one and lists something."""
    moment = now or datetime.now(UTC)
    source = Source(name_of(url), url, kind=kind, zone=zone_of(url))
    try:
        found = read_document(body, dict(headers), url, source, moment)
    except Unreadable:
        return None
    if not found.entries and not found.further:
        return None
    titles = " ".join(entry.title for entry in found.entries)
    return Proposal(replace(source, language=detect_language(titles) if titles else ""), found)


def propose_listing(body: bytes, url: str, headers: Mapping[str, str], now: datetime | None = None) -> Proposal | None:
    """The list of news on a page: the largest group of links with headlines that stand in the same place."""
    page = decode_page(body, headers.get("content-type", ""))
    tree = _tree(page)
    groups = _groups(tree, url) if tree is not None else {}
    if not groups:
        return None
    best = max(groups, key=lambda selector: sum(map(len, groups[selector])))
    source = Source(name_of(url), url, kind="listing", zone=zone_of(url), select={"item": best})
    try:
        found = read_document(body, dict(headers), url, source, now or datetime.now(UTC))
    except Unreadable:
        return None
    language = detect_language(" ".join(entry.title for entry in found.entries))
    return Proposal(replace(source, language=language), found) if len(found.entries) >= LEAST_ITEMS else None


def _groups(tree: Any, url: str) -> dict[str, list[str]]:
    """Headlines by the selector of the block that each stands in."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for anchor in tree.iter("a"):
        title = " ".join((anchor.get("title") or anchor.text_content() or "").split())
        link = urljoin(url, anchor.get("href") or "")
        if len(title) < LEAST_TITLE[detect_language(title)] or not is_fetchable(link) or not is_same_site(link, url):
            continue
        row = _block(anchor)
        if row is not None:
            groups[_selector(row)].append(title)
    return {selector: titles for selector, titles in groups.items() if len(titles) >= LEAST_ITEMS}


def _block(anchor: Any) -> Any:
    """The nearest ancestor, or the link itself, that stands among at least five of its like."""
    node = anchor
    while node is not None and node.getparent() is not None:
        likes = Counter((sibling.tag, sibling.get("class")) for sibling in node.getparent() if isinstance(sibling.tag, str))
        if likes[node.tag, node.get("class")] >= LEAST_ITEMS:
            return node
        node = node.getparent()
    return None


def _selector(block: Any) -> str:
    """The block's name below the nearest ancestor that has an id or a class."""
    own = f"{block.tag}{_classes(block)}"
    parent = block.getparent()
    while parent is not None and parent.tag not in {"body", "html"}:
        identifier = parent.get("id") or ""
        if re.fullmatch(r"[A-Za-z_][\w-]*", identifier):
            return f"#{identifier} {own}"
        if _classes(parent):
            return f"{parent.tag}{_classes(parent)} {own}"
        parent = parent.getparent()
    return own


def _classes(node: Any) -> str:
    names = [
        n for n in (node.get("class") or "").split() if re.fullmatch(r"[A-Za-z_][\w-]*", n) and not re.search(r"\d{3}", n)
    ]
    return f".{names[0]}" if names else ""


def _tree(page: str) -> Any:
    try:
        return lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page))
    except (ValueError, AssertionError, lxml_html.etree.LxmlError):
        return None


def name_of(url: str) -> str:
    """An id for a site."""
    return (
        re.sub(r"[^a-z0-9]+", "-", site(url).rsplit(".", 1)[0].removesuffix(".com").removesuffix(".gov")).strip("-")
        or "source"
    )


def zone_of(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return next((zone for ending, zone in _ZONES.items() if host.endswith(ending)), "UTC")


def block(source: Source) -> str:
    """A source as it is written in a catalogue."""
    lines = ["[[source]]", f"id = {_quoted(source.id)}", f"url = {_quoted(source.url)}"]
    lines += [f"{name} = {_quoted(getattr(source, name))}" for name in ("name", "language") if getattr(source, name)]
    lines += [f"kind = {_quoted(source.kind)}"] if source.kind != "feed" else []
    lines.append(f"zone = {_quoted(source.zone)}")
    if source.select:
        inner = ", ".join(f"{name} = {_quoted(value)}" for name, value in source.select.items())
        lines.append(f"select = {{ {inner} }}")
    if source.include:
        lines.append(f"include = [{', '.join(map(_quoted, source.include))}]")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
