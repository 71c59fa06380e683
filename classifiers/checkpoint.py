"""Any sequence classifier of Hugging Face as the reader: a folder, or a name on the hub. Needs torch.

For backfills of large archives on a graphics card, and for models of one's own. Weights are read from safetensors only and
no code of a checkpoint is run. Its labels must be named deal, policy and milestone in config.id2label; each is a sigmoid.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from bus.events import LABELS, Evidence, Label
from classifiers.interface import ArticleText, ModelError, Reading
from classifiers.tags import Tags
from classifiers.windows import MAX_CHARACTERS

THRESHOLD = 0.5
MAX_TOKENS = 256
BATCH = 32


class CheckpointClassifier:
    """Reads articles in batches of like length, in bf16 on a graphics card, in fp32 elsewhere."""

    def __init__(self, name: str, device: str = "") -> None:
        """`name` is a folder or `org/name`; `device` is cpu or cuda, by default cuda where there is one.

        Raises ModelError when torch is missing, when there are no safetensors, or when the labels are others.
        """
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import torch
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise ModelError(f"model: {name} needs torch, which is not installed; pip install 'tidings[train]'") from error
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
            model = AutoModelForSequenceClassification.from_pretrained(name, use_safetensors=True, trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise ModelError(f"model: {name} cannot be loaded: {error}") from error
        self._torch = torch
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._model = model.to(self._device).eval()
        self._columns = _columns(name, model.config.id2label)
        self.name = f"{name} {getattr(model.config, '_commit_hash', None) or 'local'}"[:200]

    def read(self, title: str, text: str, language: str) -> Reading:
        return self.read_all([ArticleText(title, text, language)])[0]

    def read_all(self, articles: Sequence[ArticleText]) -> list[Reading]:
        """Readings in the order of the articles."""
        contents = [f"{a.title}\n{a.text}"[: 2 * MAX_CHARACTERS] for a in articles]
        order = sorted(range(len(articles)), key=lambda i: len(contents[i]))
        readings: dict[int, Reading] = {}
        for start in range(0, len(order), BATCH):
            group = order[start : start + BATCH]
            for index, row in zip(group, self._scores([contents[i] for i in group]), strict=True):
                readings[index] = _reading(articles[index], row)
        return [readings[i] for i in range(len(articles))]

    def tags(self, title: str, text: str) -> Tags | None:
        return None

    def _scores(self, contents: list[str]) -> list[list[float]]:
        torch = self._torch
        rows = self._tokenizer(contents, truncation=True, max_length=MAX_TOKENS, padding=True, return_tensors="pt")
        on_card = self._device.startswith("cuda")
        with torch.inference_mode(), torch.autocast(self._device, dtype=torch.bfloat16, enabled=on_card):
            logits = self._model(**rows.to(self._device)).logits
        scores: list[list[float]] = torch.sigmoid(logits.float())[:, self._columns].cpu().tolist()
        return scores


def _columns(name: str, id2label: dict[int, str]) -> list[int]:
    places = {str(label).lower(): int(column) for column, label in id2label.items()}
    missing = [label for label in LABELS if label not in places]
    if missing:
        raise ModelError(
            f"model: {name} has the labels {', '.join(map(str, id2label.values()))}, not {missing[0]}; "
            "name deal, policy and milestone in the id2label of its config.json"
        )
    return [places[label] for label in LABELS]


def _reading(article: ArticleText, row: list[float]) -> Reading:
    """The evidence is what was read: such a model does not say which passage decided."""
    named: dict[Label, float] = {label: round(score, 4) for label, score in zip(LABELS, row, strict=True)}
    labels = tuple(label for label in named if named[label] >= THRESHOLD)
    length = min(len(article.text), 2 * MAX_CHARACTERS)
    evidence = tuple(
        Evidence(label=label, field="text", start=0, end=length)
        if article.text
        else Evidence(label=label, field="title", start=0, end=len(article.title))
        for label in labels
    )
    return Reading(named, labels, evidence)
