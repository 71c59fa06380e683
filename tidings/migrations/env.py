"""Alembic's entry: runs the migrations on the connection that tidings.database hands over."""

from alembic import context

from alerts import tables as alerts_tables
from archive import tables as archive_tables
from crawlers import tables as crawlers_tables

METADATA = [archive_tables.metadata, alerts_tables.metadata, crawlers_tables.metadata]

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=False)
with context.begin_transaction():
    context.run_migrations()
