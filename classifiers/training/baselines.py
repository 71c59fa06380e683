"""What a model is held against: keyword rules, and TF-IDF with logistic regression trained on the same articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bus.events import LABELS
from classifiers.keywords import KeywordClassifier
from classifiers.training.dataset import Example
from classifiers.training.evaluate import Decide


def keywords() -> Decide:
    """The rules of classifiers/keywords.py."""
    reader = KeywordClassifier()

    def decide(example: Example) -> tuple[Sequence[str], Sequence[float]]:
        reading = reader.read(example.title, example.text, example.language)
        return reading.labels, [reading.scores[label] for label in LABELS]

    return decide


def tfidf(examples: Sequence[Example]) -> Decide:
    """Word pairs for English, character runs for Chinese, one logistic regression per label and language."""
    models = {language: _fit([e for e in examples if e.language == language], language) for language in ("en", "zh")}

    def decide(example: Example) -> tuple[Sequence[str], Sequence[float]]:
        features, classifiers = models[example.language]
        row = features.transform([_content(example)])
        scores = [float(c.predict_proba(row)[0, 1]) for c in classifiers]
        return [label for label, score in zip(LABELS, scores, strict=True) if score >= 0.5], scores

    return decide


def _fit(examples: Sequence[Example], language: str) -> tuple[Any, list[Any]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    kind = {"analyzer": "char", "ngram_range": (1, 3)} if language == "zh" else {"ngram_range": (1, 2)}
    features = TfidfVectorizer(sublinear_tf=True, min_df=2, max_features=100_000, **kind)
    rows = features.fit_transform([_content(e) for e in examples])
    targets = np.array([[label in e.labels for label in LABELS] for e in examples])
    classifiers = [
        LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000).fit(rows, targets[:, i])
        for i in range(len(LABELS))
    ]
    return features, classifiers


def _content(example: Example) -> str:
    return f"{example.title}\n{example.text}"
