"""From which columns the last ledger file was read, and in which order its days."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import may

revision = "0030"
down_revision: str | None = "0029"


def upgrade() -> None:
    for name in ("columns", "orders"):
        op.add_column("file_readings", may(name, sa.Text))


def downgrade() -> None:
    for name in ("columns", "orders"):
        op.drop_column("file_readings", name)
