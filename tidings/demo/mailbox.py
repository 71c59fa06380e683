"""A real SMTP server on loopback that keeps each mail as a file."""

from __future__ import annotations

import itertools
import socket
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, itertools.count(1)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (self._folder / f"{next(self._numbers):04}.eml").write_bytes(envelope.content)
        return "250 kept"


def _free_port() -> int:
    """aiosmtpd cannot be given port 0: it connects to the very number to see that it is up."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Mailbox:
    """Serves while it is entered; `folder` then holds one .eml file a mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._controller = Controller(_Keeper(folder), hostname="127.0.0.1", port=_free_port())

    def __enter__(self) -> Mailbox:
        self._controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def url(self, name: str) -> str:
        """A channel that delivers to this mailbox."""
        return f"mailto://127.0.0.1:{self.port}/?from=alerts@tidings.example&to={name}@example.com"
