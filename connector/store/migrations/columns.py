"""Columns as the migrations declare them: written out, for a migration never changes once released."""

from typing import Any

import sqlalchemy as sa
from alembic import op


def ident() -> Any:
    return sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")


def instant() -> Any:
    return sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")


def must(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def to(table: str, column: str) -> sa.ForeignKeyConstraint:
    """A reference within one organisation."""
    columns = [f"{table}.organisation_id", f"{table}.id"]
    return sa.ForeignKeyConstraint(["organisation_id", column], columns, name=f"fk_{column}")


def index(
    table: str, *columns: str, name: str | None = None, where: str | None = None, unique: bool = False
) -> None:
    known = name or f"ix_{table}_{'_'.join(columns)}"
    only = None if where is None else sa.text(where)
    op.create_index(known, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)
