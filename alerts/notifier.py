"""Send one alert to one recipient through Apprise, and say what came of it.

Apprise reports success or failure per URL, and the cause only in its log lines; they are read here as a hint, and whatever
is not clearly a refusal for good is tried again. A time-out is unknown: the channel may have taken the message.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import apprise

from alerts import render
from alerts.outbox import Alert, Outcome

# Answers that will be the same tomorrow: the hook is gone, forbidden, or the request malformed.
_REFUSED_HTTP = {400, 401, 403, 404, 405, 410}
_HTTP = re.compile(r"error=(\d{3})")
_SMTP = re.compile(r"\b([45]\d\d)\b[ ,]")
_CAUSE = re.compile(r"^(?:Socket Exception|Failed to send|Sending|A Connection error)|error=\d{3}\.?$")
_TIMEOUT = re.compile(r"time[d]?[ -]?out|Read timed out|Connection unexpectedly closed", re.IGNORECASE)
_SECRET = re.compile(r"[a-z]+s?://\S+|[\w.+-]+:[^\s@]+@", re.IGNORECASE)
SEND_SECONDS = 60.0
# Apprise logs addresses and URLs as it sends; what it says is read from its result instead.
_LOGGER = logging.getLogger("apprise")
_LOGGER.propagate = False
_LOGGER.setLevel(logging.DEBUG)  # the cause of a failure is logged at this level only
_LOGGER.addHandler(logging.NullHandler())


class Notifier:
    """Talks to the channels; keeps nothing between calls."""

    def __init__(self, unsubscribe_url: str = "") -> None:
        self._unsubscribe_url = unsubscribe_url
        self._asset = apprise.AppriseAsset(
            app_id="tidings", app_desc="tidings", async_mode=False, secure_logging=True, storage_mode="memory",
            http_redirects=False, service_timeout=SEND_SECONDS,
        )  # fmt: skip

    def send(self, alert: Alert) -> Outcome:
        """One attempt. Never raises for what a channel does."""
        return self._send(alert.kind, self._target(alert), render.message(alert.content))

    def send_note(self, kind: str, url: str, subject: str, text: str) -> Outcome:
        """One attempt to tell operators something, on a channel as `alerts.channels.parse_channel` gives it."""
        return self._send(kind, url, render.Message(subject, text, html.escape(text).replace("\n", "<br>")))

    def _send(self, kind: str, url: str, message: render.Message) -> Outcome:
        service = apprise.Apprise(asset=self._asset)
        if not service.add(url):
            return Outcome("refused", "the channel's URL is not understood; remove the channel and add it again")
        body, body_format = (message.html, "html") if kind == "mail" else (message.text, "text")
        result = service.notify(body=body, title=message.subject, body_format=body_format, log_level=logging.DEBUG)
        if result:
            return Outcome("sent")
        # The lines of this very call: other lanes send at the same time.
        lines = "\n".join(str(entry.message) for entry in result.logs())
        if result.status is apprise.AppriseResultStatus.TIMEOUT:
            return Outcome("unknown", "the channel did not answer in time")
        return classify_failure(kind, lines)

    def _target(self, alert: Alert) -> str:
        """The URL with the headers that mail programs and people need to tell copies apart."""
        if alert.kind == "slack":
            return alert.url
        headers = {"X-Alert-ID": alert.id}
        if alert.kind == "mail":
            headers["Auto-Submitted"] = "auto-generated"
            if self._unsubscribe_url:
                headers["List-Unsubscribe"] = f"<{self._unsubscribe_url}>"
        return f"{alert.url}&{urlencode({'+' + name: value for name, value in headers.items()})}"


def classify_failure(kind: str, lines: str) -> Outcome:
    """What a failed attempt means, from what Apprise logged."""
    # What was sent is logged too, and a title may read like an error.
    lines = "\n".join(line for line in lines.splitlines() if _CAUSE.search(line))
    detail = _SECRET.sub("***", " | ".join(line.strip() for line in lines.splitlines()[-4:]))[:400]
    if kind == "mail":
        codes = [int(code) for code in _SMTP.findall(lines)]
        if any(code >= 500 for code in codes) and not any(400 <= code < 500 for code in codes):
            return Outcome("refused", detail)
    elif match := _HTTP.search(lines):
        return Outcome("refused" if int(match.group(1)) in _REFUSED_HTTP else "retry", detail)
    return Outcome("unknown" if _TIMEOUT.search(lines) else "retry", detail)


def describe(content: Mapping[str, Any]) -> str:
    """One line about an alert, for tables."""
    return render.message(content).subject
