"""Second names that an article gives a company: 诺德哈加（Nordhaga）, "Equilune Medical (Qiheng)", "known at home as Lanqiao". Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from archive.stories.cities import is_place
from archive.stories.names import NO_NAMES, STOP, company_key, is_agency, name_key, same_company

# Words are bound in length and begin nowhere but at their start, or a long unbroken run would be tried from each of its letters.
_NAME = r"(?<![\w&-])((?:[A-Z][\w&-]{1,40} ){0,3}[A-Z][\w&-]{1,40})(?![\w&-])"
_CHINESE = re.compile(r"([㐀-鿿]{2,14})\s?[(（]\s?([A-Z][A-Za-z0-9&. -]{2,40}?)\s?[,，;；)）]")
_ENGLISH = re.compile(rf"{_NAME} \(([A-Z][A-Za-z -]{{3,30}}|[㐀-鿿]{{2,10}})\)")
_KNOWN_AS = re.compile(
    rf"{_NAME}[^.()]{{0,40}}?\b(?:known|trading|listed)(?: [a-z]+){{0,3}} as ([A-Z][\w-]{{3,40}}(?: [A-Z][\w-]{{1,40}})?)"
)
_NO_COMPANY = re.compile(
    r"\d|\b(?:NYSE|NASDAQ|HKEX|SSE|SZSE|OTC|Reuters|Bloomberg|AFP|Xinhua|the|company|group|buyer|seller|chief|president|chair\w*)\b",
    re.IGNORECASE,
)


def second_names(text: str, companies: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each company of the article that is given a second name, with that name; both as `company_key`."""
    longest_first = sorted(companies, key=lambda name: (-len(name), name))
    for pattern in (_CHINESE, _ENGLISH, _KNOWN_AS):
        for match in pattern.finditer(text):
            second = company_key(match[2])
            if _NO_COMPANY.search(match[2]) or is_agency(match[2]) or is_place(second):
                continue
            if second in NO_NAMES or second in STOP or second in companies:
                continue
            first, key = name_key(match[1]), company_key(match[1])
            for name in longest_first:
                whole = f" {first}".endswith(f" {name}") if name.isascii() else first.endswith(name)
                if whole or same_company(name, key):
                    yield name, second
                    break
