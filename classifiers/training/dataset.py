"""Labelled articles: read them, and split them so that a story never stands on both sides."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from bus.events import LABELS

LONGEST_TITLE = 60  # characters
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
    labelled: bool = True
    target: tuple[float, ...] = ()  # what to learn per label, in the order of LABELS, where it is not the labels alone


class DatasetError(ValueError):
    """A line of the data is not a labelled article; the message names file and line."""


def read_examples(path: Path, *, need_labels: bool = True) -> list[Example]:
    """The labelled articles of a JSON Lines file, plain or gzipped.

    Fields: `title`, `text`, `labels`, and optionally `id`, `lang` or `language`, `unsure`, `source`, `date`. Without
    `need_labels`, articles that lack `labels` are read too, as not labelled. Raises DatasetError with the line number.
    """
    rows = ((number, json_row(path, number, line)) for number, line in enumerate(lines(path), 1) if line.strip())
    return [
        _example(path, number, row)
        if need_labels or "labels" in row
        else replace(_example(path, number, {**row, "labels": []}), labelled=False)
        for number, row in rows
    ]


def read_teachers(paths: Sequence[Path]) -> dict[str, tuple[float, ...]]:
    """The mean over files of the scores per label (`id`, `scores`: label to number, as `tidings classify` writes them).

    Raises DatasetError with the line number.
    """
    said: dict[str, list[list[float]]] = defaultdict(list)
    for path in paths:
        for number, line in enumerate(lines(path), 1):
            row = json_row(path, number, line)
            try:
                said[str(row["id"])].append([float(row["scores"][label]) for label in LABELS])
            except (KeyError, TypeError, ValueError) as error:
                raise DatasetError(f"{path}:{number}: needs id, and scores of {', '.join(LABELS)}") from error
    return {name: tuple(np.mean(rows, axis=0).tolist()) for name, rows in said.items()}


def taught(examples: Sequence[Example], teachers: Mapping[str, tuple[float, ...]]) -> list[Example]:
    """Examples that learn half their labels, half what the teachers say; articles without labels learn the latter alone.

    Distillation: Hinton et al. 2015, arXiv:1503.02531. Raises DatasetError for an article without labels that no teacher
    scored.
    """
    return [_taught(e, teachers.get(e.id)) for e in examples]


def _taught(example: Example, scores: tuple[float, ...] | None) -> Example:
    if scores is None:
        if not example.labelled:
            raise DatasetError(f"article {example.id!r} has neither labels nor scores of a teacher")
        return example
    if not example.labelled:
        return replace(example, target=scores)
    mixed = ((float(label in example.labels) + score) / 2 for label, score in zip(LABELS, scores, strict=True))
    return replace(example, target=tuple(mixed))


def read_texts(path: Path) -> Iterator[str]:
    """Title and text of each line of a JSON Lines file, labelled or not. Raises DatasetError with the line number."""
    for number, line in enumerate(lines(path), 1):
        row = json_row(path, number, line)
        yield f"{row.get('title') or ''}\n{row.get('text') or ''}"


def lines(path: Path) -> Iterator[str]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as stream:
        yield from stream


def json_row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise DatasetError(f"{path}:{number}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise DatasetError(f"{path}:{number}: not a JSON object")
    return row


def _example(path: Path, number: int, row: dict[str, Any]) -> Example:
    try:
        labels = frozenset(row["labels"])
        title, text = row.get("title") or "", row.get("text") or ""
    except (KeyError, TypeError) as error:
        raise DatasetError(f"{path}:{number}: not a labelled article: {error} is missing or wrong") from error
    if unknown := labels - set(LABELS):
        raise DatasetError(f"{path}:{number}: unknown label {min(unknown)!r}; known are {', '.join(LABELS)}")
    language = row.get("lang") or row.get("language") or ("zh" if re.search("[一-鿿]", title + text) else "en")
    return Example(
        str(row.get("id", number)), title, text, language, labels, bool(row.get("unsure")),
        row.get("source") or "", row.get("date") or "",
    )  # fmt: skip


def join_labels(labels: Path, texts: Iterable[Path], default: Mapping[str, Any] = MappingProxyType({})) -> list[Example]:
    """Labels that are kept without their text (`id`, `labels`, `unsure`), joined with the texts of JSON Lines files.

    An id `NAME#3` is the fourth line (counted from 0) of the text NAME, as in files whose texts hold several news flashes;
    a short first sentence of such a line is its title. Labels whose text is not there are left out. A line takes from `default`
    what it lacks.
    Raises DatasetError with the line number.
    """
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, line in enumerate(lines(labels), 1):
        if line.strip():
            row = json_row(labels, number, line)
            wanted[str(row.get("id")).partition("#")[0]].append(row)
    found = []
    for path in texts:
        for number, line in enumerate(lines(path), 1):
            source = json_row(path, number, line)
            for row in wanted.get(str(source.get("id")), ()):
                found.append(_example(path, number, {**default, **source, **row, **_passage(source, str(row["id"]))}))
    return found


def _passage(source: dict[str, Any], name: str) -> dict[str, str]:
    """Title and text of one line of a text, where the id asks for one."""
    _, mark, line = name.partition("#")
    if not mark:
        return {}
    passage = source["text"].split("\n")[int(line)].strip()
    title, stop, rest = passage.partition("。")
    if stop and len(title) <= LONGEST_TITLE and len(rest) >= LONGEST_TITLE // 2:
        return {"title": title, "text": rest}
    return {"title": "", "text": passage}


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
    head = title_head(example)
    keys = [f"{head} {example.date[:7]}"] if len(head) >= 4 else []
    return keys + _bands(re.sub(r"\s+", "", (example.title + example.text).lower())[:4000])


def title_head(example: Example) -> str:
    """The first two words of the title, or four ideographs: in news mostly the company's name."""
    words = re.findall(r"[a-z0-9]+|[一-鿿]", example.title.lower())
    return "".join(words[: 4 if example.language == "zh" else 2])


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


def seeded_hash(text: str) -> int:
    """A number that is the same on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def split_by_story(examples: list[Example], folds: int = 5, seed: int = 13) -> list[int]:
    """The fold (0 to folds-1) of each example; a story is wholly in one fold."""
    members: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(story_groups(examples)):
        members[group].append(index)
    fold_of = [0] * len(examples)
    load = [0] * folds
    # Large stories first, each into the emptiest fold; ties by a seeded hash of the first id.
    order = sorted(members.values(), key=lambda m: (-len(m), seeded_hash(f"{seed} {examples[m[0]].id}")))
    for group_members in order:
        fold = min(range(folds), key=lambda f: (load[f], f))
        load[fold] += len(group_members)
        for index in group_members:
            fold_of[index] = fold
    return fold_of
