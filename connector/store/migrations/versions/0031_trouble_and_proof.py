"""Why a work about many was stopped by nobody and how often it was tried; when somebody was proven anew."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import instant, may

revision = "0031"
down_revision: str | None = "0029"

_NEW = {
    "bulk_works": ("stopped", "undo_stopped", "tries"),
    "sessions": ("proven_at",),
    "half_sign_ins": ("by", "proven_at"),
}


def upgrade() -> None:
    op.add_column("bulk_works", may("stopped", sa.String(32)))
    op.add_column("bulk_works", may("undo_stopped", sa.String(32)))
    op.add_column("bulk_works", sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("sessions", may("proven_at", instant()))
    op.add_column("half_sign_ins", sa.Column("by", sa.Text, nullable=False, server_default=""))
    op.add_column("half_sign_ins", may("proven_at", instant()))


def downgrade() -> None:
    for table, names in _NEW.items():
        for name in names:
            op.drop_column(table, name)
