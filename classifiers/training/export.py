"""Write a tuned model as the folder that the product loads: int8 ONNX by segment, tokenizer, config, decisions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from bus.events import LABELS
from classifiers.training.graph import segment_graph, tag_graph
from classifiers.training.network import Network
from classifiers.training.smoothing import quieting


def save(
    network: Network,
    tokenizer: Tokenizer,
    folder: Path,
    decisions: dict[str, Any],
    rows: Sequence[Sequence[int]] = (),
    *,
    int8: bool = True,
    kept: Sequence[Path] = (),
) -> None:
    """Write the model folder; `decisions` becomes decisions.json. One ONNX file for each exit of the network, one for its tags.

    `rows`, the token ids of some dozens of articles, show which channels to quiet before they are rounded to int8. `kept` are
    files of the first segments that stand for those of the network, which were not trained.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = network.encoder.config
    config.architectures, config.id2label = ["BertModel"], dict(enumerate(LABELS))
    config.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>",
        unk_token="<unk>", pad_token="<pad>", model_max_length=512,
    ).save_pretrained(folder)  # fmt: skip
    quiet = quieting(network, rows)
    for number in range(len(network.exits)):
        if number < len(kept):
            if not (folder / kept[number].name).exists() or not kept[number].samefile(folder / kept[number].name):
                shutil.copyfile(kept[number], folder / kept[number].name)
            continue
        graph = segment_graph(network, number, decisions["max_tokens"], quiet, int8=int8)
        onnx.save(graph, folder / f"segment{number}.onnx")
    if decisions.get("tags"):
        onnx.save(tag_graph(network), folder / decisions["tags"])
    else:
        (folder / "tags.onnx").unlink(missing_ok=True)  # of a model that was in the folder before
    (folder / "decisions.json").write_text(json.dumps(decisions, indent=2) + "\n", encoding="utf-8")
