"""Measure labels against labelled articles: per label, language, source, length and hard-negative family."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bus.events import LABELS
from classifiers.training.dataset import Example, story_groups

Floats = NDArray[np.float64]
Decide = Callable[[Example], tuple[Sequence[str], Sequence[float]]]  # labels and scores of one article
BOOTSTRAPS = 500
CALIBRATION_BINS = 10
LONG = 600  # characters of text: beyond, an article is called long


@dataclass(frozen=True)
class Judged:
    """An example with what a reader made of it."""

    example: Example
    labels: frozenset[str]
    scores: tuple[float, ...]  # in the order of LABELS


@dataclass(frozen=True)
class Quality:
    """Of one group of articles."""

    items: int
    precision: tuple[float, ...]  # per label, in the order of LABELS
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    macro: float  # mean F1 over the labels
    exact: float  # share with exactly the right set
    none: float  # share of the articles without a label that got none


def judge(examples: Iterable[Example], decide: Decide) -> list[Judged]:
    """Read each example."""
    judged = []
    for example in examples:
        labels, scores = decide(example)
        judged.append(Judged(example, frozenset(labels), tuple(scores)))
    return judged


def quality(judged: Sequence[Judged]) -> Quality:
    """Precision, recall and F1 of a group; a label that neither stands nor is found in it counts as 1."""
    rows = [_counts(judged, label) for label in LABELS]
    precision = tuple(_ratio(hit, hit + wrong) for hit, wrong, _ in rows)
    recall = tuple(_ratio(hit, hit + missed) for hit, _, missed in rows)
    f1 = tuple(_ratio(2 * hit, 2 * hit + wrong + missed) for hit, wrong, missed in rows)
    bare = [j for j in judged if not j.example.labels]
    return Quality(
        len(judged), precision, recall, f1, sum(f1) / len(f1),
        _ratio(sum(j.labels == j.example.labels for j in judged), len(judged)),
        _ratio(sum(not j.labels for j in bare), len(bare)),
    )  # fmt: skip


def _counts(judged: Sequence[Judged], label: str) -> tuple[int, int, int]:
    """Found rightly, found wrongly, missed."""
    pairs = [(label in j.labels, label in j.example.labels) for j in judged]
    return pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def macro_interval(judged: Sequence[Judged], seed: int = 13) -> tuple[float, float]:
    """The 95 % interval of the macro-F1, by drawing whole stories with replacement."""
    members: dict[int, list[Judged]] = {}
    for group, row in zip(story_groups([j.example for j in judged]), judged, strict=True):
        members.setdefault(group, []).append(row)
    stories, chance = list(members.values()), np.random.default_rng(seed)
    macros = []
    for _ in range(BOOTSTRAPS):
        drawn = chance.integers(0, len(stories), len(stories))
        macros.append(quality([row for i in drawn for row in stories[i]]).macro)
    low, high = np.percentile(macros, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(judged: Sequence[Judged]) -> float:
    """Expected calibration error over all labels: the mean gap between score and frequency, in bins of equal width.

    Guo et al. 2017, arXiv:1706.04599.
    """
    scores, truth = _scores_and_truth(judged)
    gaps = [abs(mean - share) * count for mean, share, count in reliability(scores, truth)]
    return sum(gaps) / max(1, len(scores))


def reliability(scores: Floats, truth: Floats) -> list[tuple[float, float, int]]:
    """Mean score, share of true ones and count of each bin that holds any."""
    bins = np.minimum((scores * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    rows = []
    for number in range(CALIBRATION_BINS):
        inside = bins == number
        if inside.any():
            rows.append((float(scores[inside].mean()), float(truth[inside].mean()), int(inside.sum())))
    return rows


def _scores_and_truth(judged: Sequence[Judged]) -> tuple[Floats, Floats]:
    scores = np.array([j.scores for j in judged], dtype=np.float64).ravel()
    truth = np.array([[label in j.example.labels for label in LABELS] for j in judged], dtype=np.float64).ravel()
    return scores, truth


def confusion(judged: Sequence[Judged]) -> dict[tuple[str, str], int]:
    """How often each true set was read as each other set, the commonest first; sets as `deal+policy` or `none`."""
    counts: dict[tuple[str, str], int] = {}
    for row in judged:
        if row.labels != row.example.labels:
            key = (_named(row.example.labels), _named(row.labels))
            counts[key] = counts.get(key, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def _named(labels: frozenset[str]) -> str:
    return "+".join(label for label in LABELS if label in labels) or "none"


# The families of the labelling guide that carry no label although their words sound like one. An item belongs to a family
# when it carries no label and its title or lead has the family's words.
FAMILIES: dict[str, re.Pattern[str]] = {
    "quarterly results": re.compile(
        r"quarter|full[- ]year|financial results|fiscal|earnings|财报|业绩|营收|净利润|季报|年报", re.I
    ),
    "talks, plans, rumours": re.compile(
        r"\b(?:considers?|mulls?|explor\w+|in talks|reportedly|rumou?rs?|plans? to)\b|据悉|洽谈|拟|或将|计划|传闻", re.I
    ),
    "will present, agenda": re.compile(
        r"to present|will present|to host|webcast|conference|presentation of|大会|论坛|峰会|将于", re.I
    ),
    "awards, rankings, appointments": re.compile(
        r"\b(?:awards?|honou?red|named|appoints?|ranked|recogni[sz]ed|joins)\b|奖|榜|任命|聘任|辞职", re.I
    ),
    "market size, forecast, opinion": re.compile(
        r"market (?:size|report|to reach)|CAGR|forecast|outlook|opinion|how to|why|研报|预计|市场规模|展望|观点|表示|认为",
        re.I,
    ),
    "integration, ecosystem": re.compile(
        r"integrat\w+|ecosystem|available on|partner network|接入|生态|合作伙伴|适配", re.I
    ),
    "publications, known results": re.compile(
        r"publication|published|preclinical|journal|patent|论文|专利|期刊|研究团队", re.I
    ),
    "off the domain": re.compile(r"$^"),  # filled by `family`: no word of the domain at all
}
_DOMAIN = re.compile(
    r"drug|pharma|bio|therap|clinic|patient|vaccin|medic|health|disease|\bAI\b|artificial|machine learning|model|chip|gpu|"
    r"robot|药|医|疗|生物|健康|疫苗|患者|人工智能|模型|芯片|算力|机器人|智能|AI",
    re.I,
)


def families(example: Example) -> list[str]:
    """The hard-negative families that an article without a label belongs to."""
    if example.labels:
        return []
    lead = f"{example.title}\n{example.text[:300]}"
    if not _DOMAIN.search(lead):
        return ["off the domain"]
    return [name for name, pattern in FAMILIES.items() if pattern.search(lead)]


def groups(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """The groups that are reported: language, with and without doubtful items, length, source."""
    found: dict[str, list[Judged]] = {}
    for row in judged:
        example = row.example
        names = [example.language]
        names += [] if example.unsure else [f"{example.language}, unambiguous"]
        names.append(f"{example.language}, {_length(example)}")
        for name in names:
            found.setdefault(name, []).append(row)
    return dict(sorted(found.items()))


def by_source(judged: Sequence[Judged], least: int = 15) -> dict[str, list[Judged]]:
    """The sources with at least so many articles."""
    found: dict[str, list[Judged]] = {}
    for row in judged:
        found.setdefault(row.example.source, []).append(row)
    return {name: rows for name, rows in sorted(found.items()) if len(rows) >= least}


def _length(example: Example) -> str:
    if not example.text or not example.title:
        return "headline or text alone"
    return "long" if len(example.text) > LONG else "short"
