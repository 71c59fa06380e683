"""Dates of pages, beside htmldate, on the pages that htmldate itself is measured by.

    git clone https://github.com/adbar/htmldate /tmp/htmldate
    python benchmarks/dates.py /tmp/htmldate/tests

Counted are pages whose date is right to the day, and right within a day (a page without a zone may be read in another one than that of
whoever noted its date); those that give none, and those that give another. Rules were developed on a random half of the pages
(seed 6), the other half is reported.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawlers.extract import extract

NOW = datetime(2026, 11, 24, tzinfo=UTC)
Page = tuple[str, bytes, date | None]  # None where the page states no date


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tests", type=Path)
    parser.add_argument("--half", choices=("developed", "held"), default="held")
    parser.add_argument("--show", action="store_true", help="print what tidings misses")
    arguments = parser.parse_args()
    pages = sorted(load(arguments.tests), key=lambda page: page[0])
    random.Random(6).shuffle(pages)
    middle = len(pages) // 2
    mine = pages[:middle] if arguments.half == "developed" else pages[middle:]
    print(
        f"{len(mine)} of {len(pages)} pages\n{'':22}{'to the day':>12}{'within one':>12}{'none':>7}{'wrong':>7}{'CPU ms':>9}"
    )
    for name, reader in READERS.items():
        measure(name, reader, mine, arguments.show and name == "tidings")


def load(folder: Path) -> list[Page]:
    """The pages of both sets whose files are there."""
    found = {}
    for name in ("eval_default.json", "eval_mediacloud_2020.json"):
        for url, facts in json.loads((folder / name).read_text(encoding="utf-8")).items():
            for place in ("cache", "eval", "test_set"):
                if (path := folder / place / facts["file"]).exists():
                    found[url] = (
                        url,
                        path.read_bytes(),
                        date.fromisoformat(facts["date"]) if isinstance(facts["date"], str) else None,
                    )
    return list(found.values())


def _tidings(body: bytes, url: str) -> date | None:
    stated = extract(body, url, now=NOW).published_at
    return stated.date() if stated else None


def _htmldate(**options: bool) -> Callable[[bytes, str], date | None]:
    from htmldate import find_date

    def reader(body: bytes, url: str) -> date | None:
        stated = find_date(body, original_date=True, max_date="2026-11-24", **options)
        return date.fromisoformat(stated) if stated else None

    return reader


READERS: dict[str, Callable[[bytes, str], date | None]] = {
    "tidings": _tidings, "htmldate fast": _htmldate(extensive_search=False), "htmldate extensive": _htmldate(extensive_search=True),
}  # fmt: skip


def measure(name: str, reader: Callable[[bytes, str], date | None], pages: list[Page], is_shown: bool) -> None:
    days: list[int | None] = []
    started = time.process_time()
    for url, body, right in pages:
        stated: Any = None
        try:
            stated = reader(body, url)
        except Exception as error:  # a reader that fails on a page has found nothing
            print(f"{name}: {url}: {error}")
        days.append(distance(stated, right))
        if is_shown and days[-1] != 0:
            print(f"  {right} read {stated} {url}")
    cpu = 1000 * (time.process_time() - started) / len(pages)
    shares = (sum(d is not None and d <= most for d in days) / len(pages) for most in (0, 1))
    none = days.count(None)
    wrong = sum(d is not None and d > 1 for d in days)
    print(f"{name:22}" + "".join(f"{share:12.3f}" for share in shares) + f"{none:7}{wrong:7}{cpu:9.1f}", flush=True)


def distance(stated: date | None, right: date | None) -> int | None:
    """Days between; none where a date is missed, many where there is none to find."""
    if right is None:
        return 0 if stated is None else 9999
    return abs((stated - right).days) if stated else None


if __name__ == "__main__":
    main()
