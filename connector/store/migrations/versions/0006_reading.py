"""When an account was last read as a whole, whether it waits for its owner; announced days of payment."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import instant, may

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("connections", may("whole_at", instant()))
    op.add_column("connections", may("stopped_at", instant()))
    op.add_column("connections", may("remark", sa.Text))
    op.add_column("invoices", may("promised_on", sa.Date))


def downgrade() -> None:
    op.drop_column("invoices", "promised_on")
    for column in ("remark", "stopped_at", "whole_at"):
        op.drop_column("connections", column)
