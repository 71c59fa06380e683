"""The conditions of a query on events: all of them hold for one and the same event, and amounts are then its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Table, exists, func, or_

from archive import tables

if TYPE_CHECKING:
    from archive.search import ArticleQuery

AGENCY_SIDES = ("agency", "issuer")


def event_conditions(query: ArticleQuery) -> list[ColumnElement[bool]]:
    """Without a condition on events, amounts are looked for in the whole article."""
    has_amount = query.min_amount is not None or query.min_usd is not None or query.currency or query.roles
    own = _own(query)
    if own or query.party or query.sides:
        e = tables.events.c
        if query.party or query.sides:
            own.append(_row(tables.parties, *_party(query.party, query.sides)))
        if has_amount:
            own.append(_row(tables.amounts, *_amount(query)))
        return [exists().where(e.article_id == tables.articles.c.id, *own).correlate(tables.articles)]
    if has_amount:
        m = tables.amounts.c
        return [exists().where(m.article_id == tables.articles.c.id, *_amount(query)).correlate(tables.articles)]
    return []


def _row(table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the event has such a party or term."""
    e = tables.events.c
    mine = (table.c.article_id == e.article_id, table.c.event == e.number)
    return exists().where(*mine, *conditions).correlate(tables.events)


def _own(query: ArticleQuery) -> list[ColumnElement[bool]]:
    """Conditions on the event itself."""
    e = tables.events.c
    found: list[ColumnElement[bool]] = []
    if query.kinds:
        found.append(e.kind.in_(query.kinds))
    if query.statuses:
        found.append(e.status.in_(query.statuses))
    if query.agency:
        acting = _row(tables.parties, *_party(query.agency, AGENCY_SIDES))
        found.append(or_(*(is_name(e.agency_key, name) for name in query.agency), acting))
    return found


def _party(names: tuple[str, ...], sides: tuple[str, ...]) -> list[ColumnElement[bool]]:
    p = tables.parties.c
    found: list[ColumnElement[bool]] = []
    if names:
        found.append(or_(*(is_name(key, name) for name in names for key in (p.name_key, p.canonical_key))))
    if sides:
        found.append(p.side.in_(sides))
    return found


def is_name(key: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a name is meant: the same, or one that goes on (Corvane Therapeutics); Chinese ones are found within."""
    wanted = tables.name_key(name)
    if wanted.isascii():
        return (key == wanted) | key.startswith(f"{wanted} ", autoescape=True)
    return key.contains(wanted, autoescape=True)


def _amount(query: ArticleQuery) -> list[ColumnElement[bool]]:
    m = tables.amounts.c
    found: list[ColumnElement[bool]] = []
    if query.roles:
        found.append(m.role.in_(query.roles))
    if query.currency:
        found.append(m.currency == query.currency.upper())
    if query.min_amount is not None:
        found.append(func.coalesce(m.value_max, m.value, type_=tables.Money()) >= query.min_amount)
    if query.min_usd is not None:
        found.append(func.coalesce(m.usd_max, m.usd, type_=tables.Money()) >= query.min_usd)
    return found
