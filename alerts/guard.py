"""Where a webhook that a subscriber added may go: out into the world, and not to addresses inside the operator's network.

A name is resolved when a message is sent, every address of it is checked, and the connection goes to an address that was checked,
so that a name which changes its mind between two look-ups gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from alerts.deadline import Deadline
from alerts.subscriptions import SubscriptionError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# RFC 8215: where in it the IPv4 address stands is the network's own affair.
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
_ADDRESSES = 3  # of a host that are tried: a name can have hundreds, each a connect timeout


class AddressRefused(Exception):
    """An address inside the network."""


def parse_networks(text: str) -> tuple[Network, ...]:
    """Networks that are allowed all the same, separated by commas. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_outside(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address may be reached; an IPv4 address within an IPv6 one counts as itself."""
    if any(address.version == network.version and address in network for network in allowed):
        return True
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None or address in _LOCAL_NAT64:
            return False
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and (address in _NAT64 or int(address) >> 32 == 0):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_outside(inner, allowed)
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not is_special and not getattr(address, "is_site_local", False)


def resolve(host: str, port: int, allowed: Sequence[Network] = ()) -> list[str]:
    """The addresses of a host. Raises AddressRefused where one of them is inside, and OSError where there is none."""
    try:
        rows = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("the name is not one of a host") from error
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not all(is_outside(ipaddress.ip_address(address), allowed) for address in found):
        raise AddressRefused
    return found


def webhook_url(text: str, allowed: Sequence[Network] = ()) -> str:
    """A guarded channel from an address that a subscriber typed. Raises SubscriptionError."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port or (443 if parts.scheme == "https" else 80)
        is_plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        is_plain = False
    if not is_plain or parts.query or parts.fragment or len(text) > 1_000 or not text.strip().isprintable():
        raise SubscriptionError("channel: write the address as https://host/path, without user, password and question mark")
    try:
        resolve(str(parts.hostname), port, allowed)
    except AddressRefused as error:
        raise SubscriptionError("channel: the address is inside the network; ask your operator") from error
    except OSError as error:
        raise SubscriptionError("channel: the host is not found") from error
    return f"{'jsons' if parts.scheme == 'https' else 'json'}://{parts.netloc}{parts.path or '/'}?guard=yes"


def open_session(allowed: Sequence[Network], deadline: Deadline) -> requests.Session:
    """Connects to addresses outside alone, until the deadline, and through no proxy of the environment.

    The deadline cannot break off the look-up of a name, which takes as long as the system's resolver allows.
    """
    opened = requests.Session()
    opened.trust_env = False
    for scheme in ("http://", "https://"):
        opened.mount(scheme, _Adapter(allowed, deadline))
    return opened


class _Adapter(HTTPAdapter):  # type: ignore[misc]  # requests is not typed
    def __init__(self, allowed: Sequence[Network], deadline: Deadline) -> None:
        self._allowed, self._deadline = allowed, deadline
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._allowed, self._deadline)


def _pools(allowed: Sequence[Network], deadline: Deadline) -> dict[str, type[HTTPConnectionPool]]:
    class Guarded:
        """`socket` connects to the first address of the host that answers, of a few; all were checked."""

        def _new_conn(self: Any) -> socket.socket:
            try:
                found = resolve(self._dns_host, self.port, allowed)
            except OSError as error:
                raise NewConnectionError(self, "the host is not found") from error
            trouble: OSError | None = None
            for address in found[:_ADDRESSES]:
                left = deadline.seconds_left()
                if left <= 0:
                    break
                try:
                    opened = socket.create_connection((address, self.port), min(self.timeout, left))
                    opened.settimeout(self.timeout)
                    deadline.hold(opened)
                    return opened
                except OSError as error:
                    trouble = error
            raise NewConnectionError(self, "no connection") from trouble

    plain = type("GuardedConnection", (Guarded, HTTPConnection), {})
    safe = type("GuardedSafeConnection", (Guarded, HTTPSConnection), {})
    return {
        "http": type("GuardedPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("GuardedSafePool", (HTTPSConnectionPool,), {"ConnectionCls": safe}),
    }
