"""One way to read each kind of source."""

from __future__ import annotations

from datetime import datetime

from crawlers.apis import read_api
from crawlers.challenges import find_challenge
from crawlers.charsets import decode_page
from crawlers.entries import Found, Unreadable
from crawlers.feeds import read_feed
from crawlers.listings import read_listing
from crawlers.sitemaps import read_sitemap
from crawlers.sources import SITEMAP_DAYS, Source


class Challenged(Unreadable):
    """A site wants a browser to prove itself; plain HTTP does not get further."""

    outcome = "challenged"


def read_document(body: bytes, headers: dict[str, str], url: str, source: Source, now: datetime) -> Found:
    """What a document of a source lists. Raises Unreadable."""
    if name := find_challenge(200, headers, body):
        raise Challenged(f"a challenge of {name} instead of the {source.kind}")
    if source.kind == "sitemap":
        return read_sitemap(body, url, source.zone, now, source.max_age_days or SITEMAP_DAYS)
    if source.kind == "listing":
        page = decode_page(body, headers.get("content-type", ""))
        return read_listing(page, url, source.select, source.zone, now)
    if source.kind == "api":
        return read_api(body, url, source.select, source.zone, now)
    return Found(read_feed(body, headers, url, source.zone, now))
