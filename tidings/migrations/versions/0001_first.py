"""The first tables."""

from alembic import op

from archive import tables as archive_tables
from archive import text_index
from crawlers import tables as crawlers_tables
from tidings.migrations import alerts_0001 as alerts_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (archive_tables.metadata, alerts_tables.metadata, crawlers_tables.metadata)


def upgrade() -> None:
    connection = op.get_bind()
    for metadata in TABLES:
        metadata.create_all(connection)
    text_index.create(connection)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS article_terms")
    for metadata in reversed(TABLES):
        metadata.drop_all(connection)
