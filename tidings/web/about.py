"""What the links of an alert open: rate it, mute it, ask for the own page; and the confirmation of an address.

Opening a page changes nothing, since programs that look a mail over follow its links; its buttons do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Engine, Row, select

from alerts import notices, tables
from alerts.feedback import Feedback
from alerts.notifier import Notifier
from alerts.page_access import PageAccess
from alerts.subscriptions import Subscriber
from alerts.telling import Telling
from bus.events import Party
from tidings import wiring
from tidings.web.mine.access import LinkOver, Sent, channel_name, text
from tidings.web.mine.log import LENGTHS, add_mute
from tidings.web.pages import render
from tidings.web.wording import words

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Told:
    """An alert whose link was opened."""

    request: Request
    token: str
    row: Row[Any]

    @property
    def engine(self) -> Engine:
        engine: Engine = self.request.app.state.engine
        return engine

    @property
    def subscriber(self) -> Subscriber:
        return Subscriber(self.row.subscriber_id, self.row.name, self.row.language)

    def parties(self) -> list[str]:
        """Who takes part in it, by the names that a mute compares."""
        found = wiring.archive(self.request.app.state.settings, self.engine).get(self.row.article_id)
        parties: list[Party] = [*found.parties, *(p for e in found.events for p in e.parties)] if found else []
        return list(dict.fromkeys(party.name for party in parties))[:8]

    def back(self, done: str) -> RedirectResponse:
        return RedirectResponse(f"/alerts/{self.token}?done={done}", 303)


def told(request: Request, token: str) -> Told:
    engine = request.app.state.engine
    number = wiring.links(request.app.state.settings, engine).read("alert", token, wiring.now().timestamp())
    a, c, s = tables.alerts.c, tables.channels.c, tables.subscribers.c
    query = (
        select(tables.alerts, s.name, s.language, c.kind, c.url, c.token)
        .join_from(tables.alerts, tables.channels, c.id == a.channel_id)
        .join(tables.subscribers, s.id == a.subscriber_id)
    )
    with engine.connect() as connection:
        row = connection.execution_options(reading=True).execute(query.where(a.id == number)).first()
    if row is None or not row.article_id:
        raise LinkOver
    return Told(request, token, row)


Opened = Annotated[Told, Depends(told)]


@router.get("/alerts/{token}", response_class=HTMLResponse)
def about(alert: Opened, say: str = "", done: str = "") -> HTMLResponse:
    row = alert.row
    values = {
        "w": words(row.language), "language": row.language, "base": f"/alerts/{alert.token}", "facts": row.content, "say": say,
        "vote": Feedback(alert.engine).of(row.id), "channel": channel_name(row.kind, row.url, words(row.language)), "parties": alert.parties(), "done": done,
        "lengths": list(LENGTHS), "unsubscribe": f"/unsubscribe/{row.token}",
        "correct": f"/articles/{row.article_id}?lang={row.language}&by={alert.token}#labels",
    }  # fmt: skip
    return render(alert.request, "mine/about.html", values)


@router.post("/alerts/{token}/feedback")
def rate(alert: Opened, form: Sent) -> Response:
    said = text(form, "relevant")
    if said in {"yes", "no"}:
        Feedback(alert.engine).vote(alert.row.id, said == "yes", wiring.now().timestamp())
    return alert.back("rated")


@router.post("/alerts/{token}/mute")
def mute(alert: Opened, form: Sent) -> Response:
    kind, _, name = text(form, "what").partition(":")
    value = {"story": alert.row.story_id, "rule": alert.row.content["rule"]}.get(
        kind, name if name in alert.parties() else ""
    )
    if kind in {"story", "rule", "party"} and value and text(form, "length") in LENGTHS:
        add_mute(alert.engine, alert.subscriber, kind, value, text(form, "length"))
        return alert.back("muted")
    return alert.back("")


@router.post("/alerts/{token}/page")
def send_page(alert: Opened) -> Response:
    """The link to their page goes to where the alert went: an alert that was forwarded does not open it."""
    settings, now = alert.request.app.state.settings, wiring.now()
    links = wiring.links(settings, alert.engine)
    url = PageAccess(alert.engine, links).link(alert.subscriber, now)
    content = notices.asked_for(alert.row.language, "page", now, url=url)
    is_new = Telling(alert.engine, Notifier()).soon(alert.row.channel_id, "page", content, now)
    return alert.back("page_sent" if is_new else "page_wait")


@router.get("/confirm/{token}", response_class=HTMLResponse)
def ask_confirmation(request: Request, token: str) -> HTMLResponse:
    _channel(request, token)
    return render(request, "mine/confirm.html", {"both": [("en", words("en")), ("zh-CN", words("zh"))], "is_done": False})


@router.post("/confirm/{token}", response_class=HTMLResponse)
def confirm(request: Request, token: str) -> HTMLResponse:
    if not Telling(request.app.state.engine, Notifier()).confirm(_channel(request, token)):
        raise LinkOver
    return render(request, "mine/confirm.html", {"both": [("en", words("en")), ("zh-CN", words("zh"))], "is_done": True})


def _channel(request: Request, token: str) -> int:
    links = wiring.links(request.app.state.settings, request.app.state.engine)
    found = links.read("confirm", token, wiring.now().timestamp())
    if found is None:
        raise LinkOver
    return int(found)
