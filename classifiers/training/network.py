"""The network: an encoder, and one linear layer to a sigmoid per label over the mean of its token vectors.

Because the layer is linear and the mean is a mean, each token's share of a label's score is exact: it is the layer applied
to that token alone. The reader uses these shares to show the passage that decided.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

from bus.events import LABELS


class Network(nn.Module):  # type: ignore[misc]
    """Token ids in; per-token logits (batch, tokens, labels), and the mean token vector (batch, width), out."""

    def __init__(self, encoder: Any, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(encoder.config.hidden_size, len(LABELS))
        nn.init.constant_(self.head.bias, math.log(0.15 / 0.85))  # about the share of articles that carry a label

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(self.dropout(hidden)), mean

    def logits(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """(batch, labels): what the loss is taken of."""
        _, mean = self(input_ids, attention_mask)
        scores: torch.Tensor = self.head(self.dropout(mean))
        return scores
