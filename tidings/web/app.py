"""The web application: pages and API over the same query object, and what subscribers change by signed links. GET changes nothing."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader
from prometheus_client import generate_latest
from sqlalchemy import Engine

from tidings.settings import Settings
from tidings.web import about, api, articles, corrections, explain, mine, pages, rules_api, security, unsubscribe
from tidings.web.mine.access import LinkOver, link_over
from tidings.web.wording import plain

HERE = Path(__file__).parent


def _environment() -> Environment:
    """Everything that a template writes is escaped, and loses characters that cannot be seen."""
    return Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, finalize=plain)


def create_app(settings: Settings, engine: Engine, mailbox: Path | None = None) -> FastAPI:
    """The pages and the API on a database; `mailbox` is the demo's folder of mails, which then has a page."""
    app = FastAPI(title="tidings", docs_url="/api", redoc_url=None, openapi_url="/api/openapi.json")
    app.state.settings, app.state.engine, app.state.mailbox = settings, engine, mailbox
    app.state.templates = Jinja2Templates(env=_environment())
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(articles.router)
    app.include_router(pages.router)
    app.include_router(explain.router)
    app.include_router(unsubscribe.router)
    app.include_router(about.router)
    app.include_router(corrections.router)
    for part in mine.ROUTERS:
        app.include_router(part)
    app.include_router(api.router)
    app.include_router(rules_api.router)

    app.middleware("http")(security.secure)

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

    app.add_exception_handler(LinkOver, link_over)
    return app
