"""How the fields of feeds are read, against the expectations in feedparser's own test corpus.

    git clone https://github.com/kurtmckee/feedparser /tmp/feedparser
    python benchmarks/feeds.py /tmp/feedparser/tests

Counted is every expectation on an entry's title, link, id, date or content. A link that may not be fetched and a date before the
web count as right when they are left out. Then every entry's markup is searched for anything that executes.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

from crawlers.dates import EARLIEST
from crawlers.feeds import Entry, NotAFeed, plain, read_entries
from crawlers.urls import is_fetchable

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SERVER = "http://127.0.0.1:8097"  # where the corpus expects its http_* files to be served; the others have no address
FIELDS = {
    "title": "title", "title_detail": "title", "link": "link", "id": "id", "guid": "id", "content": "content", "summary": "content",
    "description": "content", "summary_detail": "content", "published_parsed": "date", "updated_parsed": "date",
    "created_parsed": "date",
}  # fmt: skip
EXPECTED = re.compile(rb"Expect:\s*(.*?)\s*-->", re.DOTALL)
HEADER = re.compile(rb"^Header:\s+([^:]+):(.*)$", re.MULTILINE)
EXECUTES = re.compile(r"(?:java|vb)script\s*:", re.IGNORECASE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tests", type=Path)
    parser.add_argument("--show", action="store_true", help="print every miss")
    arguments = parser.parse_args()
    asked, right, live = Counter[str](), Counter[str](), 0
    for path in sorted(arguments.tests.rglob("*.xml")):
        body = path.read_bytes()
        address = f"{SERVER}/{path.relative_to(arguments.tests.parent).as_posix()}" if "http" in str(path) else ""
        entries = _entries(body, address)
        live += sum(executes(entry.content) or executes(entry.title) for entry in entries)
        for field, index, value in expectations(body):
            asked[field] += 1
            is_right = index < len(entries) and matches(entries[index], field, value)
            right[field] += is_right
            if arguments.show and not is_right:
                print(f"{path.name}: {field} {value!r}, read {entries[index] if index < len(entries) else 'no entry'!r}")
    for field in sorted(asked):
        print(f"{field:8} {right[field]:4} of {asked[field]:4}")
    print(
        f"all      {right.total():4} of {asked.total():4} = {right.total() / asked.total():.4f}; markup that executes: {live}"
    )


def _entries(body: bytes, address: str) -> list[Entry]:
    headers = {
        name.decode().strip().lower(): value.decode("utf-8", "replace").strip() for name, value in HEADER.findall(body)
    }
    try:
        return read_entries(body, headers, headers.get("content-location", address), "UTC", NOW)
    except NotAFeed:
        return []


def expectations(body: bytes) -> list[tuple[str, int, Any]]:
    """(field, which entry, value) of every `entries[0]['title'] == 'x'` in a test's expectation."""
    match = EXPECTED.search(body.replace(b"\x00", b""))
    try:
        tree = ast.parse(match.group(1).decode("utf-8", "ignore").strip(), mode="eval") if match else None
    except SyntaxError:
        return []
    found = []
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            keys = re.fullmatch(r"entries\[(\d+)\]\['(\w+)'\](.*)", ast.unparse(node.left))
            if keys and keys[2] in FIELDS and keys[3] in {"", "['value']", "[0]['value']"}:
                try:
                    found.append((FIELDS[keys[2]], int(keys[1]), ast.literal_eval(node.comparators[0])))
                except ValueError:
                    continue
    return found


def matches(entry: Entry, field: str, value: Any) -> bool:
    """Whether an entry holds what is expected; of several contents it holds the longest."""
    if field == "title":
        return entry.title == plain(value)
    if field == "link":
        return entry.url == (value if is_fetchable(value) else "")
    if field == "id":
        return entry.id == value
    if field == "content":
        return entry.content == value or len(entry.content) > len(value)
    expected = datetime(*value[:6], tzinfo=UTC)
    return entry.published_at == (expected if expected >= EARLIEST else None)


def executes(markup: str) -> bool:
    if not markup.strip():
        return False
    try:
        tree = lxml_html.fromstring(f"<div>{markup}</div>")
    except (lxml_html.etree.LxmlError, ValueError):
        return False
    for element in tree.iter():
        if isinstance(element.tag, str) and (
            element.tag in {"script", "iframe", "object", "embed", "base", "meta"}
            or any(name.startswith("on") or EXECUTES.search(value) for name, value in element.attrib.items())
        ):
            return True
    return False


if __name__ == "__main__":
    main()
