"""A bus URL opens a transport: `embedded:path/to/bus.db` or `kafka://host:9092,host2:9092`."""

from __future__ import annotations

from pathlib import Path

from bus.errors import BusMisconfigured
from bus.interface import Bus


def connect(url: str) -> Bus:
    """The transport that a URL names. Raises BusMisconfigured for any other URL."""
    scheme, _, rest = url.partition(":")
    if scheme == "embedded" and rest:
        from bus.embedded import EmbeddedBus

        return EmbeddedBus(Path(rest))
    if scheme == "kafka" and rest.startswith("//") and len(rest) > 2:
        from bus.kafka import KafkaBus

        return KafkaBus([server.strip() for server in rest[2:].rstrip("/").split(",")])
    raise BusMisconfigured(f"bus: {url!r} is not a bus URL; write embedded:path/to/bus.db or kafka://host:9092,host2:9092")
