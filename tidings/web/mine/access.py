"""Who may see a subscriber's pages, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.datastructures import FormData
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Engine

from alerts.channels import masked
from alerts.page_access import PageAccess
from alerts.preferences import Preferences
from alerts.subscriptions import Subscriber
from alerts.words import word
from tidings import wiring
from tidings.settings import Settings
from tidings.web.pages import render
from tidings.web.wording import words


class LinkOver(Exception):
    """A link that is none of ours, has run out or was ended: which of these is not told."""


def link_over(request: Request, error: Exception) -> HTMLResponse:
    return render(request, "mine/over.html", {"both": [("en", words("en")), ("zh-CN", words("zh"))]}, 404)


@dataclass(frozen=True)
class Visitor:
    """A subscriber on their own page."""

    request: Request
    subscriber: Subscriber
    token: str

    @property
    def engine(self) -> Engine:
        engine: Engine = self.request.app.state.engine
        return engine

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def words(self) -> dict[str, str]:
        return words(self.subscriber.language)

    @property
    def zone(self) -> str:
        return Preferences(self.engine).schedule(self.subscriber).zone

    def page(self, name: str, values: dict[str, Any], status: int = 200) -> HTMLResponse:
        language = self.subscriber.language
        shared = {
            "w": self.words, "language": language, "base": f"/mine/{self.token}", "who": self.subscriber.name,
            "done": self.words.get(self.request.query_params.get("done", ""), ""), "here": name,
        }  # fmt: skip
        return render(self.request, f"mine/{name}.html", {**shared, **values}, status)

    def back(self, path: str = "", done: str = "saved") -> RedirectResponse:
        """To a page of theirs, after a change: reloading that changes nothing."""
        return RedirectResponse(f"/mine/{self.token}/{path}?done={done}", 303)


def visitor(request: Request, token: str) -> Visitor:
    engine = request.app.state.engine
    links = wiring.links(request.app.state.settings, engine)
    found = PageAccess(engine, links).subscriber(token, wiring.now())
    if found is None:
        raise LinkOver
    return Visitor(request, found, token)


async def sent_form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=500)


Mine = Annotated[Visitor, Depends(visitor)]
Sent = Annotated[FormData, Depends(sent_form)]


def text(form: FormData, name: str) -> str:
    """One field of a form, or nothing."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> tuple[str, ...]:
    """The values that were ticked, or the lines that were written."""
    found = [line for value in form.getlist(name) if isinstance(value, str) for line in value.splitlines()]
    return tuple(dict.fromkeys(line.strip() for line in found if line.strip()))


def channel_name(kind: str, url: str, w: dict[str, str]) -> str:
    """Kind and address, without what is secret."""
    where = masked(kind, url).removeprefix(word("channels", kind, "en")).strip()
    return f"{w.get(kind, kind)} {where}".strip()


def shown_time(seconds: float | None, zone: str) -> str:
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
