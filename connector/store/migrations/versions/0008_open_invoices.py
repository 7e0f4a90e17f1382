"""Which invoices of a customer are open is answered by the index alone."""

from alembic import op

from connector.store.migrations.columns import index

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.drop_index("ix_invoices_open", "invoices")
    _index("customer_id", "id")


def downgrade() -> None:
    op.drop_index("ix_invoices_open", "invoices")
    _index("customer_id")


def _index(*columns: str) -> None:
    index("invoices", "organisation_id", *columns, name="ix_invoices_open", where="status = 'open'")
