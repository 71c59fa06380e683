"""Labelled articles: read them, and split them so that a story never stands on both sides."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bus.events import LABELS

SHINGLE = 8  # characters
BANDS, ROWS = 10, 4  # of min-hashes
_FACTORS = np.random.default_rng(1).integers(1, 2**31, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


@dataclass(frozen=True)
class Example:
    """One labelled article."""

    id: str
    title: str
    text: str
    language: str
    labels: frozenset[str]
    unsure: bool = False
    source: str = ""
    date: str = ""


class DatasetError(ValueError):
    """A line of the data is not a labelled article; the message names file and line."""


def read_examples(path: Path) -> list[Example]:
    """The labelled articles of a JSON Lines file, plain or gzipped.

    Fields: `title`, `text`, `labels`, and optionally `id`, `lang` or `language`, `unsure`, `source`, `date`.
    Raises DatasetError with the line number.
    """
    return [_example(path, number, line) for number, line in enumerate(_lines(path), 1) if line.strip()]


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as stream:
        yield from stream


def _example(path: Path, number: int, line: str) -> Example:
    try:
        row = json.loads(line)
        labels = frozenset(row["labels"])
        title, text = row.get("title") or "", row.get("text") or ""
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"{path}:{number}: not a labelled article: {error}") from error
    if unknown := labels - set(LABELS):
        raise DatasetError(f"{path}:{number}: unknown label {min(unknown)!r}; known are {', '.join(LABELS)}")
    language = row.get("lang") or row.get("language") or ("zh" if re.search("[一-鿿]", title + text) else "en")
    return Example(
        str(row.get("id", number)), title, text, language, labels, bool(row.get("unsure")),
        row.get("source") or "", row.get("date") or "",
    )  # fmt: skip


def story_groups(examples: list[Example]) -> list[int]:
    """The number of each example's story.

    Joined are copies of a text, and titles of one month that begin with the same two words (four ideographs): in news
    that is the company's name.
    """
    parent = list(range(len(examples)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    seen: dict[str, int] = {}
    for index, example in enumerate(examples):
        for key in _story_keys(example):
            parent[find(index)] = find(seen.setdefault(key, index))
    return [find(i) for i in range(len(examples))]


def _story_keys(example: Example) -> list[str]:
    words = re.findall(r"[a-z0-9]+|[一-鿿]", example.title.lower())
    head = "".join(words[: 4 if example.language == "zh" else 2])
    keys = [f"{head} {example.date[:7]}"] if len(head) >= 4 else []
    return keys + _bands(re.sub(r"\s+", "", (example.title + example.text).lower())[:4000])


def _bands(body: str) -> list[str]:
    """Min-hash bands: two texts share one when most of their shingles agree (at a Jaccard of 0.7: 92 %)."""
    shingles = np.array(
        list({zlib.crc32(body[i : i + SHINGLE].encode()) for i in range(len(body) - SHINGLE)}),
        dtype=np.uint64,
    )
    if len(shingles) < ROWS:
        return []
    lows = ((shingles[:, None] * _FACTORS) & np.uint64(0xFFFFFFFF)).min(axis=0).reshape(BANDS, ROWS)
    return [f"{band}:{row.tobytes().hex()}" for band, row in enumerate(lows)]


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def split_by_story(examples: list[Example], folds: int = 5, seed: int = 13) -> list[int]:
    """The fold (0 to folds-1) of each example; a story is wholly in one fold."""
    members: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(story_groups(examples)):
        members[group].append(index)
    fold_of = [0] * len(examples)
    load = [0] * folds
    # Large stories first, each into the emptiest fold; ties by a seeded hash of the first id.
    order = sorted(members.values(), key=lambda m: (-len(m), _hash(f"{seed} {examples[m[0]].id}")))
    for group_members in order:
        fold = min(range(folds), key=lambda f: (load[f], f))
        load[fold] += len(group_members)
        for index in group_members:
            fold_of[index] = fold
    return fold_of
