"""Remember what a worker was doing when it died.

A record that kills its process (out of memory, a crash in native code) never reaches an `except`. So before risky work the
records in hand are noted in a file; a worker that starts and finds the note counts one more crash against them. A record
that has crashed a worker too often is a dead letter.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from bus.interface import Record

MAX_CRASHES = 3


class CrashMarks:
    """The notes of one worker, in one small file; without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._crashes: dict[str, int] = {}
        if path and path.exists():
            self._load(path)

    def _load(self, path: Path) -> None:
        try:
            note = json.loads(path.read_text(encoding="utf-8"))
            self._crashes = {str(k): int(v) for k, v in note["crashes"].items()}
            for key in note["in_hand"]:
                self._crashes[key] = self._crashes.get(key, 0) + 1
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._crashes = {}  # a torn note: at worst one crash is not counted

    @property
    def is_suspicious(self) -> bool:
        """Whether records are to be handled one by one, to find the one that kills."""
        return bool(self._crashes)

    def crashes(self, record: Record) -> int:
        return self._crashes.get(_key(record), 0)

    def take(self, records: Sequence[Record]) -> None:
        self._write([_key(record) for record in records])

    def done(self, records: Sequence[Record]) -> None:
        for record in records:
            self._crashes.pop(_key(record), None)
        self._write([])

    def _write(self, in_hand: list[str]) -> None:
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({"in_hand": in_hand, "crashes": self._crashes}), encoding="utf-8")
        os.replace(fresh, self._path)


def _key(record: Record) -> str:
    return f"{record.topic}:{record.partition}:{record.offset}"
