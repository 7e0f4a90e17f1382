"""What was decided about many at once, by customer."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, instant, may, must, to

revision = "0023"
down_revision: str | None = "0015"


def upgrade() -> None:
    op.create_table(
        "bulk_parts",
        *(must(name, ident()) for name in ("organisation_id", "work_id", "customer_id")),
        must("deed", sa.String(32)),
        must("who", sa.Text),
        must("at", instant()),
        must("facts", sa.Text),
        may("left_out", sa.Text),
        may("undone_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "work_id", "customer_id", name="pk_bulk_parts"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_bulk_parts_organisation_id"
        ),
        to("customers", "customer_id"),
    )


def downgrade() -> None:
    op.drop_table("bulk_parts")
