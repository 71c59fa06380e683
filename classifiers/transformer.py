"""The transformer classifier: int8 ONNX on onnxruntime, tokenizer and config through transformers, no torch.

One article at a time, unpadded, on one thread: int8 activations are scaled per run, so a neighbour in a batch could change
a label, and lanes of one thread each outrun one run of many threads.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bus.events import LABELS, Evidence, Label, Span
from classifiers import model_store
from classifiers.interface import ModelError, Reading
from classifiers.windows import Window

# Evidence is the passage with the largest share per token; the constant keeps three-word lines from winning by chance.
SMOOTHING_TOKENS = 8


class TransformerClassifier:
    """Reads articles with the model of a folder; safe to use from several threads."""

    def __init__(self, folder: Path = model_store.SHIPPED, *, verify: bool = True) -> None:
        """Load the model. Raises ModelError when the folder is missing, damaged or not a model."""
        self.decisions = model_store.load_decisions(folder)
        if verify:
            model_store.check(folder)
        self.name = f"{self.decisions.name} {self.decisions.version}"
        self._tokenizer = _load_tokenizer(folder)
        self._session = _load_session(folder / "model.onnx")

    def read(self, title: str, text: str, language: str) -> Reading:
        window = Window(title, text)
        ids, offsets = self._encode(window.content)
        token_logits, embedding = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        shares: NDArray[np.float32] = token_logits[0]
        scores = 1.0 / (1.0 + np.exp(-shares.mean(axis=0)))
        named: dict[Label, float] = {label: round(float(scores[i]), 4) for i, label in enumerate(LABELS)}
        labels = tuple(label for label in named if named[label] >= self.decisions.threshold(language, label))
        evidence = _evidence(window, labels, shares, offsets)
        unit = embedding[0] / max(float(np.linalg.norm(embedding[0])), 1e-9)
        return Reading(named, labels, evidence, tuple(round(float(x), 5) for x in unit))

    def _encode(self, content: str) -> tuple[NDArray[np.int64], list[tuple[int, int]]]:
        encoded = self._tokenizer(
            content, truncation=True, max_length=self.decisions.max_tokens, return_offsets_mapping=True
        )
        return np.array([encoded["input_ids"]], dtype=np.int64), encoded["offset_mapping"]


def _evidence(
    window: Window, labels: tuple[Label, ...], shares: NDArray[np.float32], offsets: list[tuple[int, int]]
) -> tuple[Evidence, ...]:
    """For each label the sentence whose tokens speak for it most."""
    if not labels:
        return ()
    middles = np.array([(start + end) / 2 if end > start else -1 for start, end in offsets])
    spans, weights = [], []
    for span in window.sentences():
        start, end = window.place(span)
        inside = shares[(middles >= start) & (middles < end)]
        if len(inside):
            spans.append(span)
            weights.append(np.maximum(inside, 0).sum(axis=0) / (len(inside) + SMOOTHING_TOKENS) + inside.mean(axis=0) / 100)
    if not spans:
        return ()
    table = np.array(weights)
    return tuple(_as_evidence(label, spans[int(table[:, LABELS.index(label)].argmax())]) for label in labels)


def _as_evidence(label: Label, span: Span) -> Evidence:
    return Evidence(label=label, field=span.field, start=span.start, end=span.end)


def _load_tokenizer(folder: Path) -> Any:
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers import PreTrainedTokenizerFast

    try:
        return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelError(f"model: the tokenizer in {folder} cannot be loaded: {error}") from error


def _load_session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The arena keeps the memory of the longest article for ever; without it a worker stays small.
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises types of its own that it does not export
        raise ModelError(f"model: {path} cannot be loaded: {error}") from error
