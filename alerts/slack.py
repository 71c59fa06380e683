"""Apprise's Slack, with a text of our own, and the answer of the webhook told in full: Apprise keeps no Retry-After."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from apprise.plugins.slack import NotifySlack, SlackMode

from alerts.delivery import Outcome
from alerts.posting import post

# No markup, and no look at what a link leads to: an article could draw a preview of anything with it.
_PLAIN = {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


class SlackChannel(NotifySlack):  # type: ignore[misc]
    """`text` is what is said, escaped already; `answer` is what came of it, for a webhook."""

    answer: Outcome | None = None
    text: str = ""

    def _send(self, url: str, payload: Any, *arguments: Any, **options: Any) -> Any:
        said = self._plain(payload) if self.text and "attachments" in payload else payload
        if self.mode is not SlackMode.WEBHOOK:
            return super()._send(url, said, *arguments, **options)
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": self.app_id}
        self.answer = post(url, json.dumps(said).encode(), headers, timeout=self.request_timeout)
        return self.answer.kind == "sent"

    def _plain(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The text instead of Apprise's attachment, to the same place."""
        kept = {name: payload[name] for name in ("channel", "thread_ts", "username") if name in payload}
        return {"text": self.text, **_PLAIN, **kept}
