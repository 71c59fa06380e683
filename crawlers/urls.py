"""One URL for one article: trackers dropped, query sorted, fragments gone; and which URLs are of one site."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from courlan import clean_url
from tld import get_fld

# Trackers of Chinese sites that courlan does not know.
_TRACKERS = {"spm", "isappinstalled", "from", "share_token", "scene", "share_from", "wfr", "nsukey"}
_SHARE_VALUES = {"timeline", "singlemessage", "groupmessage", "spider", "search"}
_HOSTS = re.compile(r"^(?:www|m|wap|mobile|amp|3g)\.")
_AMP_PATH = re.compile(r"/amp/?$|\.amp(?=(?:\.html?)?$)|^/amp(?=/)|/(?:print|index\.html?)/?$")
_VARIANTS = {
    ("amp", "1"),
    ("amp", ""),
    ("amp", "true"),
    ("outputtype", "amp"),
    ("print", "1"),
    ("print", "true"),
    ("view", "mobile"),
}


def canonical_url(url: str) -> str:
    """The URL in its canonical form; never use it for fetching. The same article gives the same one."""
    cleaned = clean_url(url) or url
    parts = urlsplit(cleaned)
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracker(k, v))
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme, host + port, path, urlencode(query), ""))


def identity(url: str) -> str:
    """What all addresses of one article have in common: http and https, mobile hosts, AMP and print pages are folded."""
    parts = urlsplit(canonical_url(url))
    host = _HOSTS.sub("", parts.netloc)
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if (pair[0].lower(), pair[1].lower()) not in _VARIANTS
    ]
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    return f"{host}{path}?{urlencode(query)}"


def _is_tracker(name: str, value: str) -> bool:
    if name == "from":  # a real parameter elsewhere
        return value in _SHARE_VALUES
    return name in _TRACKERS


def is_same_site(first: str, second: str) -> bool:
    """Whether two URLs are of one site: of one registered domain, and on one port."""
    return site(first) == site(second) and urlsplit(first).port == urlsplit(second).port


def site(url: str) -> str:
    """The registered domain, which takes mobile and other hosts together; the host itself where there is none."""
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
    return get_fld(f"http://{host}/", fail_silently=True, search_private=True) or _HOSTS.sub("", host)


def is_fetchable(url: str) -> bool:
    """Only http and https with a host are ever fetched."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
