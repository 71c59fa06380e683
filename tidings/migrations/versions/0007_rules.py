"""Rules are text in the rule language; they can be paused, and a mark tells when one has changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from alerts.rules.form import form_of, parse_conditions
from alerts.rules.sums import parse_sum
from alerts.rules.wanted import Conditions

revision = "0007"
down_revision = "0010"
branch_labels = None
depends_on = None

RULES = sa.table(
    "alert_rules",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("conditions", sa.JSON),
    sa.column("active", sa.Boolean),
)


def upgrade() -> None:
    op.add_column("alert_rules", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("alert_rules", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_alert_rules_version", "alert_rules", ["version"])
    marks = op.create_table(
        "alert_marks", sa.Column("name", sa.String(20), primary_key=True), sa.Column("value", sa.Integer(), nullable=False)
    )
    op.bulk_insert(marks, [{"name": "rules", "value": 1}])
    connection = op.get_bind()
    for number, name, old in connection.execute(sa.select(RULES.c.id, RULES.c.name, RULES.c.conditions)).all():
        connection.execute(sa.update(RULES).where(RULES.c.id == number).values(conditions=_in_words(name, old)))


def _in_words(name: str, old: dict[str, Any]) -> dict[str, Any]:
    """What the options of a rule asked, as text. Rules written before events were read lack what those added."""
    lists = ("labels", "text", "sources", "languages", "kinds", "parties", "roles")
    given: dict[str, Any] = {field: tuple(old.get(field, ())) for field in lists}
    return parse_conditions(
        name, min_amount=old["min_amount"], min_usd=old.get("min_usd"), currency=old["currency"], **given
    ).as_json()


def downgrade() -> None:
    connection = op.get_bind()
    for number, row in connection.execute(sa.select(RULES.c.id, RULES.c.conditions)).all():
        old = _as_options(Conditions.from_json(row))
        # A rule that options cannot say would match what it must not: it is switched off, and its text is lost.
        values = {"conditions": old} if old else {"conditions": _as_options(Conditions()), "active": False}
        connection.execute(sa.update(RULES).where(RULES.c.id == number).values(**values))
    op.drop_table("alert_marks")
    op.drop_index("ix_alert_rules_version", "alert_rules")
    op.drop_column("alert_rules", "version")
    op.drop_column("alert_rules", "paused")


def _as_options(conditions: Conditions) -> dict[str, Any] | None:
    form = form_of(conditions.tree)
    newer = ("min_score", "not_text", "statuses", "sides", "not_parties", "agencies", "min_confidence")
    if form is None or any(getattr(form, name) for name in newer) or form.disclosed == "undisclosed":
        return None
    names = [other for party in form.parties for other in (party, *conditions.names.get(party, ()))]
    return {
        "labels": sorted(form.labels), "text": list(form.text), "currency": form.currency or "USD",
        "min_amount": _plain(form.min_amount), "sources": sorted(form.sources), "languages": sorted(form.languages),
        "kinds": sorted(form.kinds), "parties": sorted(set(names)), "roles": sorted(form.roles), "min_usd": _plain(form.min_usd),
    }  # fmt: skip


def _plain(text: str) -> str | None:
    found = parse_sum(text) if text else None
    return f"{found[0]:f}" if found else None
