"""Files that customers add to a dispute, and the plans of payment that an owner lets them ask for."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, must, to

revision = "0024"
down_revision: str | None = "0023"


def upgrade() -> None:
    op.create_table(
        "handed_files",
        *(must(name, ident()) for name in ("organisation_id", "id", "customer_id", "invoice_id")),
        must("kind", sa.String(32)),
        must("size", sa.Integer),
        must("digest", sa.String(64)),
        must("handed_at", instant()),
        must("content", sa.LargeBinary),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_handed_files"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_handed_files_organisation_id"
        ),
        *(to(table, column) for table, column in (("customers", "customer_id"), ("invoices", "invoice_id"))),
    )
    index("handed_files", "organisation_id", "customer_id")
    op.add_column("organisations", sa.Column("plan_limits", sa.Text, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("organisations", "plan_limits")
    op.drop_table("handed_files")
