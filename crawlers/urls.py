"""One URL for one article: trackers dropped, query sorted, fragments gone."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from courlan import clean_url

# Trackers of Chinese sites that courlan does not know.
_TRACKERS = {"spm", "isappinstalled", "from", "share_token", "scene", "share_from", "wfr", "nsukey"}
_SHARE_VALUES = {"timeline", "singlemessage", "groupmessage", "spider", "search"}


def canonical_url(url: str) -> str:
    """The URL in its canonical form; never use it for fetching. The same article gives the same one."""
    cleaned = clean_url(url) or url
    parts = urlsplit(cleaned)
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracker(k, v))
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme, host + port, path, urlencode(query), ""))


def _is_tracker(name: str, value: str) -> bool:
    if name == "from":  # a real parameter elsewhere
        return value in _SHARE_VALUES
    return name in _TRACKERS


def is_same_site(first: str, second: str) -> bool:
    """Whether two URLs are of one site, www and mobile hosts taken together."""
    return _site(first) == _site(second)


def _site(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    for prefix in ("www.", "m.", "wap.", "mobile."):
        host = host.removeprefix(prefix)
    return f"{host}:{parts.port or ''}"


def is_fetchable(url: str) -> bool:
    """Only http and https with a host are ever fetched."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
