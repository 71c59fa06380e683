"""The key of signed links, made once and kept in the database."""

from __future__ import annotations

import secrets

from sqlalchemy import Engine, select

from alerts import tables
from alerts.dialects import insert_into

_NAME = "links"


def link_key(engine: Engine) -> bytes:
    """The same for all processes of a database. Whoever empties the table `alert_keys` ends every link."""
    k = tables.keys.c
    query = select(k.value).where(k.name == _NAME)
    with engine.connect() as connection:
        found = connection.execution_options(reading=True).execute(query).scalar()
    if found is None:
        with engine.begin() as connection:
            made = insert_into(connection, tables.keys).values(name=_NAME, value=secrets.token_hex(32))
            connection.execute(made.on_conflict_do_nothing())
            found = connection.execute(query).scalar_one()  # of two that make one at once, the first's
    return bytes.fromhex(found)
