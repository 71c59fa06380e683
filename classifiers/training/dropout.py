"""Dropout whose random numbers are drawn once: drawing them anew takes a quarter of a training step on a CPU."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch import nn

POOL = 1 << 24  # numbers: of an activation of 16 articles, the same mask comes again once in millions of draws


class PooledDropout(nn.Module):  # type: ignore[misc]
    """As torch.nn.Dropout, with masks that are cut from one pool of random numbers at a random place."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        if not self.training or self.p == 0.0:
            return values
        size = values.numel()
        if size >= POOL:
            return nn.functional.dropout(values, self.p)
        start = int(torch.randint(0, POOL - size, (1,)))
        return values * _pool(self.p, values.dtype)[start : start + size].view(values.shape)


@cache
def _pool(p: float, dtype: torch.dtype) -> torch.Tensor:
    kept = torch.rand(POOL, generator=torch.Generator().manual_seed(7)) >= p
    return kept.to(dtype) / (1.0 - p)


def quicken(network: Any) -> None:
    """Make a step of training a Network on a CPU 1.6 times as fast, in place.

    Dropout takes its masks from a pool, the attention's own dropout is left out, and attention is written out: at these
    lengths torch's fused attention takes longer, backwards above all.
    """
    network.encoder.set_attn_implementation("eager")
    for layer in network.encoder.encoder.layer:
        layer.attention.self.dropout.p = 0.0
    _pool_all(network)


def _pool_all(module: nn.Module) -> None:
    for name, child in list(module.named_children()):
        if isinstance(child, nn.Dropout):
            setattr(module, name, PooledDropout(child.p))
        else:
            _pool_all(child)
