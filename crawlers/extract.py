"""A page -> an article: title, body, date, language, and how good the reading is.

trafilatura in precision mode reads the page; where it stops half-way or brings links, the page's prose is read beside it and
the fuller text taken. Then everything that is not the article's goes (see boilerplate). The page is decoded here and handed
over as text, so that one decision on the charset holds. A pure function of its arguments, safe in a process pool.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import trafilatura
from lxml import html as lxml_html

from bus.events import Language, Quality
from crawlers.boilerplate import clean, key
from crawlers.charsets import decode_page, is_mojibake
from crawlers.dates import page_date
from crawlers.feeds import plain
from crawlers.language import detect_language, recognize_language
from crawlers.prose import MIN_PROSE, Block, find_blocks, read_prose, weight
from crawlers.urls import is_fetchable, is_same_site

MIN_TEXT = {"en": 200, "zh": 80}  # characters; less is a poor extraction
MAX_TEXT_BYTES = 700_000  # of UTF-8: escaped, with what the classifier adds, a record stays under 1 MiB
MAX_PAGE_CHARACTERS = 3_000_000  # of markup handed to the extractor
HALF = 0.5  # of the prose on the page: a text with less has stopped half-way
AGREE = 0.7, 1.5  # of the prose: a quick reading within is not doubted
LINKED = 0.6  # of a block's characters in links, above which it leads elsewhere
_SITE_NAME = re.compile(r"\s*(?:\s[|–—_-]\s+|[|_-](?=[^|_-]*[\u3400-\u9fff]))[^|–—_-]{2,40}$")
_WORDS = re.compile(r"[\u3400-\u9fff]{2}|[^\W_\u3400-\u9fff]{3,}")
_COMMON_WORDS = frozenset(
    "the and for with from that this how why what who are has was its new says will after over into more than".split()  # noqa: SIM905
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
    is_other_language: bool = False  # neither English nor Chinese; `language` then is the nearer of the two
    problem: str = ""  # why the reading is poor: empty, short, off_title, mojibake, links


def extract(page: str | bytes, url: str, *, zone: str = "UTC", now: datetime, content_type: str = "") -> Extracted:
    """The article of a page. Never raises for what the page holds; an empty page gives an empty, poor article."""
    markup = decode_page(page, content_type) if isinstance(page, bytes) else page
    markup = markup[:MAX_PAGE_CHARACTERS].replace("\x00", "")
    tree = _tree(markup)
    if tree is None:
        return Extracted("", "", "en", None, url, "poor", problem="empty")
    blocks = find_blocks(tree)
    titles = _titles(tree)
    body, is_list = _body(tree, url, blocks, titles)
    title = titles[0] if titles else body.split("\n", 1)[0][:200]
    body, truncated = cut(body)
    said = f"{title}\n{body}"
    problem = "links" if is_list else _problem(body, titles)
    return Extracted(
        title, body, detect_language(said), page_date(tree, blocks, url, title, zone, now), _canonical(tree, url),
        "poor" if problem else "good", truncated, recognize_language(said) is None, problem,
    )  # fmt: skip


def with_feed_body(found: Extracted, content: str) -> Extracted:
    """A poor reading with the body that the feed carries, where that is the better one; a good one as it is."""
    if found.quality != "poor" or not content.strip():
        return found
    tree = _tree(f"<div>{content}</div>")
    lines = [] if tree is None else [block.text for block in find_blocks(tree)]
    body, truncated = cut(clean("\n".join(lines), [found.title], ()))
    language = detect_language(f"{found.title}\n{body}")
    is_enough = len(body) >= MIN_TEXT[language] and not is_mojibake(body)
    # A consent wall may be longer than a summary, and yet says nothing of the article.
    if len(body) <= len(found.text) and not (is_enough and found.problem in {"off_title", "links", "mojibake"}):
        return found
    is_other = recognize_language(f"{found.title}\n{body}") is None
    return replace(
        found, text=body, language=language, quality="feed" if is_enough else "poor", truncated=truncated,
        is_other_language=is_other, problem="" if is_enough else "short",
    )  # fmt: skip


def cut(text: str) -> tuple[str, bool]:
    """A text that fits a record, and whether it had to be cut."""
    data = text.encode("utf-8", "replace")
    return (text, False) if len(data) <= MAX_TEXT_BYTES else (data[:MAX_TEXT_BYTES].decode("utf-8", "ignore"), True)


def _tree(markup: str) -> Any:
    """The page, parsed once for all that read it, as trafilatura wants it; what is too odd for it, as lxml reads it."""
    with suppress(ValueError, TypeError):
        if (tree := trafilatura.load_html(markup)) is not None:
            return tree
    try:
        return lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup))
    except (ValueError, AssertionError, lxml_html.etree.LxmlError):
        return None


def _body(tree: Any, url: str, blocks: list[Block], titles: list[str]) -> tuple[str, bool]:
    """The text, and whether the page is a list of links rather than an article."""
    keys = [(key(block.text), block) for block in blocks]
    elsewhere = {name for name, block in keys if _is_elsewhere(block)}
    elsewhere -= {name for name, block in keys if not _is_elsewhere(block)}
    prose = clean(read_prose(blocks), titles, elsewhere)
    first = prose if _is_sure(prose, keys, elsewhere, titles) else ""
    for is_quick in (True, False):
        if not first:
            precise = clean(_trafilatura(tree, url, favor_precision=True, fast=is_quick), titles, elsewhere)
            chosen = _better(precise, prose, titles)
            first = chosen if not is_quick or not _is_doubtful(precise, prose, chosen, titles) else ""
    if weight(first) < MIN_TEXT["en"]:
        first = max(first, clean(_trafilatura(tree, url), titles, elsewhere), key=weight)
    linked = {name for name, block in keys if _is_linked(block)}
    lines = [line for line in first.split("\n") if line]
    return first, sum(key(line) in linked for line in lines) * 3 > len(lines) * 2


def _better(precise: str, prose: str, titles: list[str]) -> str:
    """Measured: on Chinese pages the prose reading is the better one, on others trafilatura's; unless it stopped half-way."""
    first, second = (prose, precise) if detect_language(precise or prose) == "zh" else (precise, prose)
    is_half = weight(first) < HALF * weight(second) or (_problem(first, titles) and not _problem(second, titles))
    return second if is_half else first


def _is_doubtful(precise: str, prose: str, chosen: str, titles: list[str]) -> bool:
    """Whether trafilatura's quick reading decides, and is unlike the prose: then it has to compare it with other readings. On
    Chinese pages the quick one is worse, so there it only confirms the prose."""
    if detect_language(precise or prose) == "zh":
        return chosen != prose or bool(_problem(prose, titles))
    low, high = (share * weight(prose) for share in AGREE)
    return not low <= weight(precise) <= high or bool(_problem(precise, titles))


def _is_sure(prose: str, keys: list[tuple[str, Block]], elsewhere: set[str], titles: list[str]) -> bool:
    """Whether the prose of a Chinese page is taken whatever trafilatura would read: it is well, and more than half of all
    that stands on the page and is not elsewhere."""
    if detect_language(prose) != "zh" or _problem(prose, titles):
        return False
    all_there_is = sum(weight(block.text) for name, block in keys if name not in elsewhere)
    return weight(prose) >= HALF * all_there_is


def _is_elsewhere(block: Block) -> bool:
    """Whether a block leads to another article, or is a note beside this one."""
    return _is_linked(block) or (block.is_aside and weight(block.text) < MIN_PROSE)


def _is_linked(block: Block) -> bool:
    return block.linked > LINKED * len(block.text)


def _trafilatura(tree: Any, url: str, **options: bool) -> str:
    try:
        return trafilatura.extract(tree, url=url, include_comments=False, include_tables=True, **options) or ""
    except Exception:  # the parser meets pages that nobody foresaw; an empty body is the honest answer
        return ""


def _titles(tree: Any) -> list[str]:
    """What the page calls itself, the likeliest title first."""
    headings = [plain(h.text_content())[:500] for h in tree.xpath("//h1")[:3]]
    shared = _first(tree, "//meta[@property='og:title' or @name='og:title' or @name='twitter:title']/@content")
    page = _first(tree, "//head/title/text()") or _first(tree, "//title/text()")
    named = [h for h in headings if len(h) >= 6 and page.startswith(h[:20])]
    found = [_SITE_NAME.sub("", shared), *named, *headings, _SITE_NAME.sub("", page), page, shared]
    return [title[:500] for title in dict.fromkeys(found) if len(title) >= 4]


def _first(tree: Any, path: str) -> str:
    found = tree.xpath(path)
    return plain(str(found[0])) if found else ""


def _canonical(tree: Any, url: str) -> str:
    link = urljoin(url, _first(tree, "//link[@rel='canonical']/@href") or url)
    is_home = link.rstrip("/").count("/") <= 2  # a template that names the site's front page for every article
    return link if is_fetchable(link) and is_same_site(link, url) and not is_home else url


def _problem(body: str, titles: list[str]) -> str:
    """Why a reading is poor, or empty where it is good."""
    if not body:
        return "empty"
    if is_mojibake(body):
        return "mojibake"
    if len(body) < MIN_TEXT[detect_language(body)] or key(body) in {key(title) for title in titles}:
        return "short"
    return "" if not titles or is_about(titles[0], body) else "off_title"


def is_about(title: str, body: str) -> bool:
    """Whether a body takes up at least one word of its title. A consent wall, a paywall or a menu does not."""
    words = [word for word in _content_words(title) if word not in _COMMON_WORDS]
    said = body.casefold()
    # Titles play with words; one or two say too little to judge by, as does an English name over a Chinese text.
    if len(words) < 3 or (detect_language(title) == "en" and detect_language(body) == "zh"):
        return True
    return any(word in said for word in words)


def _content_words(text: str) -> list[str]:
    """Words of Latin script, and overlapping pairs of ideographs."""
    runs = re.findall(r"[\u3400-\u9fff]+", text)
    pairs = [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
    return pairs + [word.casefold() for word in _WORDS.findall(text) if not re.match(r"[\u3400-\u9fff]", word)]
