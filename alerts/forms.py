"""An alert record's content as a message, whatever its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alerts import digest, notices, render


def message(content: Mapping[str, Any]) -> render.Message:
    """Content without a form is that of one alert."""
    make = {digest.FORM: digest.message, notices.FORM: notices.message}.get(content.get("form", ""), render.message)
    return make(content)
