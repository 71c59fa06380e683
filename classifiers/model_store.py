"""Find and check an installed model folder.

A folder holds model.onnx (int8), the tokenizer and config.json as transformers writes them, decisions.json (name, version,
tokens read, a threshold per label and language) and manifest.json with the SHA-256 of each file. No file is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from classifiers.interface import ModelError

SHIPPED = Path(__file__).parent / "models" / "tidings-e5-small"
MANIFEST = "manifest.json"
_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Decisions:
    """How scores become labels."""

    name: str
    version: str
    max_tokens: int
    thresholds: Mapping[str, Mapping[str, float]]  # language -> label -> score that decides

    def threshold(self, language: str, label: str) -> float:
        return self.thresholds.get(language, self.thresholds["en"])[label]


def load_decisions(folder: Path) -> Decisions:
    """The decisions of a model folder. Raises ModelError where it is not one."""
    path = folder / "decisions.json"
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Decisions(row["name"], row["version"], int(row["max_tokens"]), row["thresholds"])
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
