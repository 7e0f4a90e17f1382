"""Which card is about to end."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import may

revision = "0011"
down_revision: str | None = "0010"


def upgrade() -> None:
    op.add_column("invoices", may("card", sa.Text))


def downgrade() -> None:
    # Rows that are no invoices mean nothing to a release that does not know them.
    op.execute(sa.text("UPDATE invoices SET status = 'deleted' WHERE card IS NOT NULL AND status = 'open'"))
    op.drop_column("invoices", "card")
