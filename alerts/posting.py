"""One HTTP POST to a channel, and what came of it. Redirects are not followed: they could lead anywhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import HTTPError, MaxRetryError

from alerts.deadline import Deadline
from alerts.delivery import Outcome
from alerts.guard import AddressRefused

# Answers that will be the same tomorrow: the hook is gone, forbidden, or the request malformed.
REFUSED = {400, 401, 403, 404, 405, 410}
READ_BYTES = 200
_LATE = Outcome("unknown", "the server did not answer in time, or broke off")


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, timeout: tuple[float, float],
    auth: tuple[str, str] | None = None, session: requests.Session | None = None, deadline: Deadline | None = None,
) -> Outcome:  # fmt: skip
    """Never raises for what a server does, and never tells its URL, which may be a secret."""
    try:
        with (
            session or requests.Session() as opened,
            opened.post(
                url, data=body, headers=dict(headers), timeout=timeout, auth=auth, allow_redirects=False, stream=True
            ) as answer,
        ):
            if deadline and deadline.has_cut:  # headers that break off read like headers that end
                return _LATE
            return _outcome(answer)
    except AddressRefused:
        return Outcome("refused", "the address is inside the network")
    except requests.RequestException as error:
        return _LATE if deadline and deadline.has_cut else _failure(error)


def _outcome(answer: requests.Response) -> Outcome:
    status, said = answer.status_code, _said(answer)
    if 200 <= status < 300:
        return Outcome("sent")
    detail = f"HTTP {status}{': ' + said if said else ''}"
    if status in REFUSED:
        return Outcome("refused", detail)
    return Outcome("retry", detail, seconds(answer.headers.get("Retry-After"), time.time()))


def _said(answer: requests.Response) -> str:
    """How the body begins, by one read: it may come slowly, or break off, which does not change what the status said."""
    try:
        return str(answer.raw.read1(READ_BYTES, decode_content=True).decode("utf-8", "replace").strip())
    except (HTTPError, OSError):
        return ""


def _failure(error: requests.RequestException) -> Outcome:
    """Whether the server may have taken it: not if there was no connection, else nobody knows."""
    cause = error.args[0] if error.args else None
    if isinstance(error, requests.exceptions.SSLError):
        return Outcome("retry", "the server's certificate is not accepted")
    if isinstance(error, requests.ConnectTimeout) or isinstance(cause, MaxRetryError):
        return Outcome("retry", "no connection to the server")
    if isinstance(error, (requests.Timeout, requests.ConnectionError)):
        return _LATE
    return Outcome("retry", f"not sent: {type(error).__name__}")


def seconds(retry_after: str | None, now: float) -> float | None:
    """A Retry-After header, a number of seconds or a date, as seconds from now."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
