"""By whose invitation an account was made."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import may

revision = "0026"
down_revision: str | None = "0025"


def upgrade() -> None:
    op.add_column("users", may("invited_by", sa.Text))


def downgrade() -> None:
    op.drop_column("users", "invited_by")
