"""Apprise's Slack, with the answer of the webhook told in full: Apprise itself keeps no Retry-After."""

from __future__ import annotations

import json
from typing import Any

from apprise.plugins.slack import NotifySlack, SlackMode

from alerts.delivery import Outcome
from alerts.posting import post


class SlackChannel(NotifySlack):  # type: ignore[misc]
    """Builds what is posted as Apprise does; `answer` is what came of it, for a webhook."""

    answer: Outcome | None = None

    def _send(self, url: str, payload: Any, *arguments: Any, **options: Any) -> Any:
        if self.mode is not SlackMode.WEBHOOK:
            return super()._send(url, payload, *arguments, **options)
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": self.app_id}
        self.answer = post(url, json.dumps(payload).encode(), headers, timeout=self.request_timeout)
        return self.answer.kind == "sent"
