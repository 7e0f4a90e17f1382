"""The tables of what is written on the pages in the place of files: versions, only ever added."""

from typing import Any

from sqlalchemy import Column, Index, Integer, Table, Text

from connector.core.texts import TextKind
from connector.store.columns import key, metadata, must, owned
from connector.store.types import Instant, Json, Word, ident


def _version() -> tuple[Column[Any], ...]:
    return (
        must("kind", Word(TextKind)),
        must("name", Text),
        must("number", Integer),
        must("parts", Json),
        must("author", Text),
        must("at", Instant),
        must("note", Text),
    )


text_versions = Table(
    "text_versions",
    metadata,
    owned(),
    key("id", ident()),
    *_version(),
    Index("uq_text_versions_number", "organisation_id", "kind", "name", "number", unique=True),
)

shared_text_versions = Table(
    "shared_text_versions",
    metadata,
    key("id", ident()),
    *_version(),
    Index("uq_shared_text_versions_number", "kind", "name", "number", unique=True),
)
