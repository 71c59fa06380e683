"""The API of rules: what is wrong with one, and what it would have told of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from archive.store import Archive
from tests.make import classified, crawled
from tidings import wiring
from tidings.settings import Settings
from tidings.web.app import create_app

NEWS = (
    (1, "a", "Corvane buys Lanterix"), (1, "b", "Ostrava opens a factory in Brno"), (2, "same", "Ostrava opens a factory in Brno"),
    (3, "c", "Helix stops a trial early"), (40, "d", "Quillon licenses an antibody"),
)  # fmt: skip


@pytest.fixture
def client(sqlite_engine: Engine) -> TestClient:
    archive = Archive(sqlite_engine)
    for days, name, told in NEWS:
        article = crawled(
            f"https://news.example/{name}",
            title=told,
            text=f"{told}, it said.",
            published_at=wiring.now() - timedelta(days=days),
        )
        archive.save(classified(article, amounts=()))
    return TestClient(create_app(Settings(), sqlite_engine))


def test_a_rule_is_read_into_its_plain_form_and_form_fields(client: TestClient) -> None:
    found = client.post("/api/rules/check", json={"text": "标签 交易 和 首付款 不低于 5000万美元"}).json()
    assert (found["ok"], found["text"]) == (True, "label deal and upfront >= 50 million USD")
    assert (found["form"]["labels"], found["form"]["roles"], found["form"]["min_usd"]) == (
        ["deal"],
        ["upfront"],
        "50 million",
    )
    assert client.post("/api/rules/check", json={"text": "label deal or label policy"}).json()["form"] is None


@pytest.mark.parametrize(("language", "message"), [("en", "did you mean deal?"), ("zh", "第7个字符")])
def test_what_is_wrong_is_told_with_its_place(client: TestClient, language: str, message: str) -> None:
    asked = {"text": "label dael", "language": language}
    error = client.post("/api/rules/check", json=asked).json()["error"]
    assert (error["position"], error["clause"], error["code"]) == (7, "label dael", "unknown_value")
    assert message in error["message"]
    refused = client.post("/api/rules/backtest", json=asked)
    assert (refused.status_code, refused.json()["detail"]) == (422, error)


@pytest.mark.parametrize(
    ("asked", "articles", "matching", "stories", "newest"),
    [
        ({"text": "label deal"}, 4, 4, 3, "https://news.example/"),
        ({"text": 'text "helix stops"'}, 4, 1, 1, "https://news.example/c"),
        ({"text": "label policy"}, 4, 0, 0, None),
        ({"text": "everything", "days": 60, "samples": 1}, 5, 5, 4, "https://news.example/"),
    ],
)
def test_a_backtest_counts_stories_by_day(
    client: TestClient, asked: dict[str, Any], articles: int, matching: int, stories: int, newest: str | None
) -> None:
    done = client.post("/api/rules/backtest", json=asked).json()
    assert (done["articles"], done["matching"], done["stories"], done["is_whole"]) == (articles, matching, stories, True)
    assert sum(done["days"].values()) == stories
    assert len(done["days"]) == asked.get("days", 30) + 1
    assert len(done["samples"]) == min(stories, asked.get("samples", 5))
    assert newest is None or done["samples"][0]["url"].startswith(newest)
