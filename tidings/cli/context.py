"""What the commands share: settings, the database, output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tidings.settings import Settings


class InputError(ValueError):
    """What was typed or piped in cannot be used; the message says why."""


@dataclass
class State:
    """The options before the command."""

    config: Path | None
    log_json: bool = False

    def settings(self) -> Settings:
        from tidings.settings import load_settings

        return load_settings(self.config)

    def configure_logs(self, level: str = "INFO") -> None:
        from tidings import logs

        logs.configure(as_json=self.log_json, level=level)

    @contextmanager
    def database(self) -> Iterator[tuple[Settings, Engine]]:
        """The settings, and the database with its tables up to date."""
        from tidings import wiring
        from tidings.database import upgrade

        settings = self.settings()
        engine = wiring.engine(settings)
        try:
            upgrade(engine)
            yield settings, engine
        finally:
            engine.dispose()


@contextmanager
def opened(name: str) -> Iterator[TextIO]:
    """A file for reading, or standard input for `-`."""
    if name == "-":
        yield sys.stdin
        return
    try:
        stream = open(name, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from error
    with stream:
        yield stream


def parse_time(text: str | None) -> datetime | None:
    """2026-11-24, 2026-11-24T13:50, or an age: 90m, 24h, 7d. Without a zone it is UTC."""
    if not text:
        return None
    from datetime import timedelta

    unit = {"m": "minutes", "h": "hours", "d": "days"}.get(text[-1])
    if unit and text[:-1].isdecimal():
        return datetime.now(UTC) - timedelta(**{unit: int(text[:-1])})
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"time {text!r} is not understood; write 2026-11-24, 2026-11-24T13:50 or an age as 24h or 7d"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
