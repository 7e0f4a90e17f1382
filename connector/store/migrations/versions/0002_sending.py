"""Reminders with their lines, messages and answers; tasks; audit events."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0002"
down_revision = "0001"

UNFINISHED_MESSAGE = (
    "state IN ('approved', 'awaiting_approval', 'claimed', 'planned', 'retry', 'sending') "
    "AND channel IN ('email', 'provider', 'sms')"
)
LIVE_LINE = "state NOT IN ('bounced', 'cancelled', 'failed', 'missed')"


def upgrade() -> None:
    op.create_table(
        "audit_events",
        must("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        must("organisation_id", ident()),
        must("at", instant()),
        must("who", sa.Text),
        must("what", sa.Text),
        must("facts", sa.Text),
        sa.PrimaryKeyConstraint("number", name="pk_audit_events"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_audit_events_organisation_id"
        ),
    )
    index("audit_events", "organisation_id", "at")
    op.create_table(
        "reminders",
        must("organisation_id", ident()),
        must("id", ident()),
        must("customer_id", ident()),
        must("currency", sa.String(3)),
        must("language", sa.Text),
        must("sort", sa.String(32)),
        must("channel", sa.String(32)),
        must("step_id", sa.Text),
        must("severity", sa.SmallInteger),
        must("template", sa.Text),
        must("roles", sa.Text),
        must("policy", sa.Text),
        must("policy_version", sa.Text),
        must("state", sa.String(32)),
        must("planned_on", sa.Date),
        must("planned_at", instant()),
        must("is_first_wave", sa.Boolean),
        may("reason", sa.Text),
        may("message_id", sa.Text),
        must("attempt", sa.Integer),
        must("is_without_pdf", sa.Boolean),
        may("approved_at", instant()),
        may("approved_by", sa.Text),
        must("approved_recipients", sa.Text),
        may("retry_at", instant()),
        may("claim_token", sa.Text),
        may("claim_until", instant()),
        may("claim_seconds", sa.Integer),
        may("left_at", instant()),
        may("left_on", sa.Date),
        must("recipients", sa.Text),
        must("is_contact", sa.Boolean),
        may("relay_id", sa.Text),
        may("finished_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_reminders"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_reminders_organisation_id"
        ),
        to("customers", "customer_id"),
    )
    index("reminders", "organisation_id", "customer_id")
    index("reminders", "organisation_id", "left_at")
    index("reminders", "organisation_id", "state", "planned_at")
    index(
        "reminders",
        "organisation_id",
        "customer_id",
        "currency",
        "language",
        "sort",
        name="uq_unfinished_message",
        where=UNFINISHED_MESSAGE,
        unique=True,
    )
    op.create_table(
        "deliveries",
        must("organisation_id", ident()),
        must("reminder_id", ident()),
        must("attempt", sa.Integer),
        must("position", sa.SmallInteger),
        must("address", sa.Text),
        must("verdict", sa.String(32)),
        must("code", sa.Integer),
        must("text", sa.Text),
        sa.PrimaryKeyConstraint(
            "organisation_id", "reminder_id", "attempt", "position", name="pk_deliveries"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_deliveries_organisation_id"
        ),
        to("reminders", "reminder_id"),
    )
    op.create_table(
        "messages",
        must("organisation_id", ident()),
        must("reminder_id", ident()),
        must("subject", sa.Text),
        must("text", sa.Text),
        must("html", sa.Text),
        must("headers", sa.Text),
        must("template_version", sa.Text),
        sa.PrimaryKeyConstraint("organisation_id", "reminder_id", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_messages_organisation_id"
        ),
        to("reminders", "reminder_id"),
    )
    op.create_table(
        "reminder_lines",
        must("organisation_id", ident()),
        must("reminder_id", ident()),
        must("position", sa.SmallInteger),
        must("invoice_id", ident()),
        must("number", sa.Text),
        must("step_id", sa.Text),
        must("offset", sa.Integer),
        must("severity", sa.SmallInteger),
        must("asked", sa.BigInteger),
        must("cycle", sa.Integer),
        may("deadline_days", sa.Integer),
        must("is_first_contact", sa.Boolean),
        must("state", sa.String(32)),
        may("reason", sa.Text),
        may("failed_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "reminder_id", "position", name="pk_reminder_lines"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_reminder_lines_organisation_id"
        ),
        to("invoices", "invoice_id"),
        to("reminders", "reminder_id"),
    )
    index("reminder_lines", "organisation_id", "invoice_id")
    index(
        "reminder_lines",
        "organisation_id",
        "invoice_id",
        "step_id",
        "cycle",
        name="uq_live_line",
        where=LIVE_LINE,
        unique=True,
    )
    op.create_table(
        "tasks",
        must("organisation_id", ident()),
        must("id", ident()),
        must("kind", sa.String(32)),
        must("key", sa.Text),
        must("text", sa.Text),
        must("opened_at", instant()),
        may("customer_id", ident()),
        may("invoice_id", ident()),
        may("reminder_id", ident()),
        may("closed_at", instant()),
        may("outcome", sa.Text),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_tasks"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_tasks_organisation_id"),
        to("customers", "customer_id"),
        to("invoices", "invoice_id"),
        to("reminders", "reminder_id"),
    )
    index("tasks", "organisation_id", "key")
    index("tasks", "organisation_id", "reminder_id")
    index("tasks", "organisation_id", "key", name="uq_open_task", where="closed_at IS NULL", unique=True)


def downgrade() -> None:
    for table in ("tasks", "reminder_lines", "messages", "deliveries", "reminders", "audit_events"):
        op.drop_table(table)
