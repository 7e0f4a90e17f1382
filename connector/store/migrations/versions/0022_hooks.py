"""What is told to addresses that the owner named."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must

revision = "0022"
down_revision: str | None = "0021"


def upgrade() -> None:
    op.create_table(
        "hook_endpoints",
        *(must(name, ident()) for name in ("organisation_id", "id")),
        *(must(name, sa.Text) for name in ("address", "kinds")),
        must("created_at", instant()),
        may("off_at", instant()),
        may("why_off", sa.String(32)),
        *(may(name, instant()) for name in ("failing_since", "rest_until")),
        must("sealed_secret", sa.Text),
        may("sealed_old_secret", sa.Text),
        may("old_until", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_hook_endpoints"),
        _owner("hook_endpoints"),
    )
    op.create_table(
        "hook_events",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        *(must(name, ident()) for name in ("organisation_id", "id")),
        must("kind", sa.String(32)),
        must("created_at", instant()),
        may("key", sa.String(80)),
        must("body", sa.Text),
        sa.PrimaryKeyConstraint("number", name="pk_hook_events"),
        _owner("hook_events"),
    )
    index("hook_events", "organisation_id", "id", name="uq_hook_events_id", unique=True)
    index("hook_events", "organisation_id", "created_at")
    index(
        "hook_events",
        "organisation_id",
        "key",
        name="uq_hook_events_key",
        where="key IS NOT NULL",
        unique=True,
    )
    op.create_table(
        "hook_deliveries",
        *(must(name, ident()) for name in ("organisation_id", "endpoint_id", "event_id")),
        must("number", sa.BigInteger),
        must("state", sa.String(32)),
        must("attempts", sa.Integer),
        *(may(name, instant()) for name in ("due_at", "tried_at")),
        may("said", sa.String(32)),
        may("status", sa.Integer),
        must("words", sa.Text),
        sa.PrimaryKeyConstraint("organisation_id", "endpoint_id", "event_id", name="pk_hook_deliveries"),
        _owner("hook_deliveries"),
        *(_to(table, column) for table, column in (("endpoints", "endpoint_id"), ("events", "event_id"))),
    )
    index("hook_deliveries", "organisation_id", "event_id", name="ix_hook_deliveries_event_id")
    index("hook_deliveries", "organisation_id", "endpoint_id", "number", name="ix_hook_deliveries_number")
    dead = "state = 'dead'"
    index("hook_deliveries", "organisation_id", "tried_at", name="ix_hook_deliveries_dead", where=dead)
    due = ("organisation_id", "endpoint_id", "due_at")
    index("hook_deliveries", *due, name="ix_hook_deliveries_due", where="state = 'waiting'")


def downgrade() -> None:
    for table in ("hook_deliveries", "hook_events", "hook_endpoints"):
        op.drop_table(table)


def _owner(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_organisation_id"
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=name)


def _to(table: str, column: str) -> sa.ForeignKeyConstraint:
    there = [f"hook_{table}.organisation_id", f"hook_{table}.id"]
    return sa.ForeignKeyConstraint(
        ["organisation_id", column], there, name=f"fk_{column}", ondelete="CASCADE"
    )
