"""The table of the invitations that wait."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from connector.core.accounts import UserRole
from connector.store.columns import key, metadata, must
from connector.store.types import Instant, Word, ident

invitations = Table(
    "invitations",
    metadata,
    key("id", ident()),
    must("email", Text),
    must("email_key", Text),
    must("token_hash", String(64), unique=True),
    must("role", Word(UserRole)),
    Column("organisation_id", ident(), ForeignKey("organisations.id")),
    must("invited_by", Text),
    # Who is removed takes his invitations with him.
    Column("inviter_id", ident(), ForeignKey("users.id", ondelete="CASCADE")),
    must("created_at", Instant),
    Index(None, "email_key"),
)
