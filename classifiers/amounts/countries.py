"""Names of currencies that several countries share: whose money is meant, by the country that the words around it name."""

from __future__ import annotations

import re
from functools import lru_cache

_KRONER = ((r"norw(?!ich)|oslo|bergen\b|trondheim", "NOK"), (r"denmark|danish|copenhagen|aarhus|a/s\b", "DKK"))
_KRONOR = ((r"swed|stockholm|gothenburg|malm|uppsala|\blund\b", "SEK"), (r"iceland|reykjav", "ISK"))
# By its name: the countries that have such money. Without any of them it is that of the table of names.
_SHARED: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (r"kroner?|krone", _KRONER),
    (r"kron(?:or|a|ur)", _KRONOR),
    (r"kr\.?", (*_KRONER, *_KRONOR)),
    (r"crowns?", (*_KRONER, *_KRONOR, (r"czech|prague", "CZK"))),
    ("pesos?", ((r"mexic", "MXN"), (r"philippin|filipin|manila", "PHP"), (r"argentin|buenos aires", "ARS"), (r"\bchile", "CLP"),
              (r"colombia|bogot|medell", "COP"))),
    ("rupees?", ((r"india(?!na|n ocean)|delhi|mumbai|hyderabad|bengaluru", "INR"), (r"pakistan|karachi|lahore|islamabad", "PKR"), (r"sri lanka|colombo", "LKR"))),
    ("dirhams?", ((r"emirat|uae\b|dubai|abu dhabi", "AED"), (r"morocc|casablanca|rabat\b", "MAD"))),
    ("dinars?", ((r"kuwait", "KWD"), (r"jordan|amman\b", "JOD"), (r"algeri|algiers", "DZD"), (r"tunis", "TND"), (r"iraq|baghdad", "IQD"),
               (r"serbia|belgrade", "RSD"), (r"bahrain|manama", "BHD"))),
    ("riyals?", ((r"saudi|riyadh|jeddah", "SAR"), (r"qatar|doha", "QAR"))),
    ("francs?", ((r"swiss|switzerland|basel|zurich|geneva|zug\b|lausanne|bern\b", "CHF"), (r"rwanda|kigali", "RWF"), (r"senegal|dakar|ivory coast|ivoire|abidjan", "XOF"))),
    ("pounds?", ((r"\buk\b|brit|england|scot(?:land|tish)|wales|london|nhs|ireland", "GBP"), (r"egypt|cairo", "EGP"))),
    ("shillings?", ((r"kenya|nairobi", "KES"), (r"uganda|kampala", "UGX"), (r"tanzania|dar es salaam", "TZS"))),
)  # fmt: skip
_TABLE = tuple((re.compile(name), tuple((re.compile(words, re.I), code) for words, code in of)) for name, of in _SHARED)
REACH, FAR = 300, 1_200  # characters to either side, and before where nothing near tells


@lru_cache(maxsize=256)
def _countries(written: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return next((of for name, of in _TABLE if name.fullmatch(written)), ())


def code_by_country(text: str, start: int, end: int, written: str) -> str | None:
    """The code of such a name at text[start:end], of the country named before it, near or far, or else right after it."""
    of = _countries(written)
    if not of:
        return None
    for left, right in ((max(0, start - REACH), start), (max(0, start - FAR), start), (start, end + REACH)):
        told = [(match.start(), code) for words, code in of if (match := words.search(text, left, right))]
        if told:
            return min(told)[1]
    return None
