"""The recipe of the shipped model: which articles train it, which calibrate it, which measure it; and the folder of a run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from classifiers import model_store
from classifiers.interface import ModelError
from classifiers.model_store import Decisions, Exit
from classifiers.training import calibrate
from classifiers.training.base import load_base
from classifiers.training.dataset import Example, seeded_hash, split_by_story, story_groups, title_head
from classifiers.training.dropout import quicken
from classifiers.training.export import save
from classifiers.training.mixing import mixtures
from classifiers.training.network import Network
from classifiers.training.restore import restore
from classifiers.training.swapping import names_of, variants
from classifiers.training.tag_heads import refit
from classifiers.training.tagged import marked, passages
from classifiers.training.train import TrainingArguments, as_read, encode, fingerprint, train
from classifiers.training.vocabulary import prune, prune_to
from classifiers.transformer import TransformerClassifier

FOLDS = 5
CALIBRATION_SHARE = 0.07
EXIT_AGREEMENT = 0.999  # of the articles that leave early, the share that carry the same labels after all layers
QUIETING_ARTICLES = 128  # more hardly change the maxima that are looked for
WEIGHTS, NOTES, CHECKPOINT = "network.safetensors", "run.json", "checkpoint.pt"


@dataclass(frozen=True)
class Split:
    """Three sets of articles that share no story."""

    train: list[Example]
    calibration: list[Example]
    test: list[Example]


def split(labelled: Sequence[Example], read: Sequence[Example] = (), fold: int = 0, extra: Sequence[Example] = ()) -> Split:
    """`labelled` in five folds by story, one of them the test; `read` (chosen for their doubt) never measures.

    Of the rest a seeded share calibrates; `extra` (written for training, no real news) only trains. An article of `read` that may tell a story of the test is left out: it shares
    text with it, or its title begins with the same company.
    """
    folds = split_by_story(list(labelled), FOLDS)
    test = [e for e, f in zip(labelled, folds, strict=True) if f == fold]
    rest = [e for e, f in zip(labelled, folds, strict=True) if f != fold] + _apart(read, test)
    groups = story_groups(rest)
    names = [seeded_hash(f"calibration {rest[group].id}") % 1000 < 1000 * CALIBRATION_SHARE for group in groups]
    return Split(
        [*(e for e, kept in zip(rest, names, strict=True) if not kept), *extra],
        [e for e, kept in zip(rest, names, strict=True) if kept],
        test,
    )


def common(labelled: Sequence[Example], read: Sequence[Example], extra: Sequence[Example] = ()) -> list[Example]:
    """What trains in every fold and tells no story of `labelled`: one first training of it serves all five."""
    shared = {e.id for e in _apart(read, labelled)}
    for fold in range(FOLDS):
        shared &= {e.id for e in split(labelled, read, fold).train}
    return [*(e for e in read if e.id in shared), *extra]


def _apart(read: Sequence[Example], test: Sequence[Example]) -> list[Example]:
    groups = story_groups([*test, *read])
    taken = set(groups[: len(test)])
    heads = {head for e in test if len(head := title_head(e)) >= 4}
    return [
        e for e, group in zip(read, groups[len(test) :], strict=True) if group not in taken and title_head(e) not in heads
    ]


def apart(annotated: Sequence[dict[str, Any]], parts: Split) -> list[dict[str, Any]]:
    """The annotated articles that neither calibrate nor measure, and tell no story of those that measure."""
    kept = {e.id for e in (*parts.calibration, *parts.test)}
    rows = {str(row["id"]): row for row in annotated if str(row["id"]) not in kept}
    trained = {e.id for e in parts.train}
    others = [
        Example(name, row["title"], row["text"], row["language"], frozenset())
        for name, row in rows.items()
        if name not in trained
    ]
    kept_apart = trained | {e.id for e in _apart(others, parts.test)}
    return [row for name, row in rows.items() if name in kept_apart]


def run(
    folder: Path,
    examples: Sequence[Example],
    arguments: TrainingArguments,
    on_step: Callable[[int, int, float], None],
    start: Path | None = None,
    vocabulary: Sequence[str] = (),
    annotated: Sequence[dict[str, Any]] = (),
) -> None:
    """Train and keep the network in `folder`; goes on from the folder's checkpoint when it was stopped.

    It starts from the network of `start`, a finished run or an exported model folder, or else from the base: with the vocabulary of
    the shipped model, or with one pruned anew to the texts `vocabulary`, in which every piece that is kept occurs twice.
    `annotated` articles (tagged.py) train the tags.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if start:
        network, tokenizer = load(start)
    elif vocabulary:
        pruned, tokenizer = prune(load_base(), vocabulary)
        network = Network(pruned.encoder)
    else:
        encoder, tokenizer = base()
        network = Network(encoder)
    quicken(network)
    articles = [marked(row) for row in annotated]
    tagged = list(passages(articles, tokenizer, arguments.max_tokens))
    names = names_of(annotated)
    others = passages(variants(articles, names, arguments.variants, arguments.seed), tokenizer, arguments.max_tokens)
    strangers = list(variants(articles, names, arguments.mixtures, arguments.seed + 1))
    mixed = list(passages(mixtures(strangers, arguments.seed), tokenizer, arguments.max_tokens))
    if start:
        _keep_segments(start, folder, arguments.frozen)
    train(network, tokenizer, examples, arguments, on_step, folder / CHECKPOINT, [*tagged, *others, *mixed])
    if tagged:
        refit(network, [*tagged, *mixed])
    _save(folder, network, tokenizer, arguments, {
        "examples": len(examples), "fingerprint": fingerprint(examples), "tagged": len(tagged), "annotated": len(annotated),
    })  # fmt: skip
    (folder / CHECKPOINT).unlink(missing_ok=True)


def mean(
    starts: Sequence[Path],
    folder: Path,
    annotated: Sequence[dict[str, Any]] = (),
    max_tokens: int = TrainingArguments.max_tokens,
) -> None:
    """The mean weights of networks (finished runs or exported folders) as a run.

    `annotated` articles fit its tags anew, as they are and with sentences of one another (mixing.py).

    Of networks that went on from one another the mean is often better than each: Wortsman et al. 2022, arXiv:2203.05482.
    Raises ModelError where one has other pieces or layers than the first.
    """
    (network, tokenizer), *others = (load(start) for start in starts)
    kept = network.state_dict()
    for start, (other, pieces) in zip(starts[1:], others, strict=True):
        if other.exits != network.exits or pieces.get_vocab() != tokenizer.get_vocab():
            raise ModelError(f"model: {start} has another vocabulary or other layers than {starts[0]}")
        for name, weights in other.state_dict().items():
            kept[name] += weights
    for weights in kept.values():
        if weights.is_floating_point():
            weights.div_(len(starts))
    folder.mkdir(parents=True, exist_ok=True)
    arguments = TrainingArguments(max_tokens=max_tokens)
    articles = [marked(row) for row in annotated]
    tagged = list(passages(articles, tokenizer, max_tokens))
    if tagged:
        refit(network, [*tagged, *passages(mixtures(articles, arguments.seed), tokenizer, max_tokens)])
    _save(folder, network, tokenizer, arguments, {"tagged": len(tagged), "annotated": len(annotated)})
    _keep_segments(starts[0], folder, _alike(starts))


def _alike(starts: Sequence[Path]) -> int:
    """How many segments, from the first on, all of the folders have rounded alike."""
    number = 0
    while all((start / f"segment{number}.onnx").is_file() for start in starts):
        if len({(start / f"segment{number}.onnx").read_bytes() for start in starts}) > 1:
            break
        number += 1
    return number


def load(start: Path) -> tuple[Network, Tokenizer]:
    """The network of a finished run or of an exported folder, in full precision."""
    if (start / model_store.DECISIONS).is_file():
        return restore(start)
    network, tokenizer, _ = load_run(start)
    return network, tokenizer


def _save(folder: Path, network: Network, tokenizer: Tokenizer, arguments: TrainingArguments, more: dict[str, Any]) -> None:
    save_file(network.state_dict(), folder / WEIGHTS)
    network.encoder.config.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    notes = {"arguments": asdict(arguments), "exits": network.exits, **more}
    (folder / NOTES).write_text(json.dumps(notes, indent=2) + "\n", encoding="utf-8")


def _keep_segments(start: Path, folder: Path, frozen: int) -> None:
    """Segments that are not trained stay as they were rounded: export takes them from the run's folder."""
    for number in range(frozen):
        file = f"segment{number}.onnx"
        if (start / file).is_file():
            shutil.copyfile(start / file, folder / file)


def is_finished(folder: Path, examples: Sequence[Example], arguments: TrainingArguments) -> bool:
    """Whether `folder` holds the finished run of just this training. Raises ModelError when it holds that of another."""
    if not (folder / NOTES).exists():
        return False
    notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    if (notes["arguments"], notes.get("fingerprint")) != (asdict(arguments), fingerprint(examples)):
        raise ModelError(f"model: {folder} was trained with other arguments or articles; name another folder")
    return True


def load_run(folder: Path) -> tuple[Network, Tokenizer, dict[str, Any]]:
    """The network of a finished run. Raises ModelError where there is none."""
    if not (folder / NOTES).exists():
        raise ModelError(f"model: {folder} is no finished run of `tidings model train`")
    notes = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    config = BertConfig.from_pretrained(folder, attn_implementation="sdpa")
    network = Network(BertModel(config, add_pooling_layer=False), tuple(notes["exits"]))
    missing, unknown = network.load_state_dict(load_file(folder / WEIGHTS), strict=False)
    if unknown or any(not name.startswith(("tags.", "kinds.", "heard.")) for name in missing):
        raise ModelError(f"model: {folder} holds another network than its notes say")
    return network.eval(), read_tokenizer(folder), notes


def base() -> tuple[Any, Tokenizer]:
    """The base's encoder, with the vocabulary of the model that ships."""
    tokenizer = read_tokenizer(model_store.SHIPPED)
    return prune_to(load_base(), tokenizer).encoder, tokenizer


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder, which neither pads nor cuts."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def export(
    run_folder: Path, folder: Path, name: str, version: str, calibration: Sequence[Example], *, windows: int = 1
) -> None:
    """Write the product's folder of a run: int8, with scales, thresholds and exits chosen on the calibration articles."""
    network, tokenizer, notes = load_run(run_folder)
    segments = tuple(f"segment{i}.onnx" for i in range(len(network.exits)))
    plain = {language: dict.fromkeys(("deal", "policy", "milestone"), 1.0) for language in ("en", "zh")}
    never = tuple(Exit(0.0, 1.0) for _ in segments[1:])
    tags = "tags.onnx" if notes.get("tagged") else None
    first = Decisions(name, version, notes["arguments"]["max_tokens"], windows, segments, never, plain, plain, tags)
    texts = [as_read(e) for e in calibration[:QUIETING_ARTICLES]]
    kept = [run_folder / file for file in segments if (run_folder / file).is_file()]
    rows = encode(tokenizer, texts, first.max_tokens)
    save(network, tokenizer, folder, asdict(first), rows, kept=kept)
    decisions = decide(TransformerClassifier(folder, verify=False), calibration, first)
    (folder / "decisions.json").write_text(json.dumps(asdict(decisions), indent=2) + "\n", encoding="utf-8")
    model_store.write_manifest(folder)


def decide(reader: TransformerClassifier, calibration: Sequence[Example], first: Decisions) -> Decisions:
    """Blend, scales, thresholds and exits from what the exported network makes of the calibration articles."""
    logits = np.array([reader.logits(e.title, e.text) for e in calibration], dtype=np.float64)
    truth = calibrate.truth_of(calibration)
    first = replace(first, blend=calibrate.fit_blend(logits, truth))
    logits[:, -1] = first.blended(logits.swapaxes(0, 1))
    scales = calibrate.fit_scales(logits[:, -1], truth)
    scores = 1.0 / (1.0 + np.exp(-logits * list(scales.values())))
    thresholds = {language: _thresholds(calibration, scores[:, -1], truth, language) for language in ("en", "zh")}
    bars = np.array([list(thresholds[e.language].values()) for e in calibration])
    bounds = calibrate.fit_exits(scores, scores[:, -1] >= bars, bars, EXIT_AGREEMENT)
    exits = tuple(Exit(below, above) for below, above in bounds)
    return replace(first, scales={"en": scales, "zh": scales}, thresholds=thresholds, exits=exits)


def _thresholds(
    examples: Sequence[Example], scores: NDArray[np.float64], truth: NDArray[np.float64], language: str
) -> dict[str, float]:
    inside = np.array([e.language == language for e in examples])
    return calibrate.fit_thresholds(scores[inside], truth[inside])
