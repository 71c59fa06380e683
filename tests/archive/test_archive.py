"""The archive on both databases: once each, revisions, search in both languages, exports."""

from __future__ import annotations

import csv
import io
import json
import threading
from datetime import timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from archive.corrections import CorrectionError, correct, corrected
from archive.export import write
from archive.search import ArticleQuery, count, search
from archive.store import Archive
from archive.text_index import terms
from tests.make import NOW, Clock, amount, classified, crawled


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine, Clock())


def test_an_article_is_kept_once_however_often_it_is_delivered(archive: Archive) -> None:
    first, again = archive.save(classified()), archive.save(classified())
    assert (first.is_new, first.revision, again.is_new, again.revision) == (True, 1, False, 1)
    assert archive.count() == 1
    assert archive.get(first.key) == classified()


def test_characters_that_no_database_takes_keep_no_article_out(archive: Archive) -> None:
    saved = archive.save(classified(crawled(title="New\x00s", text="Words\x00 of it.", source="Wi\x00re")))
    found = archive.get(saved.key)
    assert found is not None
    assert (found.article.title, found.article.text, found.article.source) == ("News", "Words of it.", "Wire")


def test_a_changed_text_is_a_new_revision_and_an_older_one_that_comes_late_does_not_replace_it(archive: Archive) -> None:
    archive.save(classified(crawled(text="First words of it.")))
    newer = archive.save(classified(crawled(text="Changed words of it.", fetched_at=NOW + timedelta(hours=1))))
    late = archive.save(classified(crawled(text="Older words of it.", fetched_at=NOW - timedelta(hours=1))))
    assert (newer.revision, newer.is_new, late.revision) == (2, True, 3)
    found = archive.get(newer.key)
    assert found is not None
    assert found.article.text == "Changed words of it."


def test_reading_again_with_another_model_replaces_the_labels_and_keeps_the_text(archive: Archive, engine: Engine) -> None:
    archive.save(classified())
    saved = archive.save(classified(labels=("policy",), model="test 2"))
    assert (saved.is_new, saved.revision) == (False, 1)
    [hit] = search(engine, ArticleQuery())
    assert (hit.labels, hit.model) == (["policy"], "test 2")


def test_the_same_text_elsewhere_is_the_same_story(archive: Archive) -> None:
    first = archive.save(classified())
    second = archive.save(classified(crawled("https://other.example/b")))
    assert second.story_id == first.story_id
    assert (first.opens_story, second.opens_story) == (True, False)


def test_workers_that_save_the_same_article_at_once_keep_it_once(engine: Engine) -> None:
    results, errors = [], []

    def work() -> None:
        try:
            results.append(
                Archive(engine, Clock()).save_all([classified(crawled(f"https://news.example/{n}")) for n in range(5)])
            )
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert Archive(engine).count() == 5
    assert sum(saved.is_new for batch in results for saved in batch) == 5


@pytest.fixture
def filled(archive: Archive, engine: Engine) -> Engine:
    archive.save(
        classified(
            crawled(
                "https://news.example/en", title="石药 and Corvane", text="Corvane's AI drug. It said more. 100% OR NEAR(x)"
            )
        )
    )
    archive.save(
        classified(
            crawled("https://news.example/zh", title="石药集团获得首付款", text="公司宣布获得首付款五千万美元，用于新药研发。", language="zh", source="药闻",
                    published_at=NOW - timedelta(days=3)),
            labels=("milestone", "deal"), amounts=(amount("50000000"),),
        )
    )  # fmt: skip
    archive.save(
        classified(
            crawled("https://news.example/none", title="Weather", text="Rain", published_at=None), labels=(), amounts=()
        )
    )
    return engine


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (ArticleQuery(text="石药"), {"en", "zh"}),
        (ArticleQuery(text="首付"), {"zh"}),
        (ArticleQuery(text="药集"), {"zh"}),
        (ArticleQuery(text="药石"), set()),
        (ArticleQuery(text="款"), {"zh"}),
        (ArticleQuery(text="corvane"), {"en"}),
        (ArticleQuery(text="ai drug"), {"en"}),
        (ArticleQuery(text='"drug it said"'), {"en"}),
        (ArticleQuery(text='"said drug"'), set()),
        (ArticleQuery(text="rai"), set()),
        (ArticleQuery(text="OR"), {"en"}),
        (ArticleQuery(text="NEAR(x)"), {"en"}),
        (ArticleQuery(text='"'), set()),
        (ArticleQuery(text="' OR 1=1 --"), set()),
        (ArticleQuery(text="ＣＯＲＶＡＮＥ"), {"en"}),
        (ArticleQuery(labels=("deal",)), {"en", "zh"}),
        (ArticleQuery(labels=("milestone", "policy")), {"zh"}),
        (ArticleQuery(languages=("zh",)), {"zh"}),
        (ArticleQuery(sources=("药闻",)), {"zh"}),
        (ArticleQuery(since=NOW - timedelta(days=1)), {"en", "none"}),
        (ArticleQuery(until=NOW - timedelta(days=1)), {"zh"}),
        (ArticleQuery(min_amount=Decimal("60000000")), {"en"}),
        (ArticleQuery(min_amount=Decimal("50000000"), currency="usd"), {"en", "zh"}),
        (ArticleQuery(currency="EUR"), set()),
    ],
)
def test_search_finds_words_of_both_languages_and_filters(filled: Engine, query: ArticleQuery, found: set[str]) -> None:
    assert {hit.url.rsplit("/")[-1] for hit in search(filled, query)} == found
    assert count(filled, query) == len(found)


def test_a_changed_text_is_found_by_its_new_words_only(archive: Archive, engine: Engine) -> None:
    archive.save(classified(crawled(text="alpha words")))
    archive.save(classified(crawled(text="beta words", fetched_at=NOW + timedelta(hours=1))))
    assert count(engine, ArticleQuery(text="alpha")) == 0
    assert count(engine, ArticleQuery(text="beta")) == 1


def test_terms_are_words_and_bigrams() -> None:
    assert terms("石药集团 AI-driven") == "石药 药集 集团 团 ai driven"


def test_exports_hold_every_article_and_no_formula(filled: Engine, archive: Archive) -> None:
    archive.save(classified(crawled("https://news.example/evil", title="=HYPERLINK(1)")))
    hits = search(filled, ArticleQuery())
    streams = {kind: io.BytesIO() for kind in ("jsonl", "csv", "parquet")}
    for kind, stream in streams.items():
        assert write(hits, kind, stream) == 4
    rows = [json.loads(line) for line in streams["jsonl"].getvalue().splitlines()]
    assert {"story_id", "labels", "events", "amounts"} <= set(rows[0])
    titles = [row["title"] for row in csv.DictReader(io.StringIO(streams["csv"].getvalue().decode("utf-8-sig")))]
    assert "'=HYPERLINK(1)" in titles
    assert pq.read_table(streams["parquet"]).num_rows == 4


def test_corrected_labels_come_out_as_training_examples_and_the_last_word_counts(archive: Archive, engine: Engine) -> None:
    saved = archive.save(classified())
    url = saved.classified.article.url
    assert correct(engine, url, ["policy"], "ada", NOW) == ["deal"]
    assert correct(engine, url, ["milestone", "deal"], "lin", NOW + timedelta(hours=1)) == ["deal"]
    [row] = corrected(engine)
    assert (row["labels"], row["corrected_by"], row["title"]) == (["deal", "milestone"], "lin", "Corvane buys Lanterix")
    assert row["text"].startswith("Corvane has agreed")
    with pytest.raises(CorrectionError, match="not in the archive"):
        correct(engine, "https://news.example/gone", [], "ada", NOW)
    with pytest.raises(CorrectionError, match="deal, policy, milestone"):
        correct(engine, url, ["merger"], "ada", NOW)  # type: ignore[list-item]


def test_articles_archived_since_a_time_are_listed_oldest_first(engine: Engine) -> None:
    clock = Clock()
    archive = Archive(engine, clock)
    first = archive.save(classified())
    clock.turn(3600)
    second = archive.save(classified(crawled("https://other.example/b", text="Something else entirely.")))
    assert archive.ids_since(None) == [first.key, second.key]
    assert archive.ids_since(NOW + timedelta(minutes=1)) == [second.key]
