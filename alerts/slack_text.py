"""Text as Slack takes it: whatever comes out of a variable is inert, and links are made in one place only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from alerts.texts import safe_url

MAX_TEXT = 39_000  # Slack cuts what is over 40,000, wherever that is


class _Link(str):
    """Already in Slack's form."""


def escape(value: Any) -> Any:
    """Slack reads commands, mentions and links between angle brackets, and nothing else in text without markup."""
    if not isinstance(value, str) or isinstance(value, _Link):
        return value
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, label: str) -> _Link:
    """A link with a label; only the label where the address is none that a link may be made of."""
    address = escape(safe_url(url)).replace("|", "%7C")
    shown = str(escape(label)).replace("|", "¦")
    return _Link(f"<{address}|{shown}>" if address else shown)


def fitted(text: str) -> str:
    """At most what Slack takes: too long a text loses whole lines, so that no link or amount is cut, but not its last."""
    if len(text) <= MAX_TEXT:
        return text
    *lines, last = text.rstrip().split("\n")
    kept, room = [], MAX_TEXT - len(last) - 4
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, "…", last]) + "\n"


def slack_environment(folder: Path) -> Environment:
    """Escapes every variable, as autoescape does for HTML."""
    made = Environment(
        loader=FileSystemLoader(folder), trim_blocks=True, lstrip_blocks=True, finalize=escape,
        autoescape=False,
    )  # fmt: skip
    made.globals["link"] = link
    return made
