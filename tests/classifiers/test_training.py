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
    from classifiers.training.train import pad

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

    def run(folder: Path, articles: list[Example], arguments: TrainingArguments, on_step: Any) -> None:
        folder.mkdir(parents=True)
        notes = {"arguments": asdict(arguments), "fingerprint": fingerprint(articles)}
        (folder / recipe.NOTES).write_text(json.dumps(notes), encoding="utf-8")
        trained.append((folder, {e.id for e in articles}))

    monkeypatch.setattr(recipe, "run", run)
    monkeypatch.setattr(folds, "judge_run", lambda folder, articles: [(folder, e.id) for e in articles])
    real = [Example(str(n), f"Company{n} told news", f"text {n}", "en", frozenset()) for n in range(60)]
    for _ in range(2):
        judged: Any = folds.cross_validate(tmp_path, real, (), (), TrainingArguments(), lambda *step: None)
        assert sorted(name for _, name in judged) == sorted(e.id for e in real)
        assert len(trained) == 5
        assert all(name not in dict(trained)[folder] for folder, name in judged)
    with pytest.raises(ModelError, match="other arguments"):
        folds.cross_validate(tmp_path, real, (), (), TrainingArguments(seed=99), lambda *step: None)


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
