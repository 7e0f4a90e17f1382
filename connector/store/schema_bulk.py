"""The tables of what was decided about many at once: each work, and what it did by customer."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, false, text

from connector.core.bulk import Deed, Stopped
from connector.core.invoice import HoldReason
from connector.core.views import ListOf
from connector.store.columns import key, metadata, must, owned, partial, to
from connector.store.types import Day, Instant, Json, Word, ident

#: Of which something is still to be done; the index is used where a query says the same.
UNDER_WAY = "ended_at IS NULL OR (undo_at IS NOT NULL AND undone_at IS NULL)"

bulk_works = Table(
    "bulk_works",
    metadata,
    owned(),
    key("id", ident()),
    must("of", Word(ListOf)),
    must("deed", Word(Deed)),
    must("by", Text),
    must("reason", Word(HoldReason)),
    Column("until_on", Day),
    must("note", Text),
    Column("policy", Text),
    must("step_id", Text),
    Column("on", Day),
    must("begun_at", Instant),
    must("rows", Json),
    *(must(name, Integer) for name in ("count", "customers", "more", "done", "left_out")),
    Column("cancelled_at", Instant),
    Column("cancelled_by", Text),
    Column("ended_at", Instant),
    Column("undo_at", Instant),
    Column("undo_by", Text),
    Column("undone_at", Instant),
    Column("stopped", Word(Stopped)),
    Column("undo_stopped", Word(Stopped)),
    must("tries", Integer, server_default=text("0")),
    Index(None, "organisation_id", "begun_at"),
    partial("ix_bulk_works_under_way", "organisation_id", "begun_at", where=UNDER_WAY),
)

bulk_parts = Table(
    "bulk_parts",
    metadata,
    owned(),
    key("work_id", ident()),
    key("customer_id", ident()),
    must("deed", Word(Deed)),
    must("who", Text),
    must("at", Instant),
    must("facts", Json),
    Column("left_out", Text),
    Column("undone_at", Instant),
    must("is_kept", Boolean, server_default=false()),
    to("customers", "customer_id"),
)
