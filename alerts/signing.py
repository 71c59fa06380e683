"""Signatures of webhooks, as https://www.standardwebhooks.com lays down, for which many languages have a library.

The headers are `Webhook-Id` (of the delivery, the same when it is sent again), `Webhook-Timestamp` (seconds since 1970) and
`Webhook-Signature`: `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64, with the bytes that follow `whsec_` as key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def signature(secret: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secret: str, delivery_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    return {
        "Webhook-Id": delivery_id, "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": signature(secret, delivery_id, timestamp, body),
    }  # fmt: skip
