"""The network: an encoder with exits. After some of its layers, one linear layer gives a score per label; after the last,
others give tags of tokens and kinds of events (classifiers/tags.py).

An exit is a linear layer over the mean of the token vectors. Because the layer is linear and the mean is a mean, each
token's share of a label's score is exact: it is the layer applied to that token alone. The reader shows the passage that
decided by these shares. Exits before the last layer let a clear article be done early (deep supervision: Lee et al. 2015,
arXiv:1409.5185; early exits of BERT: Schwartz et al. 2020, arXiv:2004.07453).
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

from bus.events import LABELS
from classifiers.tags import KINDS, TAGS

POSITIVE_SHARE = 0.15  # about the share of articles that carry a label; where the exits' biases start


class Network(nn.Module):  # type: ignore[misc]
    """Token ids in, logits (batch, labels) of each exit out."""

    def __init__(self, encoder: Any, exits: tuple[int, ...] = (4, 8, 12), dropout: float = 0.1) -> None:
        """`encoder` is a transformers.BertModel; `exits` are numbers of layers, rising, the last one all of them."""
        super().__init__()
        layers = encoder.config.num_hidden_layers
        if list(exits) != sorted(set(exits)) or exits[-1] != layers:
            raise ValueError(f"network: exits {exits} must rise and end at the encoder's {layers} layers")
        self.encoder, self.exits, self.dropout = encoder, exits, nn.Dropout(dropout)
        self.heads = nn.ModuleList(nn.Linear(encoder.config.hidden_size, len(LABELS)) for _ in exits)
        for head in self.heads:
            nn.init.constant_(head.bias, math.log(POSITIVE_SHARE / (1 - POSITIVE_SHARE)))
        # Tags read the last two exits' token vectors: in the last one's, much of who is who gave way to the labels.
        width = encoder.config.hidden_size * len(exits[-2:])
        self.tags, self.kinds = nn.Linear(width, len(TAGS)), nn.Linear(width, len(KINDS))
        self.heard = nn.Linear(2 * width, len(KINDS))  # of a sentence, by the mean and the largest of its token vectors
        nn.init.zeros_(self.heard.weight)  # until it is fitted it hears nothing
        for layer in (self.kinds, self.heard):
            nn.init.constant_(layer.bias, math.log(1 / len(KINDS)))

    def freeze(self, exits: int) -> None:
        """Keep the word vectors as they are, and with `exits` all that leads up to that exit, which is not the last."""
        if not 0 <= exits < len(self.exits):
            raise ValueError(f"network: of {len(self.exits)} exits at most {len(self.exits) - 1} can be frozen, not {exits}")
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        if exits:
            kept = [self.encoder.embeddings, *self.encoder.encoder.layer[: self.exits[exits - 1]], *self.heads[:exits]]
            for part in kept:
                part.requires_grad_(False)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> list[torch.Tensor]:
        return self.read(input_ids, attention_mask)[0]

    def read(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[list[torch.Tensor], torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of each exit; of the tags, (batch, tokens, tags); of the kinds of events, (batch, kinds); and the vectors of the
        tokens that tags are read from, (batch, tokens, width)."""
        hidden = self.encoder.embeddings(input_ids=input_ids)
        # Added to the attention scores: nothing for a token, minus a lot for padding.
        bias = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * torch.finfo(hidden.dtype).min
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        weights = weights / weights.sum(1, keepdim=True)
        logits: list[torch.Tensor] = []
        vectors: list[torch.Tensor] = []
        start = 0
        for head, end in zip(self.heads, self.exits, strict=True):
            for layer in self.encoder.encoder.layer[start:end]:
                hidden = layer(hidden, bias)
            logits.append(head(self.dropout((hidden * weights).sum(1))))
            vectors.append(hidden)
            start = end
        plain = torch.cat(vectors[-2:], dim=-1)
        both = self.dropout(plain)
        return logits, self.tags(both), self.kinds((both * weights).sum(1)), plain

    def hear(self, vectors: torch.Tensor, sentences: torch.Tensor) -> torch.Tensor:
        """Logits (sentences, kinds) of sentences, each told by its passage, first token and token after the last."""
        return self.heard(self.dropout(pooled(vectors, sentences)))

    def vectors(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """What the tags are read from: (batch, tokens, width)."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True).hidden_states
        return torch.cat([states[number] for number in self.exits[-2:]], dim=-1)


def pooled(vectors: torch.Tensor, sentences: torch.Tensor) -> torch.Tensor:
    """The mean and the largest of the token vectors of each sentence, beside each other: (sentences, 2 * width)."""
    parts = [vectors[index, start:end] for index, start, end in sentences.tolist()]
    if not parts:
        return vectors.new_zeros((0, 2 * vectors.shape[-1]))
    return torch.stack([torch.cat([part.mean(0), part.amax(0)]) for part in parts])
