"""The page that tells what became of an article, or of a list of them."""

from __future__ import annotations

from itertools import islice
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from alerts.store import SubscriptionStore
from alerts.subscriptions import SubscriptionError
from bus.errors import BusError
from tidings.explain.misses import misses, tally
from tidings.explain.notes import LANGUAGES
from tidings.explain.report import explain
from tidings.web.pages import render
from tidings.web.reader import language_of

router = APIRouter(include_in_schema=False)
MOST_LINES, MOST_CHARACTERS = 50, 20_000


@router.get("/explain", response_class=HTMLResponse)
def page(request: Request, url: str = "", subscriber: str = "", language: str = "", missed: str = "") -> HTMLResponse:
    """`url` is explained; `missed` is a list of addresses or titles, each of which gets a verdict."""
    state = request.app.state
    known = SubscriptionStore(state.engine).subscribers()
    spoken = (
        language
        if language in LANGUAGES
        else next((s.language for s in known if s.name == subscriber), language_of(request))
    )
    values: dict[str, Any] = {
        "url": url, "subscriber": subscriber, "language": language, "missed": missed, "known": known, "spoken": spoken,
        "told": None, "found": [], "tally": {}, "names": {}, "trouble": "",
    }  # fmt: skip
    try:
        if url.strip():
            values["told"] = explain(state.settings, state.engine, url.strip(), subscriber or None)
        if missed.strip() and subscriber:
            lines = islice((line for line in missed[:MOST_CHARACTERS].splitlines() if line.strip()), MOST_LINES)
            values["found"] = list(misses(state.settings, state.engine, lines, subscriber))
            values["tally"] = tally(values["found"])
            values["names"] = {miss.verdict.code: miss.verdict.name(spoken) for miss in values["found"]}
    except (SubscriptionError, BusError) as error:
        values["trouble"] = str(error)
    return render(request, "explain.html", values, 422 if values["trouble"] else 200)
