"""A second reading of a page, for those that trafilatura leaves half-way: the kind of place where most of its prose stands."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MIN_PROSE = 60  # units of a block that counts as prose; an ideograph counts three, for it says as much as three letters
_HAN = re.compile(r"[\u3400-\u9fff]")
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "  # noqa: SIM905
    "hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_LEAVES = frozenset("p h1 h2 h3 h4 h5 h6 li ul ol blockquote pre dd dt".split())  # noqa: SIM905
_CONTAINERS = frozenset({"html", "body", "article", "main"})
_SILENT = frozenset("script style noscript template iframe svg select option textarea input video audio object head".split())  # noqa: SIM905
_ASIDE = frozenset("button label form nav footer aside figure figcaption header".split())  # noqa: SIM905
_CLUTTER = re.compile(
    r"comment|disqus|respond|related|recommend|sidebar|side-bar|footer|breadcrumb|newsletter|subscri|share|social|promo|"
    r"sponsor|advert|cookie|consent|gdpr|popup|modal|masthead|navbar|menu|copyright|disclaimer|author-bio|most-?read|"
    r"popular|trending|teaser|taglist|xiangguan|pinglun|tuijian",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block boundaries."""

    text: str
    linked: int  # characters of it that are links
    tag: str  # of the element it stands in
    kind: tuple[str, ...]  # tags and classes of the parts of the page it stands in, from the root
    is_aside: bool  # in a menu, a form, a sidebar, a caption or the like


def find_blocks(tree: Any) -> list[Block]:
    """The blocks of a page, in their order. The tree is left as it was."""
    body = tree.find("body")
    return _blocks(tree if body is None else body)


def read_prose(blocks: list[Block]) -> str:
    """The prose of the page's main part, a block a line; empty where there is none."""
    blocks = _first_article([block for block in blocks if not block.is_aside])
    sizes: dict[tuple[str, ...], int] = defaultdict(int)
    for block in blocks:
        if weight(block.text) >= MIN_PROSE:
            sizes[block.kind] += weight(block.text)
    if not sizes:
        return ""
    main = max(sizes, key=lambda kind: sizes[kind])
    return "\n".join(block.text for block in blocks if block.kind[: len(main)] == main)


def _first_article(blocks: list[Block]) -> list[Block]:
    """The blocks that are not links, up to the main heading of a second article on the same page."""
    headings = [at for at, block in enumerate(blocks) if block.tag == "h1"]
    prose = [at for at, block in enumerate(blocks) if weight(block.text) >= MIN_PROSE]
    second = next((at for at in headings if prose and sum(1 for p in prose if p < at) >= 5), len(blocks))
    return [block for block in blocks[:second] if block.linked * 2 < len(block.text)]


def weight(text: str) -> int:
    """How much a text says, whichever script it is in, in Latin letters."""
    return len(text) + 2 * len(_HAN.findall(text))


def _blocks(root: Any) -> list[Block]:
    """Runs of text between block boundaries."""
    found: list[Block] = []
    run: list[str] = []
    links: list[str] = []  # those of the run that are in links
    kinds: dict[Any, tuple[str, ...]] = {}

    def close(element: Any, is_aside: bool) -> None:
        if run:
            text = " ".join("".join(run).split())
            if text:
                linked = sum(len(piece.strip()) for piece in links)
                found.append(Block(text, linked, element.tag, _kind(element, kinds), is_aside))
            run.clear()
            links.clear()

    # An own stack: pages nest deeper than Python's recursion allows.
    stack: list[tuple[Any, Any, bool, bool, bool]] = [(root, root, False, False, False)]
    while stack:
        element, block, in_link, is_aside, is_end = stack.pop()
        tag = element.tag
        is_block = tag in _BLOCKS or tag == "br"
        if is_end:
            if is_block:
                close(block if tag == "br" else element, is_aside or _is_aside(element))
            if element is not root and element.tail:
                run.append(element.tail)
                if in_link:
                    links.append(element.tail)
            continue
        if is_block and element is not root:
            close(block, is_aside)
        stack.append((element, block, in_link, is_aside, True))
        if not isinstance(tag, str) or tag in _SILENT:
            continue
        inner, link = (element if tag in _BLOCKS else block), in_link or tag == "a"
        if element.text:
            run.append(element.text)
            if link:
                links.append(element.text)
        if len(element):
            aside = is_aside or _is_aside(element)
            stack.extend((child, inner, link, aside, False) for child in reversed(element))
    return found


def _kind(element: Any, known: dict[Any, tuple[str, ...]]) -> tuple[str, ...]:
    """Where a block stands, from the root: paragraphs of an article that is cut in pieces stand in the same kind of place."""
    while element is not None and element.tag in _LEAVES:
        element = element.getparent()
    if element is None:
        return ()
    if element not in known:
        parts = [element, *element.iterancestors()]
        known[element] = tuple(f"{part.tag} {part.get('class', '')}" for part in reversed(parts))
    return known[element]


def _is_aside(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _CONTAINERS:
        return False
    return element.tag in _ASIDE or _is_clutter(element.get("class", ""), element.get("id", ""))


@lru_cache(maxsize=8192)
def _is_clutter(classes: str, name: str) -> bool:
    return bool(_CLUTTER.search(f"{classes} {name}"))
