"""Stories: what articles are compared by, what a story has told; alerts that update one another, and who else told a story."""

import sqlalchemy as sa
from alembic import op

from alerts.tables import story_articles as counted
from archive.tables import stories, story_articles, story_keys

revision = "0006"
down_revision = "0007"
branch_labels = None
depends_on = None

CREATED = (story_articles, story_keys, stories, counted)


def upgrade() -> None:
    for table in CREATED:
        table.create(op.get_bind())
    op.add_column("alerts", sa.Column("update_of", sa.String(64)))
    op.create_index("ix_alerts_update_of", "alerts", ["update_of"])


def downgrade() -> None:
    op.drop_index("ix_alerts_update_of", "alerts")
    op.drop_column("alerts", "update_of")
    for table in reversed(CREATED):
        table.drop(op.get_bind())
