"""Events in the archive, on both databases: kept once, replaced by a new reading, found by what they say."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, func, insert, select, text

from archive import tables
from archive.database import connect_engine
from archive.export import write
from archive.search import ArticleQuery, count, search
from archive.store import Archive
from bus.events import ArticleClassified
from tests.make import NOW, Clock, amount, classified, crawled, deal
from tidings.database import upgrade
from tidings.parties import names_of

UPFRONT = amount("60000000", "EUR", role="upfront", usd=Decimal(67_032_000), usd_on=date(2026, 10, 30))
LICENCE = deal(("恒瑞医药=Hengrui Pharma", "licensor"), ("Corvane Therapeutics", "licensee"), terms=(UPFRONT,))
PURCHASE = deal(
    ("Corvane Therapeutics", "acquirer"), ("Lanterix", "target"), kind="acquisition", status="completed",
    terms=(amount("500000000", "CNY", role="total", usd=Decimal(75_000_000), usd_max=Decimal(90_000_000)),),
)  # fmt: skip
GUIDELINE = deal(
    ("国家药监局=NMPA", "issuer"), label="policy", kind="guideline", document="软件审查指导原则", issued_on=date(2026, 11, 8),
    effective_on=date(2027, 1, 1),
)  # fmt: skip
APPROVAL = deal(("Hengrui=Hengrui Pharma", "sponsor"), ("FDA", "agency"), label="milestone", kind="approval", agency="FDA")


def read(slug: str, *events: Any, **changes: Any) -> ArticleClassified:
    parties = tuple({p.name: p for e in events for p in e.parties}.values())
    return classified(crawled(f"https://news.example/{slug}", **changes), events=events, parties=parties)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    archive = Archive(engine, Clock())
    archive.save_all([read("licence", LICENCE, PURCHASE), read("guideline", GUIDELINE), read("approval", APPROVAL)])
    # Names the company in its text, which makes it no party.
    archive.save(read("mention", text="Hengrui Pharma, 恒瑞医药 and Lanterix were not available for comment."))
    return engine


def rows(engine: Engine) -> dict[str, int]:
    names = (tables.events, tables.parties, tables.amounts)
    with engine.connect() as connection:
        return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in names}


def test_events_parties_and_terms_are_kept_once_and_replaced_by_a_new_text(engine: Engine) -> None:
    archive = Archive(engine, Clock())
    for _ in range(3):
        archive.save(read("a", LICENCE, PURCHASE))
    # The article's own amount and each event's; its parties once, and once an event.
    assert rows(engine) == {"article_events": 2, "article_parties": 3 + 4, "article_amounts": 1 + 2}
    archive.save(read("a", APPROVAL, text="Changed words.", fetched_at=NOW + timedelta(hours=1)))
    assert rows(engine) == {"article_events": 1, "article_parties": 2 + 2, "article_amounts": 1}
    assert count(engine, ArticleQuery(kinds=("license",))) == 0


def test_what_is_kept_of_an_event_can_be_asked_with_sql(filled: Engine) -> None:
    e, m = tables.events.c, tables.amounts.c
    with filled.connect() as connection:
        [found] = connection.execute(select(tables.events).where(e.kind == "guideline"))
        [term] = connection.execute(select(tables.amounts).where(m.event == 0))
    assert (found.document, found.issued_on, found.effective_on) == ("软件审查指导原则", date(2026, 11, 8), date(2027, 1, 1))
    assert (term.currency, term.role, term.usd) == ("EUR", "upfront", Decimal(67_032_000))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kinds": ("license",)}, {"licence"}),
        ({"kinds": ("license", "approval")}, {"licence", "approval"}),
        ({"kinds": ("merger",)}, set()),
        ({"statuses": ("completed",)}, {"licence"}),
        ({"party": names_of("恒瑞医药")}, {"licence", "approval"}),
        ({"party": names_of("hengrui")}, {"licence", "approval"}),
        ({"party": ("Corvane",)}, {"licence"}),
        ({"party": ("Corv",)}, set()),
        ({"party": ("恒瑞",)}, {"licence"}),
        ({"party": ("Ｌａｎｔｅｒｉｘ",)}, {"licence"}),
        ({"party": ("%",)}, set()),
        ({"party": names_of("Hengrui"), "sides": ("licensor",)}, {"licence"}),
        ({"party": ("Corvane",), "sides": ("licensor",)}, set()),
        ({"sides": ("issuer",)}, {"guideline"}),
        ({"agency": names_of("国家药监局")}, {"guideline"}),
        ({"agency": names_of("nmpa")}, {"guideline"}),
        ({"agency": names_of("FDA")}, {"approval"}),
        ({"agency": ("Corvane",)}, set()),
        ({"roles": ("upfront",)}, {"licence"}),
        ({"roles": ("royalty",)}, set()),
        ({"roles": ("upfront",), "min_amount": Decimal(60_000_000), "currency": "EUR"}, {"licence"}),
        ({"roles": ("upfront",), "min_amount": Decimal(60_000_000), "currency": "USD"}, set()),
        ({"roles": ("upfront",), "min_usd": Decimal(67_000_000)}, {"licence"}),
        ({"roles": ("upfront",), "min_usd": Decimal(68_000_000)}, set()),
        ({"min_usd": Decimal(90_000_000)}, {"licence"}),
        ({"min_usd": Decimal(90_000_001)}, set()),
        # All of one event: the purchase cost more, but it is no licence.
        ({"kinds": ("license",), "min_usd": Decimal(70_000_000)}, set()),
        ({"kinds": ("acquisition",), "min_usd": Decimal(70_000_000)}, {"licence"}),
        ({"kinds": ("license",), "party": ("Lanterix",)}, set()),
        ({"kinds": ("approval",), "min_amount": Decimal(1)}, set()),
        ({"kinds": ("license",), "languages": ("zh",)}, set()),
    ],
)
def test_events_are_found_by_what_they_say(filled: Engine, query: dict[str, Any], found: set[str]) -> None:
    hits = search(filled, ArticleQuery(**query))
    assert {hit.url.rsplit("/")[-1] for hit in hits} == found
    assert count(filled, ArticleQuery(**query)) == len(found)


def test_a_sum_that_no_column_holds_does_not_lose_the_article(engine: Engine) -> None:
    absurd = amount("99999999999999999999000000000000", usd=Decimal("99999999999999999999000000000000"))
    saved = Archive(engine, Clock()).save(classified(amounts=(absurd,)))
    assert saved.is_new
    [hit] = search(engine, ArticleQuery())
    assert hit.amounts[0]["value"] == "99999999999999999999000000000000"
    assert count(engine, ArticleQuery(min_usd=Decimal(1))) == 0


def test_every_export_holds_the_events_with_their_terms(filled: Engine) -> None:
    hits = search(filled, ArticleQuery(kinds=("license",)))
    streams = {kind: io.BytesIO() for kind in ("jsonl", "csv", "parquet")}
    for kind, stream in streams.items():
        write(hits, kind, stream)
    row = json.loads(streams["jsonl"].getvalue())
    assert (row["labels"], len(row["story_id"])) == (["deal"], 64)
    licence = row["events"][0]
    assert (licence["kind"], licence["status"], licence["parties"][0]["canonical"]) == (
        "license",
        "announced",
        "Hengrui Pharma",
    )
    assert (licence["terms"][0]["value"], licence["terms"][0]["currency"]) == ("60000000", "EUR")
    assert (licence["terms"][0]["role"], licence["terms"][0]["usd"]) == ("upfront", "67032000")
    [line] = csv.DictReader(io.StringIO(streams["csv"].getvalue().decode("utf-8-sig")))
    assert json.loads(line["events"]) == row["events"]
    assert json.loads(pq.read_table(streams["parquet"]).column("events")[0].as_py()) == row["events"]


def test_an_archive_of_the_first_version_is_upgraded_and_still_found(database_url: str) -> None:
    from alembic import command
    from alembic.config import Config

    from tidings.database import MIGRATIONS

    engine, config = connect_engine(database_url), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        article = {"id": "a", "url": "u", "source": "s", "language": "en", "title": "t", "fetched_at": NOW, "archived_at": NOW,
                   "story_id": "a", "content_hash": "h", "revision": 1, "model": "m", "terms": "t"}  # fmt: skip
        connection.execute(insert(tables.articles).values(article))
        connection.execute(text("INSERT INTO article_amounts (article_id, number, value, currency, role, conversion) "
                                "VALUES ('a', 0, 7000000, 'USD', 'total', false)"))  # fmt: skip
        connection.execute(
            text("INSERT INTO article_parties (article_id, number, name) VALUES ('a', 0, 'ＬＡＮＴＥＲＩＸ Inc')")
        )
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(select(tables.parties.c.name_key)).scalar_one() == "lanterix inc"
    assert count(engine, ArticleQuery(min_usd=Decimal(7_000_000))) == 1
    assert count(engine, ArticleQuery(min_usd=Decimal(7_000_001))) == 0
    with engine.begin() as connection:  # and back
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert connection.execute(text("SELECT count(*) FROM article_parties")).scalar_one() == 1
    engine.dispose()


def test_a_database_made_by_migrations_is_the_one_the_code_describes(engine: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def is_ours(name: str | None, kind: str, parents: Any) -> bool:
        return kind != "table" or name in tables.metadata.tables

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        differences = [d for d in compare_metadata(context, tables.metadata) if "article_terms" not in str(d)]
    assert not differences
