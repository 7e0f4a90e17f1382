"""The table of the files that customers add to a dispute."""

from sqlalchemy import Index, Integer, LargeBinary, String, Table

from connector.core.handed import FileKind
from connector.store.columns import key, metadata, must, owned, to
from connector.store.types import Instant, Word, ident

handed_files = Table(
    "handed_files",
    metadata,
    owned(),
    key("id", ident()),
    must("customer_id", ident()),
    must("invoice_id", ident()),
    must("kind", Word(FileKind)),
    must("size", Integer),
    must("digest", String(64)),
    must("handed_at", Instant),
    must("content", LargeBinary),
    to("customers", "customer_id"),
    to("invoices", "invoice_id"),
    Index(None, "organisation_id", "customer_id"),
)
