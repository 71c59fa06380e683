"""Events to bytes and back: JSON, with the schema version in a header.

A reader accepts the version before and after its own, so that old and new workers can run side by side during an upgrade;
fields it does not know are left out, a missing required one makes the message invalid.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from bus.errors import InvalidMessage
from bus.events import EVENTS, Event
from bus.interface import Record

SCHEMA_VERSION = 1
SCHEMA_HEADER = "schema"


def encode(event: Event) -> bytes:
    """An event as the bytes of a record."""
    return event.model_dump_json().encode("utf-8")


def headers(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The headers that every record of ours carries."""
    return {SCHEMA_HEADER: str(SCHEMA_VERSION), **(extra or {})}


def decode(record: Record) -> Event:
    """The event in a record, by the record's topic.

    Raises InvalidMessage for bytes that are not such an event, or of a schema version that is too old or too new.
    """
    kind = EVENTS.get(record.topic)
    if kind is None:
        raise InvalidMessage(f"codec: topic {record.topic!r} carries no known event")
    _check_version(record.headers.get(SCHEMA_HEADER, str(SCHEMA_VERSION)))
    try:
        return kind.model_validate_json(record.value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "message"
        raise InvalidMessage(f"codec: {kind.__name__} is invalid at {where}: {first['msg']}") from error


def _check_version(text: str) -> None:
    if not text.isdecimal() or abs(int(text) - SCHEMA_VERSION) > 1:
        raise InvalidMessage(
            f"codec: schema version {text!r} is not readable; this worker reads "
            f"{SCHEMA_VERSION - 1} to {SCHEMA_VERSION + 1}: upgrade the worker, then replay the dead letter"
        )
