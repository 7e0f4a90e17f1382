"""What was decided about many at once, as it was confirmed, and how far it is."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must

revision = "0028"
down_revision: str | None = "0027"

_UNDER_WAY = "ended_at IS NULL OR (undo_at IS NOT NULL AND undone_at IS NULL)"


def upgrade() -> None:
    op.create_table(
        "bulk_works",
        *(must(name, ident()) for name in ("organisation_id", "id")),
        *(must(name, sa.String(32)) for name in ("of", "deed")),
        must("by", sa.Text),
        must("reason", sa.String(32)),
        may("until_on", sa.Date),
        must("note", sa.Text),
        may("policy", sa.Text),
        must("step_id", sa.Text),
        may("on", sa.Date),
        must("begun_at", instant()),
        must("rows", sa.Text),
        *(must(name, sa.Integer) for name in ("count", "customers", "more", "done", "left_out")),
        may("cancelled_at", instant()),
        may("cancelled_by", sa.Text),
        may("ended_at", instant()),
        may("undo_at", instant()),
        may("undo_by", sa.Text),
        may("undone_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_bulk_works"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_bulk_works_organisation_id"
        ),
    )
    index("bulk_works", "organisation_id", "begun_at")
    index("bulk_works", "organisation_id", "begun_at", name="ix_bulk_works_under_way", where=_UNDER_WAY)
    op.add_column("bulk_parts", sa.Column("is_kept", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("bulk_parts", "is_kept")
    op.drop_table("bulk_works")
