"""Recipients to whom a message is still owed; what a message states; when each answer was given."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "redeliveries",
        must("organisation_id", ident()),
        must("reminder_id", ident()),
        must("address", sa.Text),
        must("position", sa.SmallInteger),
        must("attempt", sa.Integer),
        must("state", sa.String(32)),
        must("is_without_pdf", sa.Boolean),
        may("reason", sa.Text),
        may("retry_at", instant()),
        may("claim_token", sa.Text),
        may("claim_until", instant()),
        may("claim_seconds", sa.Integer),
        may("tried_at", instant()),
        may("finished_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "reminder_id", "address", name="pk_redeliveries"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_redeliveries_organisation_id"
        ),
        to("reminders", "reminder_id"),
    )
    index("redeliveries", "organisation_id", "state", "retry_at")
    op.add_column("messages", may("stated", sa.Text))
    op.add_column("deliveries", may("at", instant()))


def downgrade() -> None:
    op.drop_column("deliveries", "at")
    op.drop_column("messages", "stated")
    op.drop_table("redeliveries")
