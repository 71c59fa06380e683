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
    cycle_seconds: float = 300.0  # the whole cycle; what it does not come to is left to the next one
    readers: int = 1  # processes that read pages
    max_items: int = 0  # of each source, for a trial; 0 is no limit
    allow_loopback: bool = False  # for tests and the demo only


def scrapy_settings(options: CrawlOptions) -> dict[str, Any]:
    """Scrapy's own defaults that are unsafe or impolite are all named here."""
    settings: dict[str, Any] = {
        "USER_AGENT": options.user_agent, "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": options.delay_seconds,
        "AUTOTHROTTLE_ENABLED": not options.allow_loopback, "AUTOTHROTTLE_START_DELAY": 1.0, "AUTOTHROTTLE_MAX_DELAY": 30.0,
        "DOWNLOAD_TIMEOUT": options.timeout_seconds, "DOWNLOAD_MAXSIZE": MAX_PAGE_BYTES, "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True, "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_HANDLERS": {"file": None, "data": None, "ftp": None, "s3": None, "http": "crawlers.politeness.SiteHandler", "https": "crawlers.net.HttpsHandler"},
        "REDIRECT_MAX_TIMES": 5, "METAREFRESH_ENABLED": False, "COOKIES_ENABLED": False, "HTTPPROXY_ENABLED": False,
        # 429 and 503 are not tried again at once: the site is left to rest.
        "RETRY_TIMES": 1, "RETRY_HTTP_CODES": [500, 502, 504, 408, 522, 524],
        # Without "cannot resolve host": what the guard refuses is not tried again.
        "RETRY_EXCEPTIONS": [
            "scrapy.exceptions.DownloadConnectionRefusedError", "scrapy.exceptions.DownloadTimeoutError",
            "scrapy.exceptions.DownloadFailedError", "scrapy.exceptions.ResponseDataLossError",
        ],
        "HTTPCACHE_ENABLED": False, "URLLENGTH_LIMIT": 2083, "CLOSESPIDER_TIMEOUT": options.cycle_seconds,
        "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "LOGSTATS_INTERVAL": 0, "STATS_DUMP": False,
        "TWISTED_DNS_RESOLVER": "crawlers.net.GuardResolver", "DNS_TIMEOUT": 10,
        "TIDINGS_ALLOW_LOOPBACK": options.allow_loopback, "TIDINGS_READERS": options.readers, "LOG_LEVEL": "ERROR", "LOG_INSTALL_ROOT_HANDLER": False,
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.net.GuardMiddleware": 50, "crawlers.politeness.SiteMiddleware": 900,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None, "crawlers.robots.RobotsMiddleware": 100,
        },
        "ITEM_PIPELINES": {"crawlers.pipelines.PublishPipeline": 500}, "CONCURRENT_ITEMS": 32,
        "MEMUSAGE_ENABLED": True, "MEMUSAGE_LIMIT_MB": 1024, "MEMUSAGE_CHECK_INTERVAL_SECONDS": 10.0,
    }  # fmt: skip
    if options.allow_loopback:  # a test waits for nobody; one request at a time all the same
        settings["DOWNLOAD_SLOTS"] = {host: {"concurrency": 1, "delay": 0} for host in ("127.0.0.1", "localhost")}
    return settings
