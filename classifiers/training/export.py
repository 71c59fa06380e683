"""Write a tuned model as the folder that the product loads: int8 ONNX, tokenizer, config, decisions."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from bus.events import LABELS
from classifiers.training.network import Network

OPSET = 17


def save(network: Network, tokenizer: Tokenizer, folder: Path, decisions: dict[str, Any]) -> None:
    """Write the model folder; `decisions` becomes decisions.json (name, version, max_tokens, thresholds)."""
    folder.mkdir(parents=True, exist_ok=True)
    network.encoder.config.architectures = ["BertModel"]
    network.encoder.config.id2label = dict(enumerate(LABELS))
    network.encoder.config.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>",
        unk_token="<unk>", pad_token="<pad>", model_max_length=512,
    ).save_pretrained(folder)  # fmt: skip
    _export_int8(network, folder / "model.onnx")
    (folder / "decisions.json").write_text(json.dumps(decisions, indent=2) + "\n", encoding="utf-8")


def _export_int8(network: Network, target: Path) -> None:
    whole, fused = target.with_suffix(".fp32.onnx"), target.with_suffix(".fused.onnx")
    ids = torch.ones((1, 16), dtype=torch.long)
    network.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The older exporter: onnxruntime fuses no attention in what the newer one writes.
        torch.onnx.export(
            network, (ids, torch.ones_like(ids)), str(whole), dynamo=False, opset_version=OPSET,
            input_names=["input_ids", "attention_mask"], output_names=["token_logits", "embedding"],
            dynamic_axes={"input_ids": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "tokens"},
                          "token_logits": {0: "batch", 1: "tokens"}, "embedding": {0: "batch"}},
        )  # fmt: skip
    config = network.encoder.config
    optimized = optimize_model(
        str(whole), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
    )
    optimized.save_model_to_file(str(fused))
    quantize_dynamic(
        str(fused), str(target), weight_type=QuantType.QInt8, per_channel=True,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT, "MatMulConstBOnly": True},
    )  # fmt: skip
    whole.unlink()
    fused.unlink()
