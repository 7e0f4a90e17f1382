"""The tables of what is told to addresses that the owner named."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from connector.core.hooks import DeliveryState, Happening, Said, WhyOff
from connector.store.columns import key, metadata, must, owned, partial
from connector.store.types import Instant, Json, Word, ident

hook_endpoints = Table(
    "hook_endpoints",
    metadata,
    owned(),
    key("id", ident()),
    must("address", Text),
    must("kinds", Json),
    must("created_at", Instant),
    Column("off_at", Instant),
    Column("why_off", Word(WhyOff)),
    Column("failing_since", Instant),
    Column("rest_until", Instant),
    must("sealed_secret", Text),
    Column("sealed_old_secret", Text),
    Column("old_until", Instant),
)

hook_events = Table(
    "hook_events",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    must("organisation_id", ident(), ForeignKey("organisations.id")),
    must("id", ident()),
    must("kind", Word(Happening)),
    must("created_at", Instant),
    Column("key", String(80)),
    must("body", Json),
    Index(None, "organisation_id", "created_at"),
    Index("uq_hook_events_id", "organisation_id", "id", unique=True),
    partial("uq_hook_events_key", "organisation_id", "key", where="key IS NOT NULL", unique=True),
)

hook_deliveries = Table(
    "hook_deliveries",
    metadata,
    owned(),
    key("endpoint_id", ident()),
    key("event_id", ident()),
    must("number", BigInteger),
    must("state", Word(DeliveryState)),
    must("attempts", Integer),
    Column("due_at", Instant),
    Column("tried_at", Instant),
    Column("said", Word(Said)),
    Column("status", Integer),
    must("words", Text),
    ForeignKeyConstraint(
        ["organisation_id", "endpoint_id"],
        ["hook_endpoints.organisation_id", "hook_endpoints.id"],
        name="fk_endpoint_id",
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["organisation_id", "event_id"],
        ["hook_events.organisation_id", "hook_events.id"],
        name="fk_event_id",
        ondelete="CASCADE",
    ),
    Index("ix_hook_deliveries_event_id", "organisation_id", "event_id"),
    Index("ix_hook_deliveries_number", "organisation_id", "endpoint_id", "number"),
    partial("ix_hook_deliveries_dead", "organisation_id", "tried_at", where="state = 'dead'"),
    partial("ix_hook_deliveries_due", "organisation_id", "endpoint_id", "due_at", where="state = 'waiting'"),
)
