"""The shipped model: what it says, that it says it alone, and that it is the one that was measured."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers import model_store
from classifiers.interface import ArticleText, ModelError
from classifiers.transformer import TransformerClassifier

LARGEST_MB = 40
HISTORY = Path(model_store.__file__).parent / "models" / "history.json"


@pytest.fixture(scope="module")
def reader() -> TransformerClassifier:
    return TransformerClassifier()


@pytest.mark.parametrize(
    ("title", "text", "language", "labels"),
    [
        ("Corvane to acquire Lanterix for $2.1 billion", "Corvane, a drug maker, has signed a definitive agreement to acquire the biotech company Lanterix.", "en", ["deal"]),
        ("科维恩医药与蓝桥生物达成授权协议", "科维恩医药宣布与蓝桥生物签署独家许可协议，获得其抗肿瘤新药的海外权益，首付款5000万美元。", "zh", ["deal"]),
        ("FDA approves Corvane's new medicine for asthma", "The U.S. Food and Drug Administration has approved Asmexa for adults with severe asthma, Corvane said.", "en", ["milestone"]),
        ("科维恩医药：新药获批上市", "科维恩医药公告，公司收到国家药监局核准签发的药品注册证书，用于治疗成人哮喘。", "zh", ["milestone"]),
        ("国家医保局发布新版医保药品目录", "国家医保局今日印发通知，公布调整后的国家医保药品目录，自明年1月1日起执行。", "zh", ["policy"]),
        ("Government publishes rules for artificial intelligence in medical devices", "The health department issued a regulation today that sets requirements for AI in medical devices.", "en", ["policy"]),
        ("Striker signs for city club", "The football club said on Monday that it had signed the striker for three seasons.", "en", []),
        ("某市球队签下新前锋", "俱乐部周一宣布与前锋签约三个赛季，转会费未公布。", "zh", []),
        ("Corvane to present at health care conference", "Corvane's chief executive will present at an investor conference on Tuesday; a webcast will be available.", "en", []),
        ("明洲医药2026年三季报净利润增长12%", "明洲医药发布三季报，前三季度实现营业收入30亿元，净利润4亿元，同比增长12%。", "zh", []),
    ],
)  # fmt: skip
def test_clear_news_is_labelled_in_both_languages(
    reader: TransformerClassifier, title: str, text: str, language: str, labels: list[str]
) -> None:
    reading = reader.read(title, text, language)
    assert list(reading.labels) == labels, reading.scores
    for evidence in reading.evidence:
        source = title if evidence.field == "title" else text
        assert 0 <= evidence.start < evidence.end <= len(source)
    assert {e.label for e in reading.evidence} == set(labels)


def test_the_reading_of_an_article_does_not_depend_on_its_neighbours(reader: TransformerClassifier) -> None:
    one = ArticleText("Corvane buys Lanterix", "Corvane has agreed to buy the drug maker Lanterix.", "en")
    other = ArticleText("科维恩医药：新药获批", "药品注册证书。" * 60, "zh")
    assert list(reader.read_all([one, other, one])) == [
        reader.read(*_fields(one)),
        reader.read(*_fields(other)),
        reader.read(*_fields(one)),
    ]


def _fields(article: ArticleText) -> tuple[str, str, str]:
    return article.title, article.text, article.language


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "a", "\u0000\ud7ff", "x" * 100_000, "。" * 5_000, "🙂" * 3_000, "<script>" * 900]
)
def test_no_text_makes_it_fail(reader: TransformerClassifier, text: str) -> None:
    reading = reader.read("", text, "en")
    assert set(reading.scores) == {"deal", "policy", "milestone"}
    assert all(0 <= score <= 1 for score in reading.scores.values())


def test_the_embedding_has_unit_length(reader: TransformerClassifier) -> None:
    embedding = reader.read("Corvane buys Lanterix", "A drug maker.", "en").embedding
    assert embedding is not None
    assert sum(x * x for x in embedding) == pytest.approx(1.0, abs=0.01)


def test_all_segments_decide_on_the_blend_of_the_last_two_exits() -> None:
    reader = TransformerClassifier()
    never = tuple(replace(one, below=0.0, above=1.0) for one in reader.decisions.exits)
    title, text = "Corvane buys Lanterix", "The regulator published a rule, and a trial began."
    plain = replace(reader.decisions, exits=never, blend=0.0)
    reader.decisions = plain
    *_, before, last = reader.logits(title, text)
    for blend in (0.0, 0.5):
        reader.decisions = replace(plain, blend=blend)
        mixed = plain.calibrated((1 - blend) * last + blend * before, "en")
        assert list(reader.read(title, text, "en").scores.values()) == pytest.approx(mixed.tolist(), abs=1e-3)


def test_the_shipped_files_are_those_of_the_manifest_and_small() -> None:
    model_store.check(model_store.SHIPPED)
    size = sum(path.stat().st_size for path in model_store.SHIPPED.iterdir())
    assert size <= LARGEST_MB * 1_000_000


def test_a_damaged_model_is_refused_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_store.SHIPPED, folder)
    path = folder / "segment0.onnx"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"segment0\.onnx is not the file of its manifest"):
        TransformerClassifier(folder)
    path.unlink()
    with pytest.raises(ModelError, match="missing"):
        TransformerClassifier(folder)
    with pytest.raises(ModelError, match="holds no model"):
        TransformerClassifier(tmp_path)


def test_the_shipped_model_loses_no_more_than_a_point_to_the_last_one() -> None:
    """history.json has a row of each version, measured on the same articles; the newest is the one that ships."""
    rows = json.loads(HISTORY.read_text(encoding="utf-8"))
    quality = json.loads((model_store.SHIPPED / "quality.json").read_text(encoding="utf-8"))
    decisions = model_store.load_decisions(model_store.SHIPPED)
    assert rows[-1]["version"] == decisions.version
    for language in ("en", "zh"):
        assert rows[-1]["macro"][language] == quality["groups"][language]["macro"]
        assert rows[-1]["macro"][language] >= rows[-2]["macro"][language] - 0.01
