"""The business's own mailbox: where it is, what of it answers what was sent, what came back."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0035"
down_revision: str | None = "0034"

_BY_NAME = {"message_id": "ix_reminders_message_id", "relay_id": "ix_reminders_relay_id"}


def _owner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id"], ["organisations.id"], name=f"fk_{table}_organisation_id"
    )


def upgrade() -> None:
    op.create_table(
        "mailboxes",
        must("organisation_id", ident()),
        must("host", sa.Text),
        must("port", sa.Integer),
        must("security", sa.String(32)),
        must("user", sa.Text),
        must("folder", sa.Text),
        must("sealed_password", sa.Text),
        must("connected_at", instant()),
        may("uid_validity", sa.BigInteger),
        may("last_uid", sa.BigInteger),
        may("read_at", instant()),
        may("tried_at", instant()),
        must("trouble", sa.Text),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_mailboxes"),
        _owner("mailboxes"),
    )
    _incoming()
    for column, name in _BY_NAME.items():
        index("reminders", "organisation_id", column, name=name, where=f"{column} IS NOT NULL")


def _incoming() -> None:
    op.create_table(
        "incoming_mails",
        must("organisation_id", ident()),
        must("id", ident()),
        must("key", sa.Text),
        must("kind", sa.String(32)),
        must("customer_id", ident()),
        must("received_at", instant()),
        *(must(name, sa.Text) for name in ("sender", "subject", "text", "message_id")),
        may("reminder_id", ident()),
        may("sorted_as", sa.String(32)),
        must("sentence", sa.Text),
        may("day", sa.Date),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_incoming_mails"),
        _owner("incoming_mails"),
        to("customers", "customer_id"),
        to("reminders", "reminder_id"),
    )
    index("incoming_mails", "organisation_id", "customer_id", "received_at")
    index("incoming_mails", "organisation_id", "reminder_id")
    op.create_index(
        "uq_incoming_mails_key", "incoming_mails", ["organisation_id", "customer_id", "key"], unique=True
    )
    op.create_table(
        "came_back",
        must("organisation_id", ident()),
        must("reminder_id", ident()),
        must("address", sa.Text),
        must("kind", sa.String(32)),
        must("status", sa.Text),
        must("at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "reminder_id", "address", name="pk_came_back"),
        _owner("came_back"),
        to("reminders", "reminder_id"),
    )
    index("came_back", "organisation_id", "address", "at")


def downgrade() -> None:
    for name in _BY_NAME.values():
        op.drop_index(name, "reminders")
    for table in ("came_back", "incoming_mails", "mailboxes"):
        op.drop_table(table)
