"""Tune the pruned base on labelled articles."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bus.events import LABELS
from classifiers.training.dataset import Example
from classifiers.training.network import Network
from classifiers.windows import PREFIX


@dataclass(frozen=True)
class TrainingArguments:
    """How to train. The defaults made the shipped model."""

    epochs: int = 4
    batch_size: int = 16
    learning_rate: float = 1e-4
    head_learning_rate: float = 1e-3
    warmup: float = 0.1
    max_tokens: int = 192
    unsure_weight: float = 0.6
    headline_share: float = 0.08  # of the examples are shown by their title alone, so that a headline can be read too
    seed: int = 13

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch_size < 1 or not 16 <= self.max_tokens <= 512:
            raise ValueError("training: epochs and batch_size must be at least 1, max_tokens 16 to 512")


def train(
    network: Network,
    tokenizer: Tokenizer,
    examples: Sequence[Example],
    arguments: TrainingArguments,
    on_step: Callable[[int, int, float], None] = lambda step, steps, loss: None,
) -> None:
    """Tune in place. `on_step(step, steps, loss)` is called after each step. The same seed gives the same order."""
    torch.manual_seed(arguments.seed)
    shuffle = random.Random(arguments.seed)
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    head = list(network.head.parameters())
    body = [p for p in network.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "lr": arguments.learning_rate},
            {"params": head, "lr": arguments.head_learning_rate},
        ],
        weight_decay=0.01,
    )
    steps = arguments.epochs * -(-len(examples) // arguments.batch_size)
    warm = max(1, int(steps * arguments.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    loss_of = torch.nn.BCEWithLogitsLoss(reduction="none")
    step = 0
    for _ in range(arguments.epochs):
        network.train()
        for batch in _batches(examples, tokenizer, arguments, shuffle):
            ids, mask, targets, weights = batch
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network.logits(ids, mask)
            loss = (loss_of(logits.float(), targets).sum(1) * weights).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + head, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            on_step(step, steps, float(loss))
    network.eval()


Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def _batches(
    examples: Sequence[Example], tokenizer: Tokenizer, arguments: TrainingArguments, shuffle: random.Random
) -> Iterator[Batch]:
    """Batches of like length, in shuffled order."""
    texts = [
        f"{PREFIX}{e.title}" if e.title and shuffle.random() < arguments.headline_share else f"{PREFIX}{e.title}\n{e.text}"
        for e in examples
    ]
    encoded = [e.ids[: arguments.max_tokens - 1] for e in tokenizer.encode_batch([t[:4000] for t in texts])]
    order = sorted(range(len(examples)), key=lambda i: len(encoded[i]) + shuffle.randint(0, 24))
    size = arguments.batch_size
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    shuffle.shuffle(groups)
    for group in groups:
        ids, mask = pad([encoded[i] for i in group])
        targets = torch.tensor([[float(label in examples[i].labels) for label in LABELS] for i in group])
        weights = torch.tensor([arguments.unsure_weight if examples[i].unsure else 1.0 for i in group])
        yield ids, mask, targets, weights


def pad(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and attention mask, padded to the longest row with <pad> = 1."""
    width = max(len(row) for row in rows)
    ids = torch.full((len(rows), width), 1, dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(list(row))
        mask[index, : len(row)] = 1
    return ids, mask


def predict(
    network: Network, tokenizer: Tokenizer, examples: Sequence[Example], max_tokens: int = 192
) -> NDArray[np.float32]:
    """Scores (examples, labels), in float32, in the order of the examples."""
    texts = [f"{PREFIX}{e.title}\n{e.text}"[:4000] for e in examples]
    encoded = [e.ids[: max_tokens - 1] for e in tokenizer.encode_batch(texts)]
    order = sorted(range(len(examples)), key=lambda i: len(encoded[i]))
    scores = np.zeros((len(examples), len(LABELS)), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(order), 32):
            group = order[start : start + 32]
            ids, mask = pad([encoded[i] for i in group])
            scores[group] = torch.sigmoid(network.logits(ids, mask)).float().numpy()
    return scores
