"""Send one alert to one recipient, and say what came of it.

Mail and Slack go through Apprise, which reports success or failure per URL; why a mail failed stands only in its log lines.
They are read here as a hint, and whatever is not clearly a refusal for good is tried again. A time-out is unknown: the
channel may have taken the message.
"""

from __future__ import annotations

import logging
import re
import time
from urllib.parse import urlencode

import apprise

from alerts import forms, webhooks
from alerts.delivery import Alert, Outcome
from alerts.guard import parse_networks
from alerts.links import Links
from alerts.mail import MailChannel
from alerts.posting import REFUSED
from alerts.render import Message
from alerts.slack import SlackChannel

_HTTP = re.compile(r"error=(\d{3})")
_SMTP = re.compile(r"\b([45]\d\d)\b[ ,]")
_CAUSE = re.compile(r"^(?:Socket Exception|Failed to send|Sending|SMTP recipient|A Connection error)|error=\d{3}\.?$")
_TIMEOUT = re.compile(r"time[d]?[ -]?out|Read timed out|Connection unexpectedly closed|reset by peer", re.IGNORECASE)
_SECRET = re.compile(r"[a-z]+s?://\S+|[\w.+-]+:[^\s@]+@", re.IGNORECASE)
SEND_SECONDS = 60.0
SMTP_SECONDS = 30.0  # a server may look a mail over before it takes it; one that gave up too early would be sent a copy
# Apprise logs addresses and URLs as it sends; what it says is read from its result instead.
_LOGGER = logging.getLogger("apprise")
_LOGGER.propagate = False
_LOGGER.setLevel(logging.DEBUG)  # the cause of a failure is logged at this level only
_LOGGER.addHandler(logging.NullHandler())


class Notifier:
    """Talks to the channels; keeps nothing between calls. `base_url` of the pages makes mails easy to unsubscribe from;
    with the key of signed links, alerts also carry links to rate them and to mute. `webhook_networks` are inside, and allowed
    to webhooks of subscribers all the same."""

    def __init__(self, base_url: str = "", key: bytes = b"", webhook_networks: str = "") -> None:
        self._base_url, self._links = base_url.rstrip("/"), Links(base_url, key)
        self._allowed = parse_networks(webhook_networks)
        self._asset = apprise.AppriseAsset(
            app_id="tidings", app_desc="tidings", async_mode=False, secure_logging=True, storage_mode="memory",
            http_redirects=False, service_timeout=SEND_SECONDS,
        )  # fmt: skip

    def send(self, alert: Alert) -> Outcome:
        """One attempt. Never raises for what a channel does."""
        message = forms.message(alert.content, self._links.actions(alert.token, time.time()))
        if alert.kind == "webhook":
            return webhooks.send(alert, message, self._allowed)
        channel = self._channel(alert, message)
        if channel is None:
            return Outcome("refused", "the channel's URL is not understood; remove the channel and add it again")
        return self._send(alert, message, channel)

    def _send(self, alert: Alert, message: Message, channel: apprise.NotifyBase) -> Outcome:
        service = apprise.Apprise(channel, asset=self._asset)
        body, body_format = (message.html, "html") if alert.kind == "mail" else (message.text, "text")
        result = service.notify(body=body, title=message.subject, body_format=body_format, log_level=logging.DEBUG)
        if result:
            return Outcome("sent")
        if result.status is apprise.AppriseResultStatus.TIMEOUT:
            return Outcome("unknown", "the channel did not answer in time")
        if isinstance(channel, SlackChannel) and channel.answer:
            return channel.answer
        # The lines of this very call: other lanes send at the same time.
        return classify_failure(alert.kind, "\n".join(str(entry.message) for entry in result.logs()))

    def _channel(self, alert: Alert, message: Message) -> apprise.NotifyBase | None:
        if alert.kind == "slack":
            parsed = SlackChannel.parse_url(alert.url)
            slack = SlackChannel(**parsed, asset=self._asset) if parsed else None
            if slack is not None:
                slack.text = message.slack
            return slack
        parsed = MailChannel.parse_url(f"{alert.url}&{self._headers(alert)}")
        mail = MailChannel(**parsed, asset=self._asset) if parsed else None
        if mail is not None:
            mail.socket_connect_timeout, mail.text = SMTP_SECONDS, message.text
        return mail

    def _headers(self, alert: Alert) -> str:
        """What mail programs and people need to tell copies apart, to answer no machine, and to unsubscribe."""
        headers = {"X-Alert-ID": alert.id, "Auto-Submitted": "auto-generated"}
        if self._base_url and alert.token:
            headers["List-Unsubscribe"] = f"<{self._base_url}/unsubscribe/{alert.token}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        return urlencode({"+" + name: value for name, value in headers.items()})


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
        return Outcome("refused" if int(match.group(1)) in REFUSED else "retry", detail)
    return Outcome("unknown" if _TIMEOUT.search(lines) else "retry", detail)
