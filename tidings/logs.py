"""Structured logs on standard error: one line an event, the same few keys everywhere (article_id, url, topic, worker)."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(*, as_json: bool, level: str = "INFO") -> None:
    """Set up logging for a process."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries speak only of trouble; Apprise and kafka-python would print URLs and every reconnect.
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.ERROR)  # of the handler: Scrapy opens the root logger for everything
    # A request that failed is an outcome of its source, and needs no traceback. Scrapy sets the levels of its loggers itself.
    handler.addFilter(lambda record: not record.name.startswith("scrapy.downloadermiddlewares"))
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().handlers = [handler]
    for name in ("kafka", "apprise", "scrapy", "trafilatura", "htmldate", "alembic"):
        logging.getLogger(name).setLevel(logging.CRITICAL if name in {"kafka", "trafilatura"} else logging.ERROR)
