"""Stories on both databases: what is joined, what is not, what an article changes, and that all of it is kept."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from archive import tables
from archive.store import Archive
from archive.stories.bids import is_raised_bid
from archive.stories.facts import facts_of
from archive.stories.lookup import keys_of
from archive.stories.signatures import bands, resemblance, signature
from bus.events import ArticleArchived, ArticleClassified
from tests.make import NOW, Clock, amount, classified, crawled, deal

BODY = (
    "Corvane Therapeutics has agreed to acquire Lanterix, a maker of gene therapies for inherited blindness, for $740 million in "
    "cash. The boards of both companies have approved the transaction, which is expected to close in the first quarter. "
    "Lanterix employs about ninety people at its laboratory in Leiden and has one programme in late development."
)
CHINESE = "科瓦治疗以7.4亿美元现金收购兰特里克斯（Lanterix），后者主攻遗传性眼病基因治疗。交易预计明年一季度完成，双方董事会均已批准。"


def purchase(value: str = "740000000", **changes: Any) -> Any:
    return deal(
        ("Corvane Therapeutics", "acquirer"), ("Lanterix", "target"), kind="acquisition",
        terms=(amount(value, role="total"),), **changes,
    )  # fmt: skip


def told(
    slug: str, *events: Any, title: str = "Corvane buys Lanterix", hours: float = 0, **changes: Any
) -> ArticleClassified:
    article = crawled(
        f"https://{slug}.example/a", title=title, **{"text": BODY, "published_at": NOW + timedelta(hours=hours), **changes}
    )
    sums = tuple(term for event in events for term in event.terms)
    return classified(article, events=events, amounts=sums, parties=tuple(p for e in events for p in e.parties))


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine, Clock())


def stories(*saved: ArticleArchived) -> list[int]:
    """The story of each, numbered in the order in which they were opened."""
    seen = list(dict.fromkeys(article.story_id for article in saved))
    return [seen.index(article.story_id) for article in saved]


def test_a_text_that_another_outlet_changed_a_little_is_the_same_story(archive: Archive) -> None:
    first = archive.save(told("a", purchase()))
    second = archive.save(told("b", purchase(), text=f"LEIDEN (Wire) - {BODY} Shares rose.", hours=2))
    assert stories(first, second) == [0, 0]
    assert (first.opens_story, second.opens_story) == (True, False)
    assert second.joined_by.startswith("near-duplicate")


def test_a_deal_told_in_chinese_joins_the_english_story_of_it(archive: Archive) -> None:
    first = archive.save(told("a", purchase()))
    second = archive.save(told("c", purchase(), title="科瓦治疗收购Lanterix", text=CHINESE, language="zh", hours=3))
    assert stories(first, second) == [0, 0]
    assert "shared companies" in second.joined_by


OTHER = (
    "Brightwell is paying for Oculyne and its treatment of retinitis, people close to it said on Tuesday evening in London."
)


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (told("x", deal(("Corvane Therapeutics", "acquirer"), ("Velmont", "target"), kind="acquisition"), text=OTHER,
              title="Corvane buys Velmont"), "the same buyer, another company"),
        (told("x", deal(("Brightwell", "acquirer"), ("Oculyne", "target"), kind="acquisition",
                        terms=(amount("740000000", role="total"),)), text=OTHER, title="Brightwell to buy Oculyne"),
         "the same kind and sum, others"),
        (told("x", deal(("Corvane Therapeutics", "sponsor"), ("FDA", "agency"), label="milestone", kind="approval"),
              title="FDA clears eye drops of Corvane", text="The agency cleared them for glaucoma."), "a milestone of a party"),
        (told("x", purchase(), hours=24 * 60, text="Corvane and Lanterix, once more, say nothing."), "two months later"),
        (told("x", title="Shares of Corvane slip", text="Analysts lowered their ratings after quarterly figures."), "no event"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_differs_in_what_happened_is_another_story(archive: Archive, second: ArticleClassified, why: str) -> None:
    assert stories(archive.save(told("a", purchase())), archive.save(second)) == [0, 1], why


def test_a_form_with_other_names_and_numbers_in_it_is_no_near_duplicate(archive: Archive) -> None:
    form = (
        "{0} will present at the Harbour healthcare conference. The presentation by its management begins at noon and can be "
        "followed on the website of the company, where a recording is kept for thirty days after the event has taken place."
    )
    saved = [
        archive.save(told(slug, deal((name, "sponsor"), label="milestone", kind=None), title=f"{name} to present", text=form.format(name)))
        for slug, name in (("a", "Corvane"), ("b", "Lanterix"))
    ]  # fmt: skip
    assert stories(*saved) == [0, 1]


def test_an_article_keeps_its_story_and_what_it_changed_however_often_it_is_delivered(
    archive: Archive, engine: Engine
) -> None:
    articles = [
        told("a", purchase()), told("b", purchase(), hours=1, title="Lanterix sold to Corvane", text=CHINESE, language="zh"),
        told("c", purchase("900000000"), hours=30, title="Corvane raises offer for Lanterix to $900 million"),
    ]  # fmt: skip
    first = archive.save_all(articles)
    again = [*archive.save_all(articles[::-1])[::-1], *Archive(engine, Clock()).save_all(articles)]
    assert [(a.story_id, a.changes, a.joined_by) for a in again] == [(a.story_id, a.changes, a.joined_by) for a in first] * 2
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.story_articles)).scalar_one() == 3
    edited = archive.save(told("b", purchase(), text="Entirely other words.", fetched_at=NOW + timedelta(hours=9)))
    assert (edited.story_id, edited.revision, edited.changes) == (first[1].story_id, 2, ())


def test_a_raised_offer_and_the_end_of_a_deal_change_its_story_once_each(archive: Archive) -> None:
    archive.save(told("a", purchase()))
    raised = [
        archive.save(
            told(slug, purchase("900000000"), hours=hours, title="Corvane raises offer for Lanterix to $900 million")
        )
        for slug, hours in (("b", 30), ("c", 31))
    ]
    assert [[(c.what, c.role, c.currency, c.old, c.new) for c in a.changes] for a in raised] == [
        [("amount", "total", "USD", "740000000", "900000000")], [],
    ]  # fmt: skip
    done = purchase("900000000", status="completed")
    ended = [
        archive.save(told(slug, done, hours=24 * days, title="Corvane completes purchase of Lanterix", text="It is done."))
        for slug, days in (("d", 90), ("e", 91))
    ]
    assert stories(*raised, *ended) == [0, 0, 0, 0]
    assert [[(c.what, c.old, c.new) for c in a.changes] for a in ended] == [[("status", "announced", "completed")], []]


@pytest.mark.parametrize(
    ("title", "text", "days"),
    [
        ("Corvane lifts Lanterix offer to $900 million after rival bid", "Corvane has raised its offer for Lanterix to $900 million from $740 million.", 1),
        ("Corvane lifts Lanterix offer to $900 million after rival bid", "Corvane has raised its offer for Lanterix to $900 million from $740 million.", 20),
        ("Corvane将对Lanterix的收购报价上调至9亿美元", "Corvane将对Lanterix的收购报价由7.4亿美元上调至9亿美元。", 1),
        ("Corvane将对Lanterix的收购报价上调至9亿美元", "Corvane将对Lanterix的收购报价由7.4亿美元上调至9亿美元。", 20),
    ],
)  # fmt: skip
def test_a_raised_bid_that_was_read_as_a_round_of_funding_changes_its_story(
    archive: Archive, title: str, text: str, days: float
) -> None:
    archive.save(told("a", purchase()))
    round_ = deal(("Corvane Therapeutics", "investee"), kind="financing", terms=(amount("900000000", role="funding"),))
    language = "en" if title.isascii() else "zh"
    event = told("b", round_, title=title, text=text, hours=24 * days, language=language)
    before = amount("740000000", role="other")
    raised = archive.save(
        event.model_copy(update={"amounts": (*event.amounts, before), "companies": ("Corvane Therapeutics", "Lanterix")})
    )
    assert not raised.opens_story
    assert [(c.what, c.role, c.old, c.new) for c in raised.changes] == [("amount", "total", "740000000", "900000000")]


@pytest.mark.parametrize(
    ("title", "is_bid"),
    [
        ("Orvane raises takeover offer for Metzler to $2.5 billion", True), ("Falkirk sweetens its bid for Auralen", True),
        ("欧凡提高对美兹勒的要约价", True), ("欧凡将报价上调至25亿美元", True), ("Corvane raises $95 million", False),
        ("Corvane raises $95 million in share offer", False), ("Corvane upsizes public offering to $200 million", False),
        ("Corvane raises share offer to $200 million", False), ("科瓦治疗完成9亿美元融资", False), ("科瓦治疗提高产品价格", False),
    ],
)  # fmt: skip
def test_raised_bids_are_told_from_money_that_is_raised(title: str, is_bid: bool) -> None:
    assert is_raised_bid(title) is is_bid


def test_a_sum_that_an_outlet_counts_differently_changes_nothing(archive: Archive) -> None:
    archive.save(told("a", purchase()))
    second = archive.save(told("b", purchase("781000000"), hours=1, title="Lanterix goes to Corvane in $781 million deal"))
    assert second.changes == ()


def undisclosed(**changes: Any) -> Any:
    return deal(("Corvane Therapeutics", "acquirer"), ("Lanterix", "target"), kind="acquisition", **changes)


def test_the_first_sum_of_a_deal_changes_its_story_once(archive: Archive) -> None:
    text = BODY.replace(" for $740 million in cash", "; terms were not disclosed")
    archive.save(told("a", undisclosed(), text=text))
    later = [
        archive.save(told(slug, purchase(), hours=hours, title="Corvane paid $740 million for Lanterix"))
        for slug, hours in (("b", 20), ("c", 22))
    ]
    assert [[(c.what, c.role, c.currency, c.old, c.new) for c in a.changes] for a in later] == [
        [("amount", "total", "USD", "", "740000000")], [],
    ]  # fmt: skip
    assert stories(*later) == [0, 0]


def test_a_sum_beside_a_vague_one_of_before_is_no_disclosure(archive: Archive) -> None:
    vague = undisclosed(terms=(amount("700000000", role="total", up_to=True),))
    archive.save(told("a", vague))
    assert archive.save(told("b", purchase(), hours=1)).changes == ()


def test_a_new_version_of_an_article_changes_its_story_where_a_fact_of_it_changed(archive: Archive) -> None:
    archive.save(told("a", purchase()))
    same = archive.save(told("a", purchase(), text=f"{BODY} Shares rose.", fetched_at=NOW + timedelta(hours=1)))
    corrected = told("a", purchase("704000000"), text=BODY.replace("740", "704"), fetched_at=NOW + timedelta(hours=2))
    saved = [archive.save(corrected), archive.save(corrected)]
    assert (same.revision, same.changes) == (2, ())
    assert [a.revision for a in saved] == [3, 3]
    assert [[(c.what, c.old, c.new) for c in a.changes] for a in saved] == [[("amount", "740000000", "704000000")]] * 2
    done = purchase("704000000", status="completed")
    ended = archive.save(told("a", done, text=f"{BODY} It is done.", fetched_at=NOW + timedelta(hours=9)))
    assert [(c.what, c.old, c.new) for c in ended.changes] == [("status", "announced", "completed")]


def test_a_later_article_is_compared_with_the_newest_version(archive: Archive, engine: Engine) -> None:
    first = archive.save(told("a", purchase()))
    other = deal(("Brightwell", "acquirer"), ("Oculyne", "target"), kind="acquisition")
    edited = told("a", other, title="Brightwell to buy Oculyne", text=OTHER, fetched_at=NOW + timedelta(hours=1))
    assert archive.save(edited).story_id == first.story_id
    with engine.connect() as connection:
        row = connection.execute(select(tables.story_articles)).one()
        keys = list(connection.execute(select(tables.story_keys.c.key)).scalars())
    facts, found = facts_of(edited), signature(edited.article.title, edited.article.text)
    assert found is not None
    assert row.signature == found.astype("<u4").tobytes()
    assert sorted(keys) == keys_of(facts, found)
    assert (
        archive.save(told("b", other, title="Brightwell to buy Oculyne", text=f"{OTHER} Soon.", hours=2)).story_id
        == first.story_id
    )
    assert archive.save(told("c", purchase(), hours=3)).opens_story


def test_an_older_version_that_comes_late_changes_nothing(archive: Archive) -> None:
    archive.save(told("a", purchase(), fetched_at=NOW + timedelta(hours=5)))
    late = archive.save(told("a", purchase("700000000"), text=BODY.replace("740", "700"), fetched_at=NOW))
    assert late.changes == ()


def test_a_round_that_one_outlet_calls_announced_and_another_completed_changes_nothing(archive: Archive) -> None:
    def round_(status: str) -> Any:
        parties = (("Corvane", "investee"), ("Arclight", "investor"))
        return deal(*parties, kind="financing", status=status, terms=(amount("95000000", role="funding"),))

    first = archive.save(told("a", round_("announced"), title="Corvane raises $95 million"))
    second = archive.save(told("b", round_("completed"), title="Corvane完成9500万美元融资", text=CHINESE, language="zh"))
    assert (stories(first, second), second.changes) == ([0, 0], ())


def test_an_article_of_before_keeps_the_story_it_had(archive: Archive, engine: Engine) -> None:
    first = archive.save(told("a", purchase()))
    with engine.begin() as connection:
        for table in (tables.story_keys, tables.story_articles, tables.stories):
            connection.execute(table.delete())
    assert archive.save(told("a", purchase())).story_id == first.story_id


@pytest.mark.parametrize("text", [BODY, CHINESE * 2])
def test_signatures_of_alike_texts_share_bands_and_those_of_others_none(text: str) -> None:
    one, near = signature("t", text), signature("t", f"{text} 记者 Smith")
    other = signature("t", OTHER + " Ships on the rivers freeze in winter, and nobody has said a word of it before.")
    assert one is not None
    assert near is not None
    assert other is not None
    assert resemblance(one, near) > 0.8
    assert set(bands(one)) & set(bands(near))
    assert not set(bands(one)) & set(bands(other))
    assert max(bands(one)) < 2**63


def test_a_headline_alone_has_no_signature() -> None:
    assert signature("Corvane buys Lanterix", "") is None


def test_a_value_without_rate_or_role_breaks_nothing(archive: Archive) -> None:
    odd = deal(("Corvane", "acquirer"), kind=None, terms=(amount("0", role="total", value_max=Decimal(5)),))
    assert archive.save(told("a", odd)).opens_story
