"""The training loop on a tiny random encoder: it learns, it is seeded, and it goes on where it was stopped."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from classifiers.interface import ModelError
from classifiers.training.dataset import Example

torch = pytest.importorskip("torch", reason="torch is not installed: the product and CI do without it")

WORDS = {"deal": "buys", "policy": "law", "milestone": "approved"}


def examples() -> list[Example]:
    labels = ["deal", "policy", "milestone", ""] * 16
    return [Example(str(n), WORDS.get(x, "news"), "of it", "en", frozenset([x] if x else [])) for n, x in enumerate(labels)]


def network_and_tokenizer() -> tuple[Any, Any]:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel

    from classifiers.training.network import Network

    pieces = ["<s>", "<pad>", "</s>", "<unk>", "query", ":", "of", "it", "news", *WORDS.values()]
    tokenizer = Tokenizer(models.WordLevel({p: n for n, p in enumerate(pieces)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=32,
        attn_implementation="eager",
    )  # fmt: skip
    return Network(BertModel(config, add_pooling_layer=False), exits=(1, 2, 3)), tokenizer


def test_it_learns_at_every_exit_and_the_same_seed_gives_the_same_network() -> None:
    from classifiers.training.calibrate import truth_of
    from classifiers.training.train import TrainingArguments, predict, train

    arguments = TrainingArguments(epochs=24, batch_size=8, learning_rate=5e-3, headline_share=0.0)
    logits = []
    for _ in range(2):
        network, tokenizer = network_and_tokenizer()
        train(network, tokenizer, examples(), arguments)
        logits.append(predict(network, tokenizer, examples()))
    assert (logits[0] == logits[1]).all()
    right = (logits[0] > 0) == truth_of(examples())[:, None, :].astype(bool)
    assert right.mean(axis=(0, 2)).min() > 0.95


def test_a_stopped_training_goes_on_to_the_same_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from classifiers.training import train as loop

    monkeypatch.setattr(loop, "CHECKPOINT_STEPS", 3)
    arguments = loop.TrainingArguments(epochs=2, batch_size=8)

    def run(checkpoint: Path | None, stop_at: int = 0) -> Any:
        network, tokenizer = network_and_tokenizer()

        def on_step(step: int, steps: int, loss: float) -> None:
            if step == stop_at:
                raise KeyboardInterrupt

        loop.train(network, tokenizer, examples(), arguments, on_step, checkpoint)
        return loop.predict(network, tokenizer, examples())

    whole = run(None)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "c.pt", stop_at=8)
    assert abs(run(tmp_path / "c.pt") - whole).max() < 1e-5
    with pytest.raises(ModelError, match="other arguments"):
        loop.train(*network_and_tokenizer(), examples()[:8], arguments, checkpoint=tmp_path / "c.pt")


def test_the_exported_segments_say_what_the_network_says(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx is not installed: the product and CI do without it")
    import numpy as np
    import onnxruntime

    from classifiers.training.export import save
    from classifiers.training.padding import pad

    network, tokenizer = network_and_tokenizer()
    save(network.eval(), tokenizer, tmp_path, {"max_tokens": 16}, [[0, 4, 5, 8, 2]], int8=False)
    ids, mask = pad([[0, 4, 5, 9, 6, 7, 2]])
    with torch.inference_mode():
        expected = [logits.numpy() for logits in network(ids, mask)]
    values = ids.numpy()
    for number in range(3):
        session = onnxruntime.InferenceSession(str(tmp_path / f"segment{number}.onnx"))
        values, shares, _ = session.run(None, {"inputs": values})
        assert np.abs(shares.mean(axis=1) - expected[number]).max() < 1e-4


def test_an_exported_network_is_restored_and_what_was_frozen_stays(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx is not installed: the product and CI do without it")
    from classifiers.training.export import save
    from classifiers.training.padding import pad
    from classifiers.training.restore import restore
    from classifiers.training.train import TrainingArguments, predict, train

    network, tokenizer = network_and_tokenizer()
    exits = [{"below": 0.0, "above": 1.0}] * 2
    plain = {"en": dict.fromkeys(WORDS, 1.0)}
    decisions = {
        "name": "tiny", "version": "1", "max_tokens": 16, "windows": 1, "exits": exits, "scales": plain, "thresholds": plain,
        "segments": [f"segment{n}.onnx" for n in range(3)], "tags": "tags.onnx",
    }  # fmt: skip
    ids, mask = pad([[0, 4, 5, 9, 6, 7, 2]])
    save(network.eval(), tokenizer, tmp_path, decisions, [[0, 4, 5, 8, 2], [0, 4, 5, 9, 6, 7, 2]])
    again, _ = restore(tmp_path)
    with torch.inference_mode():
        for before, after in zip(network(ids, mask), again(ids, mask), strict=True):
            assert (before - after).abs().max() < 0.02
    first = predict(again, tokenizer, examples())[:, 0]
    train(again, tokenizer, examples(), TrainingArguments(epochs=2, frozen=1))
    later = predict(again, tokenizer, examples())
    assert (later[:, 0] == first).all()
    assert (later[:, 2] != predict(network, tokenizer, examples())[:, 2]).any()


def test_the_exported_tags_hear_what_the_network_hears_of_each_sentence(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx is not installed: the product and CI do without it")
    import numpy as np
    import onnx
    import onnxruntime

    from classifiers.training.graph import tag_graph

    network, _ = network_and_tokenizer()
    torch.nn.init.normal_(network.heard.weight)
    onnx.save(tag_graph(network.eval()), tmp_path / "tags.onnx")
    vectors = torch.randn(1, 5, network.tags.in_features)
    places = np.array([[1, 1, 0, 0, 0], [0, 0, 1, 1, 1]], dtype=np.float32)
    session = onnxruntime.InferenceSession(str(tmp_path / "tags.onnx"))
    (heard,) = session.run(["heard"], {"inputs": vectors[0].numpy(), "sentences": places})
    with torch.inference_mode():
        expected = torch.sigmoid(network.hear(vectors, torch.tensor([[0, 0, 2], [0, 2, 5]]))).numpy()
    assert np.abs(heard - expected).max() < 5e-3  # weights are kept in float16


def test_a_sentence_tells_an_event_of_which_it_names_two_parties_or_one_and_what_is_paid() -> None:
    from bus.events import Span
    from classifiers.tags import KINDS
    from classifiers.training.tagged import UNKNOWN, marked, tells

    text = "Ostrava Bio pays $30 million for Pellin Robotics. Shares of Ostrava Bio rose. The market grows. Torvik Bio raised money."
    purchase = {
        "label": "deal", "kind": "acquisition", "terms": [{"value": "30000000", "currency": "USD", "role": "total"}],
        "parties": [{"name": "Ostrava Bio", "side": "acquirer"}, {"name": "Pellin Robotics", "side": "target"}],
    }  # fmt: skip
    round_ = {"label": "deal", "kind": "financing", "terms": [], "parties": [{"name": "Torvik Bio", "side": "investee"}]}
    row = {"id": "a", "language": "en", "title": "", "text": text, "events": [purchase, round_]}
    article = marked(row)

    def told(words: str, kind: str, *, early: bool = False) -> int:
        start = text.index(words)
        return int(tells(article, Span(start=start, end=start + len(words)), early=early)[KINDS.index(kind)])

    assert told("Ostrava Bio pays $30 million for Pellin Robotics.", "deal/acquisition") == 1
    assert told("Shares of Ostrava Bio rose.", "deal/acquisition") == UNKNOWN
    assert told("The market grows.", "deal/acquisition") == 0
    assert told("Torvik Bio raised money.", "deal/financing") == UNKNOWN
    assert told("Torvik Bio raised money.", "deal/financing", early=True) == 1


def test_tags_and_kinds_are_learned_beside_the_labels() -> None:
    import numpy as np

    from classifiers.tags import KINDS, NUMBER, TAGS
    from classifiers.training.padding import pad
    from classifiers.training.tagged import Sentence, Tagged
    from classifiers.training.train import TrainingArguments, train

    tags = np.zeros((5, len(TAGS)), dtype=np.float32)
    tags[:, 0] = 1.0
    tags[3] = np.eye(len(TAGS), dtype=np.float32)[NUMBER["target"]]
    told = np.zeros((2, len(KINDS)), dtype=np.int8)
    told[1, KINDS.index("deal/merger")] = 1
    sentences = (Sentence(1, 3, told[0]), Sentence(3, 5, told[1]))
    passage = Tagged("a", [0, 4, 5, 9, 2], tags, frozenset(["deal/acquisition"]), True, sentences)
    network, tokenizer = network_and_tokenizer()
    arguments = TrainingArguments(epochs=8, batch_size=8, learning_rate=5e-3, tag_epochs=80, headline_share=0.0)
    train(network, tokenizer, examples(), arguments, annotated=[passage])
    with torch.inference_mode():
        _, said, lead, vectors = network.read(*pad([passage.ids]))
        heard = network.hear(vectors, torch.tensor([[0, 1, 3], [0, 3, 5]]))
    assert said[0].argmax(-1).tolist() == [0, 0, 0, NUMBER["target"], 0]
    assert KINDS[int(lead[0].argmax())] == "deal/acquisition"
    assert KINDS[int(heard[1].argmax())] == "deal/merger"
    assert (heard[0] < 0).all()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_annotation_is_kept_without_its_text_and_joined_again(tmp_path: Path, language: str) -> None:
    from classifiers.training.tagged import join_annotations, places, without_text

    title, text, buyer, sold, sum_ = {
        "en": ("Ostrava Bio buys Pellin", "Ostrava Bio pays $30 million for Pellin Robotics Ltd.", "Ostrava Bio", "Pellin Robotics Ltd", "$30 million"),
        "zh": ("澜图医药收购佩林生物", "澜图医药以3000万美元收购佩林生物科技有限公司。", "澜图医药", "佩林生物科技有限公司", "3000万美元"),
    }[language]  # fmt: skip
    parties = [{"name": buyer, "side": "acquirer"}, {"name": sold, "side": "target"}]
    event = {
        "label": "deal", "kind": "acquisition", "status": "announced", "parties": parties, "product": None, "agency": None,
        "document": None, "terms": [{"value": "30000000", "currency": "USD", "role": "total"}],
    }  # fmt: skip
    row = {"id": "a", "language": language, "title": title, "text": text, "labels": ["deal"], "events": [event]}
    kept = without_text(row)
    assert buyer not in json.dumps(kept, ensure_ascii=False)
    (tmp_path / "kept.jsonl").write_text(json.dumps(kept), encoding="utf-8")
    article = {"id": "a", "title": title, "text": text, "lang": language}
    (tmp_path / "texts.jsonl").write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
    assert join_annotations(tmp_path / "kept.jsonl", [tmp_path / "texts.jsonl"]) == [row]
    marked = {
        (title if field == "title" else text)[a:b].rstrip("."): {m.tag for m in members}
        for (field, a, b), members in places(row).items()
    }
    assert marked[buyer] == {"acquirer"}
    assert marked[sold] == {"target"}
    assert marked[sum_] == {"total"}


def test_annotated_articles_that_tell_a_story_of_the_test_do_not_train_and_broken_ones_are_named(tmp_path: Path) -> None:
    from classifiers.training.dataset import DatasetError
    from classifiers.training.recipe import Split, apart
    from classifiers.training.tagged import read_annotated

    test = [Example("1", "Ostrava Bio buys a rival in Brno", "of it", "en", frozenset(["deal"]))]
    rows = [
        {"id": name, "title": title, "text": "told", "language": "en", "events": []}
        for name, title in (("1", "other"), ("2", "Ostrava Bio pays for a rival"), ("3", "Pellin opens a plant"))
    ]
    assert [row["id"] for row in apart(rows, Split([], [], test))] == ["3"]
    (tmp_path / "broken.jsonl").write_text('{"id": 1, "events": [{"label": "deal"}]}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match="broken.jsonl:1"):
        read_annotated([tmp_path / "broken.jsonl"])


def test_what_was_written_for_training_neither_measures_nor_calibrates() -> None:
    from classifiers.training.recipe import split

    written = [Example(f"own-{n}", f"Firm {n} buys a rival", "", "en", frozenset(["deal"])) for n in range(40)]
    real = [Example(str(n), f"Company{n} told news", f"text {n}", "en", frozenset()) for n in range(60)]
    parts = split(real, (), 0, written)
    assert set(written) <= set(parts.train)
    assert not set(written) & {*parts.calibration, *parts.test}


def test_cross_validation_measures_each_article_once_and_trains_no_fold_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from classifiers.training import folds, recipe
    from classifiers.training.train import TrainingArguments, fingerprint

    trained: list[tuple[Path, set[str]]] = []

    def run(
        folder: Path, articles: list[Example], arguments: TrainingArguments, on_step: Any, start: Path | None = None
    ) -> None:
        assert start == (None if folder.name == "common" else tmp_path / "common")
        folder.mkdir(parents=True)
        notes = {"arguments": asdict(arguments), "fingerprint": fingerprint(articles)}
        (folder / recipe.NOTES).write_text(json.dumps(notes), encoding="utf-8")
        trained.append((folder, {e.id for e in articles}))

    monkeypatch.setattr(recipe, "run", run)
    monkeypatch.setattr(folds, "judge_run", lambda folder, articles: [(folder, e.id) for e in articles])
    real = [Example(str(n), f"Company{n} told news", f"text {n}", "en", frozenset()) for n in range(60)]
    own = [Example(f"own-{n}", f"Firm {n} buys a rival", "", "en", frozenset(["deal"])) for n in range(9)]
    for _ in range(2):
        judged: Any = folds.cross_validate(tmp_path, real, (), own, TrainingArguments(), lambda *step: None)
        assert sorted(name for _, name in judged) == sorted(e.id for e in real)
        assert len(trained) == 6
        assert dict(trained)[tmp_path / "common"] == {e.id for e in own}
        assert all(name not in dict(trained)[folder] for folder, name in judged)
    with pytest.raises(ModelError, match="other arguments"):
        folds.cross_validate(tmp_path, real, (), own, TrainingArguments(seed=99), lambda *step: None)


def test_pooled_dropout_keeps_the_share_and_the_mean_and_rests_outside_of_training() -> None:
    from classifiers.training.dropout import PooledDropout, quicken

    torch.manual_seed(3)
    values = torch.ones(200, 384)
    layer = PooledDropout(0.1)
    first, second = layer(values), layer(values)
    assert abs((first == 0).float().mean().item() - 0.1) < 0.01
    assert abs(first.mean().item() - 1.0) < 0.01
    assert not torch.equal(first, second)
    assert torch.equal(layer.eval()(values), values)
    network, _ = network_and_tokenizer()
    quicken(network)
    assert not any(
        isinstance(m, torch.nn.Dropout) and m.p > 0 for name, m in network.named_modules() if "attention.self" in name
    )
    assert isinstance(network.dropout, PooledDropout)


def test_a_run_that_is_not_finished_is_named(tmp_path: Path) -> None:
    from classifiers.training.recipe import load_run

    with pytest.raises(ModelError, match="no finished run"):
        load_run(tmp_path)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_annotated_article_is_told_of_other_companies_and_its_tags_go_with_them(language: str) -> None:
    from classifiers.training.swapping import Names, variants
    from classifiers.training.tagged import Article, Member

    title, text, buyer, short, sold, agency = {
        "en": ("Ostrava Bio buys Pellin", "The FDA knows Ostrava. Ostrava Bio, Inc. buys Pellin.", "Ostrava Bio", "Ostrava", "Pellin", "FDA"),
        "zh": ("澜图医药收购佩林生物", "国家药监局获悉，澜图以现金收购佩林生物。", "澜图医药", "澜图", "佩林生物", "国家药监局"),
    }[language]  # fmt: skip
    places = {("title", 0, len(buyer)): {Member(0, "acquirer", buyer)}}
    for name, side in ((buyer, "acquirer"), (short, "acquirer"), (sold, "target"), (agency, "agency")):
        if name in text:
            places["text", text.index(name), text.index(name) + len(name)] = {Member(0, side, name)}
    article = Article("a", language, title, text, ("deal/acquisition",), places)
    names = Names(("Murnau Labs", "Quenby", "海岬制药", "朗屿科技"), ())
    told = list(variants([article], names, 12, 7))
    assert len({one.text for one in told}) > 3
    for one in told:
        written = {(one.title if f == "title" else one.text)[a:b]: one.tags((f, a, b)) for f, a, b in one.places}
        assert written[agency] == {"agency"}
        assert sorted(map(sorted, written.values())).count(["target"]) == 1
        new = max((n for n, tags in written.items() if tags == {"acquirer"} and one.title.startswith(n)), key=len)
        assert new in (buyer, *names.companies)
        assert one.text.replace(new, "").count(short) == (0 if new != buyer else 1)


def test_sentences_of_several_articles_are_mixed_and_tell_what_they_told() -> None:
    from bus.events import Span
    from classifiers.tags import KINDS
    from classifiers.training.mixing import mixtures
    from classifiers.training.tagged import marked, tells
    from classifiers.windows import split_sentences

    buyers = {"Ostrava Bio": "Pellin Robotics", "Quenby Labs": "Murnau Health", "Torvik AI": "Senn Optics"}
    rows = [
        {
            "id": buyer, "language": "en", "title": f"{buyer} buys {sold}",
            "text": f"{buyer} pays $30 million for {sold}. The market grows. Shares of {buyer} rose.",
            "events": [{
                "label": "deal", "kind": "acquisition", "terms": [],
                "parties": [{"name": buyer, "side": "acquirer"}, {"name": sold, "side": "target"}],
            }],
        }
        for buyer, sold in buyers.items()
    ]  # fmt: skip
    articles = [marked(row) for row in rows]
    mixed = list(mixtures(articles, 3))
    assert [one.title for one in mixed] == [row["title"] for row in rows]
    assert max(sum(buyer in f"{one.title} {one.text}" for buyer in buyers) for one in mixed) > 1
    for one in mixed:
        assert "Shares" not in one.text  # alone nobody knows what that is about
        assert "".join(one.events).count("deal/acquisition") == sum(b in f"{one.title} {one.text}" for b in buyers)
        for field, start, end in one.places:
            name = (one.title if field == "title" else one.text)[start:end]
            assert one.tags((field, start, end)) == ({"acquirer"} if name in buyers else {"target"})
        for start, end in split_sentences(one.text):
            told = tells(one, Span(field="text", start=start, end=end), early=False)
            assert told[KINDS.index("deal/acquisition")] == ("market" not in one.text[start:end])


def test_the_mean_of_runs_has_the_mean_weights_and_another_vocabulary_is_refused(tmp_path: Path) -> None:
    from classifiers.training import recipe
    from classifiers.training.train import TrainingArguments

    weights = []
    for name in ("a", "b"):
        network, tokenizer = network_and_tokenizer()
        with torch.no_grad():
            network.heads[0].bias.fill_(float(len(weights)))
        (tmp_path / name).mkdir()
        recipe._save(tmp_path / name, network, tokenizer, TrainingArguments(), {"tagged": 0, "annotated": 0})
        weights.append(network.heads[0].bias)
    recipe.mean([tmp_path / "a", tmp_path / "b"], tmp_path / "mean")
    network, _, notes = recipe.load_run(tmp_path / "mean")
    assert network.heads[0].bias.tolist() == [0.5] * 3
    assert notes["arguments"]["max_tokens"] == 128
    pieces = (tmp_path / "b" / "tokenizer.json").read_text(encoding="utf-8").replace('"news"', '"olds"')
    (tmp_path / "b" / "tokenizer.json").write_text(pieces, encoding="utf-8")
    with pytest.raises(ModelError, match="another vocabulary"):
        recipe.mean([tmp_path / "a", tmp_path / "b"], tmp_path / "refused")
