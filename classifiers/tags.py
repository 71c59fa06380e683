"""What the network says of the words of an article: who takes part on which side, what a sum is paid as, what the news is about.

A second head of the reader's network reads every token; the mean over the tokens of a name says on which side it stands. It
shares the encoder with the labels; a labelled article is read once more for it, through all layers and further than its lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bus.events import Span, TextField

Floats = NDArray[np.float32]
NOTHING = "nothing"
SIDES = (
    "licensor", "licensee", "acquirer", "target", "seller", "partner", "supplier", "customer", "investor", "investee", "issuer",
    "subject", "sponsor", "agency",
)  # fmt: skip
OFFICIAL_SIDES = frozenset({"issuer", "agency"})
COMPANY_SIDES = tuple(side for side in SIDES if side not in OFFICIAL_SIDES)
ROLES = (
    "upfront", "milestone", "total", "royalty", "equity", "funding", "revenue_or_market", "price", "penalty", "subsidy", "other",
)  # fmt: skip
TAGS = (NOTHING, *SIDES, "product", "document", *ROLES)
KINDS = tuple(
    f"{label}/{kind}"
    for label, kinds in (
        ("deal", "license option acquisition merger asset_purchase divestiture collaboration joint_venture supply contract financing investment other"),
        ("policy", "law regulation guideline plan consultation pricing reimbursement enforcement funding_program other"),
        ("milestone", "submission acceptance approval refusal designation trial_start enrolment readout_positive readout_negative launch listing model_release facility other"),
    )
    for kind in kinds.split()
)  # fmt: skip
NUMBER = {tag: number for number, tag in enumerate(TAGS)}


@dataclass(frozen=True, slots=True)
class Token:
    """A word piece of the article and how likely it is part of each tag."""

    field: TextField
    start: int
    end: int
    tags: Floats  # (len(TAGS),), sums to 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or the title, and how likely it tells an event of each kind."""

    span: Span
    kinds: Floats  # (len(KINDS),), each 0 to 1


class Tags:
    """What was read of an article: its tokens in order, the title's first, how likely it tells an event of each kind, and where."""

    def __init__(self, tokens: Sequence[Token], kinds: dict[str, float], sentences: Sequence[Sentence] = ()) -> None:
        self.tokens, self.kinds, self.sentences = tokens, kinds, sentences
        self._heard: dict[tuple[TextField, int, int], dict[str, float]] = {}
        self._starts: dict[TextField, NDArray[np.int64]] = {}
        self._of: dict[TextField, list[Token]] = {}
        for field in ("title", "text"):
            self._of[field] = [token for token in tokens if token.field == field]
            self._starts[field] = np.array([token.start for token in self._of[field]], dtype=np.int64)

    def over(self, field: TextField, start: int, end: int) -> Floats | None:
        """The mean over the tokens of a passage; None where it was not read."""
        first = max(0, int(np.searchsorted(self._starts[field], start, side="right")) - 1)
        inside = []
        for token in self._of[field][first:]:
            if token.start >= end:
                break
            if token.end > start:
                inside.append(token.tags)
        return np.mean(inside, axis=0) if inside else None

    def heard(self, span: Span) -> dict[str, float]:
        """How likely the sentence tells an event of each kind; nothing of one that was not read."""
        if (found := self._heard.get((span.field, span.start, span.end))) is None:
            found = self._heard[span.field, span.start, span.end] = self._hear(span)
        return found

    def _hear(self, span: Span) -> dict[str, float]:
        near = [
            s for s in self.sentences if s.span.field == span.field and s.span.start < span.end and span.start < s.span.end
        ]
        if not near:
            return {}
        # A sentence that a window cuts stands whole at the beginning of the next.
        sentence = max(reversed(near), key=lambda s: min(s.span.end, span.end) - max(s.span.start, span.start))
        return dict(zip(KINDS, map(float, sentence.kinds), strict=True))
