"""How a column is declared: what is an organisation's bears its id in the key and in every reference."""

from typing import Any

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, MetaData, text

from connector.store.types import ident

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def must(name: str, kind: Any, *extra: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, *extra, nullable=False, **options)


def key(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def owned() -> Column[Any]:
    return Column("organisation_id", ident(), ForeignKey("organisations.id"), primary_key=True)


def to(table: str, column: str) -> ForeignKeyConstraint:
    """A reference that cannot reach into another organisation."""
    return ForeignKeyConstraint(
        ["organisation_id", column], [f"{table}.organisation_id", f"{table}.id"], name=f"fk_{column}"
    )


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
