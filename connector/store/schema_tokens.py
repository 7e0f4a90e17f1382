"""The tables of machines: their tokens, and what their requests were answered."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from connector.store.columns import key, metadata, must, owned, to
from connector.store.types import Instant, Json, ident

api_tokens = Table(
    "api_tokens",
    metadata,
    owned(),
    key("id", ident()),
    must("name", Text),
    must("hint", String(16)),
    must("token_hash", String(64), unique=True),
    must("permits", Json),
    must("made_by", Text),
    must("made_at", Instant),
    Column("expires_at", Instant),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
)

api_answers = Table(
    "api_answers",
    metadata,
    owned(),
    key("token_id", ident()),
    key("key", Text),
    must("request_hash", String(64)),
    must("begun_at", Instant),
    Column("status", Integer),
    must("body", Text),
    to("api_tokens", "token_id"),
    Index(None, "organisation_id", "begun_at"),
)
