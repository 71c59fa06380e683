"""Keep the crawler on the public internet.

Addresses are checked where the connection is made: the resolver refuses every address that is not global, so redirects and
names that change their address between look-ups are covered, and the connection uses the address that was checked.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

PORTS = {None, 80, 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # is_global says True, but it reaches any IPv4 address


class Refused(IgnoreRequest):  # type: ignore[misc]
    """The address is not one the crawler may reach."""


def is_allowed(address: str, allow_loopback: bool) -> bool:
    """Whether the crawler may connect to an address."""
    try:
        ip = ipaddress.ip_address(address.strip("[]").split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64 or ip.sixtofour or ip.teredo:
            return False
        ip = ip.ipv4_mapped or ip
    return (allow_loopback and ip.is_loopback) or (ip.is_global and not ip.is_multicast)


class GuardResolver(CachingThreadedResolver):  # type: ignore[misc]
    """Resolves names to addresses that may be reached, and refuses the rest."""

    allow_loopback = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardResolver:
        resolver: GuardResolver = super().from_crawler(crawler, reactor)
        resolver.allow_loopback = crawler.settings.getbool("TIDINGS_ALLOW_LOOPBACK")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Any:
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if not is_allowed(address, self.allow_loopback):
            raise DNSLookupError(f"{name} is at {address}, which is not on the public internet")
        return address


class GuardMiddleware:
    """Refuses literal addresses and unusual ports, of every hop, before anything is sent."""

    def __init__(self, allow_loopback: bool) -> None:
        self._allow_loopback = allow_loopback

    @classmethod
    def from_crawler(cls, crawler: Any) -> GuardMiddleware:
        return cls(crawler.settings.getbool("TIDINGS_ALLOW_LOOPBACK"))

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"}:
            raise Refused(f"refused: {parts.scheme} is not http or https")
        is_literal = ":" in host or host.replace(".", "").isdigit() or host.startswith("0x")
        if is_literal and not is_allowed(host, self._allow_loopback):
            raise Refused(f"refused: {host} is not on the public internet")
        if parts.port not in PORTS and not self._allow_loopback:
            raise Refused(f"refused: port {parts.port} is neither 80 nor 443")
