"""The tables of the installation, of the ledger and of what people decide."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    literal_column,
)

from connector.core.invoice import CustomerType, HoldReason, Mode, PostingGuard, Role, Scope, Status
from connector.core.source import ConnectionKind
from connector.store.columns import key, metadata, must, owned, partial, to
from connector.store.types import Day, Instant, Json, Minor, Word, ident

# A partial index serves a query only if the query names the same constant, not a parameter.
IS_PARTIAL: ColumnElement[Any] = literal_column("payments.is_partial")
OPEN: ColumnElement[Any] = literal_column(f"'{Status.OPEN.value}'")

organisations = Table(
    "organisations",
    metadata,
    key("id", ident()),
    must("name", Text),
    must("name_key", Text, unique=True),
    must("country", String(2)),
    must("timezone", Text),
    must("language", Text),
    must("currency", String(3)),
    must("mode", Word(Mode)),
    Column("region", Text),
    must("policy", Text),
    Column("contact", Text),
    Column("sender", Text),
    Column("reply_to", Text),
    Column("copy_to", Text),
    Column("owner_email", Text),
    Column("iban", Text),
    Column("iban_changed_on", Day),
    must("gap_days", Integer),
    must("window_start", Time),
    must("window_end", Time),
    must("closures", Json),
    must("minimums", Json),
    must("excluded_currencies", Json),
    Column("daily_cap", Integer),
    must("first_wave_cap", Integer),
    must("posting_guard", Word(PostingGuard)),
    must("auto_submitted", Boolean),
    must("is_auto_from_start", Boolean),
    Column("sender_changed_at", Instant),
    Column("left_shadow_at", Instant),
    must("created_at", Instant),
)

revisions = Table("revisions", metadata, owned(), must("number", Integer))

grants = Table(
    "grants",
    metadata,
    key("id", ident()),
    must("provider", Text),
    Column("person", Text),
    must("created_at", Instant),
    must("version", Integer),
    must("sealed_tokens", Text),
    must("access_until", Instant),
    must("refreshed_at", Instant),
    Column("refresh_until", Instant),
    Column("dies_at", Instant),
    Column("problem", Text),
)

connections = Table(
    "connections",
    metadata,
    owned(),
    key("id", ident()),
    must("provider", Text),
    must("name", Text),
    must("kind", Word(ConnectionKind)),
    Column("grant_id", ident(), ForeignKey("grants.id")),
    Column("tenant", Text),
    Column("cursor", Text),
    Column("sealed_secret", Text),
    Column("read_at", Instant),
    Column("alarm", Text),
    Column("merged_at", Instant),
)

account_budgets = Table(
    "account_budgets",
    metadata,
    key("account", Text),
    key("unit", String(16)),
    must("calls_left", Integer),
    must("resets_at", Instant),
)

leases = Table(
    "leases",
    metadata,
    key("name", Text),
    must("owner", Text),
    must("until", Instant),
)

customers = Table(
    "customers",
    metadata,
    owned(),
    key("id", ident()),
    must("name", Text),
    must("name_key", Text),
    Column("country", Text),
    Column("region", Text),
    Column("timezone", Text),
    Column("language", Text),
    must("type", Word(CustomerType), default=CustomerType.UNKNOWN),
    Column("phone", Text),
    must("tags", Json, default=()),
    Column("policy", Text),
    must("is_excluded", Boolean, default=False),
    must("pays_by_direct_debit", Boolean, default=False),
    must("opted_out", Json, default=()),
    Column("address_changed_at", Instant),
    must("settled", Integer, default=0),
    must("settled_late", Integer, default=0),
    Column("look_at", Instant),
    must("revision", Integer),
    Index(None, "organisation_id", "look_at"),
    Index(None, "organisation_id", "revision"),
    Index(None, "organisation_id", "name_key"),
)

customer_sources = Table(
    "customer_sources",
    metadata,
    owned(),
    key("connection_id", ident()),
    key("source_id", Text),
    must("customer_id", ident()),
    must("said", Json),
    Column("content_hash", String(32)),
    to("connections", "connection_id"),
    to("customers", "customer_id"),
    Index(None, "organisation_id", "customer_id"),
)

contacts = Table(
    "contacts",
    metadata,
    owned(),
    key("id", ident()),
    must("customer_id", ident()),
    Column("connection_id", ident()),
    must("position", Integer),
    must("email", Text),
    must("email_key", Text),
    must("role", Word(Role)),
    Column("name", Text),
    Column("suppressed_at", Instant),
    to("customers", "customer_id"),
    to("connections", "connection_id"),
    Index(None, "organisation_id", "customer_id"),
    Index(None, "organisation_id", "email_key"),
)

suppressions = Table(
    "suppressions",
    metadata,
    owned(),
    key("email_key", Text),
    must("reason", Text),
    must("suppressed_at", Instant),
)

invoices = Table(
    "invoices",
    metadata,
    owned(),
    key("id", ident()),
    must("customer_id", ident()),
    must("connection_id", ident()),
    must("number", Text),
    must("currency", String(3)),
    must("total", Minor),
    must("open", Minor),
    must("status", Word(Status)),
    Column("issued_on", Day),
    Column("due_on", Day),
    Column("terms", Integer),
    Column("paid_on", Day),
    must("is_charge", Boolean),
    must("is_autopay", Boolean),
    Column("policy", Text),
    must("cycle", Integer, default=1),
    Column("cold_start_on", Day),
    Column("released_on", Day),
    Column("pay_link", Text),
    Column("pdf_link", Text),
    must("source_id", Text),
    Column("expected_on", Day),
    Column("closed_on", Day),
    Column("is_paid_late", Boolean),
    Column("content_hash", String(32)),
    Column("shown_at", Instant),
    to("customers", "customer_id"),
    to("connections", "connection_id"),
    Index(None, "organisation_id", "connection_id", "source_id", unique=True),
    Index(None, "organisation_id", "number"),
    Index(None, "organisation_id", "customer_id"),
    partial("ix_invoices_open", "organisation_id", "customer_id", where="status = 'open'"),
    partial("ix_invoices_open_here", "organisation_id", "connection_id", where="status = 'open'"),
)

payments = Table(
    "payments",
    metadata,
    owned(),
    key("id", ident()),
    must("customer_id", ident()),
    must("invoice_id", ident()),
    must("amount", Minor),
    Column("paid_on", Day),
    must("seen_on", Day),
    Column("posted_on", Day),
    must("is_partial", Boolean),
    must("is_first_import", Boolean),
    to("customers", "customer_id"),
    to("invoices", "invoice_id"),
    Index(None, "organisation_id", "invoice_id"),
    Index(None, "organisation_id", "posted_on"),
    partial("ix_payments_partial", "organisation_id", "customer_id", where="is_partial"),
)

credits = Table(
    "credits",
    metadata,
    owned(),
    key("id", ident()),
    must("customer_id", ident()),
    must("connection_id", ident()),
    must("source_id", Text),
    must("currency", String(3)),
    must("amount", Minor),
    must("dated_on", Day),
    must("seen_on", Day),
    Column("ended_at", Instant),
    to("customers", "customer_id"),
    to("connections", "connection_id"),
    Index(None, "organisation_id", "connection_id", "source_id", unique=True),
    Index(None, "organisation_id", "customer_id"),
)

holds = Table(
    "holds",
    metadata,
    owned(),
    key("id", ident()),
    must("reason", Word(HoldReason)),
    must("scope", Word(Scope)),
    must("since_on", Day),
    Column("customer_id", ident()),
    Column("invoice_id", ident()),
    Column("until_on", Day),
    Column("amount", Minor),
    Column("open_then", Minor),
    Column("ended_on", Day),
    must("instalments", Json),
    must("author", Text),
    must("note", Text),
    must("created_at", Instant),
    Column("ended_at", Instant),
    # Whom it keeps silent, whether the customer or one of his invoices is held.
    Column("held_customer_id", ident()),
    to("customers", "customer_id"),
    to("invoices", "invoice_id"),
    Index(None, "organisation_id", "held_customer_id"),
    Index(None, "organisation_id", "scope"),
)
