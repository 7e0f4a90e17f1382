"""The tables behind the lists: what was decided about many at once."""

from sqlalchemy import Column, Table, Text

from connector.core.bulk import Deed
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
