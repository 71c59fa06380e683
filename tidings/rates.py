"""The rates of this machine: the table that ships, or a newer one that was fetched, and how one is fetched."""

from __future__ import annotations

import os
import time
import urllib.request
from datetime import date
from pathlib import Path

import structlog

from classifiers.rates import RateError, RateTable, objection, parse_ecb, shipped

MAX_BYTES, MAX_SECONDS = 1_000_000, 30.0
_BLOCK = 65_536


class RateFile:
    """The newest table there is. Workers ask it for every article, and see a new file at once."""

    def __init__(self, state: Path) -> None:
        self.path = state / "eurofxref.xml"
        self._read_at: int | None = None
        self._table = shipped()

    def current(self) -> RateTable:
        """The fetched table, or the one that ships where that is newer or the file cannot be read."""
        try:
            changed = self.path.stat().st_mtime_ns
        except OSError:
            return shipped()
        if changed != self._read_at:
            self._read_at, self._table = changed, self._newest()
        return self._table

    def _newest(self) -> RateTable:
        try:
            return max(parse_ecb(self.path.read_bytes()), shipped(), key=lambda table: table.day)
        except (OSError, RateError) as error:
            structlog.get_logger().warning("rates_unreadable", file=str(self.path), error=str(error))
            return shipped()

    def take(self, content: bytes, today: date, *, force: bool = False) -> bool:
        """Keep a newer table of the ECB. Returns whether it was newer.

        Raises RateError, and leaves everything as it is, for what is no such table or holds rates that cannot be; `force`
        takes one in which a currency jumps.
        """
        old, new = self.current(), parse_ecb(content)
        reason = objection(new, old, today)
        if reason and not (force and " jumps " in reason):
            cure = "; if that is right, add --force" if " jumps " in reason else ""
            raise RateError(f"{reason}{cure}")
        if new.day <= old.day:
            return False
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_bytes(content)
        os.replace(fresh, self.path)
        return True


def download(url: str, seconds: float = MAX_SECONDS) -> bytes:
    """What stands at an address, within limits of size and time. Raises RateError."""
    if not url.startswith(("https://", "http://")):
        raise RateError(f"{url!r} is not a web address; for a file of this machine use --file")
    until = time.monotonic() + seconds
    content = b""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:  # noqa: S310 (the scheme was looked at)
            while block := answer.read1(_BLOCK):
                content += block
                if len(content) > MAX_BYTES:
                    raise RateError(f"{url} sends more than {MAX_BYTES} bytes; the ECB's file has about 2,000")
                if time.monotonic() > until:
                    raise RateError(f"{url} took more than {seconds:g} seconds")
    except (OSError, ValueError) as error:  # URLError is an OSError
        if isinstance(error, RateError):
            raise
        raise RateError(f"{url} cannot be fetched: {getattr(error, 'reason', None) or error}") from error
    return content
