"""Schedules, digests, mutes; channels that are paused, signed and unsubscribed from; destinations with a rate."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from alerts.channels import destination_key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ADDED: dict[str, tuple[tuple[str, Any, dict[str, Any]], ...]] = {
    "alert_subscribers": (("schedule", sa.JSON(), {}),),
    "alert_rules": (("urgent", sa.Boolean(), {"nullable": False, "server_default": sa.false()}),),
    "alert_channels": (
        ("destination", sa.String(64), {"nullable": False, "server_default": ""}), ("secret", sa.Text(), {}),
        ("token", sa.String(64), {"nullable": False, "server_default": ""}),
        ("refusals", sa.Integer(), {"nullable": False, "server_default": "0"}), ("paused_at", sa.Float(), {}),
        ("paused_reason", sa.Text(), {"nullable": False, "server_default": ""}),
    ),
    "alerts": (("hold", sa.String(12), {"nullable": False, "server_default": ""}), ("digest_id", sa.String(36), {})),
}  # fmt: skip


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind, options in columns:
            op.add_column(table, sa.Column(name, kind, **options))
    _complete_channels(op.get_bind())
    op.create_index("alert_channels_token", "alert_channels", ["token"], unique=True)
    op.create_index("ix_alerts_digest_id", "alerts", ["digest_id"])
    op.create_index("alerts_recent", "alerts", ["subscriber_id", "created_at"])
    op.create_table(
        "alert_destinations",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("free_at", sa.Float(), nullable=False),
    )
    owner = sa.ForeignKey("alert_subscribers.id", ondelete="CASCADE")
    op.create_table(
        "alert_mutes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subscriber_id", sa.Integer(), owner, nullable=False, index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("until", sa.Float()),
        sa.Column("snooze", sa.Boolean(), nullable=False),
    )


def _complete_channels(connection: sa.Connection) -> None:
    channels = sa.table("alert_channels", *map(sa.column, ("id", "kind", "url", "destination", "token")))
    for number, kind, url in connection.execute(sa.select(channels.c.id, channels.c.kind, channels.c.url)).all():
        values = {"destination": destination_key(kind, url), "token": secrets.token_urlsafe(32)}
        connection.execute(sa.update(channels).where(channels.c.id == number).values(**values))


def downgrade() -> None:
    op.drop_table("alert_mutes")
    op.drop_table("alert_destinations")
    op.drop_index("alerts_recent", "alerts")
    op.drop_index("ix_alerts_digest_id", "alerts")
    op.drop_index("alert_channels_token", "alert_channels")
    for table, columns in ADDED.items():
        for name, _, _ in columns:
            op.drop_column(table, name)
