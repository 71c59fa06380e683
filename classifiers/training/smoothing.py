"""How loud each channel of a layer's input is, and by how much to quiet it before it is rounded to int8.

SmoothQuant (Xiao et al. 2023, arXiv:2211.10438): a channel that is loud in every article takes the steps of the scale from
all others; dividing it by a factor and raising its weights by the same one leaves the product as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from classifiers.training.network import Network

# Share of the loudness that moves into the weights; 0.7 came nearest to fp32 of 0.5 and 0.7 on the untuned base.
STRENGTH = 0.7
QUIETEST = 1e-4
Places = dict[tuple[int, str], NDArray[np.float32]]


def quieting(network: Network, rows: Sequence[Sequence[int]]) -> Places:
    """The factor of each channel (width,), by layer and place (`attention`, `up`), from the token ids of some articles."""
    loudest: dict[tuple[int, str], torch.Tensor] = {}
    hooks = [module.register_forward_pre_hook(_noting(loudest, place)) for place, (module, _) in _products(network).items()]
    try:
        with torch.inference_mode():
            for row in rows:
                network(torch.tensor([list(row)]), torch.ones((1, len(row)), dtype=torch.long))
    finally:
        for hook in hooks:
            hook.remove()
    weights = {place: weight for place, (_, weight) in _products(network).items()}
    return {place: _factors(loud, weights[place]) for place, loud in loudest.items()}


def _products(network: Network) -> dict[tuple[int, str], tuple[Any, torch.Tensor]]:
    """The module whose input is looked at and the weights (out, in) that take it."""
    found = {}
    for index, layer in enumerate(network.encoder.encoder.layer):
        own, up = layer.attention.self, layer.intermediate.dense
        joined = torch.cat([own.query.weight, own.key.weight, own.value.weight])
        found[index, "attention"] = own.query, joined
        found[index, "up"] = up, up.weight
    return found


def _noting(loudest: dict[tuple[int, str], torch.Tensor], place: tuple[int, str]) -> Any:
    def note(_: Any, inputs: tuple[torch.Tensor, ...]) -> None:
        loud = inputs[0].detach().abs().flatten(0, -2).amax(0)
        loudest[place] = torch.maximum(loudest[place], loud) if place in loudest else loud

    return note


def _factors(loud: torch.Tensor, weight: torch.Tensor) -> NDArray[np.float32]:
    heavy = weight.detach().abs().amax(0).clamp(min=QUIETEST)
    factors = (loud.clamp(min=QUIETEST) ** STRENGTH / heavy ** (1 - STRENGTH)).numpy()
    scaled: NDArray[np.float32] = (factors / np.exp(np.log(factors).mean())).astype(np.float32)
    return scaled
