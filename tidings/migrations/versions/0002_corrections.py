"""Labels that users corrected."""

from alembic import op

from archive.tables import corrections

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    corrections.create(op.get_bind(), checkfirst=True)  # a new database has it from 0001 already


def downgrade() -> None:
    corrections.drop(op.get_bind())
