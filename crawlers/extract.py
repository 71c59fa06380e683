"""A page -> an article: title, body, date, language.

trafilatura in precision mode; where that yields under half of its ordinary mode, the ordinary one. The page is decoded here
and handed over as text, so that one decision on the charset holds.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import trafilatura
from lxml import html as lxml_html
from w3lib.encoding import html_to_unicode

from bus.events import Language, Quality
from crawlers.dates import parse_date
from crawlers.feeds import plain
from crawlers.language import detect_language
from crawlers.urls import is_fetchable, is_same_site

MIN_TEXT = {"en": 200, "zh": 80}  # characters; less is a poor extraction
MAX_TEXT_BYTES = 700_000  # of UTF-8: escaped, with what the classifier adds, a record stays under 1 MiB
MAX_PAGE_CHARACTERS = 3_000_000  # of markup handed to the extractor
_REPLACED = "\ufffd"
_SITE_NAME = re.compile(r"\s+[|–—_-]\s+[^|–—_]{2,40}$")
_HEAD_DATE = re.compile(r"^\s*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)?\s*")
# What follows the text on many pages and is not part of it.
_TAIL = re.compile(
    r"^(?:related (?:articles|stories|news|reading)|read (?:more|next)|you may also like|recommended|more (?:from|on)|"
    r"about the author|share this|sign up|subscribe|disclaimer|forward[- ]looking statements?|media contacts?|"
    r"相关(?:阅读|新闻|文章|推荐)|推荐阅读|延伸阅读|更多(?:精彩|新闻|内容)|免责声明|风险提示|责任编辑|编辑[::]|版权声明|声明[::]|本文(?:来源|转载))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article as it stands on a page."""

    title: str
    text: str
    language: Language
    published_at: datetime | None
    canonical_url: str  # the page's own statement, if it is on the same site; else its address
    quality: Quality
    truncated: bool = False


def decode_page(body: bytes, content_type: str = "") -> str:
    """The page as text. A wrong declaration shows in replaced characters; Chinese pages then are GB18030 (of which GBK and
    GB2312 are parts) or Big5."""
    text: str
    _, text = html_to_unicode(content_type or None, body, default_encoding="utf-8")
    if text.count(_REPLACED) > max(3, len(text) // 1000):
        for charset in ("utf-8", "gb18030", "big5"):
            again = body.decode(charset, "replace")
            if again.count(_REPLACED) <= len(again) // 1000:
                return again
    return text


def extract(page: str | bytes, url: str, *, zone: str = "UTC", now: datetime, content_type: str = "") -> Extracted:
    """The article of a page. Never raises for what the page holds; an empty page gives an empty, poor article."""
    text = decode_page(page, content_type) if isinstance(page, bytes) else page
    text = text[:MAX_PAGE_CHARACTERS].replace("\x00", "")
    tree = _tree(text)
    body = _body(text, url)
    title = _title(tree, body)
    language = detect_language(f"{title}\n{body}")
    body, truncated = cut(_drop_tail(body, title))
    return Extracted(
        title, body, language, _date(tree, zone, now), _canonical(tree, url), _quality(body, title, language), truncated
    )


def cut(text: str) -> tuple[str, bool]:
    """A text that fits a record, and whether it had to be cut."""
    data = text.encode("utf-8", "replace")
    return (text, False) if len(data) <= MAX_TEXT_BYTES else (data[:MAX_TEXT_BYTES].decode("utf-8", "ignore"), True)


def _tree(text: str) -> Any:
    try:
        return lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ValueError, AssertionError, lxml_html.etree.LxmlError):
        return None


def _body(text: str, url: str) -> str:
    precise = _trafilatura(text, url, favor_precision=True)
    if len(precise) < 200:
        return max(precise, _trafilatura(text, url), key=len)
    return precise


def _trafilatura(text: str, url: str, **options: bool) -> str:
    try:
        return trafilatura.extract(text, url=url, include_comments=False, include_tables=True, **options) or ""
    except Exception:  # the parser meets pages that nobody foresaw; an empty body is the honest answer
        return ""


def _drop_tail(body: str, title: str) -> str:
    """The body without title and date at its head, and without what follows it in its last third."""
    if title and body.startswith(title):
        body = _HEAD_DATE.sub("", body[len(title) :])
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    for index in range(len(lines) * 2 // 3, len(lines)):
        if index and _TAIL.match(lines[index].lstrip("#*-•【[ ")):
            return "\n".join(lines[:index])
    return "\n".join(lines)


def _title(tree: Any, body: str) -> str:
    if tree is None:
        return ""
    heading = [plain(h.text_content()) for h in tree.xpath("//h1")[:3]]
    shared = _first(tree, "//meta[@property='og:title']/@content")
    page = _first(tree, "//title/text()")
    for candidate in (shared, *(h for h in heading if len(h) >= 6 and page.startswith(h[:20])), *heading, page):
        if candidate and len(candidate) >= 4:
            return (_SITE_NAME.sub("", candidate) if candidate == page else candidate)[:500]
    return body.split("\n", 1)[0][:200]


def _first(tree: Any, path: str) -> str:
    found = tree.xpath(path)
    return plain(str(found[0])) if found else ""


def _date(tree: Any, zone: str, now: datetime) -> datetime | None:
    if tree is None:
        return None
    paths = (
        "//meta[@property='article:published_time']/@content", "//meta[@itemprop='datePublished']/@content",
        "//meta[translate(@name,'PUBDATE','pubdate')='pubdate']/@content", "//meta[@name='publishdate']/@content",
        "//article//time/@datetime", "//time[@pubdate]/@datetime", "//time/@datetime",
    )  # fmt: skip
    stated = [_first(tree, path) for path in paths[:4]] + _json_ld(tree) + [_first(tree, path) for path in paths[4:]]
    return next((found for text in stated if (found := parse_date(text, zone, now))), None)


def _json_ld(tree: Any) -> list[str]:
    dates = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()")[:5]:
        try:
            data = json.loads(str(script)[:200_000])
        except (ValueError, RecursionError):
            continue
        for node in data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []:
            if isinstance(node, dict) and isinstance(node.get("datePublished"), str):
                dates.append(node["datePublished"])
    return dates


def _canonical(tree: Any, url: str) -> str:
    if tree is None:
        return url
    link = urljoin(url, _first(tree, "//link[@rel='canonical']/@href") or url)
    is_home = link.rstrip("/").count("/") <= 2  # a template that names the site's front page for every article
    return link if is_fetchable(link) and is_same_site(link, url) and not is_home else url


def _quality(body: str, title: str, language: str) -> Quality:
    return "poor" if len(body) < MIN_TEXT[language] or body.strip() == title.strip() else "good"
