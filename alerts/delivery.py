"""What a sender holds, and what came of sending it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

OutcomeKind = Literal["sent", "retry", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt. `retry_after` is what the channel asked for, in seconds."""

    kind: OutcomeKind
    detail: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert record that a sender holds, or several that go out as one digest. Sent again, it has the same id."""

    id: str
    channel_id: int
    kind: str
    url: str
    attempts: int
    content: dict[str, Any]  # what alerts.render, alerts.digest or alerts.notices made, as `form` says
    records: tuple[str, ...] = ()  # the ids of the alert records that it settles
    token: str = ""  # of the channel's unsubscribe link
    secret: str = ""  # with which a webhook is signed

    def __repr__(self) -> str:
        return f"Alert(id={self.id!r}, kind={self.kind!r}, records={len(self.records)})"
