"""Leases on sites, so that of several crawlers one asks a site at a time."""

from alembic import op

from crawlers.tables import leases

revision = "0010"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    leases.create(op.get_bind())


def downgrade() -> None:
    leases.drop(op.get_bind())
