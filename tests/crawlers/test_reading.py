"""URLs, dates, languages, addresses, catalogues: the tables."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.dates import parse_date
from crawlers.extract import extract
from crawlers.language import detect_language
from crawlers.net import is_allowed
from crawlers.sources import SourceError, load_sources
from crawlers.urls import canonical_url, is_fetchable

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("Tue, 24 Nov 2026 08:00:00 GMT", "UTC", "2026-11-24T08:00"),
        ("Tue, 24 Nov 2026 08:00:00 +0800", "UTC", "2026-11-24T00:00"),
        ("Tue, 24 Nov 2026 04:00:00 EDT", "UTC", "2026-11-24T08:00"),
        ("2026-11-24T08:00:00Z", "Asia/Shanghai", "2026-11-24T08:00"),
        ("2026-11-24 08:00", "Asia/Shanghai", "2026-11-24T00:00"),
        ("2026年7月31日 08:59", "Asia/Shanghai", "2026-07-31T00:59"),
        ("2026/07/31", "UTC", "2026-07-31T00:00"),
        ("Jul 31, 2026 8:59am", "America/New_York", "2026-07-31T12:59"),
        ("3小时前", "Asia/Shanghai", "2026-11-24T09:00"),
        ("2027-03-01", "UTC", None),
        ("1970-01-01", "UTC", None),
        ("yesterday's news", "UTC", None),
        ("", "UTC", None),
    ],
)
def test_dates_are_read_in_the_zone_of_their_source(text: str, zone: str, expected: str | None) -> None:
    found = parse_date(text, zone, NOW)
    assert (found.strftime("%Y-%m-%dT%H:%M") if found else None) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?utm_source=feed&b=2&a=1", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?spm=1.2&from=timeline", "https://a.example/x"),
        ("https://a.example/x#part", "https://a.example/x"),
        ("https://A.example:443/x", "https://a.example/x"),
    ],
)
def test_addresses_of_one_article_have_one_canonical_form(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://a.example/x", True),
        ("file:///etc/passwd", False),
        ("javascript:x", False),
        ("http://", False),
        ("http://a:99999/", False),
    ],
)
def test_only_web_addresses_are_fetched(url: str, fine: bool) -> None:
    assert is_fetchable(url) is fine


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True), ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("::1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False),
        ("fd00::1", False), ("224.0.0.1", False), ("2606:4700::1111", True), ("localhost", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_reached(address: str, allowed: bool) -> None:
    assert is_allowed(address, allow_loopback=False) is allowed
    assert is_allowed("127.0.0.1", allow_loopback=True)
    assert not is_allowed("10.1.2.3", allow_loopback=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [("石药集团 announces", "zh"), ("The 药 company said so today", "en"), ("", "en"), ("AI 大模型发布会今日举行", "zh")],
)
def test_the_language_is_that_of_most_words(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "page", [b"", b"\x00\xff", b"<", b"<html>", "<?xml version='1.0' encoding='x'?><p>é".encode(), b"<div>" * 5000]
)
def test_no_page_breaks_the_reader(page: bytes) -> None:
    assert extract(page, "https://a.example/x", now=NOW).quality == "poor"


def test_the_page_may_name_its_canonical_address_on_its_own_site_only() -> None:
    body = "<p>" + "Some words of an article. " * 20 + "</p>"
    for link, expected in (
        ("/other", "https://a.example/other"),
        ("https://evil.example/x", "https://a.example/x"),
        ("/", "https://a.example/x"),
    ):
        page = f"<html><head><link rel='canonical' href='{link}'></head><body><article>{body}</article></body></html>"
        assert extract(page, "https://a.example/x", now=NOW).canonical_url == expected


def test_the_catalogue_that_ships_is_well_formed() -> None:
    sources = load_sources()
    assert len(sources) >= 25
    assert {"en", "zh"} == {s.language for s in sources}


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ('id = "a"', "needs an id, and a url"),
        ('id = "a"\nurl = "https://a.example"\nzoen = "UTC"', "did you mean 'zone'"),
        ('id = "a"\nurl = "https://a.example"\nzone = "Mars/Base"', "zone 'Mars/Base' is not known"),
        ('id = "a"\nurl = "https://a.example"\nkind = "gopher"', "kind 'gopher' is not known"),
        ('id = "a"\nurl = "ftp://a.example"', "begins with http"),
    ],
)
def test_a_wrong_catalogue_names_block_key_and_cure(tmp_path: Path, block: str, message: str) -> None:
    (tmp_path / "s.toml").write_text(f"[[source]]\n{block}\n")
    with pytest.raises(SourceError, match=message):
        load_sources(tmp_path / "s.toml")
