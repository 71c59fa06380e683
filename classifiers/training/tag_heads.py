"""Fit the heads of tags and kinds once more when the encoder is tuned: for linear layers that is a convex problem, solved to its end.

Of the steps in which encoder and heads are tuned together too few are taken for the heads; refitted ones found a quarter more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from classifiers.training.network import Network, pooled
from classifiers.training.tag_training import heard_loss, tag_batch
from classifiers.training.tagged import Tagged

NOTHING_WEIGHT, NOTHING_KEPT = 0.5, 0.35  # of tokens without a tag: what they count, and the share that is looked at
TAG_PENALTY, KIND_PENALTY, HEARD_PENALTY = (
    1e-5,
    3e-4,
    3e-3,
)  # of the squared weights of standardised inputs; chosen on held-back articles
ITERATIONS = 80


def refit(network: Network, passages: Sequence[Tagged]) -> None:
    """Set `network.tags`, `network.kinds` and `network.heard` to the best linear layers for these passages."""
    tokens, tags, means, kinds, sentences, told = _vectors(network.eval(), passages)
    counts = torch.ones(tags.shape[1])
    counts[0] = NOTHING_WEIGHT / NOTHING_KEPT

    def tag_loss(logits: torch.Tensor) -> torch.Tensor:
        return -(tags * counts * torch.log_softmax(logits, dim=-1)).sum() / len(tags)

    def kind_loss(logits: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, kinds, reduction="none").sum(1).mean()

    _fit(network.tags, tokens, tag_loss, TAG_PENALTY)
    _fit(network.kinds, means, kind_loss, KIND_PENALTY)
    if len(sentences):
        _fit(network.heard, sentences, lambda logits: heard_loss(logits, told), HEARD_PENALTY)


def _vectors(network: Network, passages: Sequence[Tagged]) -> tuple[torch.Tensor, ...]:
    """Token vectors and their tags, without most that have none; mean vectors of leads and their kinds; vectors of sentences and theirs."""
    ordered = sorted(passages, key=lambda passage: len(passage.ids))
    shuffle = torch.Generator().manual_seed(11)
    parts: list[tuple[torch.Tensor, ...]] = []
    with torch.inference_mode():
        for start in range(0, len(ordered), 16):
            batch = tag_batch(ordered[start : start + 16])
            mask, tags, leads = batch.mask, batch.tags, batch.leads
            vectors = network.vectors(batch.ids, mask)
            inside = mask.bool()
            kept = (tags[inside][:, 0] < 1.0) | (torch.rand(int(inside.sum()), generator=shuffle) < NOTHING_KEPT)
            mean = (vectors * (mask / mask.sum(1, keepdim=True)).unsqueeze(-1)).sum(1)
            told = pooled(vectors, batch.sentences), batch.told
            parts.append((vectors[inside][kept], tags[inside][kept], mean[leads > 0], batch.kinds[leads > 0], *told))
    return tuple(torch.cat(column).clone() for column in zip(*parts, strict=True))


def _fit(layer: torch.nn.Linear, inputs: torch.Tensor, loss: Callable[[torch.Tensor], torch.Tensor], penalty: float) -> None:
    centre, spread = inputs.mean(0), inputs.std(0, correction=0) + 1e-4
    rows = (inputs - centre) / spread
    weight = torch.zeros(layer.in_features, layer.out_features, requires_grad=True)
    bias = torch.zeros(layer.out_features, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=ITERATIONS, history_size=8, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        total = loss(rows @ weight + bias) + penalty * (weight * weight).sum()
        total.backward()
        return total

    optimizer.step(closure)
    with torch.no_grad():
        scaled = weight / spread[:, None]
        layer.weight.copy_(scaled.T)
        layer.bias.copy_(bias - centre @ scaled)
