"""Write what was found as JSON Lines, CSV or Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, BinaryIO

from archive.search import ArticleHit

FORMATS = ("jsonl", "csv", "parquet")
_NESTED = ("labels", "scores", "amounts", "parties", "events")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_row(hit: ArticleHit) -> dict[str, Any]:
    """A hit as plain JSON values."""
    row = asdict(hit)
    for name in ("published_at", "archived_at"):
        row[name] = row[name].isoformat() if row[name] else None
    return row


def write(hits: Iterable[ArticleHit], kind: str, stream: BinaryIO) -> int:
    """Write hits to a binary stream in one of FORMATS. Returns how many."""
    rows = [as_row(hit) for hit in hits]
    {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet}[kind](rows, stream)
    return len(rows)


def _jsonl(rows: list[dict[str, Any]], stream: BinaryIO) -> None:
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {k: json.dumps(v, ensure_ascii=False) if k in _NESTED else v for k, v in row.items()}


def _csv(rows: list[dict[str, Any]], stream: BinaryIO) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(ArticleHit.__dataclass_fields__))
    writer.writeheader()
    for row in rows:
        writer.writerow({k: _safe(v) for k, v in _flat(row).items()})
    stream.write(b"\xef\xbb\xbf" + text.getvalue().encode())  # the mark tells spreadsheets that it is UTF-8


def _safe(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def _parquet(rows: list[dict[str, Any]], stream: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(ArticleHit.__dataclass_fields__)
    flat = [_flat(row) for row in rows]
    pq.write_table(pa.table({n: pa.array([row[n] for row in flat], pa.string()) for n in names}), stream)
