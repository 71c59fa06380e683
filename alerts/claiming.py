"""Which alert records are sent next, and which of them together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, update

from alerts import digest, tables, updates
from alerts.delivery import Alert
from alerts.dialects import insert_into

# Seconds between two sends to one destination: Slack takes about one message a second per channel.
PACES = {"slack": 1.0}
SHARE = 4  # of one destination in a claim, so that its backlog does not crowd out the others


def claim(connection: Connection, now: float, worker: str, until: float, limit: int, skip: Sequence[int]) -> list[Alert]:
    """Lease what is due to a worker: single records, and digests of all that waits for a channel."""
    found: dict[str, Alert] = {}
    for row in _locked(connection, _due(connection, now, limit, skip)):
        if row.id not in {record for alert in found.values() for record in alert.records}:
            alert = _alert(connection, row) if not row.hold else _together(connection, row, now)
            found[alert.id] = alert
    _lease(connection, [record for alert in found.values() for record in alert.records], worker, until)
    _keep_pace(connection, found.values(), now)
    return list(found.values())


def in_use() -> tuple[ColumnElement[bool], ...]:
    """What holds of a channel to which anything is sent."""
    return tables.channels.c.active, tables.channels.c.paused_at.is_(None)


def _due(connection: Connection, now: float, limit: int, skip: Sequence[int]) -> list[str]:
    """The ids of what could be sent, oldest first, a share for each destination."""
    a, c, d = tables.alerts.c, tables.channels.c, tables.destinations.c
    place = func.row_number().over(partition_by=c.destination, order_by=[a.next_at, a.id]).label("place")
    free = func.coalesce(d.free_at, 0.0) <= now
    due = (
        select(a.id, a.next_at, c.kind, place)
        .join_from(tables.alerts, tables.channels, c.id == a.channel_id)
        .outerjoin(tables.destinations, d.name == c.destination)
        .where(a.state == "pending", a.next_at <= now, a.channel_id.not_in(list(skip)), *in_use(), free)
        .subquery()
    )
    share = (due.c.place == 1) | (due.c.kind.not_in(list(PACES)) & (due.c.place <= SHARE))
    return list(connection.execute(select(due.c.id).where(share).order_by(due.c.next_at).limit(limit)).scalars())


def _records() -> Select[Any]:
    a, c = tables.alerts.c, tables.channels.c
    return select(
        a.id,
        a.channel_id,
        c.kind,
        c.url,
        a.attempts,
        a.content,
        a.hold,
        a.digest_id,
        c.token,
        c.secret,
        a.story_id,
        a.update_of,
    ).join_from(tables.alerts, tables.channels, c.id == a.channel_id)


def _locked(connection: Connection, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """Those that no other sender has taken meanwhile."""
    a = tables.alerts.c
    query = _records().where(a.id.in_(ids), a.state == "pending").order_by(a.next_at, a.id)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update(skip_locked=True, of=tables.alerts)
    return connection.execute(query).all()


def _alert(connection: Connection, row: Row[Any]) -> Alert:
    content = _facts(connection, row)
    return Alert(
        row.id, row.channel_id, row.kind, row.url, row.attempts + 1, content, (row.id,), row.token, row.secret or ""
    )


def _facts(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """What a record says, with its id, since links about it name it, and with who else has told its story by now."""
    found = {**row.content, "id": row.id}
    if "others" in found:
        found["others"] = updates.others(connection, row.update_of or row.story_id, found["source"])
    return found


def _together(connection: Connection, row: Row[Any], now: float) -> Alert:
    """A digest: the one that a record was in before, or a new one of all that waits for its channel, newest first."""
    rows = _members(connection, row, now)
    if len(rows) == 1 and row.hold != "digest" and not row.digest_id:
        connection.execute(update(tables.alerts).where(tables.alerts.c.id == row.id).values(hold=""))
        return _alert(connection, row)
    number = row.digest_id or str(uuid.uuid4())
    ids = tuple(member.id for member in rows)
    connection.execute(update(tables.alerts).where(tables.alerts.c.id.in_(ids)).values(digest_id=number))
    content = digest.content([_facts(connection, member) for member in rows], {member.hold for member in rows})
    attempts = max(member.attempts for member in rows) + 1
    return Alert(number, row.channel_id, row.kind, row.url, attempts, content, ids, row.token, row.secret or "")


def _members(connection: Connection, row: Row[Any], now: float) -> Sequence[Row[Any]]:
    a = tables.alerts.c
    waiting = (a.channel_id == row.channel_id) & (a.hold != "") & a.digest_id.is_(None) & (a.next_at <= now)
    which = a.digest_id == row.digest_id if row.digest_id else waiting
    query = _records().where(which, a.state == "pending").order_by(a.created_at.desc(), a.id)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update(skip_locked=True, of=tables.alerts)
    # A digest that was sent before keeps its members; what is left over goes into the next.
    return connection.execute(query if row.digest_id else query.limit(digest.LIMITS[row.kind])).all()


def _lease(connection: Connection, ids: Sequence[str], worker: str, until: float) -> None:
    a = tables.alerts.c
    lease = {"state": "sending", "lease_owner": worker, "lease_until": until}
    connection.execute(update(tables.alerts).where(a.id.in_(ids)).values(**lease, attempts=a.attempts + 1))


def _keep_pace(connection: Connection, alerts: Iterable[Alert], now: float) -> None:
    for alert in alerts:
        if alert.kind in PACES:
            hold_back(connection, alert.channel_id, now + PACES[alert.kind])


def hold_back(connection: Connection, channel_id: int, until: float) -> None:
    """Send nothing to the destination of a channel before a time."""
    c, d = tables.channels.c, tables.destinations.c
    name = connection.execute(select(c.destination).where(c.id == channel_id)).scalar_one()
    statement = insert_into(connection, tables.destinations).values(name=name, free_at=until)
    later = {"index_elements": [d.name], "set_": {"free_at": until}, "where": d.free_at < until}
    connection.execute(statement.on_conflict_do_update(**later))
