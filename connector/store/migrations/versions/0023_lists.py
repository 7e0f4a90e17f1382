"""What was decided about many at once, by customer, and views of the lists under a name."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0023"
down_revision: str | None = "0022"


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
    op.create_table(
        "list_views",
        *(must(name, ident()) for name in ("organisation_id", "id")),
        must("of", sa.String(32)),
        *(must(name, sa.Text) for name in ("name", "asked")),
        may("owner_id", ident()),
        must("made_by", sa.Text),
        must("made_at", instant()),
        must("is_default", sa.Boolean),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_list_views"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_list_views_organisation_id"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name="fk_list_views_owner_id", ondelete="CASCADE"
        ),
    )
    index("list_views", "organisation_id", "of")


def downgrade() -> None:
    op.drop_table("list_views")
    op.drop_table("bulk_parts")
