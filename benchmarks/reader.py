"""The shipped reader beside transformers.pipeline with the same tuned weights: articles per second and F1, interleaved.

    python benchmarks/reader.py RUN DATA... [--model FOLDER] [--items N] [--rounds N] [--fold K]

RUN is the folder of `tidings model train`. One thread each. The articles are of the fold that was not trained on. Needs the
extra `train`.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from transformers import PreTrainedTokenizerFast, pipeline
from transformers.modeling_outputs import SequenceClassifierOutput
from transformers.models.bert.modeling_bert import BertPreTrainedModel

from bus.events import LABELS
from classifiers import model_store
from classifiers.training import evaluate, recipe
from classifiers.training.dataset import read_examples
from classifiers.training.evaluate import Judged
from classifiers.training.train import predict
from classifiers.transformer import TransformerClassifier
from classifiers.windows import PREFIX


class Whole(BertPreTrainedModel):
    """All layers and the last head, in the shape that a pipeline takes."""

    def __init__(self, network) -> None:  # type: ignore[no-untyped-def]
        config = network.encoder.config
        config.num_labels, config.problem_type = len(LABELS), "multi_label_classification"
        config.id2label = dict(enumerate(LABELS))
        super().__init__(config)
        self.network = network

    def forward(self, input_ids, attention_mask=None, **_):  # type: ignore[no-untyped-def]
        return SequenceClassifierOutput(logits=self.network(input_ids, attention_mask)[-1])


def gemm_rate() -> float:
    """GOP/s of one thread of onnxruntime's int8 product at the model's shape (128 x 384 by 384 x 1536)."""
    import onnx
    from onnx import TensorProto, helper

    weight = np.random.default_rng(1).integers(-127, 127, (384, 1536), dtype=np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "w", "az"], ["y"])], "gemm",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [128, 384])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [128, 1536])],
        [onnx.numpy_helper.from_array(weight, "w"), onnx.numpy_helper.from_array(np.uint8(128), "az")],
    )  # fmt: skip
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    feed = {"a": np.random.default_rng(2).integers(0, 255, (128, 384), dtype=np.uint8)}
    best = min(_timed(lambda: [session.run(None, feed) for _ in range(50)]) for _ in range(5)) / 50
    return 2 * 128 * 384 * 1536 / best / 1e9


def _timed(work) -> float:  # type: ignore[no-untyped-def]
    start = time.process_time()
    work()
    return time.process_time() - start


FIRST_ANSWER = """
import re, time
start = time.perf_counter()
from classifiers.transformer import TransformerClassifier
TransformerClassifier().read("Corvane buys Lanterix, a drug maker", "The price is $2 billion. " * 60, "en")
# Not getrusage: its maximum is inherited from the process that started this one.
print(time.perf_counter() - start, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024)
"""


def first_answer() -> tuple[float, float]:
    """Seconds from process start to the first answer, the best of three, and peak resident MB."""
    seconds, memory = [], 0.0
    for _ in range(3):
        begin = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", FIRST_ANSWER], capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - begin)
        memory = float(done.stdout.split()[1])
    return min(seconds), memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--model", type=Path, default=model_store.SHIPPED)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--fold", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    parts = recipe.split([e for path in options.data for e in read_examples(path)], (), options.fold)
    examples = random.Random(5).sample(parts.test, min(options.items, len(parts.test)))
    network, _, _ = recipe.load_run(options.run)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(options.model)
    peer = pipeline(
        "text-classification", model=Whole(network), tokenizer=tokenizer, top_k=None, function_to_apply="sigmoid"
    )
    reader = TransformerClassifier(options.model)

    def with_pipeline(example):  # type: ignore[no-untyped-def]
        rows = peer([f"{PREFIX}{example.title}\n{example.text}"], truncation=True, max_length=256)[0]
        scores = {row["label"]: row["score"] for row in rows}
        return [label for label in LABELS if scores[label] >= 0.5], [scores[label] for label in LABELS]

    def with_reader(example):  # type: ignore[no-untyped-def]
        reading = reader.read(example.title, example.text, example.language)
        return reading.labels, [reading.scores[label] for label in LABELS]

    contestants = {"transformers.pipeline fp32, 256 tokens": with_pipeline, "tidings": with_reader}
    best: dict[str, float] = {}
    judged: dict[str, list[Judged]] = {}
    for _ in range(options.rounds):
        for name, decide in contestants.items():
            start = time.process_time()
            judged[name] = evaluate.judge(examples, decide)
            best[name] = min(best.get(name, 1e9), time.process_time() - start)
    seconds, memory = first_answer()
    rate = gemm_rate()
    operations = sum(_operations(reader, e.title, e.text, network.encoder.config) for e in examples)
    print(json.dumps({
        "articles": len(examples),
        "articles_per_cpu_second": {name: round(len(examples) / t, 1) for name, t in best.items()},
        "ratio": round(best["transformers.pipeline fp32, 256 tokens"] / best["tidings"], 2),
        "macro_f1": {name: round(evaluate.quality(rows).macro, 4) for name, rows in judged.items()},
        "share_of_layers_run": round(_layers_run(reader, examples), 3),
        "int8_gemm_gops": round(rate), "fraction_of_it": round(operations / best["tidings"] / 1e9 / rate, 2),
        **_fidelity(network, reader, tokenizer, parts.test),
        "first_answer_seconds": round(seconds, 2), "peak_mb": round(memory),
        "own_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }, indent=1))  # fmt: skip


def _fidelity(network, reader: TransformerClassifier, tokenizer, examples) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """How often int8 with exits decides as all layers in fp32 do, with the same scales and thresholds, on all of the fold."""
    decisions = reader.decisions
    logits = predict(network, tokenizer.backend_tokenizer, examples, decisions.max_tokens)
    logits = decisions.blended(logits.swapaxes(0, 1))
    whole = [[label for i, label in enumerate(LABELS) if decisions.calibrated(row, e.language)[i] >= decisions.threshold(e.language, label)]
             for e, row in zip(examples, logits, strict=True)]  # fmt: skip
    shipped = [list(reader.read(e.title, e.text, e.language).labels) for e in examples]
    found = {"same_label_set": float(np.mean([a == b for a, b in zip(whole, shipped, strict=True)]))}
    found["same_label"] = float(np.mean([(x in a) == (x in b) for a, b in zip(whole, shipped, strict=True) for x in LABELS]))
    for language in ("en", "zh"):
        rows = [(e, a, b) for e, a, b in zip(examples, whole, shipped, strict=True) if e.language == language]
        fp32, int8 = (
            evaluate.quality([Judged(e, frozenset(pair[k]), (0.0, 0.0, 0.0)) for e, *pair in rows]).macro for k in (0, 1)
        )
        found |= {f"macro_{language}_fp32": round(fp32, 4), f"macro_{language}_int8": round(int8, 4)}
    return found


def _layers_run(reader: TransformerClassifier, examples) -> float:  # type: ignore[no-untyped-def]
    """Which share of the segments an article passes, on average."""
    return float(np.mean([_segments(reader, e.title, e.text, e.language) for e in examples])) / len(
        reader.decisions.segments
    )


def _segments(reader: TransformerClassifier, title: str, text: str, language: str) -> int:
    for number, logits in enumerate(reader.logits(title, text)[:-1]):
        if reader.decisions.is_clear(number, reader.decisions.calibrated(logits, language)):
            return number + 1
    return len(reader.decisions.segments)


def _operations(reader: TransformerClassifier, title: str, text: str, config) -> float:  # type: ignore[no-untyped-def]
    """Multiplications and additions of the products with weights, for the layers that are run on the lead."""
    tokens = min(reader.decisions.max_tokens, len(reader._tokenizer.encode(f"{PREFIX}{title}\n{text}"[:2000]).ids))
    width, ffn = config.hidden_size, config.intermediate_size
    layers = config.num_hidden_layers * _segments(reader, title, text, "en") / len(reader.decisions.segments)
    return 2.0 * tokens * layers * (4 * width * width + 2 * width * ffn)


if __name__ == "__main__":
    main()
