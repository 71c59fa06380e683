"""What can go wrong on the bus, named by what to do about it.

BusError
├── InvalidMessage   the record can never be read: dead letter
├── RecordTooLarge   the record is over MAX_RECORD_BYTES: cut it or dead letter it
├── BusUnavailable   the transport is away: wait and try again, nothing is lost
├── Fenced           another consumer owns the group or partition now: drop local state, poll again or leave
└── BusMisconfigured the URL or the settings are wrong: stop and say so
"""


class BusError(Exception):
    """Any failure of the bus."""


class InvalidMessage(BusError):
    """The record can never be processed; it belongs in the dead-letter topic."""


class RecordTooLarge(BusError):
    """The record is larger than the transport takes."""


class BusUnavailable(BusError):
    """The transport does not answer at present; the same call may succeed later."""


class Fenced(BusError):
    """Another consumer has taken over; what this one polled will be delivered there."""


class BusMisconfigured(BusError):
    """The bus URL or its options are wrong; waiting will not help."""
