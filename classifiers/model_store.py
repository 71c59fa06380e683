"""Find and check an installed model folder.

A folder holds the network in segments (int8 ONNX, one up to each exit), the tokenizer and config.json as transformers writes
them, decisions.json (how scores become labels) and manifest.json with the SHA-256 of each file. No file is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bus.events import LABELS
from classifiers.interface import ModelError

SHIPPED = Path(__file__).parent / "models" / "tidings-e5-small"
MANIFEST = "manifest.json"
DECISIONS = "decisions.json"
_READ_AT_ONCE = 1 << 20

Floats = NDArray[np.floating[Any]]


def blended(said: Sequence[Floats] | Floats, share: float) -> Floats:
    """The last exit's word, with that share of the word of the exit before it; there may be no such exit where the share is 0."""
    mixed: Floats = share * said[-2] + (1.0 - share) * said[-1] if share else said[-1]
    return mixed


@dataclass(frozen=True)
class Exit:
    """When an article is clear after a segment: each label's calibrated score is under `below` or over `above`."""

    below: float
    above: float


@dataclass(frozen=True)
class Decisions:
    """How the network is run, and how its logits become scores and labels."""

    name: str
    version: str
    max_tokens: int  # of a window, marks and prefix among them
    windows: int  # of an article that are read at most
    segments: tuple[str, ...]  # files, in the order they are run
    exits: tuple[Exit, ...]  # of each segment but the last
    scales: Mapping[str, Mapping[str, float]]  # language -> label -> what a logit is multiplied with (1 / temperature)
    thresholds: Mapping[str, Mapping[str, float]]  # language -> label -> calibrated score that decides
    tags: str | None = None  # the file that tags tokens from what the last two segments make of them
    blend: float = 0.0  # share of the exit before the last one in what is decided after all segments

    def threshold(self, language: str, label: str) -> float:
        return self.thresholds.get(language, self.thresholds["en"])[label]

    def blended(self, said: Sequence[Floats] | Floats) -> Floats:
        """What is decided on after all segments, of what each exit says: the last two together often know better than either."""
        return blended(said, self.blend)

    def calibrated(self, logits: NDArray[np.float32], language: str) -> NDArray[np.float64]:
        """Scores (labels,) that are right about as often as they say (temperature scaling, Guo et al. 2017)."""
        scales = self.scales.get(language, self.scales["en"])
        return 1.0 / (1.0 + np.exp(-logits.astype(np.float64) * [scales[label] for label in LABELS]))

    def is_clear(self, segment: int, scores: NDArray[np.float64]) -> bool:
        """Whether the later segments need not be run for these scores."""
        bounds = self.exits[segment]
        return bool(np.all((scores < bounds.below) | (scores > bounds.above)))


def is_ours(name: str) -> bool:
    """Whether a model is a folder of `tidings model export`, and not a checkpoint of Hugging Face (a folder or org/name)."""
    folder = Path(name)
    if folder.is_dir():
        return (folder / DECISIONS).is_file() or not (folder / "config.json").is_file()
    return re.fullmatch(r"[\w-][\w.-]*/[\w.-]+", name) is None


def load_decisions(folder: Path) -> Decisions:
    """The decisions of a model folder. Raises ModelError where it is not one."""
    path = folder / DECISIONS
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Decisions(
            row["name"], row["version"], int(row["max_tokens"]), int(row["windows"]), tuple(row["segments"]),
            tuple(Exit(**bounds) for bounds in row["exits"]), row["scales"], row["thresholds"], row.get("tags"), float(row.get("blend", 0.0)),
        )  # fmt: skip
    except FileNotFoundError as error:
        raise ModelError(
            f"model: {folder} holds no model ({path.name} is missing); check `model` in tidings.toml"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"model: {path} is damaged ({error}); install the model again") from error


def check(folder: Path) -> None:
    """Raises ModelError unless every file is there and is the one that was shipped."""
    try:
        manifest: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"model: {folder / MANIFEST} cannot be read ({error}); install the model again") from error
    for name, expected in manifest.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"model: {path} is missing; install the model again")
        if file_hash(path) != expected:
            raise ModelError(f"model: {path} is not the file of its manifest; install the model again")


def write_manifest(folder: Path) -> None:
    """Note the SHA-256 of each file of the folder."""
    hashes = {
        p.name: file_hash(p) for p in sorted(folder.iterdir()) if p.is_file() and p.suffix != ".md" and p.name != MANIFEST
    }
    (folder / MANIFEST).write_text(json.dumps(hashes, indent=2) + "\n", encoding="utf-8")


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_READ_AT_ONCE):
            digest.update(block)
    return digest.hexdigest()
