"""From which amount on two people release a message, and who was the first of them."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import instant, may

revision = "0025"
down_revision: str | None = "0024"

_FIRST = ("first_seal", "first_approved_at", "first_approved_by")


def upgrade() -> None:
    op.add_column("organisations", sa.Column("four_eyes", sa.Text, nullable=False, server_default="{}"))
    op.add_column("reminders", may("first_approved_by", sa.Text))
    op.add_column("reminders", may("first_approved_at", instant()))
    op.add_column("reminders", may("first_seal", sa.Text))


def downgrade() -> None:
    for name in _FIRST:
        op.drop_column("reminders", name)
    op.drop_column("organisations", "four_eyes")
