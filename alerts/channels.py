"""Channels: which Apprise URLs are allowed, and what of them is safe to keep.

Apprise knows over a hundred services, some of which reach into the host (dbus, syslog) or fetch addresses and files that a
URL's options name. So the schemes are listed here, and of the options only harmless ones stay.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from alerts.subscriptions import SubscriptionError
from alerts.words import word

KINDS = {"mailto": "mail", "mailtos": "mail", "slack": "slack", "json": "webhook", "jsons": "webhook"}
# redirect, template, blocks, file and include options reach further than a message: they are not in the lists.
_OPTIONS = {
    "mail": {"to", "from", "name", "smtp", "user", "pass", "mode", "port", "reply"},
    "slack": {"channel"},
    "webhook": {"guard"},  # of subscribers: to addresses outside alone
}
# Slack: no footer, picture or time of Apprise's own; a slow channel is given time, since a read that times out may have
# been accepted all the same. Retries are the outbox's business.
_FIXED = {
    "mail": {"format": "html", "overflow": "upstream"},
    "slack": {"footer": "no", "image": "no", "timestamp": "no", "format": "text", "overflow": "upstream"},
    "webhook": {"format": "text", "overflow": "upstream"},
}
_TIMEOUTS = {"cto": "5", "rto": "20"}


def parse_channel(url: str) -> tuple[str, str]:
    """The kind of a channel and its URL with safe options only. Raises SubscriptionError, without the secret URL in it."""
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:
        raise SubscriptionError("channel: the URL cannot be read; write mailto://, slack:// or json://") from error
    kind = KINDS.get(parts.scheme)
    if kind is None:
        raise SubscriptionError(
            f"channel: {parts.scheme or 'nothing'!r} is not an allowed scheme; write one of {', '.join(KINDS)}"
        )
    if not parts.netloc:
        raise SubscriptionError(f"channel: the {parts.scheme} URL names no host; see docs/guide-subscribers.md")
    options = {k: v for k, v in parse_qsl(parts.query) if k.lower() in _OPTIONS[kind]}
    if kind == "mail" and len([a for a in options.get("to", "").split(",") if a.strip()]) > 1:
        raise SubscriptionError("channel: one address a channel; add a channel for each")
    query = urlencode({**options, **_FIXED[kind], **_TIMEOUTS}, quote_via=quote)
    return kind, urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def slack_url(hook: str) -> str:
    """A channel from the address that Slack shows for an incoming webhook. Raises SubscriptionError."""
    found = re.fullmatch(r"https://hooks\.slack\.com/services/(T\w+)/(B\w+)/(\w+)", hook.strip(), re.ASCII)
    if not found:
        raise SubscriptionError("channel: write the webhook as Slack shows it: https://hooks.slack.com/services/T…/B…/…")
    return f"slack://{'/'.join(found.groups())}"


def mail_url(server: str, address: str) -> str:
    """A channel to an address, through the operator's mail server. Raises SubscriptionError."""
    if not re.fullmatch(r"[\w.+-]{1,64}@(?:[\w-]+\.)+[\w-]{2,}", address.strip(), re.ASCII) or len(address) > 254:
        raise SubscriptionError("channel: write one mail address, as me@example.com")
    parts = urlsplit(server)
    options = {**dict(parse_qsl(parts.query)), "to": address.strip()}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(options, quote_via=quote), ""))


def masked(kind: str, url: str, language: str = "en") -> str:
    """What may be shown of a channel: its kind and whom it reaches, without passwords and tokens."""
    parts = urlsplit(url)
    if kind == "mail":
        address = dict(parse_qsl(parts.query)).get("to", f"{parts.username or '?'}@{parts.hostname}")
        return f"{word('channels', kind, language)} {address}"
    name = word("channels", kind, language)
    return f"{name} {parts.hostname}" if kind == "webhook" else name


def destination(kind: str, url: str) -> str:
    """What channels with the same value share: one that is slow must not delay the others."""
    parts = urlsplit(url)
    host = dict(parse_qsl(parts.query)).get("smtp") or f"{parts.hostname}:{parts.port or ''}"
    return f"{kind}:{host}{parts.path if kind == 'slack' else ''}"


def destination_key(kind: str, url: str) -> str:
    """A destination as it may be stored and compared: a Slack path is a secret."""
    return hashlib.sha256(destination(kind, url).encode()).hexdigest()
