"""Which customers of different connections are one, and the tax numbers that tell."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:
    for name in ("tax_number", "tax_key"):
        op.add_column("customers", may(name, sa.Text))
    index("customers", "organisation_id", "tax_key", name="ix_customers_tax_key", where="tax_key IS NOT NULL")
    op.create_table(
        "customer_links",
        *(must(name, ident()) for name in ("organisation_id", "id", "customer_id", "other_id")),
        must("is_one", sa.Boolean),
        must("alike", sa.String(32)),
        must("said_by", sa.Text),
        must("said_at", instant()),
        may("undone_by", sa.Text),
        may("undone_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_customer_links"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_customer_links_organisation_id"
        ),
        *(to("customers", name) for name in ("customer_id", "other_id")),
    )
    standing = "undone_at IS NULL"
    both = ("organisation_id", "customer_id", "other_id")
    index("customer_links", *both, name="uq_customer_links_standing", where=standing, unique=True)
    index("customer_links", "organisation_id", "other_id", name="ix_customer_links_other", where=standing)


def downgrade() -> None:
    op.drop_table("customer_links")
    op.drop_index("ix_customers_tax_key", "customers")
    for name in ("tax_key", "tax_number"):
        op.drop_column("customers", name)
