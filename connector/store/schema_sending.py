"""The tables of what is said: reminders with their lines and messages, answers, tasks, audit events."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from connector.core.history import NOT_LIVE, UNFINISHED, Sort, State
from connector.core.message import Verdict
from connector.core.policy import Channel, Severity
from connector.core.tasks import TaskKind
from connector.store.columns import key, metadata, must, owned, partial, to
from connector.store.types import Day, Instant, Json, Level, Minor, Sentence, Word, ident


def _words(states: frozenset[State]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


UNFINISHED_MESSAGE = f"state IN ({_words(UNFINISHED)}) AND channel IN ('email', 'provider', 'sms')"
LIVE_LINE = f"state NOT IN ({_words(NOT_LIVE)})"

reminders = Table(
    "reminders",
    metadata,
    owned(),
    key("id", ident()),
    must("customer_id", ident()),
    must("currency", String(3)),
    must("language", Text),
    must("sort", Word(Sort)),
    must("channel", Word(Channel)),
    must("step_id", Text),
    must("severity", Level(Severity)),
    must("template", Text),
    must("roles", Json),
    must("policy", Text),
    must("policy_version", Text),
    must("state", Word(State)),
    must("planned_on", Day),
    must("planned_at", Instant),
    must("is_first_wave", Boolean),
    Column("reason", Text),
    Column("message_id", Text),
    must("attempt", Integer),
    must("is_without_pdf", Boolean),
    Column("approved_at", Instant),
    Column("approved_by", Text),
    must("approved_recipients", Json),
    # Who was the first of two, and the seal of what he was shown.
    Column("first_approved_by", Text),
    Column("first_approved_at", Instant),
    Column("first_seal", Text),
    Column("retry_at", Instant),
    Column("claim_token", Text),
    Column("claim_until", Instant),
    Column("claim_seconds", Integer),
    Column("left_at", Instant),
    Column("left_on", Day),
    must("recipients", Json),
    must("is_contact", Boolean, default=True),
    Column("relay_id", Text),
    Column("finished_at", Instant),
    to("customers", "customer_id"),
    partial(
        "uq_unfinished_message",
        *("organisation_id", "customer_id", "currency", "language", "sort"),
        where=UNFINISHED_MESSAGE,
        unique=True,
    ),
    Index(None, "organisation_id", "customer_id"),
    Index(None, "organisation_id", "state", "planned_at"),
    Index(None, "organisation_id", "left_at"),
    partial("ix_reminders_message_id", "organisation_id", "message_id", where="message_id IS NOT NULL"),
    partial("ix_reminders_relay_id", "organisation_id", "relay_id", where="relay_id IS NOT NULL"),
)

reminder_lines = Table(
    "reminder_lines",
    metadata,
    owned(),
    key("reminder_id", ident()),
    key("position", SmallInteger),
    must("invoice_id", ident()),
    must("number", Text),
    must("step_id", Text),
    must("offset", Integer),
    must("severity", Level(Severity)),
    must("asked", Minor),
    must("cycle", Integer),
    Column("deadline_days", Integer),
    must("is_first_contact", Boolean),
    must("state", Word(State)),
    Column("reason", Text),
    Column("failed_at", Instant),
    to("reminders", "reminder_id"),
    to("invoices", "invoice_id"),
    partial(
        "uq_live_line", "organisation_id", "invoice_id", "step_id", "cycle", where=LIVE_LINE, unique=True
    ),
    Index(None, "organisation_id", "invoice_id"),
)

messages = Table(
    "messages",
    metadata,
    owned(),
    key("reminder_id", ident()),
    must("subject", Text),
    must("text", Text),
    must("html", Text),
    must("headers", Json),
    must("template_version", Text),
    Column("stated", Json),
    to("reminders", "reminder_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    owned(),
    key("reminder_id", ident()),
    key("attempt", Integer),
    key("position", SmallInteger),
    must("address", Text),
    must("verdict", Word(Verdict)),
    must("code", Integer),
    must("text", Text),
    Column("at", Instant),
    to("reminders", "reminder_id"),
)

redeliveries = Table(
    "redeliveries",
    metadata,
    owned(),
    key("reminder_id", ident()),
    key("address", Text),
    must("position", SmallInteger),
    must("attempt", Integer),
    must("state", Word(State)),
    must("is_without_pdf", Boolean),
    Column("reason", Text),
    Column("retry_at", Instant),
    Column("claim_token", Text),
    Column("claim_until", Instant),
    Column("claim_seconds", Integer),
    Column("tried_at", Instant),
    Column("finished_at", Instant),
    to("reminders", "reminder_id"),
    Index(None, "organisation_id", "state", "retry_at"),
)

tasks = Table(
    "tasks",
    metadata,
    owned(),
    key("id", ident()),
    must("kind", Word(TaskKind)),
    must("key", Text),
    must("text", Sentence),
    must("opened_at", Instant),
    Column("customer_id", ident()),
    Column("invoice_id", ident()),
    Column("reminder_id", ident()),
    Column("closed_at", Instant),
    Column("outcome", Text),
    to("customers", "customer_id"),
    to("invoices", "invoice_id"),
    to("reminders", "reminder_id"),
    Index(None, "organisation_id", "key"),
    Index(None, "organisation_id", "reminder_id"),
    Index(None, "organisation_id", "customer_id"),
    partial("uq_open_task", "organisation_id", "key", where="closed_at IS NULL", unique=True),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    must("organisation_id", ident(), ForeignKey("organisations.id")),
    must("at", Instant),
    must("who", Text),
    must("what", Text),
    must("facts", Json),
    # Of whom it is, where it is of one.
    Column("customer_id", ident()),
    Index(None, "organisation_id", "at"),
    Index(None, "organisation_id", "who", "at"),
    Index(None, "organisation_id", "what", "at"),
    partial("ix_audit_events_customer_id", "organisation_id", "customer_id", where="customer_id IS NOT NULL"),
)
