"""The only place where concrete classes meet. Heavy libraries are imported inside the functions that need them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tidings import __version__
from tidings.settings import Settings, SettingsError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from alerts.links import Links
    from alerts.outbox import Outbox
    from archive.store import Archive
    from bus.events import Amount, TextField
    from bus.interface import Bus
    from classifiers.interface import Classifier
    from consumers.classify_articles import ArticleReader, FindAmounts
    from consumers.interface import Handler
    from consumers.loop import LoopOptions
    from consumers.send_alerts import SendAlerts
    from consumers.watch_canary import WatchCanary
    from crawlers.settings import CrawlOptions
    from crawlers.sources import Source
    from tidings.rates import RateFile

WORKERS = ("classify", "archive", "match", "send")
CANARY = "canary"


def now() -> datetime:
    return datetime.now(UTC)


def engine(settings: Settings) -> Engine:
    from archive.database import connect_engine

    return connect_engine(settings.database)


def bus(settings: Settings) -> Bus:
    from bus.connect import connect

    return connect(settings.bus)


def classifier(settings: Settings) -> Classifier:
    from classifiers import model_store
    from classifiers.transformer import TransformerClassifier

    if not settings.model:
        return TransformerClassifier()
    if model_store.is_ours(settings.model):
        return TransformerClassifier(Path(settings.model))
    from classifiers.checkpoint import CheckpointClassifier

    return CheckpointClassifier(settings.model)


def thresholds(settings: Settings, model: str, language: str) -> dict[str, float]:
    """From which score on a model decides for each label; empty when it is not the model of the settings."""
    from classifiers import model_store

    if settings.model and not model_store.is_ours(settings.model):
        return {}
    decisions = model_store.load_decisions(Path(settings.model) if settings.model else model_store.SHIPPED)
    if f"{decisions.name} {decisions.version}" != model:
        return {}
    return {label: decisions.threshold(language, label) for label in decisions.thresholds["en"]}


def article_reader(settings: Settings) -> ArticleReader:
    from consumers.classify_articles import ArticleReader

    return ArticleReader(classifier(settings), amount_finder(settings), now)


def rates(settings: Settings) -> RateFile:
    from tidings.rates import RateFile

    return RateFile(Path(settings.state))


def amount_finder(settings: Settings) -> FindAmounts:
    """Finds amounts, each with its value in US dollars at the newest rates of this machine."""
    from classifiers.amounts import find_amounts
    from classifiers.rates import in_dollars

    table = rates(settings)

    def find(text: str, language: str | None, field: TextField) -> list[Amount]:
        return [in_dollars(amount, table.current()) for amount in find_amounts(text, language, field)]

    return find


def archive(settings: Settings, database: Engine) -> Archive:
    from archive.store import Archive

    return Archive(database, now)


def outbox(settings: Settings, database: Engine) -> Outbox:
    from alerts.outbox import Outbox, OutboxOptions

    options = OutboxOptions(max_age=timedelta(hours=settings.alerts.max_age_hours), base_url=settings.web.base_url)
    return Outbox(database, now, options)


def loop_options(settings: Settings) -> LoopOptions:
    from consumers.loop import LoopOptions

    return LoopOptions(
        batch_size=settings.workers.batch_size,
        attempts=settings.workers.attempts,
        state_folder=Path(settings.state),
        code_version=__version__,
    )


def handler(name: str, settings: Settings, database: Engine) -> Handler:
    """The handler of a worker that reads a topic."""
    if name == "classify":
        from consumers.classify_articles import ClassifyArticles
        from consumers.metrics import MODEL

        reader = article_reader(settings)
        MODEL.labels(reader.classifier.name).set(1)
        return ClassifyArticles(reader)
    if name == "archive":
        from consumers.archive_articles import ArchiveArticles

        return ArchiveArticles(archive(settings, database))
    from alerts.canary import Canaries
    from alerts.store import SubscriptionStore
    from consumers.match_rules import MatchRules

    return MatchRules(SubscriptionStore(database), outbox(settings, database), Canaries(database), now)


def sender(settings: Settings, database: Engine, worker: str = "send") -> SendAlerts:
    from alerts.notifier import Notifier
    from consumers.send_alerts import SendAlerts

    notifier = Notifier(settings.web.base_url, links(settings, database).key, settings.alerts.webhook_networks)
    return SendAlerts(outbox(settings, database), notifier, worker=worker)


def links(settings: Settings, database: Engine) -> Links:
    """Makes and reads the signed links of this installation."""
    from alerts.keys import link_key
    from alerts.links import Links

    return Links(settings.web.base_url, link_key(database))


def canary_watch(settings: Settings, database: Engine) -> WatchCanary:
    """Raises SettingsError where canaries would go to the channel that is to tell of their silence."""
    from alerts.canary import Canaries
    from alerts.channels import parse_channel
    from alerts.subscriptions import SubscriptionError
    from consumers.canary_inbox import serve_inbox
    from consumers.watch_canary import CanaryOptions, WatchCanary
    from tidings import operators

    chosen = settings.canary
    host, _, port = chosen.listen.rpartition(":")
    url = chosen.channel
    if not url or int(port or 0):
        inbox = serve_inbox(host or "127.0.0.1", int(port or 0))
        url = url or f"json://127.0.0.1:{inbox.server_address[1]}/canary"
    try:
        kind, safe = parse_channel(url)
        if settings.crawl.operator_channel and parse_channel(settings.crawl.operator_channel)[1] == safe:
            raise SettingsError(
                "settings: canary.channel is crawl.operator_channel too; its silence must be told by another"
            )
    except SubscriptionError as error:
        raise SettingsError(f"settings: canary.channel: {error}") from error
    canaries = Canaries(database)
    canaries.listen(kind, safe)
    options = CanaryOptions(chosen.every_seconds or 300.0, chosen.late_seconds)
    return WatchCanary(
        bus(settings), canaries, lambda subject, lines: operators.send(settings, subject, lines), options, now
    )


def sources(settings: Settings, path: Path | None = None) -> list[Source]:
    from crawlers.sources import SHIPPED, load_sources

    return load_sources(path or (Path(settings.sources) if settings.sources else SHIPPED))


def crawl_options(settings: Settings, *, allow_loopback: bool = False, max_items: int = 0) -> CrawlOptions:
    from crawlers.settings import CrawlOptions

    return CrawlOptions(
        user_agent=settings.crawl.user_agent,
        delay_seconds=settings.crawl.delay_seconds,
        timeout_seconds=settings.crawl.timeout_seconds,
        cycle_seconds=settings.crawl.cycle_seconds,
        readers=settings.crawl.readers,
        allow_loopback=allow_loopback or settings.crawl.allow_loopback,
        max_items=max_items,
    )
