"""Keep the crawler on the public internet.

Addresses are checked where the connection is made: the resolver refuses every address that is not global, so redirects and
names that change their address between look-ups are covered, and the connection uses the address that was checked.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawlers.politeness import SiteHandler
from crawlers.sources import Source
from crawlers.urls import site

PORTS = {None, 80, 443}
# is_global says True of both NAT64 ranges, but they reach any IPv4 address.
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_METADATA = {ipaddress.ip_address("168.63.129.16")}  # Azure's, the one such address that is public


class Refused(IgnoreRequest):  # type: ignore[misc]
    """The address is not one the crawler may reach."""


def is_allowed(address: str, allow_loopback: bool) -> bool:
    """Whether the crawler may connect to an address."""
    try:
        ip = ipaddress.ip_address(address.strip("[]").split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in _NAT64) or ip.sixtofour or ip.teredo or ip.packed[:12] == bytes(12):
            return allow_loopback and ip.is_loopback
        ip = ip.ipv4_mapped or ip
    if allow_loopback and ip.is_loopback:
        return True
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _METADATA


class GuardResolver(CachingThreadedResolver):  # type: ignore[misc]
    """Resolves names, and numbers in every notation, to addresses that may be reached, and refuses the rest."""

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
    """Refuses schemes, literal addresses and ports, of every hop, before anything is sent.

    A port other than 80 and 443 is open only on a host that the catalogue names with it.
    """

    def __init__(self, allow_loopback: bool, sources: Iterable[Source]) -> None:
        self._allow_loopback = allow_loopback
        urls = [urlsplit(url) for source in sources for url in (source.url, *source.fallbacks)]
        self._named = {(parts.hostname, parts.port) for parts in urls}

    @classmethod
    def from_crawler(cls, crawler: Any) -> GuardMiddleware:
        return cls(crawler.settings.getbool("TIDINGS_ALLOW_LOOPBACK"), crawler.spider.sources)

    def process_request(self, request: Request) -> None:
        if complaint := self.complaint(request.url):
            raise Refused(f"refused: {complaint}")

    def complaint(self, url: str) -> str:
        """Why a URL may not be asked, or nothing. What a name resolves to is the resolver's business."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return "the URL cannot be read"
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"}:
            return f"{parts.scheme} is not http or https"
        is_literal = ":" in host or host.replace(".", "").isdigit() or host.startswith("0x")
        if is_literal and not is_allowed(host, self._allow_loopback):
            return f"{host} is not on the public internet"
        on_loopback = self._allow_loopback and (host == "localhost" or (is_literal and is_allowed(host, True)))
        if port not in PORTS and (host, port) not in self._named and not on_loopback:
            return f"port {port} is neither 80 nor 443"
        return ""


@implementer(IPolicyForHTTPS)
class _Certificates:
    """Certificates are verified, but for sites of sources that say otherwise."""

    def __init__(self, strict: Any, lenient: Any, excepted: frozenset[str]) -> None:
        self._strict, self._lenient, self._excepted = strict, lenient, excepted

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        is_excepted = site(f"https://{hostname.decode('ascii')}/") in self._excepted
        return (self._lenient if is_excepted else self._strict).creatorForNetloc(hostname, port)


class HttpsHandler(SiteHandler):
    """The same, with exceptions from the verification of certificates by source."""

    _contextFactory: Any

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        excepted = frozenset(site(s.url) for s in crawler.spider.sources if not s.verify_certificates)
        lenient = _ScrapyClientContextFactory(verify_certificates=False)
        self._contextFactory = _Certificates(self._contextFactory, lenient, excepted)
