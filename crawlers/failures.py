"""What a failed request means: tried again, given up, or nobody's fault."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import IgnoreRequest

from crawlers.challenges import find_challenge
from crawlers.net import Refused
from crawlers.politeness import Busy, Resting
from crawlers.robots import RobotsUnavailable

_GONE = {400, 401, 403, 404, 405, 410, 451}


def page_outcome(error: Any) -> tuple[str, bool]:
    """The outcome of a page, and whether it is final."""
    response = getattr(error, "response", None)
    if response is not None:
        if _challenge(response):
            return "challenged", False
        if response.status in (429, 503):
            return "postponed", False
        return ("gone", True) if response.status in _GONE else ("failed", False)
    if isinstance(error, Resting | RobotsUnavailable):
        return "postponed", False
    if isinstance(error, Refused) or "not on the public internet" in str(error) or _names(error, "Unsupported"):
        return "refused", True
    if isinstance(error, IgnoreRequest):
        return ("robots_denied" if "robots" in str(error) else "failed"), True  # the other: too many redirects
    return "failed", _names(error, "Cancelled")  # over DOWNLOAD_MAXSIZE, and so it will be tomorrow


def _names(error: Any, word: str) -> bool:
    return word in type(error).__name__


def source_outcome(error: Any) -> str:
    """Of a source that did not answer as it should."""
    response = getattr(error, "response", None)
    if response is not None and _challenge(response):
        return "challenged"
    if isinstance(error, Resting):
        return "busy" if isinstance(error, Busy) else "postponed"
    outcome, _ = page_outcome(error)
    return outcome if outcome in {"refused", "robots_denied"} else "source_failed"


def describe(error: Any) -> str:
    """One line for tables and logs."""
    response = getattr(error, "response", None)
    if response is None:
        return f"{type(error).__name__}: {error}"[:300]
    whose = _challenge(response)
    return f"HTTP {response.status}" + (f", a challenge of {whose}" if whose else "")


def _challenge(response: Any) -> str:
    headers = {k.decode().lower(): v[0].decode("latin-1") for k, v in response.headers.items() if v}
    return find_challenge(response.status, headers, response.body)
