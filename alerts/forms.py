"""An alert record's content as a message, whatever its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alerts import digest, notices, render
from alerts.links import Actions, no_actions


def message(content: Mapping[str, Any], actions: Actions = no_actions) -> render.Message:
    """Content without a form is that of one alert."""
    if content.get("form") == notices.FORM:
        return notices.message(content)
    return (digest.message if content.get("form") == digest.FORM else render.message)(content, actions)
