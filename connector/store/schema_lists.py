"""What is behind the lists: views under a name, and promises by their day."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text, text

from connector.core.views import ListOf
from connector.store.columns import key, metadata, must, owned
from connector.store.schema import holds
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

#: A promise that nobody has ended, kept or not; written out, so that the partial index serves it.
PROMISED = "reason = 'promise' AND ended_on IS NULL"
Index(
    "ix_holds_promised", holds.c.organisation_id, holds.c.until_on,
    sqlite_where=text(PROMISED), postgresql_where=text(PROMISED),
)  # fmt: skip
