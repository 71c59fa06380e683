"""What holds for every answer and every request that changes something."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# The addresses of these pages are secrets.
PRIVATE = ("/mine/", "/alerts/", "/confirm/", "/unsubscribe/")
MOST_BYTES = 64 * 1024
_SAFE = {"GET", "HEAD", "OPTIONS"}


async def secure(request: Request, call_next: Any) -> Response:
    """Refuse what another site made a browser send, and what is too large; then add the headers."""
    refused = None if request.method in _SAFE else _refused(request)
    response: Response = refused or await call_next(request)
    if request.url.path != "/api":  # its page loads scripts of its own
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)  # the mails have a stricter policy of their own
    if request.url.path.startswith(PRIVATE):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _refused(request: Request) -> Response | None:
    if is_from_another_site(request):
        return PlainTextResponse("this form belongs to another site\n", 403)
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return PlainTextResponse("the length is missing\n", 411)
    return PlainTextResponse("too large\n", 413) if int(length) > MOST_BYTES else None


def is_from_another_site(request: Request) -> bool:
    """Browsers say where a request comes from; programs, as a mail provider that unsubscribes by one click, say nothing."""
    fetched = request.headers.get("sec-fetch-site")
    if fetched:
        return fetched not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return bool(origin) and urlsplit(origin or "").netloc != request.headers.get("host")
