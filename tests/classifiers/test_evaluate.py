"""Measuring: the figures are those of a calculation by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bus.events import LABELS
from classifiers.training import evaluate
from classifiers.training.dataset import (
    DatasetError,
    Example,
    join_labels,
    read_examples,
    read_teachers,
    split_by_story,
    taught,
)  # fmt: skip
from classifiers.training.evaluate import Judged


def example(name: str, labels: str = "", title: str = "", text: str = "", language: str = "en", date: str = "") -> Example:
    return Example(name, title or f"Title {name}", text, language, frozenset(labels.split()), date=date)


def judged(truth: str, found: str, score: float = 0.9) -> Judged:
    return Judged(example(f"{truth}>{found}", truth), frozenset(found.split()), (score, 0.1, 0.1))


def test_precision_recall_and_f1_are_counted_per_label() -> None:
    rows = [judged("deal", "deal"), judged("deal", ""), judged("", "deal"), judged("policy", "policy"), judged("", "")]
    found = evaluate.quality(rows)
    assert found.precision[0] == found.recall[0] == found.f1[0] == 0.5
    assert found.f1[1:] == (1.0, 1.0)
    assert found.macro == pytest.approx(2.5 / 3)
    assert (found.exact, found.none) == (0.6, 0.5)


def test_calibration_error_is_the_mean_gap_between_score_and_frequency() -> None:
    rows = [Judged(example(str(n), "deal" if n < 6 else ""), frozenset(), (0.95, 0.0, 0.0)) for n in range(10)]
    # a third of the scores says 0.95 and is right in 0.6; the others say 0 and are right
    assert evaluate.calibration_error(rows) == pytest.approx(0.35 / 3)


def test_the_interval_holds_the_value_and_narrows_with_more_stories() -> None:
    def width(copies: int) -> float:
        names = [f"{n}" for n in range(copies * 4)]
        rows = [
            Judged(example(n, "deal", title=f"Company{n} signs"), frozenset(["deal"] if int(n) % 4 else []), (0.9, 0, 0))
            for n in names
        ]
        low, high = evaluate.macro_interval(rows)
        assert low <= evaluate.quality(rows).macro <= high
        return high - low

    assert width(40) < width(5)


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("Corvane Reports Third Quarter 2026 Financial Results for its drug", "quarterly results"),
        ("明洲医药发布2026年半年报", "quarterly results"),
        ("Lanterix to present data at a medical conference", "will present, agenda"),
        ("据悉明洲医药洽谈收购", "talks, plans, rumours"),
        ("Football club signs striker", "off the domain"),
        ("足球俱乐部签下前锋", "off the domain"),
    ],
)
def test_articles_without_a_label_belong_to_a_hard_negative_family(title: str, family: str) -> None:
    assert family in evaluate.families(example("x", "", title))
    assert evaluate.families(example("x", "deal", title)) == []


def test_a_story_is_wholly_in_one_fold() -> None:
    body = "Corvane said that its medicine helped patients in a large study of adults. " * 5
    copies = [example(f"c{n}", title=f"Other words {n}", text=body) for n in range(5)]
    month = [example(f"m{n}", title=f"Lanterix Bio news {n}", date="2026-11-03") for n in range(5)]
    others = [example(f"o{n}", title=f"Firm{n} number", date=f"2026-{n % 12 + 1:02}-01") for n in range(40)]
    folds = split_by_story([*copies, *month, *others])
    assert len(set(folds[:5])) == 1
    assert len(set(folds[5:10])) == 1
    assert set(folds) == {0, 1, 2, 3, 4}


def test_labels_without_text_are_joined_with_their_texts(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text(
        json.dumps({"id": "a", "title": "T", "text": "Words."})
        + "\n"
        + json.dumps(
            {
                "id": "b",
                "text": "第一条快讯。\n明洲医药与蓝桥生物签署协议。双方将共同开发一款治疗成人哮喘的新药，明洲医药支付首付款，金额未予披露。",
            }
        ),
        encoding="utf-8",
    )
    rows = [{"id": "a", "labels": [], "unsure": False}, {"id": "b#1", "labels": ["deal"], "unsure": True}]
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(r) + "\n" for r in [*rows, {"id": "gone", "labels": []}]))
    first, second = join_labels(tmp_path / "labels.jsonl", [tmp_path / "texts.jsonl"])
    assert (first.id, first.title, first.text) == ("a", "T", "Words.")
    assert (second.id, second.title, second.language) == ("b#1", "明洲医药与蓝桥生物签署协议", "zh")
    assert (second.labels, second.unsure) == (frozenset({"deal"}), True)


@pytest.mark.parametrize("line", ["{not json", '["a list"]', '{"title": "x"}', '{"title": "x", "labels": ["merger"]}'])
def test_a_line_that_is_no_labelled_article_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text('{"title": "x", "labels": []}\n' + line, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"data\.jsonl:2"):
        read_examples(path)


def test_the_labels_that_were_read_are_kept_without_text() -> None:
    path = Path(__file__).parents[2] / "classifiers" / "training" / "labels.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 4000
    assert all(set(row) == {"id", "labels", "unsure"} for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)


def test_the_articles_written_for_training_are_whole() -> None:
    rows = read_examples(Path(__file__).parents[2] / "classifiers" / "training" / "written.jsonl")
    assert len({e.id for e in rows}) == len({e.title or e.text for e in rows}) == len(rows) > 1000
    for language in ("en", "zh"):
        carried = [label for e in rows if e.language == language for label in e.labels]
        assert min(carried.count(label) for label in LABELS) >= 80
        assert sum(not e.labels for e in rows if e.language == language) >= 100


def test_teachers_are_averaged_and_learned_half_and_half_with_labels(tmp_path: Path) -> None:
    article = {"title": "x", "text": "y"}
    (tmp_path / "articles.jsonl").write_text(
        json.dumps({"id": "a", **article, "labels": ["deal"]}) + "\n" + json.dumps({"id": "b", **article})
    )
    for name, score in (("one", 0.2), ("two", 0.6)):
        scores = {"deal": score, "policy": score, "milestone": 0.0}
        rows = [json.dumps({"id": id_, "scores": scores}) + "\n" for id_ in "ab"]
        (tmp_path / f"{name}.jsonl").write_text("".join(rows))
    teachers = read_teachers([tmp_path / "one.jsonl", tmp_path / "two.jsonl"])
    labelled, bare = taught(read_examples(tmp_path / "articles.jsonl", need_labels=False), teachers)
    assert labelled.target == pytest.approx((0.7, 0.2, 0.0))
    assert bare.target == pytest.approx((0.4, 0.4, 0.0))
    with pytest.raises(DatasetError, match="'b' has neither"):
        taught([labelled, bare], {})
    with pytest.raises(DatasetError, match=r"articles\.jsonl:2"):
        read_examples(tmp_path / "articles.jsonl")
    with pytest.raises(DatasetError, match=r"articles\.jsonl:1: needs id, and scores"):
        read_teachers([tmp_path / "articles.jsonl"])
