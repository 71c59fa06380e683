"""The web application: pages and API over the same query object. The one thing that changes anything is the link to unsubscribe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from prometheus_client import generate_latest
from sqlalchemy import Engine

from tidings.settings import Settings
from tidings.web import api, articles, explain, pages, rules_api, unsubscribe

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(settings: Settings, engine: Engine, mailbox: Path | None = None) -> FastAPI:
    """The pages and the API on a database; `mailbox` is the demo's folder of mails, which then has a page."""
    app = FastAPI(title="tidings", docs_url="/api", redoc_url=None, openapi_url="/api/openapi.json")
    app.state.settings, app.state.engine, app.state.mailbox = settings, engine, mailbox
    app.state.templates = Jinja2Templates(directory=HERE / "templates")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(articles.router)
    app.include_router(pages.router)
    app.include_router(explain.router)
    app.include_router(unsubscribe.router)
    app.include_router(api.router)
    app.include_router(rules_api.router)

    @app.middleware("http")
    async def secure(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        if request.url.path != "/api":  # its page loads scripts of its own
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)  # the mails have a stricter policy of their own
        return response

    @app.get("/healthz", response_class=PlainTextResponse, include_in_schema=False)
    def healthz() -> str:
        with engine.connect() as connection:
            connection.execution_options(reading=True).exec_driver_sql("SELECT 1")
        return "ok\n"

    @app.get("/metrics", response_class=PlainTextResponse, include_in_schema=False)
    def metrics() -> Response:
        return Response(pages.collect_metrics(settings, engine, generate_latest), media_type="text/plain; version=0.0.4")

    @app.exception_handler(404)
    async def missing(request: Request, error: Exception) -> HTMLResponse:
        return pages.render(request, "missing.html", {}, 404)

    return app
