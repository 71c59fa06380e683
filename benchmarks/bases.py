"""Which base to tune: python benchmarks/bases.py LABELLED... [--texts TEXTS...] [--minilm FOLDER --dictionary CEDICT.gz]

One plain recipe (the labelled articles alone, three epochs, title and first 128 tokens, bfloat16) from multilingual-e5-small; with
--texts from the same after a masked-word adaptation to them; with --minilm from all-MiniLM-L6-v2 (the folder of a checkpoint)
to which the dictionary's Chinese words were added, each as the mean vector of its English gloss.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from classifiers.training.dataset import Example, read_examples, read_texts
from classifiers.training.dropout import quicken
from classifiers.training.evaluate import Judged, quality
from classifiers.training.folds import judged_by
from classifiers.training.network import Network
from classifiers.training.padding import pad
from classifiers.training.recipe import base, read_tokenizer, split
from classifiers.training.train import TrainingArguments, encode, train

WORDS = 16_000  # Chinese ones that are added to MiniLM, the most frequent of the texts
MASKED = 0.15  # of the tokens, as in Devlin et al. 2019, arXiv:1810.04805
CHINESE = re.compile(r"[\u3400-\u9fff]+")

Made = tuple[Any, Tokenizer]  # a transformers.BertModel and its pieces


def adapted(texts: Sequence[Path], steps: int) -> Made:
    """e5 after so many steps of 16 passages in which masked pieces are told from their neighbours; word vectors stay."""
    encoder, tokenizer = base()
    words = encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    encoder.set_attn_implementation("eager")
    encoder.train()
    turn = torch.nn.Sequential(torch.nn.Linear(384, 384), torch.nn.GELU(), torch.nn.LayerNorm(384))
    parameters = [p for p in (*encoder.parameters(), *turn.parameters()) if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, steps)
    start = time.monotonic()
    for step, (ids, mask) in enumerate(_passages(texts, tokenizer, steps), 1):
        hidden = (torch.rand(ids.shape) < MASKED) & (mask == 1) & (ids > 3)
        if not hidden.any():
            continue
        shown = ids.masked_fill(hidden & (torch.rand(ids.shape) < 0.9), 3)  # the unknown piece stands for the mask
        with torch.autocast("cpu", torch.bfloat16):
            seen = encoder(input_ids=shown, attention_mask=mask).last_hidden_state[hidden]
            loss = torch.nn.functional.cross_entropy((turn(seen) @ words.T).float(), ids[hidden])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        if step % 50 == 0:
            print(
                f"adapting: {step}/{steps}, loss {loss.item():.3f}, {(time.monotonic() - start) / step:.2f} s a step",
                flush=True,
            )
    return encoder, tokenizer


def _passages(texts: Sequence[Path], tokenizer: Tokenizer, steps: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Batches of like length; as many of each file, drawn by a seed."""
    shuffle = random.Random(13)
    drawn = []
    for path in texts:
        whole = list(read_texts(path))
        drawn += shuffle.sample(whole, min(len(whole), steps * 16 // len(texts)))
    rows = sorted(encode(tokenizer, drawn, 128), key=len)
    groups = [rows[i : i + 16] for i in range(0, len(rows), 16)]
    shuffle.shuffle(groups)
    yield from map(pad, groups)


def minilm(folder: Path, dictionary: Path, examples: Sequence[Example]) -> Made:
    """MiniLM with Chinese words: the longest one that the dictionary has is read as one piece."""
    encoder = BertModel.from_pretrained(folder, add_pooling_layer=False)
    tokenizer = read_tokenizer(folder)
    glosses = _glosses(dictionary)
    known = tokenizer.get_vocab()
    counts = Counter(w for e in examples for w in _words(f"{e.title} {e.text}", glosses) if w not in known)
    added = [word for word, _ in counts.most_common(WORDS)]
    old = encoder.embeddings.word_embeddings.weight.detach().clone()
    tokenizer.add_tokens(added)
    encoder.resize_token_embeddings(tokenizer.get_vocab_size(), mean_resizing=False)
    with torch.no_grad():
        for word in added:
            pieces = tokenizer.encode(glosses[word], add_special_tokens=False).ids
            rows = [piece for piece in pieces if piece < len(old)]
            encoder.embeddings.word_embeddings.weight[tokenizer.token_to_id(word)] = old[rows or [100]].mean(0)
    return encoder, tokenizer


def _glosses(dictionary: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    with gzip.open(dictionary, "rt", encoding="utf-8") as stream:
        for line in stream:
            if entry := re.match(r"\S+ (\S+) \[.*?\] /(.+)/", line):
                found.setdefault(entry[1], re.sub(r"\([^)]*\)", "", entry[2].replace("/", ", "))[:200])
    return found


def _words(text: str, glosses: dict[str, str]) -> Iterator[str]:
    for run in CHINESE.findall(text):
        at = 0
        while at < len(run):
            size = next((n for n in range(6, 1, -1) if run[at : at + n] in glosses), 1)
            if run[at : at + size] in glosses:
                yield run[at : at + size]
            at += size


def measured(name: str, make: Callable[[], Made], exits: tuple[int, ...], data: Sequence[Path], seed: int) -> None:
    parts = split([e for path in data for e in read_examples(path)])
    torch.manual_seed(seed)
    encoder, tokenizer = make()
    network = Network(encoder, exits)
    quicken(network)
    arguments = TrainingArguments(precision="bfloat16", seed=seed)
    start = time.monotonic()
    train(network, tokenizer, [*parts.train, *parts.calibration], arguments)
    judged = judged_by(network, tokenizer, parts.test, arguments.max_tokens)
    print(f"{name}: trained {time.monotonic() - start:.0f} s")
    for language in ("en", "zh"):
        inside = [j for j in judged if j.example.language == language]
        clear = [j for j in inside if not j.example.unsure]
        print(f"  {language}: unambiguous {_macro(clear)}, all {_macro(inside)}", flush=True)


def _macro(judged: Sequence[Judged]) -> str:
    found = quality(judged)
    return f"{found.macro:.3f} (exact {found.exact:.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--texts", nargs="+", type=Path, default=[], help="unlabelled, to adapt to")
    parser.add_argument("--steps", type=int, default=1_000, help="of the adaptation")
    parser.add_argument("--minilm", type=Path, help="folder of a checkpoint")
    parser.add_argument("--dictionary", type=Path, help="CC-CEDICT, gzipped")
    parser.add_argument("--plain", action="store_true", help="multilingual-e5-small itself")
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args()
    if options.plain:
        measured("multilingual-e5-small", base, (4, 8, 12), options.data, options.seed)
    if options.minilm:
        examples = [e for path in options.data for e in read_examples(path)]
        make = lambda: minilm(options.minilm, options.dictionary, examples)  # noqa: E731
        measured("MiniLM with Chinese words", make, (2, 4, 6), options.data, options.seed)
    if options.texts:
        make = lambda: adapted(options.texts, options.steps)  # noqa: E731
        measured("multilingual-e5-small, adapted", make, (4, 8, 12), options.data, options.seed)


if __name__ == "__main__":
    main()
