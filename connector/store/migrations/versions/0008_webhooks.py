"""What webhooks told; and an index that alone answers which invoices of a customer are open."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import index, instant, may, must

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "webhook_events",
        must("provider", sa.Text),
        must("endpoint", sa.Text),
        must("key", sa.Text),
        may("tenant", sa.Text),
        may("sequence", sa.BigInteger),
        must("received_at", instant()),
        sa.PrimaryKeyConstraint("provider", "endpoint", "key", name="pk_webhook_events"),
    )
    index("webhook_events", "provider", "received_at")
    index("webhook_events", "provider", "endpoint", "sequence")
    op.drop_index("ix_invoices_open", "invoices")
    _index("customer_id", "id")


def downgrade() -> None:
    op.drop_index("ix_invoices_open", "invoices")
    _index("customer_id")
    op.drop_table("webhook_events")


def _index(*columns: str) -> None:
    index("invoices", "organisation_id", *columns, name="ix_invoices_open", where="status = 'open'")
