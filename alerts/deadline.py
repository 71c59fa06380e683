"""The time that one attempt may take as a whole. A socket's timeout is per read: a server that drips bytes could hold a thread for ever."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Self


class Deadline:
    """Entered when an attempt begins; at its end the connection that it holds is shut down, which wakes whoever reads from it."""

    def __init__(self, seconds: float) -> None:
        self.has_cut = False  # a connection was shut down: whatever came of it cannot be trusted
        self._ends_at = time.monotonic() + seconds
        self._held: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._held:
                self._held.close()
            self._held = None

    def seconds_left(self) -> float:
        return self._ends_at - time.monotonic()

    def hold(self, connection: socket.socket) -> None:
        """By a duplicate, because TLS takes the socket itself over."""
        with self._lock:
            if self._held:
                self._held.close()
            self._held = connection.dup()
        if self.seconds_left() <= 0:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            if self._held:
                self.has_cut = True
                with contextlib.suppress(OSError):  # the server has already gone
                    self._held.shutdown(socket.SHUT_RDWR)
