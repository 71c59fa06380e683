"""Write a tuned model as the folder that the product loads: int8 ONNX by segment, tokenizer, config, decisions."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from bus.events import LABELS
from classifiers.training.network import Network, Segment

OPSET = 17


def save(network: Network, tokenizer: Tokenizer, folder: Path, decisions: dict[str, Any], *, int8: bool = True) -> None:
    """Write the model folder; `decisions` becomes decisions.json. One ONNX file for each exit of the network."""
    folder.mkdir(parents=True, exist_ok=True)
    config = network.encoder.config
    config.architectures, config.id2label = ["BertModel"], dict(enumerate(LABELS))
    config.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>",
        unk_token="<unk>", pad_token="<pad>", model_max_length=512,
    ).save_pretrained(folder)  # fmt: skip
    for number in range(len(network.exits)):
        _export(Segment(network, number).eval(), config, folder / f"segment{number}.onnx", int8=int8)
    (folder / "decisions.json").write_text(json.dumps(decisions, indent=2) + "\n", encoding="utf-8")


def _export(segment: Segment, config: Any, target: Path, *, int8: bool) -> None:
    whole, fused = target.with_suffix(".fp32.onnx"), target.with_suffix(".fused.onnx")
    example = torch.zeros((1, 16, config.hidden_size)) if segment.embeddings is None else torch.full((1, 16), 5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The older exporter: onnxruntime fuses no attention in what the newer one writes.
        torch.onnx.export(
            segment, (example,), str(whole), dynamo=False, opset_version=OPSET, input_names=["inputs"],
            output_names=["hidden", "token_logits", "mean"],
            dynamic_axes={"inputs": {1: "tokens"}, "hidden": {1: "tokens"}, "token_logits": {1: "tokens"}},
        )  # fmt: skip
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False  # its int8 form takes the word vectors' scale from all of them at once
    optimized = optimize_model(
        str(whole), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size,
        optimization_options=options,
    )  # fmt: skip
    optimized.save_model_to_file(str(fused))
    if int8:
        quantize_dynamic(
            str(fused), str(target), weight_type=QuantType.QInt8, per_channel=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT, "MatMulConstBOnly": True},
        )  # fmt: skip
        fused.unlink()
    else:
        fused.replace(target)
    whole.unlink()
