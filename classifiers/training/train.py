"""Tune the pruned base on labelled articles: seeded, and resumable from its last checkpoint."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bus.events import LABELS
from classifiers.interface import ModelError
from classifiers.training.dataset import Example
from classifiers.training.network import Network
from classifiers.training.padding import pad
from classifiers.training.tag_training import absent_kinds_loss, tag_batches, tag_loss
from classifiers.training.tagged import Tagged
from classifiers.windows import PREFIX

MAX_CHARACTERS = 2_000  # more than a window of either language holds
CHECKPOINT_STEPS = 100


Precision = Literal["float32", "bfloat16", "float16"]
_TYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16}
LOSS_SCALE = 1024.0  # gradients of float16 would vanish without it


@dataclass(frozen=True)
class TrainingArguments:
    """How to train. The defaults made version 3 and what the later ones went on from; docs/guide-models.md says how."""

    epochs: int = 3
    batch_size: int = 16
    learning_rate: float = 1e-4
    head_learning_rate: float = 1e-3
    warmup: float = 0.1  # of the steps
    max_tokens: int = 128
    unsure_weight: float = 0.6
    headline_share: float = 0.1  # of the examples are shown by their title alone, so that a headline can be read too
    exit_weight: float = 0.3  # of an exit before the last one, in the loss
    averaging: float = 0.998  # decay of the running mean of the weights that is kept in the end; 0 keeps the last weights
    frozen: int = 0  # exits up to which nothing is trained: what they say, and the vector of an article, stay as they were
    tag_epochs: int = 5  # how often the annotated articles are read, evenly between the others
    variants: int = 0  # of each annotated article, with other companies in it; read as often
    mixtures: int = 0  # of each annotated article with sentences of others; read as often
    tag_learning_rate: float = 5e-3
    tag_weight: float = 1.0  # of their loss
    precision: Precision = "float32"  # of the products; which is fastest differs by CPU
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
    checkpoint: Path | None = None,
    annotated: Sequence[Tagged] = (),
) -> None:
    """Tune in place. `on_step(step, steps, loss)` is called after each step. The same seed gives the same order.

    `annotated`, passages whose tokens are tagged, train the tags and the kinds of events beside the labels.

    With `checkpoint`, the state is kept in that file every 100 steps, and training goes on from it if it is there.
    Raises ModelError when the checkpoint was made with other arguments or examples.
    """
    torch.manual_seed(arguments.seed)
    network.freeze(arguments.frozen)
    head = [p for p in network.heads.parameters() if p.requires_grad]
    tags = [p for layer in (network.tags, network.kinds, network.heard) for p in layer.parameters()]
    body = [p for p in network.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "lr": arguments.learning_rate},
            {"params": head, "lr": arguments.head_learning_rate},
            {"params": tags, "lr": arguments.tag_learning_rate},
        ],
        weight_decay=0.01,
        fused=True,
    )
    steps = arguments.epochs * -(-len(examples) // arguments.batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _warm_then_falling(steps, arguments.warmup))
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=_running_mean(arguments.averaging))
    parts = {"network": network, "optimizer": optimizer, "schedule": schedule, "mean": mean}
    marks = {"arguments": asdict(arguments), "examples": fingerprint(examples), "annotated": passages_mark(annotated)}
    done = _resume(checkpoint, parts, marks)
    network.train()
    beside = tag_batches(annotated, steps, arguments.tag_epochs, arguments.seed)
    for step, batch in enumerate(_all_batches(examples, tokenizer, arguments), 1):
        tagged = next(beside, [])
        if step <= done:
            continue
        loss = _loss(network, batch, arguments, with_kinds=bool(annotated))
        loss.mul(_scale(arguments)).backward()
        for part in tagged:
            with _autocast(arguments):
                _, said, told, vectors = network.read(part.ids, part.mask)
                heard = network.hear(vectors, part.sentences)
            loss_of_tags = arguments.tag_weight * tag_loss(said, told, heard, part)
            loss_of_tags.mul(_scale(arguments) / len(tagged)).backward()
        if _clipped(body + head + tags, arguments):
            optimizer.step()
        schedule.step()
        mean.update_parameters(network)
        optimizer.zero_grad(set_to_none=True)
        on_step(step, steps, loss.item())
        if checkpoint and step % CHECKPOINT_STEPS == 0:
            _keep(checkpoint, step, parts, marks)
    network.load_state_dict(mean.module.state_dict())
    network.eval()


def _scale(arguments: TrainingArguments) -> float:
    return LOSS_SCALE if arguments.precision == "float16" else 1.0


def _clipped(parameters: Sequence[torch.Tensor], arguments: TrainingArguments) -> bool:
    """Bring the gradients to norm 1 at most; False where they overflowed and the step is to be left out."""
    if (scale := _scale(arguments)) != 1.0:
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.grad.div_(scale)
    return bool(torch.nn.utils.clip_grad_norm_(parameters, 1.0).isfinite())


def passages_mark(annotated: Sequence[Tagged]) -> int:
    """A checksum of what the tags are learned from."""
    return zlib.crc32(repr([(p.article, p.ids, zlib.crc32(p.tags.tobytes()), sorted(p.kinds)) for p in annotated]).encode())


def fingerprint(examples: Sequence[Example]) -> int:
    """A checksum of what is learned: the articles and what each of them is to say."""
    return zlib.crc32(repr([(e.id, e.title, sorted(e.labels), e.unsure, e.target) for e in examples]).encode())


def _running_mean(decay: float) -> Callable[..., None]:
    """Polyak averaging: less of the result hangs on the order of the last batches.

    While the mean is young, the plain mean of the steps so far would hold weights from the warm-up too long: the decay grows
    with the steps up to its bound.
    """

    def update(means: list[torch.Tensor], values: list[torch.Tensor], steps: torch.Tensor) -> None:
        share = 1.0 - min(decay, (1.0 + float(steps)) / (10.0 + float(steps)))
        for mean, value in zip(means, values, strict=True):
            if mean.is_floating_point():
                mean.lerp_(value.to(mean.dtype), share)
            else:
                mean.copy_(value)

    return update


def _warm_then_falling(steps: int, warmup: float) -> Callable[[int], float]:
    warm = max(1, int(steps * warmup))
    return lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))


def _autocast(arguments: TrainingArguments) -> torch.autocast:
    return torch.autocast("cpu", _TYPES.get(arguments.precision), enabled=arguments.precision in _TYPES)


def _loss(network: Network, batch: Batch, arguments: TrainingArguments, *, with_kinds: bool) -> torch.Tensor:
    ids, mask, targets, weights = batch
    with _autocast(arguments):
        said, _, told, _ = network.read(ids, mask)
    *early, last = (logits.float() for logits in said)
    loss = _cross_entropy(last, targets, weights)
    if with_kinds:
        loss = loss + arguments.tag_weight * absent_kinds_loss(told, targets, weights)
    for logits in early:
        loss = loss + arguments.exit_weight * _cross_entropy(logits, targets, weights)
    return loss


def _cross_entropy(logits: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    each = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return (each.sum(1) * weights).mean()


def _resume(checkpoint: Path | None, parts: dict[str, Any], marks: dict[str, Any]) -> int:
    """The steps that were done already."""
    if checkpoint is None or not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    if state["marks"] != marks:
        raise ModelError(f"training: {checkpoint} was made with other arguments or examples; remove it to start anew")
    for name, part in parts.items():
        part.load_state_dict(state[name])
    torch.set_rng_state(state["random"])
    return int(state["step"])


def _keep(checkpoint: Path, step: int, parts: dict[str, Any], marks: dict[str, Any]) -> None:
    state = {name: part.state_dict() for name, part in parts.items()}
    partial = checkpoint.with_suffix(".partial")
    torch.save({**state, "step": step, "marks": marks, "random": torch.get_rng_state()}, partial)
    partial.replace(checkpoint)  # a kill in the middle leaves the one before


Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def _all_batches(examples: Sequence[Example], tokenizer: Tokenizer, arguments: TrainingArguments) -> Iterator[Batch]:
    for epoch in range(arguments.epochs):
        yield from _batches(examples, tokenizer, arguments, random.Random(f"{arguments.seed} {epoch}"))


def _batches(
    examples: Sequence[Example], tokenizer: Tokenizer, arguments: TrainingArguments, shuffle: random.Random
) -> Iterator[Batch]:
    """Batches of like length, in shuffled order."""
    texts = [f"{e.title}" if e.title and shuffle.random() < arguments.headline_share else as_read(e) for e in examples]
    encoded = encode(tokenizer, texts, arguments.max_tokens)
    order = sorted(range(len(examples)), key=lambda i: len(encoded[i]) + shuffle.randint(0, 16))
    size = arguments.batch_size
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    shuffle.shuffle(groups)
    for group in groups:
        ids, mask = pad([encoded[i] for i in group])
        targets = torch.tensor([_target(examples[i]) for i in group])
        weights = torch.tensor([arguments.unsure_weight if examples[i].unsure else 1.0 for i in group])
        yield ids, mask, targets, weights


def _target(example: Example) -> tuple[float, ...]:
    return example.target or tuple(float(label in example.labels) for label in LABELS)


def as_read(example: Example) -> str:
    """Title and text as the reader sees them."""
    return f"{example.title}\n{example.text}"


def encode(tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int) -> list[list[int]]:
    """Token ids of each text, at most `max_tokens` of them, the end mark among them."""
    whole = tokenizer.encode_batch([f"{PREFIX}{text}"[:MAX_CHARACTERS] for text in texts])
    return [e.ids if len(e.ids) <= max_tokens else [*e.ids[: max_tokens - 1], e.ids[-1]] for e in whole]


def predict(
    network: Network, tokenizer: Tokenizer, examples: Sequence[Example], max_tokens: int = 128
) -> NDArray[np.float32]:
    """Logits (examples, exits, labels) in float32, in the order of the examples."""
    encoded = encode(tokenizer, [as_read(e) for e in examples], max_tokens)
    order = sorted(range(len(examples)), key=lambda i: len(encoded[i]))
    logits = np.zeros((len(examples), len(network.exits), len(LABELS)), dtype=np.float32)
    network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), 32):
            group = order[start : start + 32]
            ids, mask = pad([encoded[i] for i in group])
            logits[group] = torch.stack(network(ids, mask), dim=1).numpy()
    return logits
