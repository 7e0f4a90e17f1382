"""Organisations, connections, the ledger, holds."""

import sqlalchemy as sa
from alembic import op

from connector.store.migrations.columns import ident, index, instant, may, must, to

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "account_budgets",
        must("account", sa.Text),
        must("unit", sa.String(16)),
        must("calls_left", sa.Integer),
        must("resets_at", instant()),
        sa.PrimaryKeyConstraint("account", "unit", name="pk_account_budgets"),
    )
    op.create_table(
        "grants",
        must("id", ident()),
        must("provider", sa.Text),
        may("person", sa.Text),
        may("sealed_tokens", sa.Text),
        may("expires_at", instant()),
        must("created_at", instant()),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    op.create_table(
        "leases",
        must("name", sa.Text),
        must("owner", sa.Text),
        must("until", instant()),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "organisations",
        must("id", ident()),
        must("name", sa.Text),
        must("name_key", sa.Text),
        must("country", sa.String(2)),
        must("timezone", sa.Text),
        must("language", sa.Text),
        must("currency", sa.String(3)),
        must("mode", sa.String(32)),
        may("region", sa.Text),
        must("policy", sa.Text),
        may("contact", sa.Text),
        may("sender", sa.Text),
        may("reply_to", sa.Text),
        may("copy_to", sa.Text),
        may("owner_email", sa.Text),
        may("iban", sa.Text),
        may("iban_changed_on", sa.Date),
        must("gap_days", sa.Integer),
        must("window_start", sa.Time),
        must("window_end", sa.Time),
        must("closures", sa.Text),
        must("minimums", sa.Text),
        must("excluded_currencies", sa.Text),
        may("daily_cap", sa.Integer),
        must("first_wave_cap", sa.Integer),
        must("posting_guard", sa.String(32)),
        must("auto_submitted", sa.Boolean),
        must("is_auto_from_start", sa.Boolean),
        may("sender_changed_at", instant()),
        may("left_shadow_at", instant()),
        must("created_at", instant()),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("name_key", name="uq_organisations_name_key"),
    )
    op.create_table(
        "connections",
        must("organisation_id", ident()),
        must("id", ident()),
        must("provider", sa.Text),
        must("name", sa.Text),
        must("kind", sa.String(32)),
        may("grant_id", ident()),
        may("tenant", sa.Text),
        may("cursor", sa.Text),
        may("sealed_secret", sa.Text),
        may("read_at", instant()),
        may("alarm", sa.Text),
        may("merged_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_connections"),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name="fk_connections_grant_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_connections_organisation_id"
        ),
    )
    op.create_table(
        "customers",
        must("organisation_id", ident()),
        must("id", ident()),
        must("name", sa.Text),
        must("name_key", sa.Text),
        may("country", sa.Text),
        may("region", sa.Text),
        may("timezone", sa.Text),
        may("language", sa.Text),
        must("type", sa.String(32)),
        may("phone", sa.Text),
        must("tags", sa.Text),
        may("policy", sa.Text),
        must("is_excluded", sa.Boolean),
        must("pays_by_direct_debit", sa.Boolean),
        must("opted_out", sa.Text),
        may("address_changed_at", instant()),
        must("settled", sa.Integer),
        must("settled_late", sa.Integer),
        may("look_at", instant()),
        must("revision", sa.Integer),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_customers"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_customers_organisation_id"
        ),
    )
    index("customers", "organisation_id", "look_at")
    index("customers", "organisation_id", "name_key")
    index("customers", "organisation_id", "revision")
    op.create_table(
        "revisions",
        must("organisation_id", ident()),
        must("number", sa.Integer),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_revisions"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_revisions_organisation_id"
        ),
    )
    op.create_table(
        "suppressions",
        must("organisation_id", ident()),
        must("email_key", sa.Text),
        must("reason", sa.Text),
        must("suppressed_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "email_key", name="pk_suppressions"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_suppressions_organisation_id"
        ),
    )
    op.create_table(
        "contacts",
        must("organisation_id", ident()),
        must("id", ident()),
        must("customer_id", ident()),
        may("connection_id", ident()),
        must("position", sa.Integer),
        must("email", sa.Text),
        must("email_key", sa.Text),
        must("role", sa.String(32)),
        may("name", sa.Text),
        may("suppressed_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_contacts"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_contacts_organisation_id"
        ),
        to("connections", "connection_id"),
        to("customers", "customer_id"),
    )
    index("contacts", "organisation_id", "customer_id")
    index("contacts", "organisation_id", "email_key")
    op.create_table(
        "credits",
        must("organisation_id", ident()),
        must("id", ident()),
        must("customer_id", ident()),
        must("connection_id", ident()),
        must("source_id", sa.Text),
        must("currency", sa.String(3)),
        must("amount", sa.BigInteger),
        must("dated_on", sa.Date),
        must("seen_on", sa.Date),
        may("ended_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_credits"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_credits_organisation_id"),
        to("connections", "connection_id"),
        to("customers", "customer_id"),
    )
    index("credits", "organisation_id", "connection_id", "source_id", unique=True)
    index("credits", "organisation_id", "customer_id")
    op.create_table(
        "customer_sources",
        must("organisation_id", ident()),
        must("connection_id", ident()),
        must("source_id", sa.Text),
        must("customer_id", ident()),
        must("said", sa.Text),
        may("content_hash", sa.String(32)),
        sa.PrimaryKeyConstraint("organisation_id", "connection_id", "source_id", name="pk_customer_sources"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_customer_sources_organisation_id"
        ),
        to("connections", "connection_id"),
        to("customers", "customer_id"),
    )
    index("customer_sources", "organisation_id", "customer_id")
    op.create_table(
        "invoices",
        must("organisation_id", ident()),
        must("id", ident()),
        must("customer_id", ident()),
        must("connection_id", ident()),
        must("number", sa.Text),
        must("currency", sa.String(3)),
        must("total", sa.BigInteger),
        must("open", sa.BigInteger),
        must("status", sa.String(32)),
        may("issued_on", sa.Date),
        may("due_on", sa.Date),
        may("terms", sa.Integer),
        may("paid_on", sa.Date),
        must("is_charge", sa.Boolean),
        must("is_autopay", sa.Boolean),
        may("policy", sa.Text),
        must("cycle", sa.Integer),
        may("cold_start_on", sa.Date),
        may("released_on", sa.Date),
        may("pay_link", sa.Text),
        may("pdf_link", sa.Text),
        must("source_id", sa.Text),
        may("expected_on", sa.Date),
        may("closed_on", sa.Date),
        may("is_paid_late", sa.Boolean),
        may("content_hash", sa.String(32)),
        may("shown_at", instant()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_invoices"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_invoices_organisation_id"
        ),
        to("connections", "connection_id"),
        to("customers", "customer_id"),
    )
    index("invoices", "organisation_id", "customer_id", name="ix_invoices_open", where="status = 'open'")
    index(
        "invoices", "organisation_id", "connection_id", name="ix_invoices_open_here", where="status = 'open'"
    )
    index("invoices", "organisation_id", "connection_id", "source_id", unique=True)
    index("invoices", "organisation_id", "customer_id")
    index("invoices", "organisation_id", "number")
    op.create_table(
        "holds",
        must("organisation_id", ident()),
        must("id", ident()),
        must("reason", sa.String(32)),
        must("scope", sa.String(32)),
        must("since_on", sa.Date),
        may("customer_id", ident()),
        may("invoice_id", ident()),
        may("until_on", sa.Date),
        may("amount", sa.BigInteger),
        may("open_then", sa.BigInteger),
        may("ended_on", sa.Date),
        must("instalments", sa.Text),
        must("author", sa.Text),
        must("note", sa.Text),
        must("created_at", instant()),
        may("ended_at", instant()),
        may("held_customer_id", ident()),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_holds"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_holds_organisation_id"),
        to("customers", "customer_id"),
        to("invoices", "invoice_id"),
    )
    index("holds", "organisation_id", "held_customer_id")
    index("holds", "organisation_id", "scope")
    op.create_table(
        "payments",
        must("organisation_id", ident()),
        must("id", ident()),
        must("customer_id", ident()),
        must("invoice_id", ident()),
        must("amount", sa.BigInteger),
        may("paid_on", sa.Date),
        must("seen_on", sa.Date),
        may("posted_on", sa.Date),
        must("is_partial", sa.Boolean),
        must("is_first_import", sa.Boolean),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_payments"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_payments_organisation_id"
        ),
        to("customers", "customer_id"),
        to("invoices", "invoice_id"),
    )
    index("payments", "organisation_id", "invoice_id")
    index("payments", "organisation_id", "posted_on")
    index("payments", "organisation_id", "customer_id", name="ix_payments_partial", where="is_partial")


def downgrade() -> None:
    for table in (
        "payments",
        "holds",
        "invoices",
        "customer_sources",
        "credits",
        "contacts",
        "suppressions",
        "revisions",
        "customers",
        "connections",
        "organisations",
        "leases",
        "grants",
        "account_budgets",
    ):
        op.drop_table(table)
