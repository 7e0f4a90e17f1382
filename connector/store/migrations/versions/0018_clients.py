"""What a bookkeeper keeps of his clients: figures of the last run, mandates, what was asked of them."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0018"
down_revision: str | None = "0017"


def upgrade() -> None:
    op.add_column("organisations", may("mandate_by", sa.Text))
    op.add_column("organisations", may("mandate_on", sa.Date))
    op.create_table(
        "client_figures",
        must("organisation_id", ident()),
        must("reckoned_at", instant()),
        must("sums", sa.Text),
        *_keyed("client_figures", "organisation_id"),
    )
    op.create_table(
        "batches",
        must("organisation_id", ident()),
        must("id", ident()),
        must("asked_by", sa.Text),
        must("asked_at", instant()),
        must("until", instant()),
        may("undone_by", sa.Text),
        may("undone_at", instant()),
        *_keyed("batches", "organisation_id", "id"),
    )
    op.create_table(
        "batch_messages",
        must("organisation_id", ident()),
        must("batch_id", ident()),
        must("reminder_id", ident()),
        must("seal", sa.String(16)),
        may("answer", sa.String(32)),
        may("answered_at", instant()),
        may("words", sa.Text),
        *_keyed("batch_messages", "organisation_id", "batch_id", "reminder_id"),
        to("batches", "batch_id"),
        to("reminders", "reminder_id"),
    )
    index("batches", "organisation_id", "asked_at")
    index("batch_messages", "organisation_id", "reminder_id")


def _keyed(table: str, *columns: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=f"fk_{table}_organisation_id"
        ),
    )


def downgrade() -> None:
    for table in ("batch_messages", "batches", "client_figures"):
        op.drop_table(table)
    op.drop_column("organisations", "mandate_on")
    op.drop_column("organisations", "mandate_by")
