"""The network of an exported model folder, in full precision again, to go on training from it.

What is lost is what rounding to int8 lost, and the heads of tags and kinds, which every training fits anew. Reads only graphs that graph.py wrote.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from classifiers import model_store
from classifiers.interface import ModelError
from classifiers.training.network import Network

Floats = NDArray[np.float32]


class _Graph:
    """The nodes of one segment in order, and its constants by name."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self.nodes = list(graph.node)
        self.constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.made_by = {name: node for node in self.nodes for name in node.output}
        self.users: dict[str, list[Any]] = {}
        for node in self.nodes:
            for name in node.input:
                self.users.setdefault(name, []).append(node)

    def of(self, kind: str) -> list[Any]:
        return [node for node in self.nodes if node.op_type == kind]

    def weight(self, node: Any) -> tuple[Floats, Floats]:
        """Weight (in, out) and bias of a rounded product, the quieting of its channels taken back."""
        rounded, scale, bias = (self.constants[node.input[i]] for i in (1, 2, 4))
        weight = rounded.astype(np.float32) * scale
        before = self.made_by.get(node.input[0])
        if before is not None and before.op_type == "Mul" and before.input[1] in self.constants:
            weight = weight * self.constants[before.input[1]].reshape(-1, 1)
        return weight, bias

    def added_later(self, node: Any) -> Floats:
        """The bias that is added after the rows have their size back: product, Mul, Add."""
        (mul,) = self.users[node.output[0]]
        (add,) = self.users[mul.output[0]]
        return np.asarray(self.constants[add.input[1]], dtype=np.float32)


def restore(folder: Path = model_store.SHIPPED) -> tuple[Network, Tokenizer]:
    """The network and tokenizer of a model folder. Raises ModelError where its graph is not one that tidings wrote."""
    decisions = model_store.load_decisions(folder)
    config = BertConfig.from_pretrained(folder, attn_implementation="sdpa")
    encoder = BertModel(config, add_pooling_layer=False)
    graphs = [_Graph(folder / name) for name in decisions.segments]
    sizes = [len(graph.of("DynamicQuantizeMatMul")) // 4 for graph in graphs]
    if sum(sizes) != config.num_hidden_layers:
        raise ModelError(f"model: {folder} holds another graph than tidings writes in int8; train from the base instead")
    network = Network(encoder, tuple(int(n) for n in np.cumsum(sizes)))
    with torch.no_grad():
        _embeddings(graphs[0], encoder.embeddings)
        start = 0
        for graph, size, head in zip(graphs, sizes, network.heads, strict=True):
            norms = graph.of("LayerNormalization")[-2 * size :]
            products = graph.of("DynamicQuantizeMatMul")
            for index in range(size):
                _layer(graph, encoder.encoder.layer[start + index], products[4 * index :][:4], norms[2 * index :][:2])
            (last,) = [n for n in graph.of("Unsqueeze") if n.output[0] == "token_logits"]
            add = graph.made_by[last.input[0]]
            head.weight.copy_(_tensor(graph.constants[graph.made_by[add.input[0]].input[1]].T))
            head.bias.copy_(_tensor(graph.constants[add.input[1]]))
            start += size
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return network.eval(), tokenizer


def _tensor(values: NDArray[Any]) -> torch.Tensor:
    return torch.from_numpy(np.array(values, dtype=np.float32))


def _embeddings(graph: _Graph, embeddings: Any) -> None:
    words, scales = graph.of("Gather")[:2]
    rows = graph.constants[words.input[0]].astype(np.float32) * graph.constants[scales.input[0]]
    embeddings.word_embeddings.weight.copy_(_tensor(rows))
    (places,) = [graph.constants[n.input[0]] for n in graph.of("Slice")]
    # The row of the only token type was added to the places; it stays there.
    embeddings.position_embeddings.weight[: len(places)].copy_(_tensor(places))
    embeddings.token_type_embeddings.weight.zero_()
    _norm(graph, embeddings.LayerNorm, graph.of("LayerNormalization")[0])


def _norm(graph: _Graph, norm: Any, node: Any) -> None:
    norm.weight.copy_(_tensor(graph.constants[node.input[1]]))
    norm.bias.copy_(_tensor(graph.constants[node.input[2]]))


def _layer(graph: _Graph, layer: Any, products: list[Any], norms: list[Any]) -> None:
    joined, out, up, down = products
    own = layer.attention.self
    weight, bias = graph.weight(joined)
    heads = layer.attention.self.num_attention_heads
    steep = (own.query.out_features / heads) ** -0.5
    parts = zip(
        (own.query, own.key, own.value), np.split(weight, 3, axis=1), np.split(bias, 3), (steep, 1.0, 1.0), strict=True
    )
    for part, w, b, factor in parts:
        _linear(part, w / factor, b / factor)
    _linear(layer.attention.output.dense, *graph.weight(out))
    _linear(layer.intermediate.dense, *graph.weight(up))
    _linear(layer.output.dense, graph.weight(down)[0], graph.added_later(down))
    _norm(graph, layer.attention.output.LayerNorm, norms[0])
    _norm(graph, layer.output.LayerNorm, norms[1])


def _linear(linear: Any, weight: Floats, bias: Floats) -> None:
    linear.weight.copy_(_tensor(weight.T))
    linear.bias.copy_(_tensor(bias))
