"""Stories: what articles are compared by, what a story has told; alerts that update one another."""

from alembic import op

from archive.tables import stories, story_articles, story_keys

revision = "0006"
down_revision = "0007"
branch_labels = None
depends_on = None

CREATED = (story_articles, story_keys, stories)


def upgrade() -> None:
    for table in CREATED:
        table.create(op.get_bind())


def downgrade() -> None:
    for table in reversed(CREATED):
        table.drop(op.get_bind())
