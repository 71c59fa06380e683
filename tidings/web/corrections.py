"""Labels set right on the page of an article: what `tidings corrections export` writes out for the next training."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from alerts import tables
from archive.corrections import correct
from bus.events import LABELS
from tidings import wiring
from tidings.web.mine.access import Sent, text, texts

router = APIRouter(include_in_schema=False)


@router.post("/articles/{article_id}/labels")
def set_right(request: Request, article_id: str, form: Sent) -> Response:
    """By whoever an alert's link names, else by `web`."""
    state = request.app.state
    found = wiring.archive(state.settings, state.engine).get(article_id)
    if found is None:
        raise HTTPException(404)
    chosen = texts(form, "label")
    token = text(form, "by")
    correct(state.engine, found.article.url, [x for x in LABELS if x in chosen], who(request, token) or "web", wiring.now())
    kept = f"by={token}&" if who(request, token) else ""
    return RedirectResponse(f"/articles/{article_id}?{kept}done=corrected#labels", 303)


def who(request: Request, token: str) -> str:
    """The subscriber of the alert whose signed link led here, or nothing."""
    state, a, s = request.app.state, tables.alerts.c, tables.subscribers.c
    number = wiring.links(state.settings, state.engine).read("alert", token, wiring.now().timestamp()) if token else None
    if number is None:
        return ""
    query = select(s.name).join_from(tables.alerts, tables.subscribers, s.id == a.subscriber_id).where(a.id == number)
    with state.engine.connect() as connection:
        return connection.execution_options(reading=True).execute(query).scalar() or ""
