"""Signed links: whoever holds one may do what it is for, without a login, until it runs out.

A token is `subject~expiry~signature`. The signature is an HMAC-SHA256 of purpose, subject and expiry, so a link for one
purpose is none for another. The key is in the database; changing it ends every link.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Purpose = Literal["alert", "page", "confirm"]
Actions = Callable[[str], Mapping[str, str]]  # the links of an alert record, by what they are for
ALERT_DAYS, PAGE_DAYS, CONFIRM_DAYS = 90, 30, 3
_DAY = 86_400
_SIGNATURE_BYTES = 16


def no_actions(record: str) -> Mapping[str, str]:
    """Where there are no pages, or nobody to act."""
    return {}


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads links. Without the pages' address it makes none."""

    base_url: str = ""
    key: bytes = field(default=b"", repr=False)

    def token(self, purpose: Purpose, subject: str, expires: float) -> str:
        return f"{subject}~{int(expires):x}~{self._signature(purpose, subject, int(expires))}"

    def read(self, purpose: Purpose, token: str, now: float) -> str | None:
        """The subject of a token that is ours, for this purpose and not run out; None for every other."""
        parts = token.split("~")
        if len(parts) != 3 or not self.key or not token.isascii():
            return None
        subject, expiry, signature = parts
        try:
            expires = int(expiry, 16)
        except ValueError:
            return None
        is_ours = hmac.compare_digest(signature, self._signature(purpose, subject, expires))
        return subject if is_ours and now < expires else None

    def page(self, subscriber_id: int, epoch: int, now: float, days: int = PAGE_DAYS) -> str:
        """Of a subscriber's own page; a new epoch ends those made before."""
        return self.url("mine", self.token("page", f"{subscriber_id}.{epoch}", now + days * _DAY))

    def confirm(self, channel_id: int, now: float) -> str:
        return self.url("confirm", self.token("confirm", str(channel_id), now + CONFIRM_DAYS * _DAY))

    def about(self, record: str, now: float) -> str:
        """Of the page about one alert."""
        return self.url("alerts", self.token("alert", record, now + ALERT_DAYS * _DAY))

    def actions(self, channel_token: str, now: float) -> Actions:
        """What the reader of an alert may do with it."""
        if not (self.base_url and self.key):
            return no_actions

        def of(record: str) -> Mapping[str, str]:
            about = self.about(record, now)
            return {
                "about": about, "relevant": f"{about}?say=relevant", "not_relevant": f"{about}?say=not_relevant",
                "mute": f"{about}?say=mute", "page": f"{about}?say=page",
                "unsubscribe": self.url("unsubscribe", channel_token) if channel_token else "",
            }  # fmt: skip

        return of

    def url(self, *path: str) -> str:
        return "/".join((self.base_url.rstrip("/"), *path))

    def _signature(self, purpose: str, subject: str, expires: int) -> str:
        signed = f"{purpose}~{subject}~{expires:x}".encode()
        digest = hmac.new(self.key, signed, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
