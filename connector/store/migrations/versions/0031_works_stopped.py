"""Why a work about many was stopped by nobody, and how often it was tried in vain."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import may

revision = "0031"
down_revision: str | None = "0029"


def upgrade() -> None:
    op.add_column("bulk_works", may("stopped", sa.String(32)))
    op.add_column("bulk_works", may("undo_stopped", sa.String(32)))
    op.add_column("bulk_works", sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    for name in ("tries", "undo_stopped", "stopped"):
        op.drop_column("bulk_works", name)
