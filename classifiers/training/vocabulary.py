"""Prune the base's vocabulary of a hundred languages to what English and Chinese news uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from classifiers.training.base import Base

SPECIAL_PIECES = 4  # <s> <pad> </s> <unk> stand first and keep their places


def build_tokenizer(pieces: list[tuple[str, float]], special: dict[str, int]) -> Tokenizer:
    """The unigram tokenizer of XLM-R's kind over the given pieces."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=special["unk"]))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", special["bos"]), ("</s>", special["eos"])],
    )
    return tokenizer


def prune(base: Base, texts: Iterable[str], at_least: int = 2) -> tuple[Base, Tokenizer]:
    """The base with the pieces that occur at least so often, every single ideograph and every ASCII character.

    Ideographs stay although rare: names are written with them, and an unknown piece cannot be read at all.
    """
    counts: Counter[int] = Counter()
    whole = build_tokenizer(base.pieces, base.special)
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == 1000:
            counts.update(i for e in whole.encode_batch(batch, add_special_tokens=False) for i in e.ids)
            batch.clear()
    counts.update(i for e in whole.encode_batch(batch, add_special_tokens=False) for i in e.ids)
    keep = [i for i, (piece, _) in enumerate(base.pieces) if _is_kept(i, piece, counts[i], at_least)]
    base.encoder.embeddings.word_embeddings = _shrink(base.encoder.embeddings.word_embeddings, keep)
    base.encoder.config.vocab_size = len(keep)
    pieces = [base.pieces[i] for i in keep]
    return Base(base.encoder, pieces, base.special), build_tokenizer(pieces, base.special)


def prune_to(base: Base, tokenizer: Tokenizer) -> Base:
    """The base with exactly the pieces of a tokenizer that was pruned before, in its order."""
    places: dict[str, int] = {}
    for index, (piece, _) in enumerate(base.pieces):
        places.setdefault(piece, index)
    keep = [places[str(tokenizer.id_to_token(i))] for i in range(tokenizer.get_vocab_size())]
    base.encoder.embeddings.word_embeddings = _shrink(base.encoder.embeddings.word_embeddings, keep)
    base.encoder.config.vocab_size = len(keep)
    return Base(base.encoder, [base.pieces[i] for i in keep], base.special)


def _is_kept(index: int, piece: str, count: int, at_least: int) -> bool:
    bare = piece.removeprefix("\u2581")
    single = len(bare) <= 1 and (bare.isascii() or "\u3400" <= bare <= "\u9fff")
    return index < SPECIAL_PIECES or single or count >= at_least


def _shrink(embedding: Any, keep: list[int]) -> Any:
    weight = embedding.weight.detach()[torch.tensor(keep)].clone()
    return torch.nn.Embedding.from_pretrained(weight, freeze=False, padding_idx=embedding.padding_idx)
