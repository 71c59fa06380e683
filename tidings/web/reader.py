"""In which language a page is shown: as a link asks (`?lang=zh`), else as one of before did, else as the browser prefers."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

LANGUAGES = ("en", "zh")
COOKIE = "tidings_lang"
_YEAR = 365 * 24 * 3600


def language_of(request: Request) -> str:
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return str(chosen)
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> str:
    """The one of ours that an Accept-Language header puts first; English where it names neither."""
    found = [
        (-_weight(rest), place, tag.strip()[:2].lower())
        for place, part in enumerate(header.split(","))
        for tag, _, rest in [part.partition(";")]
    ]
    return next((language for weight, _, language in sorted(found) if weight and language in LANGUAGES), LANGUAGES[0])


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def other_language(request: Request) -> str:
    """The address of the page that is asked for, in the other language."""
    other = LANGUAGES[1 - LANGUAGES.index(language_of(request))]
    return "?" + request.url.include_query_params(lang=other).query


def keep_choice(request: Request, response: Response) -> None:
    """What a link asked for holds for the pages that are opened next; caches keep the languages apart."""
    response.headers["Vary"] = "Accept-Language, Cookie"
    if (chosen := request.query_params.get("lang")) in LANGUAGES:
        response.set_cookie(COOKIE, str(chosen), max_age=_YEAR, httponly=True, samesite="lax")
