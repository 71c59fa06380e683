"""Trades of companies as other languages call them, and endings that name one; trades.en.txt holds the plain English ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Words of other languages, and endings, that name a trade.
_TRADE = re.compile(
    r"[Ff]arma|[Ff]arm(?:ac|aci|acê)[\w]+|Pharm\w+|\w*[Pp]harma|Bio[a-z]{4,}|\w+(?:biotech|biologics|pharm|medica|genetics|genomics|robotics)|Ziekenhuis|Klinik(?:en|um)?|Krankenhaus|"
    r"Laborator\w+|Labor|Laboratoires?|Diagn[oó]stic\w*|Sanit[aà]\w+|Salud|Sant[eé]|Gesundheit|Saúde|Funds?|Mutual|Insurance|Assurance|Insulins?|Plasma|Vax|RX|Rx|Optics|Optical|"
    r"Compute|Semiconductors?|Instruments?|Equipamentos|Gen[oó]mica"
)
_FIRST = frozenset({
    "PT", "Grupo", "Banco", "Banque", "Laboratorios", "Laboratoires", "Laboratório", "Institut", "Clinique", "Fondation",
    "Fundación", "Universitair", "Universität", "Universidad", "Université",
})  # fmt: skip


def trade_of(words: Sequence[str], known: frozenset[str]) -> float:
    """What a trade that the list of trades does not hold adds."""
    if len(words) < 2 or words[-1] in known:
        return 0.0
    return 1.5 if words[0] in _FIRST or _TRADE.fullmatch(words[-1]) or words[:2] == ["University", "of"] else 0.0
