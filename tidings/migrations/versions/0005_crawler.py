"""What the crawler remembers of sources and pages: schedules, health, retries, notices, outcomes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from crawlers.tables import notices, outcomes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _filled(kind: Any, value: str) -> tuple[Any, dict[str, Any]]:
    return kind, {"nullable": False, "server_default": value}


ADDED: dict[str, dict[str, tuple[Any, dict[str, Any]]]] = {
    "crawl_seen": {
        "modified_at": (sa.Float(), {}), "checks": _filled(sa.Integer(), "0"), "checked_at": _filled(sa.Float(), "0"),
    },
    "crawl_sources": {
        "next_due_at": _filled(sa.Float(), "0"), "first_try_at": (sa.Float(), {}), "error_kind": _filled(sa.String(40), ""),
        "gap_seconds": _filled(sa.Float(), "0"), "days": _filled(sa.Text(), "[]"), "readable": _filled(sa.Float(), "1"),
        "pages_read": _filled(sa.Integer(), "0"), "listed": _filled(sa.Text(), ""), "problem": _filled(sa.String(40), ""),
        "problem_since": (sa.Float(), {}),
    },
}  # fmt: skip
CREATED = (notices, outcomes)


def upgrade() -> None:
    for name, columns in ADDED.items():
        for column, (kind, options) in columns.items():
            op.add_column(name, sa.Column(column, kind, **options))
    op.create_table(
        "crawl_retries",
        sa.Column("url_id", sa.String(64), primary_key=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Float(), nullable=False),
    )
    for table in CREATED:
        table.create(op.get_bind())


def downgrade() -> None:
    for table in reversed(CREATED):
        table.drop(op.get_bind())
    op.drop_table("crawl_retries")
    for name, columns in ADDED.items():
        for column in columns:
            op.drop_column(name, column)
