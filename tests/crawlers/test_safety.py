"""Which addresses are one article, which may be reached, which entries are wanted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawlers.entries import Entry
from crawlers.memory import Memory, url_id
from crawlers.net import GuardMiddleware, is_allowed
from crawlers.selection import FIRST_ENTRIES, first_entries, why_not
from crawlers.sources import Source
from crawlers.urls import is_same_site, site

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/x", "https://a.example/x", True),
        ("https://www.a.example/x", "https://m.a.example/x/", True),
        ("https://a.example/x/amp/", "https://a.example/x", True),
        ("https://a.example/x.amp.html", "https://a.example/x.html", True),
        ("https://a.example/amp/x", "https://a.example/x", True),
        ("https://amp.a.example/x?amp=1", "https://a.example/x", True),
        ("https://a.example/x?outputType=amp&id=7", "https://a.example/x?id=7", True),
        ("https://a.example/x?print=1", "https://a.example/x", True),
        ("https://a.example/n/index.html", "https://a.example/n/", True),
        ("https://a.example/x?id=7", "https://a.example/x?id=8", False),
        ("https://a.example/x", "https://a.example:8080/x", False),
        ("https://a.example/ampoule", "https://a.example/oule", False),
        ("https://news.a.example/x", "https://a.example/x", False),
    ],
)
def test_addresses_of_one_article_are_folded(one: str, other: str, same: bool) -> None:
    assert (url_id(one) == url_id(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.nmpa.gov.cn/a", "https://m.nmpa.gov.cn/b", True), ("https://a.gov.cn/", "https://b.gov.cn/", False),
        ("https://a.co.uk/", "https://b.co.uk/", False), ("https://x.github.io/", "https://y.github.io/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False), ("https://a.com/", "https://a.com.evil.com/", False),
    ],
)  # fmt: skip
def test_a_site_is_a_registered_domain(one: str, other: str, same: bool) -> None:
    assert is_same_site(one, other) is same


def test_a_site_of_broken_addresses_is_nothing() -> None:
    assert site("http://[broken") == ""
    assert site("http://127.0.0.1:80/x") == "127.0.0.1"


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "::ffff:10.0.0.1",
     "::10.0.0.1", "::", "2002:7f00:1::", "fe80::1", "192.0.0.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "2130706433"],
)  # fmt: skip
def test_no_private_special_or_metadata_address_is_reached(address: str) -> None:
    assert not is_allowed(address, allow_loopback=False)
    assert not is_allowed(address, allow_loopback=True)


SOURCES = [Source("plain", "https://a.example/feed"), Source("odd", "http://b.gov.cn:8080/list")]


@pytest.mark.parametrize(
    ("url", "allow_loopback", "complaint"),
    [
        ("https://c.example/x", False, ""), ("http://b.gov.cn:8080/article", False, ""),
        ("http://c.example:8080/x", False, "port 8080"), ("http://b.gov.cn:22/", False, "port 22"), ("ftp://c.example/x", False, "ftp is not"),
        ("http://10.0.0.1/", False, "10.0.0.1 is not"), ("http://[::1]/", False, "::1 is not"), ("http://2130706433/", False, "is not on the public"),
        ("http://0x7f000001/", False, "is not on the public"), ("http://0177.0.0.1/", False, "is not on the public"), ("http://127.1/", False, "is not on the public"),
        ("http://127.0.0.1:5000/", True, ""), ("http://localhost:5000/", True, ""), ("http://10.0.0.1:5000/", True, "is not on the public"),
        ("http://c.example:5000/", True, "port 5000"), ("http://[bad/", False, "cannot be read"),
    ],
)  # fmt: skip
def test_schemes_literals_and_ports_are_guarded(url: str, allow_loopback: bool, complaint: str) -> None:
    found = GuardMiddleware(allow_loopback, SOURCES).complaint(url)
    assert complaint in found
    assert bool(found) is bool(complaint)


@pytest.mark.parametrize(
    ("path", "keys", "outcome"),
    [
        ("/news/1", {}, ""), ("/news/1", {"include": ("/news/",)}, ""), ("/careers/1", {"include": ("/news/",)}, "excluded"),
        ("/news/resource/1", {"exclude": ("/resource/",)}, "excluded"), ("/sponsored/1", {}, "excluded"), ("/Webinar/1", {}, "excluded"),
        ("/sponsored/1", {"sponsored": True}, ""), ("/news/1", {"max_age_days": 1}, "old"), ("/news/1", {"kind": "sitemap"}, ""),
    ],
)  # fmt: skip
def test_entries_are_wanted_by_path_and_age(path: str, keys: dict[str, object], outcome: str) -> None:
    entry = Entry(f"https://a.example{path}", "t", NOW - timedelta(days=3))
    assert why_not(Source("s", "https://a.example/", **keys), entry, NOW) == outcome  # type: ignore[arg-type]


def test_a_new_source_begins_with_its_newest_entries() -> None:
    entries = [Entry(f"https://a.example/{n}", "t", NOW - timedelta(hours=n)) for n in range(FIRST_ENTRIES + 30)]
    first, rest = first_entries(list(reversed(entries)))
    assert first == entries[:FIRST_ENTRIES]
    assert len(rest) == 30


def test_a_page_that_keeps_failing_waits_and_is_given_up(sqlite_engine: Engine) -> None:
    memory, entry, now = Memory(sqlite_engine), Entry("https://a.example/x"), 1_000_000.0
    assert memory.sort([entry], now).unseen == [entry]
    assert memory.put_off(entry.url, now, "failed")
    assert memory.sort([entry], now).unseen == [entry]  # once more, at once
    assert memory.put_off(entry.url, now, "failed")
    assert memory.sort([entry], now).waiting == [entry]
    assert memory.sort([entry], now + 1000).unseen == [entry]
    while memory.put_off(entry.url, now, "failed"):
        pass
    assert memory.sort([entry], now + 10**8).seen == [entry]


def test_a_changed_article_is_checked_and_its_hash_kept(sqlite_engine: Engine) -> None:
    memory, later = Memory(sqlite_engine), datetime.now(UTC) + timedelta(hours=1)
    memory.mark_seen(["https://a.example/x"], "old", outcome="published")
    changed = Entry("http://m.a.example/x", modified_at=later)
    assert memory.sort([changed], later.timestamp()).changed == [changed]
    memory.note_check([changed.url], "new", later.timestamp())
    assert memory.content_hash("https://a.example/x") == "new"
    assert memory.sort([changed], later.timestamp()).seen == [changed]
