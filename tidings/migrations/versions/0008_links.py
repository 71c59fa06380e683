"""Signed links: their key, the epoch of a subscriber's page; what readers said of alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert_subscribers", sa.Column("link_epoch", sa.Integer(), nullable=False, server_default="0"))
    alert = sa.ForeignKey("alerts.id", ondelete="CASCADE")
    op.create_table(
        "alert_feedback",
        sa.Column("alert_id", sa.String(36), alert, primary_key=True),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
    )
    op.create_table(
        "alert_keys",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("alert_keys")
    op.drop_table("alert_feedback")
    op.drop_column("alert_subscribers", "link_epoch")
