"""The transformer classifier: int8 ONNX on onnxruntime, no torch.

One window of one article at a time, unpadded, on one thread: int8 activations are scaled per run, so a neighbour in a batch
could change a label, and lanes of one thread each outrun one run of many threads. The network has exits: an article that
is clear after some layers is not read by the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bus.events import LABELS, Evidence, Label, Span
from classifiers import model_store
from classifiers.interface import ArticleText, ModelError, Reading
from classifiers.tags import KINDS, TAGS, Sentence, Tags, Token
from classifiers.windows import MAX_CHARACTERS, PREFIX, Ids, Offsets, Window, encoded, encoded_windows, middles

# Evidence is the passage with the largest share per token; the constant keeps three-word lines from winning by chance.
SMOOTHING_TOKENS = 8
TAG_WINDOWS = 3  # of a labelled article whose words are tagged, as many as the network was trained on: about 250 words
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the network makes of one window."""

    window: Window
    scores: NDArray[np.float64]  # (labels,), calibrated
    shares: Floats  # (tokens, labels): what each token says for each label
    offsets: Offsets
    mean: Floats  # (width,)


class TransformerClassifier:
    """Reads articles with the model of a folder; safe to use from several threads."""

    def __init__(self, folder: Path = model_store.SHIPPED, *, verify: bool = True) -> None:
        """Load the model. Raises ModelError when the folder is missing, damaged or not a model."""
        self.decisions = model_store.load_decisions(folder)
        if verify:
            model_store.check(folder)
        self.name = f"{self.decisions.name} {self.decisions.version}"
        self._tokenizer = _load_tokenizer(folder)
        self._segments = [_load_session(folder / name) for name in self.decisions.segments]
        self._tags = _load_tags(folder / self.decisions.tags) if self.decisions.tags else None
        self._passed = threading.local()  # the lead that was read last, as far as it passed the network

    def read(self, title: str, text: str, language: str) -> Reading:
        windows = encoded_windows(title, text, self._encode, self.decisions.windows)
        read = [self._read_window(*window, language) for window in windows]
        # Each label has the score of the window that speaks for it most, and that window shows the evidence.
        deciding = np.array([r.scores for r in read]).argmax(axis=0)
        named: dict[Label, float] = {label: round(float(read[deciding[i]].scores[i]), 4) for i, label in enumerate(LABELS)}
        labels = tuple(label for label in named if named[label] >= self.decisions.threshold(language, label))
        evidence = [_evidence(label, read[deciding[LABELS.index(label)]]) for label in labels]
        unit = read[0].mean / max(float(np.linalg.norm(read[0].mean)), 1e-9)
        return Reading(named, labels, tuple(e for e in evidence if e), tuple(round(float(x), 5) for x in unit))

    def read_all(self, articles: Sequence[ArticleText]) -> Iterator[Reading]:
        return (self.read(a.title, a.text, a.language) for a in articles)

    def tags(self, title: str, text: str) -> Tags | None:
        if self._tags is None:
            return None
        tokens: list[Token] = []
        sentences: list[Sentence] = []
        kinds: NDArray[np.float32] | None = None
        for window, ids, offsets in encoded_windows(title, text, self._encode, TAG_WINDOWS):
            content, before = getattr(self._passed, "lead", ("", ()))
            passed: list[NDArray[Any]] = list(before) if content == window.content else []
            for segment in self._segments[len(passed) :]:
                passed += segment.run(["hidden"], {"inputs": passed[-1] if passed else ids})
            vectors = [values[0] for values in passed[-2:]]
            spans, places = _places(window, offsets, with_title=kinds is None)
            said, told, heard = self._tags.run(
                ["tags", "kinds", "heard"], {"inputs": np.concatenate(vectors, axis=1), "sentences": places}
            )
            tokens += _tokens(window, offsets, said, with_title=kinds is None)
            sentences += [Sentence(span, one) for span, one in zip(spans, heard, strict=False)]
            kinds = told[0] if kinds is None else kinds
        tokens.sort(key=lambda token: (token.field == "text", token.start))
        return Tags(tokens, dict(zip(KINDS, map(float, kinds if kinds is not None else ()), strict=False)), sentences)

    def logits(self, title: str, text: str) -> NDArray[np.float32]:
        """What each exit says of the lead, uncalibrated: (exits, labels). For calibrating and measuring."""
        values: NDArray[Any]
        values, _ = self._encode(Window(title, text[:MAX_CHARACTERS]).content)
        found = []
        for segment in self._segments:
            values, shares, _ = segment.run(None, {"inputs": values})
            found.append(shares[0].mean(axis=0))
        found[-1] = self.decisions.blended(found)
        return np.array(found)

    def _encode(self, content: str) -> tuple[Ids, Offsets]:
        return encoded(self._tokenizer, content, self.decisions.max_tokens)

    def _read_window(self, window: Window, ids: Ids, offsets: Offsets, language: str) -> _Read:
        values: NDArray[Any] = ids
        means: list[Floats] = []
        passed: list[Floats] = []
        shares: list[Floats] = []  # what each token says of each label, by exit
        for number, segment in enumerate(self._segments):
            values, said, mean = segment.run(None, {"inputs": values})
            means.append(mean[0])
            passed.append(values)
            shares.append(said[0])
            if number + 1 == len(self._segments):
                shares[-1] = self.decisions.blended(shares)
            scores = self.decisions.calibrated(shares[-1].mean(axis=0), language)
            if number + 1 < len(self._segments) and self.decisions.is_clear(number, scores):
                break
        if window.start == 0:
            self._passed.lead = window.content, passed  # `tags` goes on from there
        # The first exit's: every article has passed it, and further on an article is told by its labels alone.
        return _Read(window, scores, shares[-1], offsets, means[0])


def _tokens(window: Window, offsets: Offsets, said: Floats, *, with_title: bool) -> Iterator[Token]:
    """The tokens of a window with their places in the article; the title's only of the first window."""
    body, title = len(window.content) - len(window.body), len(PREFIX)
    for (start, end), tags in zip(offsets, said, strict=True):
        # A word piece begins with the white space before its word, which for the first word stands before the part.
        if end > max(body, start):
            yield Token("text", window.start + max(start, body) - body, window.start + end - body, tags)
        elif with_title and title < end <= title + len(window.title) and start < end:
            yield Token("title", max(start, title) - title, end - title, tags)


def _places(window: Window, offsets: Offsets, *, with_title: bool) -> tuple[list[Span], Floats]:
    """The sentences that a window holds, and (sentences, tokens) which tokens are each one's; at least one row."""
    places = middles(offsets)
    spans, rows = [], []
    for span in window.sentences():
        start, end = window.place(span)
        inside = (places >= start) & (places < end)
        if inside.any() and (with_title or span.field == "text"):
            spans.append(span)
            rows.append(inside)
    return spans, np.array(rows or [np.ones(len(offsets), dtype=np.bool_)], dtype=np.float32)


def _evidence(label: Label, read: _Read) -> Evidence | None:
    """The sentence whose tokens speak for the label most."""
    shares = read.shares[:, LABELS.index(label)]
    places = middles(read.offsets)
    best: tuple[float, Span] | None = None
    for span in read.window.sentences():
        start, end = read.window.place(span)
        inside = shares[(places >= start) & (places < end)]
        if len(inside):
            weight = float(np.maximum(inside, 0).sum() / (len(inside) + SMOOTHING_TOKENS) + inside.mean() / 100)
            best = max(best or (weight, span), (weight, span), key=lambda pair: pair[0])
    if best is None:
        return None
    return Evidence(label=label, field=best[1].field, start=best[1].start, end=best[1].end)


def _load_tokenizer(folder: Path) -> Tokenizer:
    # By tokenizers itself: transformers would do the same, and takes a second and a half to import.
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises plain Exception
        raise ModelError(f"model: the tokenizer in {folder} cannot be loaded: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _load_tags(path: Path) -> Any:
    session = _load_session(path)
    widths = [output.shape[-1] for output in session.get_outputs()]
    if widths != [len(TAGS), len(KINDS), len(KINDS)]:
        raise ModelError(f"model: {path} has other tags than this version of tidings; export the model anew")
    return session


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
