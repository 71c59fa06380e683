"""Why an article joined its story, put into words: the archive keeps what counted, how much in all, and beside which article."""

from __future__ import annotations

import re

from alerts.words import Both
from tidings.explain.notes import words

_STORED = re.compile(r"(?P<traits>[\w -]+(?:, [\w -]+)*) \((?P<score>[\d.]+) with \w+\)")
_ACROSS = " across"


def joined(stored: str) -> Both:
    """`joined_by` in both languages; nothing where an article opens its story."""
    return Both(_told(stored, "en"), _told(stored, "zh"))


def _told(stored: str, language: str) -> str:
    found = _STORED.fullmatch(stored)
    if found is None:
        return _trait(stored, language)
    if (score := float(found["score"])) > 1:  # of two texts that are nearly the same
        return words(language)["joined"]["told"].format(traits=_trait(found["traits"], language), score=f"{score - 1:.2f}")
    traits = [_trait(name, language) for name in found["traits"].split(", ")]
    joint = "、" if language == "zh" else ", "
    return words(language)["joined"]["told"].format(traits=joint.join(traits), score=found["score"])


def _trait(name: str, language: str) -> str:
    known = words(language)["joined"]
    code = name.removeprefix("the ").replace(" ", "_").replace("-", "_")
    if code in known or not name.endswith(_ACROSS):
        return known.get(code, name)
    return known["across_languages"].format(trait=_trait(name.removesuffix(_ACROSS), language))
