"""The network as an ONNX graph for one unpadded article, written node by node.

Written by hand and not by an exporter, for speed and for exact int8: query, key and value are one product; there is no mask
and no batch; products take int8 weights (one scale a column) and activations that are scaled as they come (one scale a
product). Two things keep those scales small: the rows of the last product are brought to the same size first, since one loud
token would take the steps from all others; and channels that are loud everywhere are quieted beforehand and their weights
raised in turn (smoothing.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from classifiers.tags import KINDS, TAGS
from classifiers.training.network import Network

Floats = NDArray[np.float32]
OPSET, IR_VERSION = 20, 10
CONTRIB = "com.microsoft"  # onnxruntime's own operators
GELU_LOWEST = 0.17  # the least value of GELU is -0.17: rows are scaled by their maximum, but by no less


@dataclass
class _Graph:
    int8: bool
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, values: NDArray[Any]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def add(self, kind: str, inputs: Sequence[str], outputs: Sequence[str] = (), domain: str = "", **attributes: Any) -> str:
        names = list(outputs) or [f"t{len(self.nodes)}"]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0]

    def product(self, values: str, weight: Floats, bias: Floats) -> str:
        """Rows times `weight` (in, out), plus `bias`."""
        if not self.int8:
            return self.add("Add", [self.add("MatMul", [values, self.constant(weight)]), self.constant(bias)])
        rounded, scale = rounded_columns(weight)
        parts: list[NDArray[Any]] = [rounded, scale, np.zeros(len(scale), dtype=np.int8), bias]
        return self.add("DynamicQuantizeMatMul", [values, *(self.constant(part) for part in parts)], domain=CONTRIB)

    def half_product(self, values: str, layer: Any) -> str:
        """Rows through a torch.nn.Linear whose weights are kept in float16."""
        weight = self.add("Cast", [self.constant(_array(layer.weight).T.astype(np.float16))], to=TensorProto.FLOAT)
        return self.add("Add", [self.add("MatMul", [values, weight]), self.constant(_array(layer.bias))])

    def normalized(self, values: str, residual: str, norm: Any) -> str:
        """Layer norm of a sum. As two nodes: onnxruntime's fused one takes a fifth of the whole time on a CPU."""
        weights = self.constant(_array(norm.weight)), self.constant(_array(norm.bias))
        total = self.add("Add", [values, residual])
        return self.add("LayerNormalization", [total, *weights], axis=-1, epsilon=float(norm.eps))


def rounded_columns(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """int8 weights (in, out) and the scale of each column (out,)."""
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-12).astype(np.float32) / np.float32(127)
    return np.clip(np.round(weight / scale), -127, 127).astype(np.int8), scale


def segment_graph(
    network: Network, number: int, max_tokens: int, quieting: Mapping[tuple[int, str], Floats], *, int8: bool = True
) -> Any:
    """The onnx.ModelProto of the part of `network` from one exit to the next.

    In: token ids (1, tokens) of the first segment, token vectors (1, tokens, width) of the others. Out: `hidden`, the token
    vectors; `token_logits` (1, tokens, labels), whose mean are the labels' logits; `mean` (1, width) of the token vectors.
    """
    graph, encoder = _Graph(int8), network.encoder
    width = encoder.config.hidden_size
    inputs = graph.add("Squeeze", ["inputs", graph.integers(0)])
    rows = inputs if number else _embedded(graph, encoder.embeddings, inputs, max_tokens)
    start = network.exits[number - 1] if number else 0
    for index in range(start, network.exits[number]):
        rows = _layer(graph, encoder.encoder.layer[index], rows, encoder.config.num_attention_heads, index, quieting)
    head = network.heads[number]
    weight, bias = graph.constant(_array(head.weight).T), graph.constant(_array(head.bias))
    logits = graph.add("Add", [graph.add("MatMul", [rows, weight]), bias])
    graph.add("Unsqueeze", [rows, graph.integers(0)], ["hidden"])
    graph.add("Unsqueeze", [logits, graph.integers(0)], ["token_logits"])
    graph.add("ReduceMean", [rows, graph.integers(0)], ["mean"], keepdims=1)
    into = (TensorProto.FLOAT, [1, "tokens", width]) if number else (TensorProto.INT64, [1, "tokens"])
    outputs: dict[str, list[Any]] = {
        "hidden": [1, "tokens", width],
        "token_logits": [1, "tokens", len(head.bias)],
        "mean": [1, width],
    }
    return _model(graph, f"segment{number}", {"inputs": into}, outputs)


def tag_graph(network: Network) -> Any:
    """The onnx.ModelProto of the tags: token vectors (tokens, width) of the last two exits, beside each other, in; out `tags`
    (tokens, tags), rows that sum to 1, and `kinds` (1, kinds), each 0 to 1. And `sentences` (sentences, tokens) in, 1 where a token is
    of a sentence; out `heard` (sentences, kinds), each 0 to 1. Weights are kept in float16.
    """
    graph = _Graph(int8=False)
    mean = graph.add("ReduceMean", ["inputs", graph.integers(0)], keepdims=1)
    graph.add("Softmax", [graph.half_product("inputs", network.tags)], ["tags"], axis=-1)
    graph.add("Sigmoid", [graph.half_product(mean, network.kinds)], ["kinds"])
    graph.add("Sigmoid", [graph.half_product(_pooled(graph), network.heard)], ["heard"])
    shapes: dict[str, list[Any]] = {
        "tags": ["tokens", len(TAGS)], "kinds": [1, len(KINDS)], "heard": ["sentences", len(KINDS)],
    }  # fmt: skip
    inputs = {"inputs": ["tokens", network.tags.in_features], "sentences": ["sentences", "tokens"]}
    return _model(graph, "tags", {name: (TensorProto.FLOAT, shape) for name, shape in inputs.items()}, shapes)


def _pooled(graph: _Graph) -> str:
    """The mean and the largest of the token vectors of each sentence, beside each other."""
    size = graph.add("ReduceSum", ["sentences", graph.integers(1)], keepdims=1)
    mean = graph.add("Div", [graph.add("MatMul", ["sentences", "inputs"]), size])
    outside = graph.add("Sub", ["sentences", graph.constant(np.array(1.0, dtype=np.float32))])
    outside = graph.add("Mul", [outside, graph.constant(np.array(1e4, dtype=np.float32))])
    tokens = graph.add("Unsqueeze", ["inputs", graph.integers(0)])
    inside = graph.add("Add", [tokens, graph.add("Unsqueeze", [outside, graph.integers(2)])])
    largest = graph.add("ReduceMax", [inside, graph.integers(1)], keepdims=0)
    return graph.add("Concat", [mean, largest], axis=-1)


def _model(graph: _Graph, name: str, into: Mapping[str, tuple[int, list[Any]]], outputs: Mapping[str, list[Any]]) -> Any:
    values = [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in outputs.items()]
    inputs = [helper.make_tensor_value_info(key, *what) for key, what in into.items()]
    whole = helper.make_graph(graph.nodes, name, inputs, values, graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(whole, opset_imports=opsets, ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


def _array(tensor: Any) -> Floats:
    return np.asarray(tensor.detach().numpy(), dtype=np.float32)


def _embedded(graph: _Graph, embeddings: Any, ids: str, max_tokens: int) -> str:
    words = _array(embeddings.word_embeddings.weight)
    if graph.int8:
        rounded, scale = rounded_columns(words.T)
        vectors = graph.add("Cast", [graph.add("Gather", [graph.constant(rounded.T), ids])], to=TensorProto.FLOAT)
        vectors = graph.add("Mul", [vectors, graph.add("Gather", [graph.constant(scale[:, None]), ids])])
    else:
        vectors = graph.add("Gather", [graph.constant(words), ids])
    places = _array(embeddings.position_embeddings.weight)[:max_tokens] + _array(embeddings.token_type_embeddings.weight)[0]
    zero = graph.integers(0)
    taken = graph.add("Slice", [graph.constant(places), zero, graph.add("Shape", [ids]), zero])
    return graph.normalized(vectors, taken, embeddings.LayerNorm)


def _layer(graph: _Graph, layer: Any, rows: str, heads: int, index: int, quieting: Mapping[tuple[int, str], Floats]) -> str:
    own = layer.attention.self
    steep = np.float32((own.query.out_features / heads) ** -0.5)  # of the attention's softmax, moved into the queries
    parts = ((own.query, steep), (own.key, np.float32(1)), (own.value, np.float32(1)))
    weight = np.concatenate([_array(part.weight).T * scale for part, scale in parts], axis=1)
    bias = np.concatenate([_array(part.bias) * scale for part, scale in parts])
    context = _attention(graph, _quieted(graph, rows, weight, bias, quieting.get((index, "attention"))), heads)
    out = layer.attention.output
    attended = graph.product(context, _array(out.dense.weight).T, _array(out.dense.bias))
    rows = graph.normalized(attended, rows, out.LayerNorm)
    up, down = layer.intermediate.dense, layer.output.dense
    hidden = _quieted(graph, rows, _array(up.weight).T, _array(up.bias), quieting.get((index, "up")))
    hidden = graph.add("Gelu", [hidden])
    largest = graph.add("ReduceMax", [hidden, graph.integers(1)], keepdims=1)
    largest = graph.add("Max", [largest, graph.constant(np.array(GELU_LOWEST, dtype=np.float32))])
    even = graph.add("Div", [hidden, largest])
    back = graph.product(even, _array(down.weight).T, np.zeros_like(_array(down.bias)))
    back = graph.add("Add", [graph.add("Mul", [back, largest]), graph.constant(_array(down.bias))])
    return graph.normalized(back, rows, layer.output.LayerNorm)


def _quieted(graph: _Graph, rows: str, weight: Floats, bias: Floats, scale: Floats | None) -> str:
    """The product of `rows`, each channel of which is divided by its scale first, and its weights raised by it."""
    if scale is None:
        return graph.product(rows, weight, bias)
    quiet = graph.add("Mul", [rows, graph.constant((1 / scale).astype(np.float32))])
    return graph.product(quiet, (weight * scale[:, None]).astype(np.float32), bias)


def _attention(graph: _Graph, joined: str, heads: int) -> str:
    """(tokens, 3 * width) of queries, keys and values in; (tokens, width) out."""
    split = graph.add("Reshape", [joined, graph.integers(0, 3 * heads, -1)])
    by_head = graph.add("Transpose", [split], perm=[1, 0, 2])
    names = [f"{by_head}_{part}" for part in ("query", "key", "value")]
    graph.add("Split", [by_head], names, axis=0, num_outputs=3)
    query, key, value = names
    turned = graph.add("Transpose", [key], perm=[0, 2, 1])
    weights = graph.add("Softmax", [graph.add("MatMul", [query, turned])], axis=-1)
    mixed = graph.add("Transpose", [graph.add("MatMul", [weights, value])], perm=[1, 0, 2])
    return graph.add("Reshape", [mixed, graph.integers(0, -1)])
