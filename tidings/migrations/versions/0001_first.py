"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from archive import tables as archive_tables
from archive import text_index
from archive.tables import Money
from tidings.migrations import alerts_0001 as alerts_tables
from tidings.migrations import crawlers_0001 as crawlers_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Tables of the archive that no later migration changes; of the others, what they were.
KEPT = [archive_tables.articles, archive_tables.revisions, archive_tables.classifications, archive_tables.labels]
CHANGED: dict[str, Any] = {
    "article_amounts": (
        ("value", Money(), {"index": True}), ("value_max", Money(), {}), ("currency", sa.String(3), {}),
        ("role", sa.String(30), {"nullable": False}), ("conversion", sa.Boolean(), {"nullable": False}),
    ),
    "article_parties": (
        ("name", sa.Text(), {"nullable": False}), ("canonical", sa.Text(), {"index": True}), ("side", sa.String(30), {}),
    ),
    "article_events": (
        ("label", sa.String(20), {"nullable": False}), ("kind", sa.String(40), {"index": True}),
        ("status", sa.String(20), {"nullable": False}),
    ),
}  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    archive_tables.metadata.create_all(connection, tables=KEPT)
    for table, columns in CHANGED.items():
        article = sa.ForeignKey("articles.id", ondelete="CASCADE")
        op.create_table(
            table,
            sa.Column("article_id", sa.String(64), article, primary_key=True),
            sa.Column("number", sa.Integer(), primary_key=True),
            *(sa.Column(name, kind, **options) for name, kind, options in columns),
        )
    for metadata in (alerts_tables.metadata, crawlers_tables.metadata):
        metadata.create_all(connection)
    text_index.create(connection)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS article_terms")
    for metadata in (crawlers_tables.metadata, alerts_tables.metadata, archive_tables.metadata):
        metadata.drop_all(connection)
