"""Mail and web servers that fail as they are told, for tests of delivery."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

from aiosmtpd.smtp import SMTP


class MailServer:
    """Answers each command as it is told; may hang once it has the whole mail, which it then keeps."""

    def __init__(self) -> None:
        self.greeting, self.recipient, self.data, self.hang = "", "250 ok", "250 ok", False
        self.mails: list[Any] = []

    async def handle_HELO(self, server: SMTP, session: Any, envelope: Any, hostname: str) -> str:
        session.host_name = hostname
        return self.greeting or "250 hello"

    async def handle_EHLO(self, server: SMTP, session: Any, envelope: Any, hostname: str, answers: list[str]) -> list[str]:
        session.host_name = hostname
        return [self.greeting] if self.greeting else answers

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data.startswith("250"):
            self.mails.append(envelope)
        if self.hang:
            await asyncio.sleep(1.5)
        return self.data


def slow(request: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


def reset(request: BaseHTTPRequestHandler) -> None:
    """Break the connection off hard, as a balancer does."""
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()
    request.close_connection = True
    request.wfile = request.rfile = open("/dev/null", "r+b")
