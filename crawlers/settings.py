"""Scrapy settings: polite, bounded, and without the doors that Scrapy leaves open by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_PAGE_BYTES = 8 * 2**20


@dataclass(frozen=True)
class CrawlOptions:
    """How to crawl."""

    user_agent: str = "tidings/0.1 (news monitor)"  # operators add a contact address
    delay_seconds: float = 1.0  # between two requests to a site
    timeout_seconds: float = 30.0
    cycle_seconds: float = 900.0  # the whole cycle
    allow_loopback: bool = False  # for tests and the demo only


def scrapy_settings(options: CrawlOptions) -> dict[str, Any]:
    """Scrapy's own defaults that are unsafe or impolite are all named here."""
    settings: dict[str, Any] = {
        "USER_AGENT": options.user_agent, "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": options.delay_seconds,
        "AUTOTHROTTLE_ENABLED": not options.allow_loopback, "AUTOTHROTTLE_START_DELAY": 1.0, "AUTOTHROTTLE_MAX_DELAY": 30.0,
        "DOWNLOAD_TIMEOUT": options.timeout_seconds, "DOWNLOAD_MAXSIZE": MAX_PAGE_BYTES, "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True, "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_HANDLERS": {"file": None, "data": None, "ftp": None, "s3": None},
        "REDIRECT_MAX_TIMES": 5, "METAREFRESH_ENABLED": False, "RETRY_TIMES": 1, "COOKIES_ENABLED": False,
        # Without "cannot resolve host": what the guard refuses is not tried again.
        "RETRY_EXCEPTIONS": [
            "scrapy.exceptions.DownloadConnectionRefusedError", "scrapy.exceptions.DownloadTimeoutError",
            "scrapy.exceptions.DownloadFailedError", "scrapy.exceptions.ResponseDataLossError",
        ],
        "HTTPCACHE_ENABLED": False, "URLLENGTH_LIMIT": 2083, "CLOSESPIDER_TIMEOUT": options.cycle_seconds,
        "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "LOGSTATS_INTERVAL": 0, "STATS_DUMP": False,
        "TWISTED_DNS_RESOLVER": "crawlers.net.GuardResolver", "DNS_TIMEOUT": 10,
        "TIDINGS_ALLOW_LOOPBACK": options.allow_loopback, "LOG_LEVEL": "ERROR", "LOG_INSTALL_ROOT_HANDLER": False,
        "DOWNLOADER_MIDDLEWARES": {"crawlers.net.GuardMiddleware": 50},
        "ITEM_PIPELINES": {"crawlers.pipelines.PublishPipeline": 500}, "CONCURRENT_ITEMS": 32,
        "MEMUSAGE_ENABLED": True, "MEMUSAGE_LIMIT_MB": 1024, "MEMUSAGE_CHECK_INTERVAL_SECONDS": 10.0,
    }  # fmt: skip
    if options.allow_loopback:
        settings["DOWNLOAD_SLOTS"] = {
            "127.0.0.1": {"concurrency": 8, "delay": 0},
            "localhost": {"concurrency": 8, "delay": 0},
        }
    return settings
