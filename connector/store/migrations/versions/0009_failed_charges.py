"""Why a charge failed, and what becomes of a subscription that stays unpaid."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import may

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("invoices", may("failure", sa.Text))
    action = sa.Column("final_action", sa.String(32), nullable=False, server_default="leave")
    op.add_column("organisations", action)


def downgrade() -> None:
    op.drop_column("organisations", "final_action")
    op.drop_column("invoices", "failure")
