"""The tables of the second factor."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text

from connector.store.columns import key, metadata, must
from connector.store.types import Instant, ident


def _of_user(is_key: bool = False) -> Column[str]:
    return Column(
        "user_id", ident(), ForeignKey("users.id", ondelete="CASCADE"), primary_key=is_key, nullable=False
    )


second_factors = Table(
    "second_factors",
    metadata,
    _of_user(is_key=True),
    must("sealed_secret", Text),
    must("last_step", BigInteger),
    must("began_at", Instant),
    Column("confirmed_at", Instant),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    _of_user(is_key=True),
    Column("code_hash", String(64), primary_key=True),
)

half_sign_ins = Table(
    "half_sign_ins",
    metadata,
    key("token_hash", String(64)),
    _of_user(),
    must("began_at", Instant),
    must("by", Text, server_default=""),
    Column("proven_at", Instant),
    Index(None, "user_id"),
)
