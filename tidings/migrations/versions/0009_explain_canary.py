"""What the crawler made of each page; canaries, and what operators were told of them."""

import sqlalchemy as sa
from alembic import op

from alerts.tables import canaries, canary_alarms

revision = "0009"
down_revision = "0005"
branch_labels = None
depends_on = None

OUTCOMES_OF = ("crawl_seen", "crawl_retries")


def upgrade() -> None:
    for name in OUTCOMES_OF:
        op.add_column(name, sa.Column("outcome", sa.String(40), nullable=False, server_default=""))
    for table in (canaries, canary_alarms):
        table.create(op.get_bind())


def downgrade() -> None:
    for table in (canary_alarms, canaries):
        table.drop(op.get_bind())
    for name in OUTCOMES_OF:
        op.drop_column(name, "outcome")
