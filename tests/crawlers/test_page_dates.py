"""When a page says it was published, in the zone of its source."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.dates import parse_date
from crawlers.extract import extract

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEXT = (
    "<p>Corvane has licensed its antibody to Maristel for $90 million upfront, the companies said in a joint statement.</p>"
    * 3
)


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("July 31, 2026", "UTC", "2026-07-31T00:00"), ("31 July 2026 08:59", "Europe/London", "2026-07-31T07:59"),
        ("Published on Jul 31st, 2026 at 8:59 PM EDT", "UTC", "2026-08-01T00:59"), ("31/07/2026 08:59", "UTC", "2026-07-31T08:59"),
        ("03/07/2026", "Europe/London", "2026-07-02T23:00"), ("03/07/2026", "America/New_York", "2026-03-07T05:00"),
        ("2026年7月31日下午3时20分", "Asia/Shanghai", "2026-07-31T07:20"), ("发布时间：2026.07.31 08:59:10", "Asia/Shanghai", "2026-07-31T00:59"),
        ("今天 08:59", "Asia/Shanghai", "2026-11-24T00:59"), ("2026-07-31T08:59:00+0800", "UTC", "2026-07-31T00:59"),
        ("1785459540", "UTC", "2026-07-31T00:59"), ("1785459540000", "UTC", "2026-07-31T00:59"), ("July 2026", "UTC", None),
        ("2026年13月40日", "UTC", None), ("31 February 2026", "UTC", None),
    ],
)  # fmt: skip
def test_written_dates_of_both_languages_are_read(text: str, zone: str, expected: str | None) -> None:
    found = parse_date(text, zone, NOW)
    assert (found.strftime("%Y-%m-%dT%H:%M") if found else None) == expected


@pytest.mark.parametrize(
    ("head", "beside", "path", "expected"),
    [
        ('<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2026-07-31T08:59:00Z"}]}</script>', "2026-07-30", "/x", "2026-07-31T08:59"),
        ('<script type="application/ld+json">{"datePublished":"2026-07-31T08:59:00Z", oops}</script>', "", "/x", "2026-07-31T08:59"),
        ('<meta property="article:published_time" content="2026-07-31T08:59:00+08:00">', "", "/x", "2026-07-31T00:59"),
        ('<meta name="PubDate" content="2026-07-31 08:59">', "", "/x", "2026-07-31T00:59"),
        ("", '<time datetime="2026-07-31T08:59:00Z">today</time>', "/x", "2026-07-31T08:59"),
        ("", "", "/2026/07/31/corvane", "2026-07-30T16:00"), ("", "", "/art/t20260731_123.html", "2026-07-30T16:00"),
        ("", "2026年7月31日 08:59 来源：医药观察报", "/2026/07/31/corvane", "2026-07-31T00:59"),
        ("", "By Ada Marsh | Jul 31, 2026 8:59am", "/x", "2026-07-31T00:59"),
        ("", "Updated 2 Aug 2026</p><p>Published 31 Jul 2026", "/x", "2026-07-30T16:00"),
        ('<meta name="date" content="2031-01-01">', "", "/x", None), ('<meta name="date" content="1970-01-01">', "", "/x", None),
        ("", "", "/x", None), ("", "", "/20269931/x", None),
    ],
)  # fmt: skip
def test_a_page_is_dated_by_the_best_of_what_it_says_and_else_not_at_all(
    head: str, beside: str, path: str, expected: str | None
) -> None:
    page = f"<html><head><title>Corvane licenses antibody</title>{head}</head><body><h1>Corvane licenses antibody</h1><p>{beside}</p>{TEXT}</body></html>"
    found = extract(page, f"https://a.example{path}", zone="Asia/Shanghai", now=NOW).published_at
    assert (found.strftime("%Y-%m-%dT%H:%M") if found else None) == expected


def test_a_date_within_the_text_is_not_the_date_of_the_page() -> None:
    text = (
        "<p>"
        + "The patent was granted on May 3, 2019 and will last, its owner said, for twenty years in every market that counts. "
        * 4
        + "</p>"
    )
    page = f"<html><head><title>Corvane licenses antibody</title></head><body><h1>Corvane licenses antibody</h1>{text}</body></html>"
    assert extract(page, "https://a.example/x", now=NOW).published_at is None
