"""How well amounts of money are read: precision, recall and F1, roles, flags, texts per second.

    python benchmarks/amounts.py --data FOLDER [--half held|development|all]
    python benchmarks/amounts.py --adversarial

FOLDER holds amounts.en.jsonl and amounts.zh.jsonl: {"id", "text", "amounts": [{"value", "currency", "start", "role", ...}]}.
An amount counts as found when its currency is the same and its value within 0.5 %. Roles, kinds and flags are counted on the
amounts found. The rules were written on the development half; a hash of the id says to which half a passage belongs.

--adversarial reads the sentences of our own in benchmarks/amounts, one a line, each amount marked [[as written|value CODE]] or
[[as written|low..high CODE]]: `first` is what the grammar was repaired on, `second` was written at the same time, before either
was run, and only counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from classifiers.amounts import find_amounts
from classifiers.amounts.folding import fold
from classifiers.amounts.spans import find_money

FLAGS = ("up_to", "approx", "vague", "conversion")
TOLERANCE = Decimal("0.005")
Found = tuple[Decimal, str, int]  # value, currency, start


@dataclass
class Score:
    """Counts of one language."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    clean: int = 0  # texts without money in which none was found
    without: int = 0  # texts without money
    roles: int = 0
    kinds: int = 0
    kinds_named: int = 0
    flags: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.extra)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.extra + self.missed)


SENTENCES = Path(__file__).with_name("amounts")
_MARK = re.compile(r"\[\[(?P<text>.*?)\|(?P<value>\d+(?:\.\d+)?)(?:\.\.(?P<most>\d+(?:\.\d+)?))? (?P<currency>[A-Z]{3})\]\]")


def marked(line: str) -> dict[str, Any]:
    """A sentence without its marks, and the amounts they stand for."""
    text, position, amounts = "", 0, []
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        start, text, position = len(text), text + mark["text"], mark.end()
        amounts.append(
            {
                "value": mark["value"],
                "value_max": mark["most"],
                "currency": mark["currency"],
                "start": start,
                "end": len(text),
            }
        )
    return {"text": text + line[position:], "amounts": amounts}


def sentences(language: str, which: str) -> list[dict[str, Any]]:
    lines = (SENTENCES / f"{language}.{which}.txt").read_text(encoding="utf-8").splitlines()
    return [marked(line) for line in lines if line and not line.startswith("# ")]


def measure_adversarial() -> None:
    print("| sentences | number | amounts | precision | recall | F1 | clean |\n" + "|---" * 7 + "|")
    for language, name in (("en", "English"), ("zh", "Chinese")):
        for which in ("first", "second"):
            rows, score = sentences(language, which), Score()
            for row in rows:
                found = [(a.value or Decimal(0), a.currency or "", a.start) for a in find_amounts(row["text"], language)]
                count(score, row["amounts"], found)
            print(
                f"| {name}, {which} | {len(rows)} | {score.right + score.missed} | {score.precision:.3f} | {score.recall:.3f} "
                f"| {score.f1:.3f} | {score.clean}/{score.without} |"
            )


def is_held_back(id_: str) -> bool:
    return int(hashlib.sha256(id_.encode()).hexdigest(), 16) % 2 == 0


def load(folder: Path, language: str, half: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (folder / f"amounts.{language}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if half == "all" or is_held_back(row["id"]) == (half == "held")]


def paired(gold: Sequence[dict[str, Any]], found: Sequence[Found]) -> list[tuple[int, int]]:
    """Which annotated amount is which found one, each at most once, the nearest first."""
    pairs: list[tuple[int, int]] = []
    free = set(range(len(found)))
    for i, amount in enumerate(gold):
        value = Decimal(amount["value"])
        same = [j for j in free if found[j][1] == amount["currency"] and abs(found[j][0] - value) <= TOLERANCE * abs(value)]
        if same:
            best = min(same, key=lambda j: abs(found[j][2] - amount["start"]))
            free.remove(best)
            pairs.append((i, best))
    return pairs


def count(score: Score, gold: Sequence[dict[str, Any]], found: Sequence[Found]) -> list[tuple[int, int]]:
    pairs = paired(gold, found)
    score.right += len(pairs)
    score.extra += len(found) - len(pairs)
    score.missed += len(gold) - len(pairs)
    score.without += not gold
    score.clean += not gold and not found
    return pairs


def measure(rows: Sequence[dict[str, Any]], language: str) -> Score:
    score = Score()
    for row in rows:
        found = find_amounts(row["text"], language)
        plain = [(a.value or Decimal(0), a.currency or "", a.start) for a in found]
        for i, j in count(score, row["amounts"], plain):
            gold, amount = row["amounts"][i], found[j]
            score.roles += gold["role"] == amount.role
            if gold.get("milestone_kind"):
                score.kinds_named += 1
                score.kinds += gold["milestone_kind"] == amount.milestone_kind
            for flag in FLAGS:
                score.flags[flag] += bool(gold.get(flag)) == getattr(amount, flag)
    return score


def texts_per_second(read: Callable[[str], object], texts: Sequence[str], rounds: int = 5) -> float:
    """The best of some rounds, in processor time, so that neighbours on the machine count less."""
    read(texts[0])
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            read(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--adversarial", action="store_true")
    parser.add_argument("--half", choices=("held", "development", "all"), default="held")
    arguments = parser.parse_args()
    if arguments.adversarial:
        return measure_adversarial()
    if not arguments.data:
        parser.error("--data FOLDER is missing")
    print(
        f"| {arguments.half} | passages | amounts | precision | recall | F1 | clean | role | kind | "
        + " | ".join(FLAGS)
        + " | texts/s | spans/s |"
    )
    print("|---" * 15 + "|")
    for language, name in (("en", "English"), ("zh", "Chinese")):
        rows = load(arguments.data, language, arguments.half)
        score, texts = measure(rows, language), [row["text"] for row in rows]
        whole = texts_per_second(lambda text, language=language: find_amounts(text, language), texts)  # type: ignore[misc]
        spans = texts_per_second(lambda text, language=language: find_money(fold(text), language), texts)  # type: ignore[misc]
        print(
            f"| {name} | {len(rows)} | {score.right + score.missed} | {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} "
            f"| {score.clean}/{score.without} | {score.roles / score.right:.3f} | {score.kinds}/{score.kinds_named} | "
            + " | ".join(f"{score.flags[flag] / score.right:.3f}" for flag in FLAGS)
            + f" | {whole:,.0f} | {spans:,.0f} |"
        )


if __name__ == "__main__":
    main()
