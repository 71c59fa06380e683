"""Capitalised words that are no company: substances, illnesses, trials, meetings."""

from __future__ import annotations

import re

_OTHER = re.compile(
    r"(?:Study|Trial|Cancer|Carcinoma|Tumou?rs?|Disease|Disorders?|Syndrome|Lymphoma|Leuka?emia|Amyloidosis|Indications?|Approved|Approval|"
    r"Shows?|Improvement|Symptoms?|Congress|Summit|Symposium|Conference|Meeting|Suspension|Injection|Tablets|Capsules|CPUs|GPUs)"
)
_SUBSTANCE = re.compile(
    r"[A-Za-z]{3,}(?:mab|tinib|ciclib|parib|gliptin|gliflozin|glutide|patide|statin?|sartan|prazole|buvir|tegravir|leucel|sertib|rafenib|xaban|lisib|siran|nersen|cept)"
)
# A measure that is named by who makes it: "Senate Bill 77", "Commission Implementing Decision".
_MAKER = re.compile(
    r"(?:House|Senate|Assembly|Council|Commission|Parliament|Ministerial|Government|Cabinet|Executive|Presidential)"
)
_MEASURE = re.compile(r"(?:Bill|Act|Law|Decision|Directive|Regulation|Resolution|Order|Decree|Notice|Nos?)")


def is_other(words: list[str], trades: frozenset[str]) -> bool:
    """Whether it is a substance, an illness, a trial, a meeting or a measure."""
    trade = len(words) > 1 and words[-1] in trades
    measure = _MAKER.fullmatch(words[0]) is not None and _MEASURE.fullmatch(words[-1]) is not None
    return measure or _OTHER.fullmatch(words[-1]) is not None or (not trade and _SUBSTANCE.fullmatch(words[0]) is not None)


def is_plainly_legal(legal: re.Match[str] | None) -> bool:
    """Whether nothing, or only "Company", follows: "a Biopharmaceutical Company" is anyone."""
    return legal is None or legal.group().strip(" ,") == "Company"
