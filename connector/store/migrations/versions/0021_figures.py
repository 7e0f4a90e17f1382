"""What is open by due date, and since when a connection is read."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import index, may

revision = "0021"
down_revision: str | None = "0015"


def upgrade() -> None:
    by_day = ("organisation_id", "currency", "expected_on", "connection_id", "open")
    index("invoices", *by_day, name="ix_invoices_due", where="status = 'open'")
    op.add_column("connections", may("first_read_on", sa.Date))
    # From what day on an account was read before is not known: all of it is known from its last reading on.
    op.execute("UPDATE connections SET first_read_on = date(read_at)")


def downgrade() -> None:
    op.drop_column("connections", "first_read_on")
    op.drop_index("ix_invoices_due", "invoices")
