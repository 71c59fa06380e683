"""Labels that users corrected."""

from alembic import op

from archive.tables import corrections

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    corrections.create(op.get_bind())


def downgrade() -> None:
    corrections.drop(op.get_bind())
