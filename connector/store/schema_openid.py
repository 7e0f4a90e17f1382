"""The tables of signing in at an identity provider."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from connector.store.columns import key, metadata, must
from connector.store.types import Instant, ident

identities = Table(
    "identities",
    metadata,
    key("issuer", Text),
    key("subject", Text),
    must("user_id", ident(), ForeignKey("users.id", ondelete="CASCADE")),
    must("email", Text),
    must("bound_at", Instant),
    UniqueConstraint("user_id", "issuer"),
)

openid_sign_ins = Table(
    "openid_sign_ins",
    metadata,
    key("state_hash", String(64)),
    must("browser_hash", String(64)),
    must("sealed_way", Text),
    # Nobody is signed in where he signs in; he is where he binds the two.
    Column("user_id", ident(), ForeignKey("users.id", ondelete="CASCADE")),
    must("began_at", Instant),
    Index(None, "user_id"),
)
