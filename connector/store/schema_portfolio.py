"""The tables of what a bookkeeper keeps of his clients: figures of their last run, what he asked."""

from sqlalchemy import Column, Index, String, Table, Text

from connector.core.batches import Answer
from connector.store.columns import key, metadata, must, owned, to
from connector.store.types import Instant, Json, Word, ident

client_figures = Table(
    "client_figures",
    metadata,
    owned(),
    must("reckoned_at", Instant),
    must("sums", Json),
)

batches = Table(
    "batches",
    metadata,
    owned(),
    key("id", ident()),
    must("asked_by", Text),
    must("asked_at", Instant),
    must("until", Instant),
    Column("undone_by", Text),
    Column("undone_at", Instant),
    Index(None, "organisation_id", "asked_at"),
)

batch_messages = Table(
    "batch_messages",
    metadata,
    owned(),
    key("batch_id", ident()),
    key("reminder_id", ident()),
    must("seal", String(16)),
    Column("answer", Word(Answer)),
    Column("answered_at", Instant),
    Column("words", Text),
    to("batches", "batch_id"),
    to("reminders", "reminder_id"),
    Index(None, "organisation_id", "reminder_id"),
)
