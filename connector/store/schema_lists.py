"""The table behind the lists: views under a name."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from connector.core.views import ListOf
from connector.store.columns import key, metadata, must, owned
from connector.store.types import Instant, Word, ident

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
