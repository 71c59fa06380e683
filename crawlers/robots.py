"""robots.txt as RFC 9309 has it: none there allows everything, one that cannot be had allows nothing for now."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Request, Response

from crawlers.politeness import Resting

# It writes the trace of every robots.txt that fails; what comes of that is told with the source.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)


class RobotsUnavailable(IgnoreRequest):  # type: ignore[misc]
    """What the site allows is not known at present, so nothing is asked of it in this cycle."""


class RobotsMiddleware(RobotsTxtMiddleware):  # type: ignore[misc]
    """Scrapy's own takes an error of the server for leave to crawl."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._closed: dict[str, IgnoreRequest] = {}  # hosts, and why nothing may be asked of them

    async def process_request(self, request: Request) -> None:
        await super().process_request(request)
        closed = self._closed.get(request.url.split("/")[2])
        if closed is not None and not request.meta.get("dont_obey_robotstxt"):
            raise closed

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise RobotsUnavailable(f"robots.txt cannot be had: HTTP {response.status}")
        # The page that says "not found" is no robots.txt, whatever it holds.
        await super()._parse_robots(response if response.status < 400 else response.replace(body=b""), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, Resting | RobotsUnavailable):
            self._closed[netloc] = exc
        # A host that is not there or may not be reached: the request itself will say so. Endless redirects lead to none.
        elif not isinstance(exc, IgnoreRequest | CannotResolveHostError):
            self._closed[netloc] = RobotsUnavailable(f"robots.txt cannot be had: {type(exc).__name__}: {exc}"[:200])
        super()._robots_error(exc, netloc)
