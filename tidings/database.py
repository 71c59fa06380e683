"""Create and upgrade the tables of all rooms, by Alembic."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Bring the tables to this version. Safe to call at every start, also from several processes at once."""
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == ScriptDirectory.from_config(config).get_current_head():
        return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7420301)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def scratch_engine() -> Iterator[Engine]:
    """A database of a trial, gone when it is over."""
    from archive.database import connect_engine

    with tempfile.TemporaryDirectory(prefix="tidings-") as folder:
        engine = connect_engine(f"sqlite:///{folder}/trial.db")
        try:
            upgrade(engine)
            yield engine
        finally:
            engine.dispose()
