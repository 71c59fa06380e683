"""Names of currencies that several countries share: whose money is meant, by the country that the words around it name."""

from __future__ import annotations

import re

_NORDIC = (
    (r"norw|oslo|bergen\b|trondheim", "NOK"), (r"denmark|danish|copenhagen|aarhus|a/s\b", "DKK"),
    (r"swed|stockholm|gothenburg|malm|uppsala|\blund\b", "SEK"), (r"iceland|reykjav", "ISK"),
)  # fmt: skip
# By the first letters of a name: the countries that have such money. Without any of them it is that of the table of names.
_SHARED: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("kron", _NORDIC),
    ("kr", _NORDIC),
    ("crown", (*_NORDIC, (r"czech|prague", "CZK"))),
    ("peso", ((r"mexic", "MXN"), (r"philippin|filipin|manila", "PHP"), (r"argentin|buenos aires", "ARS"), (r"\bchile", "CLP"),
              (r"colombia|bogot|medell", "COP"))),
    ("rupee", ((r"india(?!n ocean)|delhi|mumbai|hyderabad|bengaluru", "INR"), (r"pakistan|karachi|lahore|islamabad", "PKR"), (r"sri lanka|colombo", "LKR"))),
    ("dirham", ((r"emirat|uae\b|dubai|abu dhabi", "AED"), (r"morocc|casablanca|rabat\b", "MAD"))),
    ("dinar", ((r"kuwait", "KWD"), (r"jordan|amman\b", "JOD"), (r"algeri|algiers", "DZD"), (r"tunis", "TND"), (r"iraq|baghdad", "IQD"),
               (r"serbia|belgrade", "RSD"), (r"bahrain|manama", "BHD"))),
    ("riyal", ((r"saudi|riyadh|jeddah", "SAR"), (r"qatar|doha", "QAR"))),
    ("franc", ((r"swiss|switzerland|basel|zurich|geneva|zug\b|lausanne|bern\b", "CHF"), (r"rwanda|kigali", "RWF"), (r"senegal|dakar|ivory coast|ivoire|abidjan", "XOF"))),
    ("pound", ((r"\buk\b|brit|england|scot|wales|london|nhs|ireland", "GBP"), (r"egypt|cairo", "EGP"))),
    ("shilling", ((r"kenya|nairobi", "KES"), (r"uganda|kampala", "UGX"), (r"tanzania|dar es salaam", "TZS"))),
)  # fmt: skip
_TABLE = tuple((name, tuple((re.compile(words, re.I), code) for words, code in of)) for name, of in _SHARED)
REACH = 300  # characters to either side


def code_by_country(text: str, start: int, end: int, written: str) -> str | None:
    """The code of such a name at text[start:end], of the country named before it, near or far, or else right after it."""
    of = next((of for name, of in _TABLE if written.startswith(name)), ())
    for left, right in ((max(0, start - REACH), start), (0, start), (start, end + REACH)):
        told = [(match.start(), code) for words, code in of if (match := words.search(text, left, right))]
        if told:
            return min(told)[1]
    return None
