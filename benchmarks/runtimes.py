"""The shipped reader on onnxruntime and on OpenVINO: articles per second, labels, scores, first answer, memory.

    python benchmarks/runtimes.py DATA... [--model FOLDER] [--items N] [--rounds N] [--fold K]

On articles that were not trained on. One thread, one article at a time, each article by all readers in turn. OpenVINO reads the
shipped segments, and segments rewritten to what it does best: the same int8 weights, activations scaled by row and 384
channels, the rest in bfloat16. Needs the extra `train` and `pip install openvino`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import numpy as np

from bus.events import LABELS
from classifiers import model_store, transformer

READERS = ("onnxruntime", "openvino", "openvino, rewritten")
ONE_THREAD = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY", "ENABLE_CPU_PINNING": False}
OPTIONS = {
    "openvino": {"INFERENCE_PRECISION_HINT": "f32"},
    "openvino, rewritten": {"INFERENCE_PRECISION_HINT": "bf16", "DYNAMIC_QUANTIZATION_GROUP_SIZE": 384},
}


class Segment:
    """One segment, with as much of onnxruntime's session as the reader asks for."""

    def __init__(self, core, path: Path, options) -> None:  # type: ignore[no-untyped-def]
        self._request = core.compile_model(core.read_model(path), "CPU", ONE_THREAD | options).create_infer_request()

    def run(self, _: None, inputs):  # type: ignore[no-untyped-def]
        self._request.infer(inputs, share_inputs=True)
        return [self._request.get_tensor(name).data.copy() for name in ("hidden", "token_logits", "mean")]


def rewrite(path: Path, target: Path) -> None:
    """Products as DequantizeLinear and MatMul, and rows left uneven, for OpenVINO scales every row by itself."""
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(path)
    constants = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
    largest = {node.output[0] for node in model.graph.node if node.op_type == "Max"}
    nodes, alias = [], {}
    for number, node in enumerate(model.graph.node):
        node.input[:] = [alias.get(name, name) for name in node.input]
        if node.op_type in ("ReduceMax", "Max"):
            continue
        if node.op_type in ("Div", "Mul") and node.input[1] in largest:
            alias[node.output[0]] = node.input[0]
        elif node.op_type == "DynamicQuantizeMatMul":
            values, weight, scale, _, bias = node.input
            w, d, t, p = (f"{name}{number}" for name in ("weight", "values", "turned", "product"))
            # OpenVINO keeps int8 weights as such when they lie (out, in).
            model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(constants[weight].T), w))
            nodes += [
                helper.make_node("DequantizeLinear", [w, scale], [d], axis=0), helper.make_node("Transpose", [d], [t]),
                helper.make_node("MatMul", [values, t], [p]), helper.make_node("Add", [p, bias], node.output),
            ]  # fmt: skip
        else:
            nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [c for c in model.graph.initializer if c.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    onnx.save(model, target)


def load(name: str, model: Path, segments: Path) -> transformer.TransformerClassifier:
    if name == "onnxruntime":
        return transformer.TransformerClassifier(model)
    import openvino

    core = openvino.Core()
    with mock.patch.object(transformer, "_load_session", lambda path: Segment(core, segments / path.name, OPTIONS[name])):
        return transformer.TransformerClassifier(model)


def alone(name: str, model: Path, segments: Path) -> None:
    """Be the only reader of this process: say when the first article is read, then read them all and say the memory."""
    articles = json.load(sys.stdin)
    reader = load(name, model, segments)
    reader.read(*articles[0])
    print(flush=True)
    for article in articles:
        reader.read(*article)
    status = Path("/proc/self/status").read_text()
    print(*(int(re.search(rf"{field}:\s+(\d+)", status)[1]) // 1024 for field in ("VmHWM", "VmRSS")))  # type: ignore[index]


def start(name: str, model: Path, segments: Path, articles) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """Seconds from process start to the first answer, the best of three; peak and last resident MB after all articles."""
    seconds, memory = [], ["0", "0"]
    for sent in (articles[:1], articles[:1], articles):
        begin = time.perf_counter()
        command = [sys.executable, __file__, "--alone", name, "--model", str(model), "--segments", str(segments)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdin
            assert child.stdout
            child.stdin.write(json.dumps(sent))
            child.stdin.close()
            child.stdout.readline()
            seconds.append(time.perf_counter() - begin)
            memory = child.stdout.readline().split()
    return {"first_answer_seconds": round(min(seconds), 2), "peak_mb": int(memory[0]), "resident_mb": int(memory[1])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="*")
    parser.add_argument("--model", type=Path, default=model_store.SHIPPED)
    parser.add_argument("--items", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--alone", choices=READERS, help=argparse.SUPPRESS)
    parser.add_argument("--segments", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        alone(options.alone, options.model, options.segments)
        return
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(compare(options, Path(folder)), indent=1))


def compare(options: argparse.Namespace, folder: Path):  # type: ignore[no-untyped-def]
    from classifiers.training import evaluate, recipe
    from classifiers.training.dataset import read_examples

    held = recipe.split([e for path in options.data for e in read_examples(path)], (), options.fold).test
    examples = random.Random(5).sample(held, min(options.items, len(held)))
    articles = [(e.title, e.text, e.language) for e in examples]
    for path in options.model.glob("*.onnx"):
        rewrite(path, folder / path.name)
    segments = {name: folder if name.endswith("rewritten") else options.model for name in READERS}
    readers = {name: load(name, options.model, segments[name]) for name in READERS}
    spent: dict[str, list[float]] = {name: [0.0] * options.rounds for name in READERS}
    found = {name: [] for name in READERS}  # type: ignore[var-annotated]
    for number in range(options.rounds):
        for article in articles:
            for name, reader in readers.items():
                begin = time.process_time()
                reading = reader.read(*article)
                spent[name][number] += time.process_time() - begin
                if number == 0:
                    found[name].append(reading)
    report = {}
    for name, readings in found.items():
        pairs = list(zip(readings, found["onnxruntime"], strict=True))
        away = [abs(a.scores[label] - b.scores[label]) for a, b in pairs for label in LABELS]
        judged = [
            evaluate.Judged(e, frozenset(r.labels), tuple(r.scores[label] for label in LABELS))
            for e, r in zip(examples, readings, strict=True)
        ]
        report[name] = {
            "articles_per_cpu_second": [round(len(articles) / t, 1) for t in spent[name]],
            "ratio": round(min(spent["onnxruntime"]) / min(spent[name]), 2),
            "same_label_set": round(float(np.mean([set(a.labels) == set(b.labels) for a, b in pairs])), 4),
            "same_label": round(float(np.mean([(x in a.labels) == (x in b.labels) for a, b in pairs for x in LABELS])), 4),
            "score_away": {k: round(float(f(away)), 4) for k, f in (("mean", np.mean), ("p95", _p95), ("max", np.max))},
            "same_evidence": round(float(np.mean([a.evidence == b.evidence for a, b in pairs if a.labels == b.labels])), 4),
            "macro_f1": round(evaluate.quality(judged).macro, 4),
            **start(name, options.model, segments[name], articles),
        }
    return report


def _p95(values: list[float]) -> float:
    return float(np.quantile(values, 0.95))


if __name__ == "__main__":
    main()
