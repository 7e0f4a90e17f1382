"""What is open by due date, since when an account is read, when a charge failed, and points that are kept."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, may, must

revision = "0021"
down_revision: str | None = "0020"

_FAILED_SQLITE = (
    "UPDATE invoices SET failed_on = json_extract(failure, '$.failed_on') WHERE failure IS NOT NULL"
)
_FAILED_POSTGRESQL = (
    "UPDATE invoices SET failed_on = (failure::json ->> 'failed_on')::date WHERE failure IS NOT NULL"
)


def upgrade() -> None:
    by_day = ("organisation_id", "status", "currency", "expected_on", "connection_id", "open")
    index("invoices", *by_day, name="ix_invoices_due", where="status = 'open'")
    op.add_column("connections", may("first_read_on", sa.Date))
    # Since when an account is read was not written down: all of it is known from its last reading on.
    op.execute("UPDATE connections SET first_read_on = date(read_at)")
    op.add_column("invoices", may("failed_on", sa.Date))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(_FAILED_SQLITE if is_sqlite else _FAILED_POSTGRESQL)
    failed = "failed_on IS NOT NULL"
    index("invoices", "organisation_id", "failed_on", name="ix_invoices_failed", where=failed)
    op.create_table(
        "kept_points",
        must("organisation_id", ident()),
        must("currency", sa.String(3)),
        must("on", sa.Date),
        must("owed", sa.BigInteger),
        may("tenths", sa.Integer),
        must("kept_on", sa.Date),
        sa.PrimaryKeyConstraint("organisation_id", "currency", "on", name="pk_kept_points"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_kept_points_organisation_id"
        ),
    )


def downgrade() -> None:
    op.drop_table("kept_points")
    op.drop_index("ix_invoices_failed", "invoices")
    op.drop_column("invoices", "failed_on")
    op.drop_column("connections", "first_read_on")
    op.drop_index("ix_invoices_due", "invoices")
