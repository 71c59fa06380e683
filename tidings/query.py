"""What somebody asks of the archive, as typed on the command line, in an address or in a form, checked into one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

from archive.search import ArticleQuery
from bus.events import LABELS
from bus.vocabulary import ALL_KINDS, ALL_SIDES, ROLES, STATUSES
from tidings.cli.context import InputError, parse_time
from tidings.parties import names_of

MAX_WORDS = 500  # characters
_CODE_LENGTH = 3


class QueryError(InputError):
    """A condition that cannot be used; `code` and `values` let a page say so in its reader's language."""

    def __init__(self, message: str, code: str, **values: str) -> None:
        super().__init__(message)
        self.code, self.values = code, values


def parse_query(
    text: str = "", *, label: Sequence[str] = (), language: Sequence[str] = (), source: Sequence[str] = (),
    since: str | None = None, until: str | None = None, kind: Sequence[str] = (), status: Sequence[str] = (),
    party: str = "", side: Sequence[str] = (), agency: str = "", role: Sequence[str] = (), min_amount: str | None = None,
    currency: str | None = None, min_usd: str | None = None, limit: int = 20, offset: int = 0,
) -> ArticleQuery:  # fmt: skip
    """Raises InputError that names the value that is not known and those that are."""
    query = ArticleQuery(
        text=text[:MAX_WORDS], labels=_known("label", label, LABELS), languages=_known("language", language, ("en", "zh")),
        sources=tuple(source), since=_time(since), until=_time(until), limit=limit, offset=offset,
    )  # fmt: skip
    return replace(
        query, kinds=_known("kind", kind, ALL_KINDS), statuses=_known("status", status, STATUSES),
        party=names_of(party[:MAX_WORDS]), sides=_known("side", side, ALL_SIDES), agency=names_of(agency[:MAX_WORDS]),
        roles=_known("role", role, ROLES), min_amount=_amount("min-amount", min_amount), currency=_currency(currency),
        min_usd=_amount("min-usd", min_usd),
    )  # fmt: skip


def _known(name: str, given: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    for value in given:
        if value not in known:
            listed = ", ".join(known)
            raise QueryError(
                f"{name} {value!r} is not known; write {listed}", "known", name=name, value=repr(value), known=listed
            )
    return tuple(given)


def _time(text: str | None) -> datetime | None:
    try:
        return parse_time(text)
    except InputError as error:
        raise QueryError(str(error), "time", value=repr(text)) from error


def _amount(name: str, text: str | None) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", "").replace("_", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        raise QueryError(f"{name} {text!r} is not a number; write 50000000", "number", name=name, value=repr(text))
    return value


def _currency(text: str | None) -> str | None:
    if text and not (len(text) == _CODE_LENGTH and text.isascii() and text.isalpha()):
        message = f"currency {text!r} is not a code; write its ISO code, as USD or CNY"
        raise QueryError(message, "code", name="currency", value=repr(text))
    return text.upper() if text else None
