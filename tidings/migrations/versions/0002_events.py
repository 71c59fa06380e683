"""Events with their particulars, parties by event and by key, amounts by event and in US dollars."""

import sqlalchemy as sa
from alembic import op

from archive.tables import Money, name_key

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = {
    "article_amounts": (("event", sa.Integer()), ("usd", Money()), ("usd_max", Money())),
    "article_parties": (("event", sa.Integer()), ("canonical_key", sa.Text())),
    "article_events": (
        ("confidence", sa.Float()), ("product", sa.Text()), ("agency", sa.Text()), ("agency_key", sa.Text()),
        ("phase", sa.Text()), ("document", sa.Text()), ("issued_on", sa.Date()), ("effective_on", sa.Date()),
        ("comment_until", sa.Date()),
    ),
}  # fmt: skip
INDEXED = {
    "article_amounts": ("usd",),
    "article_parties": ("name_key", "canonical_key"),
    "article_events": ("agency_key", "effective_on", "comment_until"),
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind))
    op.add_column("article_parties", sa.Column("name_key", sa.Text(), nullable=False, server_default=""))
    for table, names in INDEXED.items():
        for name in names:
            op.create_index(f"ix_{table}_{name}", table, [name])
    # What is known without reading again: dollars are dollars, and keys come from names. The rest comes with a replay.
    op.execute("UPDATE article_amounts SET usd = value, usd_max = value_max WHERE currency = 'USD'")
    _fill_keys(op.get_bind())


def _fill_keys(connection: sa.Connection) -> None:
    parties = sa.table("article_parties", *map(sa.column, ("name", "canonical", "name_key", "canonical_key")))
    p = parties.c
    for name, canonical in connection.execute(sa.select(p.name, p.canonical).distinct()).all():
        keys = {"name_key": name_key(name), "canonical_key": name_key(canonical) if canonical else None}
        same = (p.name == name) & p.canonical.is_not_distinct_from(canonical)
        connection.execute(sa.update(parties).where(same).values(**keys))


def downgrade() -> None:
    for table, names in INDEXED.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    op.drop_column("article_parties", "name_key")
    for table, columns in ADDED.items():
        for name, _ in columns:
            op.drop_column(table, name)
