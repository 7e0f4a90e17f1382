"""What an owner confirmed about invoices that are paid late."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import may

revision = "0032"
down_revision: str | None = "0031"


def upgrade() -> None:
    op.add_column("organisations", may("late_terms", sa.Text))


def downgrade() -> None:
    op.drop_column("organisations", "late_terms")
