"""The tables of the installation's users: who they are, what they may, where they are signed in."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from connector.core.accounts import UserRole, What
from connector.store.columns import key, metadata, must, owned
from connector.store.types import Instant, Json, Word, ident

users = Table(
    "users",
    metadata,
    key("id", ident()),
    must("email", Text),
    must("email_key", Text, unique=True),
    must("password_hash", Text),
    must("device_key", String(64)),
    must("is_owner", Boolean),
    Column("language", Text),
    must("created_at", Instant),
    must("password_changed_at", Instant),
    Column("invited_by", Text),
)

memberships = Table(
    "memberships",
    metadata,
    owned(),
    Column("user_id", ident(), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    must("role", Word(UserRole)),
    Index(None, "user_id"),
)

sessions = Table(
    "sessions",
    metadata,
    key("id", ident()),
    must("user_id", ident(), ForeignKey("users.id", ondelete="CASCADE")),
    must("token_hash", String(64), unique=True),
    must("created_at", Instant),
    must("last_seen_at", Instant),
    must("address", Text),
    must("browser", Text),
    Column("proven_at", Instant),
    Index(None, "user_id"),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    key("key", String(80)),
    must("failures", Integer),
    must("last_at", Instant),
)

account_events = Table(
    "account_events",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    must("at", Instant),
    must("who", Text),
    must("what", Word(What)),
    must("facts", Json),
)
