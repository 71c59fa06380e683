"""The articles of benchmarks/events say what their gold claims, as far as a machine can check it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "events"
FILES = {name: FOLDER / f"{name}.jsonl" for name in ("en.dev", "zh.dev", "en.test", "zh.test")}
SIDES_OF_DEALS = {
    "license": "licensor licensee",
    "option": "licensor licensee acquirer target",
    "acquisition asset_purchase divestiture": "acquirer target seller",
    "merger collaboration joint_venture": "partner",
    "supply contract": "supplier customer",
    "investment financing": "investor investee",
}
SIDES = {"deal": " ".join(SIDES_OF_DEALS.values()), "policy": "issuer subject", "milestone": "sponsor agency"}
KINDS = {
    "deal": "license acquisition merger asset_purchase investment financing collaboration joint_venture supply contract option "
    "divestiture",
    "policy": "law regulation guideline plan consultation pricing reimbursement enforcement funding_program",
    "milestone": "submission acceptance approval refusal designation trial_start enrolment readout_positive readout_negative "
    "launch listing model_release facility",
}
STATUSES = {"announced", "completed", "amended", "terminated"}
ROLES = "upfront milestone total royalty equity funding revenue_or_market price penalty subsidy other"
FIELDS = "label kind status parties terms product agency phase document issued_on effective_on comment_until"
# what a number may be counted in: ones, thousand, 万, million, 亿, billion
SCALES = [Decimal(10) ** power for power in (0, 3, 4, 6, 8, 9)]
IN_WORDS = {"500000": "五十万", "10000000": "数千万", "100000000": "数千万"}


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILES[name].read_text(encoding="utf-8").splitlines()]


ARTICLES = [article for name in FILES for article in read(name)]
EVENTS = [(article, event) for article in ARTICLES for event in article["events"]]


def words(article: dict[str, Any]) -> str:
    return article["title"] + "\n" + article["text"]


def numbers(text: str) -> set[Decimal]:
    """Every number written in digits, full-width ones and thousands separators included."""
    plain = unicodedata.normalize("NFKC", text)
    return {Decimal(found.replace(",", "")) for found in re.findall(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", plain)}


def is_written(value: str, text: str) -> bool:
    """Whether the amount stands in the text, in digits with some scale or in the words that the set uses."""
    found = numbers(text)
    return any(Decimal(value) / scale in found for scale in SCALES) or IN_WORDS.get(value, "\0") in text


def faults(article: dict[str, Any], event: dict[str, Any]) -> list[str]:
    """What is wrong with an event, in words."""
    wrong = [] if set(event) == set(FIELDS.split()) else ["fields"]
    label, text = event["label"], words(article)
    wrong += [] if event["kind"] in KINDS[label].split() else [f"kind {event['kind']}"]
    wrong += [] if event["status"] in STATUSES else [f"status {event['status']}"]
    for party in event["parties"]:
        wrong += [] if party["side"] in SIDES[label].split() else [f"side {party['side']}"]
        wrong += [] if party["name"] in text else [f"party {party['name']}"]
    for term in event["terms"]:
        wrong += [] if term["role"] in ROLES.split() and re.fullmatch("[A-Z]{3}", term["currency"]) else [f"term {term}"]
        values = [term[key] for key in ("value", "value_max") if key in term]
        wrong += [f"amount {value}" for value in values if not is_written(value, text)]
    named = [event[key] for key in ("product", "agency", "document") if event[key]]
    wrong += [f"name {name}" for name in named if name not in text]
    days = [date.fromisoformat(event[key]) for key in ("issued_on", "effective_on", "comment_until") if event[key]]
    wrong += [f"year {day}" for day in days if str(day.year) not in text or not {Decimal(day.day)} <= numbers(text)]
    return wrong


def test_every_event_is_made_of_known_parts_that_stand_in_the_article() -> None:
    wrong = {f"{article['id']} {event['kind']}": bad for article, event in EVENTS if (bad := faults(article, event))}
    assert not wrong


@pytest.mark.parametrize(
    ("part", "value", "fault"),
    [
        ("kind", "rights", "kind rights"),
        ("status", "rumoured", "status rumoured"),
        ("parties", [{"name": "Nowhere Pharma", "canonical": None, "side": "licensor"}], "party Nowhere Pharma"),
        ("parties", [{"name": "Northwind", "canonical": None, "side": "issuer"}], "side issuer"),
        ("terms", [{"value": "46000000", "currency": "USD", "role": "upfront"}], "amount 46000000"),
        ("product", "NW-2", "name NW-2"),
        ("issued_on", "2025-05-04", "year 2025-05-04"),
    ],
)
def test_a_wrong_part_is_seen(part: str, value: object, fault: str) -> None:
    article = {"title": "Northwind licenses NW-1", "text": "It receives $45 million, 5 May 2026."}
    sound = {
        **dict.fromkeys(FIELDS.split()),
        "label": "deal",
        "kind": "license",
        "status": "announced",
        "parties": [],
        "terms": [],
    }
    assert faults(article, sound) == []
    assert faults(article, {**sound, part: value}) == [fault]


def test_the_parties_of_a_kind_stand_on_the_sides_of_that_kind() -> None:
    sides = {kind: set(names.split()) for kinds, names in SIDES_OF_DEALS.items() for kind in kinds.split()}
    deals = [(article, event) for article, event in EVENTS if event["label"] == "deal"]
    wrong = [article["id"] for article, event in deals if not {p["side"] for p in event["parties"]} <= sides[event["kind"]]]
    assert not wrong


def test_an_agency_is_also_a_party_and_only_milestones_have_one() -> None:
    for article, event in EVENTS:
        agencies = [party["name"] for party in event["parties"] if party["side"] == "agency"]
        assert agencies == ([event["agency"]] if event["agency"] else []), article["id"]


def test_the_labels_of_an_article_are_those_of_its_events() -> None:
    assert not [a["id"] for a in ARTICLES if set(a["labels"]) != {event["label"] for event in a["events"]}]


def test_amounts_and_parties_of_an_event_are_told_once() -> None:
    for article, event in EVENTS:
        for rows in (event["parties"], event["terms"]):
            seen = Counter(json.dumps(row, sort_keys=True) for row in rows)
            assert max(seen.values(), default=1) == 1, article["id"]


def test_the_set_is_as_large_and_as_even_as_its_readme_says() -> None:
    assert {name: len(read(name)) for name in FILES} == {"en.dev": 20, "zh.dev": 20, "en.test": 40, "zh.test": 40}
    assert len({article["id"] for article in ARTICLES}) == len({words(article) for article in ARTICLES}) == 120
    assert len([article for article in ARTICLES if len(article["events"]) > 1]) >= 40
    assert len([article for article in ARTICLES if not article["events"]]) == 12
    assert all(article["language"] == name[:2] for name in FILES for article in read(name))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_and_side_occurs_in_both_languages(language: str) -> None:
    events = [event for article, event in EVENTS if article["language"] == language]
    assert {event["kind"] for event in events} == {kind for kinds in KINDS.values() for kind in kinds.split()}
    assert {p["side"] for event in events for p in event["parties"]} == {
        s for sides in SIDES.values() for s in sides.split()
    }
    assert {event["status"] for event in events} == STATUSES


def test_no_company_or_product_of_a_development_file_returns_in_a_test_file() -> None:
    def names(split: str) -> set[str]:
        events = [event for name in FILES if name.endswith(split) for article in read(name) for event in article["events"]]
        companies = {p["name"] for event in events for p in event["parties"] if p["side"] not in {"agency", "issuer"}}
        return companies | {event[key] for event in events for key in ("product", "document") if event[key]}

    assert names("dev")
    assert not names("dev") & names("test")


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*.own*.jsonl")) + sorted(FOLDER.glob("*.test2.jsonl")), ids=lambda p: p.stem
)
def test_further_articles_hold_together(path: Path) -> None:
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({article["id"] for article in articles}) == len(articles)
    for article in articles:
        assert article["language"] == path.name[:2]
        assert set(article["labels"]) == {event["label"] for event in article["events"]}, article["id"]
        whole = [{**dict.fromkeys(FIELDS.split()), **event} for event in article["events"]]  # some leave out what they lack
        wrong = [fault for event in whole for fault in faults(article, event)]
        # what is reckoned or spelled out ("forty million", half of a sum) no rule here can read
        assert not [fault for fault in wrong if not fault.startswith(("amount", "kind other", "year"))], article["id"]


def test_what_only_measures_shares_no_article_with_what_trains() -> None:
    def articles(pattern: str) -> set[str]:
        rows = (json.loads(line) for path in FOLDER.glob(pattern) for line in path.read_text(encoding="utf-8").splitlines())
        return {row["title"] + row["text"] for row in rows}

    assert articles("*.test2.jsonl")
    assert not articles("*.test2.jsonl") & articles("*.own*.jsonl")
