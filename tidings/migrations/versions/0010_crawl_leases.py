"""Several crawlers: leases on sites, and articles that are on their way to the bus."""

from alembic import op

from crawlers.tables import leases, outgoing

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in (leases, outgoing):
        table.create(op.get_bind())


def downgrade() -> None:
    for table in (outgoing, leases):
        table.drop(op.get_bind())
