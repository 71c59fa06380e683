"""The webhook channel: a signed JSON POST to a program of the subscriber's."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from alerts import signing
from alerts.deadline import Deadline
from alerts.delivery import Alert, Outcome
from alerts.guard import Network, open_session
from alerts.posting import post
from alerts.render import Message

GUARDED_SECONDS = 30.0  # of one attempt at a server that we have no reason to trust


def send(alert: Alert, message: Message, allowed: Sequence[Network] = ()) -> Outcome:
    """One attempt. The delivery id is the alert's or the digest's, and the same when it is sent again."""
    parts = urlsplit(alert.url)
    options = dict(parse_qsl(parts.query))
    host = parts.netloc.rpartition("@")[2]
    url = f"{'https' if parts.scheme == 'jsons' else 'http'}://{host}{parts.path}"
    data = json.dumps(body(alert, message), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "tidings", "X-Alert-ID": alert.id}
    if alert.secret:
        headers |= signing.headers(alert.secret, alert.id, int(time.time()), data)
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    attempt = partial(post, url, data, headers, timeout=(float(options["cto"]), float(options["rto"])), auth=auth)
    if "guard" not in options:
        return attempt()
    with Deadline(GUARDED_SECONDS) as deadline:
        return attempt(session=open_session(allowed, deadline), deadline=deadline)


def body(alert: Alert, message: Message) -> dict[str, Any]:
    """The message as people read it, and the facts of each alert as programs do."""
    form = alert.content.get("form", "alert")
    facts = {"alert": [alert.content], "digest": alert.content.get("rows")}.get(form) or []
    return {"id": alert.id, "type": form, "title": message.subject, "message": message.text, "alerts": facts}
