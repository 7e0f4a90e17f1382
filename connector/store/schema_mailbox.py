"""The tables of the business's mailbox, and of what of it concerns what we sent."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from connector.core.incoming import BounceKind, IncomingKind, ReplySort
from connector.core.mailbox import Security
from connector.store.columns import key, metadata, must, owned, to
from connector.store.types import Day, Instant, Sentence, Word, ident

mailboxes = Table(
    "mailboxes",
    metadata,
    owned(),
    must("host", Text),
    must("port", Integer),
    must("security", Word(Security)),
    must("user", Text),
    must("folder", Text),
    must("sealed_password", Text),
    must("connected_at", Instant),
    Column("uid_validity", BigInteger),
    Column("last_uid", BigInteger),
    Column("read_at", Instant),
    Column("tried_at", Instant),
    must("trouble", Sentence),
)

incoming_mails = Table(
    "incoming_mails",
    metadata,
    owned(),
    key("id", ident()),
    must("key", Text),
    must("kind", Word(IncomingKind)),
    must("customer_id", ident()),
    must("received_at", Instant),
    must("sender", Text),
    must("subject", Text),
    must("text", Text),
    must("message_id", Text),
    Column("reminder_id", ident()),
    Column("sorted_as", Word(ReplySort)),
    must("sentence", Text),
    Column("day", Day),
    to("customers", "customer_id"),
    to("reminders", "reminder_id"),
    Index("uq_incoming_mails_key", "organisation_id", "customer_id", "key", unique=True),
    Index(None, "organisation_id", "customer_id", "received_at"),
    Index(None, "organisation_id", "reminder_id"),
)

came_back = Table(
    "came_back",
    metadata,
    owned(),
    key("reminder_id", ident()),
    key("address", Text),
    must("kind", Word(BounceKind)),
    must("status", Text),
    must("at", Instant),
    to("reminders", "reminder_id"),
    Index(None, "organisation_id", "address", "at"),
)
