"""The link in each mail that switches its channel off: a page with a button, and the one click of RFC 8058."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from alerts.preferences import Preferences
from tidings.web.pages import render

router = APIRouter(include_in_schema=False)


@router.get("/unsubscribe/{token}", response_class=HTMLResponse)
def ask(request: Request, token: str) -> HTMLResponse:
    """Changes nothing: programs that look a mail over follow its links."""
    return render(request, "unsubscribe.html", {"done": False})


@router.post("/unsubscribe/{token}", response_class=HTMLResponse)
def unsubscribe(request: Request, token: str) -> HTMLResponse:
    if not Preferences(request.app.state.engine).unsubscribe(token):
        raise HTTPException(404)
    return render(request, "unsubscribe.html", {"done": True})
