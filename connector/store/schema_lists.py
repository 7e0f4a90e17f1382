"""The tables behind the lists: what was decided about many at once, and views under a name."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from connector.core.bulk import Deed
from connector.core.views import ListOf
from connector.store.columns import key, metadata, must, owned, to
from connector.store.types import Instant, Json, Word, ident

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
    to("customers", "customer_id"),
)

list_views = Table(
    "list_views",
    metadata,
    owned(),
    key("id", ident()),
    must("of", Word(ListOf)),
    must("name", Text),
    must("asked", Text),
    Column("owner_id", ident(), ForeignKey("users.id", ondelete="CASCADE")),
    must("made_by", Text),
    must("made_at", Instant),
    must("is_default", Boolean),
    Index(None, "organisation_id", "of"),
)
