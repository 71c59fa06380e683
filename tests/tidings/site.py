"""A site with two subscribers and what they were sent, for the tests of pages; and a server for browsers."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import uvicorn
from sqlalchemy import Engine, select

from alerts import tables
from alerts.delivery import Outcome
from alerts.outbox import Outbox
from alerts.page_access import PageAccess
from alerts.store import SubscriptionStore
from alerts.subscriptions import Subscriber, parse_conditions
from archive.store import Archive
from bus.events import ArticleArchived
from tests.make import amount, archived, classified, crawled, deal
from tests.services import free_port, skip_or_fail, wait_for
from tidings import wiring
from tidings.settings import Settings
from tidings.web.app import create_app

SECRETS = ("hunter2", "TSECRET11", "BSECRET11", "secretsecretsecretsecret")

STORIES = (
    ("博瑞生物=Baltine", "a lung cancer antibody"), ("恒瑞医药=Hengrui Pharma", "an obesity pill"),
    ("奥维萨=Orvexa", "gene therapy for haemophilia"), ("先声药业=Quillon", "software that plans radiotherapy"),
)  # fmt: skip


class Site:
    """Ada reads English and is told by mail and Slack; 林晓 reads Chinese."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine, self.settings, self.store = engine, settings, SubscriptionStore(engine)
        mail = "mailto://user:hunter2@mail.example:25/?from=a@example.com&to={}@example.com"
        self.ada = self.store.add_subscriber(
            "ada", "en", (mail.format("ada"), "slack://TSECRET11/BSECRET11/secretsecretsecretsecret")
        )
        self.lin = self.store.add_subscriber("林晓", "zh", (mail.format("lin"),))
        self.store.add_rule("ada", "licences", parse_conditions("licences", kinds=("license",)))
        self.store.add_rule("林晓", "授权", parse_conditions("授权", kinds=("license",)))
        self.links = wiring.links(settings, engine)

    def page(self, owner: Subscriber, path: str = "") -> str:
        """The path of a page of a subscriber."""
        url = PageAccess(self.engine, self.links).link(owner, wiring.now())
        return url.removeprefix(self.settings.web.base_url) + path

    def news(self, number: int = 1, **changes: Any) -> ArticleArchived:
        """An article that both are told of; each number is a story of its own."""
        now, (company, drug) = wiring.now(), STORIES[number % len(STORIES)]
        article = crawled(
            f"https://news.example/{number}", title=f"{company.partition('=')[2]} licenses {drug} to Corvane ({number})",
            text=f"{company.partition('=')[2]} has licensed {drug} to Corvane. Number {number}.", fetched_at=now,
            published_at=now - timedelta(minutes=5),
        )  # fmt: skip
        price = amount(f"{number + 3}00000000")
        event = deal((company, "licensor"), ("Corvane", "licensee"), terms=(price,), product=drug)
        return self.tell(archived(classified(article, events=(event,), amounts=(price,), evidence=(), **changes)))

    def tell(self, event: ArticleArchived) -> ArticleArchived:
        saved = Archive(self.engine).save(event.classified)
        Outbox(self.engine, wiring.now).decide(self.store.active_rules(), saved)
        return saved

    def send_all(self) -> None:
        outbox = Outbox(self.engine, wiring.now)
        while claimed := outbox.claim("w"):
            for alert in claimed:
                outbox.finish(alert, Outcome("sent"), "w")

    def alerts(self, owner: Subscriber | None = None) -> list[Any]:
        a = tables.alerts.c
        query = select(tables.alerts).order_by(a.created_at, a.channel_id)
        rows = self.rows(query if owner is None else query.where(a.subscriber_id == owner.id))
        return [row for row in rows if row.article_id]

    def about(self, alert: Any, path: str = "") -> str:
        url = self.links.about(alert.id, wiring.now().timestamp())
        return url.removeprefix(self.settings.web.base_url) + path

    def rows(self, query: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execution_options(reading=True).execute(query))

    def everything(self) -> dict[str, list[Any]]:
        """All that stands in the tables of alerts."""
        return {name: self.rows(select(table)) for name, table in tables.metadata.tables.items()}


@contextmanager
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        skip_or_fail("browser", "chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address of the site."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(site.settings, site.engine), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started, what="the server")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
