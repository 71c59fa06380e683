"""How much of an article to read: accuracy and cost of truncation and of windows.

    python benchmarks/windows.py DATA... [--model FOLDER] [--fold K]

On the fold that was not trained on; with all layers run, so that the cost is that of the tokens.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from bus.events import LABELS
from classifiers import model_store
from classifiers.model_store import Exit
from classifiers.training import evaluate, recipe
from classifiers.training.dataset import read_examples
from classifiers.transformer import TransformerClassifier
from classifiers.windows import encoded_windows

STRATEGIES = {
    "first 64 tokens": (64, 1), "first 128": (128, 1), "first 256": (256, 1), "first 512": (512, 1),
    "windows of 128, at most 2": (128, 2), "windows of 128, at most 4": (128, 4), "windows of 128, all": (128, 100),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--model", type=Path, default=model_store.SHIPPED)
    parser.add_argument("--fold", type=int, default=0)
    options = parser.parse_args()
    parts = recipe.split([e for path in options.data for e in read_examples(path)], (), options.fold)
    reader = TransformerClassifier(options.model)
    never = tuple(Exit(0.0, 1.0) for _ in reader.decisions.exits)
    print(
        "| strategy | tokens an article | CPU ms an article | macro en | macro zh | en, long | none as none |\n|"
        + "---|" * 7
    )
    room = reader.decisions.max_tokens
    for name, (tokens, windows) in STRATEGIES.items():
        if tokens > room:
            print(f"| {name} | the model holds {room} tokens: export one with more (docs/benchmarks.md) |" + " |" * 5)
            continue
        reader.decisions = replace(reader.decisions, max_tokens=tokens, windows=windows, exits=never)

        def decide(example):  # type: ignore[no-untyped-def]
            reading = reader.read(example.title, example.text, example.language)
            return reading.labels, [reading.scores[label] for label in LABELS]

        start = time.process_time()
        judged = evaluate.judge(parts.test, decide)
        spent = (time.process_time() - start) / len(judged) * 1000
        read = sum(
            ids.shape[1] for e in parts.test for _, ids, _ in encoded_windows(e.title, e.text, reader._encode, windows)
        )
        found = {group: evaluate.quality(rows) for group, rows in evaluate.groups(judged).items()}
        print(
            f"| {name} | {read / len(judged):.0f} | {spent:.0f} | {found['en'].macro:.3f} | {found['zh'].macro:.3f} | "
            f"{found['en, long'].macro:.3f} | {evaluate.quality(judged).none:.3f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
