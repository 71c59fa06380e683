"""The part of a training step that teaches tags and kinds: batches of annotated passages and their loss."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch

from bus.events import LABELS
from classifiers.tags import KINDS, TAGS
from classifiers.training.padding import pad
from classifiers.training.tagged import UNKNOWN, Tagged

NOTHING_WEIGHT = 0.4  # of a token without a tag
TOKEN_SHARE, KIND_SHARE, HEARD_SHARE = 2.0, 0.5, 1.0  # of the losses of tags, kinds and sentences beside that of the labels
_WEIGHTS = torch.tensor([NOTHING_WEIGHT, *[1.0] * (len(TAGS) - 1)])
_LABEL_OF_KIND = torch.tensor([LABELS.index(kind.split("/")[0]) for kind in KINDS])


class TagBatch(NamedTuple):
    """Annotated passages, padded to one length."""

    ids: torch.Tensor  # (passages, tokens)
    mask: torch.Tensor  # (passages, tokens)
    tags: torch.Tensor  # (passages, tokens, tags)
    kinds: torch.Tensor  # (passages, kinds)
    leads: torch.Tensor  # (passages,)
    sentences: torch.Tensor  # (sentences, 3): passage, first token, token after the last
    told: torch.Tensor  # (sentences, kinds): 1, 0 or UNKNOWN


def tag_batches(passages: Sequence[Tagged], steps: int, epochs: int, seed: int) -> Iterator[list[TagBatch]]:
    """For each step some batches of about 16, in which every passage comes `epochs` times; a batch is of like length.

    Several small batches take a fifth less time on a CPU than one large one.
    """
    if not passages:
        return
    shuffle = random.Random(f"tags {seed}")
    order: list[int] = []
    for _ in range(epochs):
        epoch = sorted(range(len(passages)), key=lambda i: len(passages[i].ids) + shuffle.randint(0, 24))
        order += _in_groups(epoch, 16, shuffle)
    for step in range(steps):
        group = order[len(order) * step // steps : len(order) * (step + 1) // steps]
        parts = np.array_split(group, max(1, round(len(group) / 16))) if group else []
        yield [tag_batch([passages[i] for i in part]) for part in parts]


def _in_groups(order: list[int], size: int, shuffle: random.Random) -> list[int]:
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    shuffle.shuffle(groups)
    return [i for group in groups for i in group]


def tag_batch(passages: Sequence[Tagged]) -> TagBatch:
    ids, mask = pad([passage.ids for passage in passages])
    tags = torch.zeros((*ids.shape, len(TAGS)))
    for index, passage in enumerate(passages):
        tags[index, : len(passage.ids)] = torch.from_numpy(passage.tags)
    kinds = torch.tensor([[float(kind in passage.kinds) for kind in KINDS] for passage in passages])
    leads = torch.tensor([float(passage.is_lead) for passage in passages])
    sentences = [(index, one) for index, passage in enumerate(passages) for one in passage.sentences]
    places = torch.tensor([(index, one.start, one.end) for index, one in sentences], dtype=torch.long).reshape(-1, 3)
    told = torch.from_numpy(np.array([one.told for _, one in sentences], dtype=np.float32).reshape(-1, len(KINDS)))
    return TagBatch(ids, mask, tags, kinds, leads, places, told)


def tag_loss(said: torch.Tensor, told: torch.Tensor, heard: torch.Tensor, batch: TagBatch) -> torch.Tensor:
    """Cross-entropy of the tags over tokens, of the kinds over the articles whose lead is read, and over sentences; of logits."""
    # Most words are nothing: they count less, or it would take long until anything else is said. Tags of padding are all zero.
    each = -(batch.tags * _WEIGHTS * torch.log_softmax(said.float(), dim=-1)).sum(-1)
    loss = each.sum() / batch.mask.sum()
    of_kinds = torch.nn.functional.binary_cross_entropy_with_logits(told.float(), batch.kinds, reduction="none").sum(1)
    of_leads = (of_kinds * batch.leads).sum() / batch.leads.sum().clamp(min=1.0)
    return KIND_SHARE * of_leads + loss * TOKEN_SHARE + HEARD_SHARE * heard_loss(heard, batch.told)


def heard_loss(heard: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
    """Cross-entropy over the kinds of a sentence, the mean of all; what is not known counts nothing. Of logits."""
    each = torch.nn.functional.binary_cross_entropy_with_logits(heard.float(), told.clamp(min=0.0), reduction="none")
    return (each * (told != UNKNOWN)).sum() / max(1, len(told))


def absent_kinds_loss(told: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """An article without a label tells no event of that label, of whatever kind."""
    absent = (labels < 0.5)[:, _LABEL_OF_KIND].float()
    each = torch.nn.functional.softplus(told.float()) * absent
    return KIND_SHARE * (each.sum(1) * weights).mean()
