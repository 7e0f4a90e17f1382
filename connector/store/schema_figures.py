"""The table of figures that are worked out once a day."""

from sqlalchemy import Column, Integer, String, Table

from connector.store.columns import key, metadata, must, owned
from connector.store.types import Day, Minor

kept_points = Table(
    "kept_points",
    metadata,
    owned(),
    key("currency", String(3)),
    key("on", Day),
    must("owed", Minor),
    Column("tenths", Integer),
    must("kept_on", Day),
)
