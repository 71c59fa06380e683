"""Checkpoints of Hugging Face as the reader: a tiny one of random weights, made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifiers.interface import ArticleText, ModelError
from tidings import wiring
from tidings.settings import Settings

torch = pytest.importorskip("torch", reason="torch is not installed: the product and CI do without it")


def checkpoint(folder: Path, labels: list[str], *, safe: bool = True) -> Path:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = {word: n for n, word in enumerate(["[PAD]", "[UNK]", "corvane", "buys", "drug"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]").save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=5, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label=dict(enumerate(labels)), label2id={x: n for n, x in enumerate(labels)},
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    model.save_pretrained(folder)
    if not safe:
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    return folder


def test_a_checkpoint_that_the_settings_name_reads_alone_as_in_a_batch(tmp_path: Path) -> None:
    folder = checkpoint(tmp_path, ["Milestone", "Deal", "Policy"])
    reader = wiring.classifier(Settings(model=str(folder)))
    articles = [ArticleText("Corvane buys", "drug " * n, "en") for n in (1, 50, 3)]
    together = reader.read_all(articles)
    alone = [reader.read(a.title, a.text, a.language) for a in articles]
    for one, other in zip(together, alone, strict=True):
        assert one.scores == pytest.approx(other.scores, abs=1e-3)
    assert set(together[0].scores) == {"deal", "policy", "milestone"}


def test_a_checkpoint_with_other_labels_or_with_pickled_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="name deal, policy and milestone"):
        wiring.classifier(Settings(model=str(checkpoint(tmp_path / "a", ["positive", "negative", "neutral"]))))
    with pytest.raises(ModelError, match="cannot be loaded"):
        wiring.classifier(Settings(model=str(checkpoint(tmp_path / "b", ["deal", "policy", "milestone"], safe=False))))
