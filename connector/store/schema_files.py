"""The table of how ledger files were read."""

from sqlalchemy import Boolean, Column, String, Table

from connector.store.columns import key, metadata, must, owned, to
from connector.store.types import Json, ident

file_readings = Table(
    "file_readings",
    metadata,
    owned(),
    key("connection_id", ident()),
    must("headers", Json),
    must("mapping", Json),
    Column("dates", String(3)),
    must("all_open", Boolean),
    Column("columns", Json),
    Column("orders", Json),
    to("connections", "connection_id"),
)
