"""The organisations of the installation."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from connector.core.errors import Refused
from connector.core.invoice import Organisation
from connector.core.late_terms import LateTerms, RateMode
from connector.core.linked import name_key
from connector.core.plan_limits import PlanLimits
from connector.store.schema import consents, organisations
from connector.store.schema_tokens import api_tokens
from connector.store.scope import Row, values_of

Opening = Callable[[], AbstractContextManager[Connection]]

_ORGANISATION = [column for column in organisations.c if column.name not in ("name_key", "created_at")]
_COUNT = select(func.count()).select_from(organisations)
_OF_ID = select(*_ORGANISATION).where(organisations.c.id == bindparam("organisation"))


class SqlDirectory:
    """The Directory port over the table `organisations`."""

    def __init__(self, reading: Opening, writing: Opening) -> None:
        self._reading = reading
        self._writing = writing

    def add(self, organisation: Organisation, at: datetime) -> None:
        """Raises Refused when the name is taken, in whatever case."""
        row = organisation_row(values_of(organisation)) | {"created_at": at}
        with name_is_free(organisation.name), self._writing() as connection:
            connection.execute(insert(organisations), row)

    def all(self) -> tuple[Organisation, ...]:
        """Sorted by name."""
        with self._reading() as connection:
            found = connection.execute(select(*_ORGANISATION)).mappings()
            # Sorted here: the two databases compare letters differently.
            return tuple(sorted(map(to_organisation, found), key=lambda one: name_key(one.name)))

    def count(self) -> int:
        with self._reading() as connection:
            return int(connection.execute(_COUNT).scalar_one())

    def of_consent(self, state_hash: str) -> str | None:
        """The id of the one for which a consent with this state was begun."""
        with self._reading() as connection:
            mine = select(consents.c.organisation_id).where(consents.c.state_hash == state_hash)
            return connection.execute(mine).scalar()

    def of_token(self, token_hash: str) -> str | None:
        """The id of the one at whose door this token may be shown."""
        with self._reading() as connection:
            mine = select(api_tokens.c.organisation_id).where(api_tokens.c.token_hash == token_hash)
            return connection.execute(mine).scalar()


@contextmanager
def name_is_free(name: str) -> Iterator[None]:
    """Says in words what the unique index refuses."""
    try:
        yield
    except IntegrityError:
        raise Refused(f"There is an organisation named «{name}» already: choose another name.") from None


def find_organisation(connection: Connection, organisation_id: str) -> Organisation:
    """Raises Refused when there is none of this id."""
    row = connection.execute(_OF_ID, {"organisation": organisation_id}).mappings().first()
    if row is None:
        raise Refused(f"There is no organisation with the id «{organisation_id}».")
    return to_organisation(row)


def to_organisation(row: Any) -> Organisation:
    values = dict(row)
    values["closures"] = frozenset(map(date.fromisoformat, values["closures"]))
    values["excluded_currencies"] = frozenset(values["excluded_currencies"])
    values["plan_limits"] = PlanLimits(**values["plan_limits"])
    values["late_terms"] = values["late_terms"] and _late_terms(values["late_terms"])
    return Organisation(**values)


def _late_terms(kept: Row) -> LateTerms:
    rate = kept["rate"]
    return LateTerms(
        law=kept["law"],
        confirmed_by=kept["confirmed_by"],
        confirmed_on=date.fromisoformat(kept["confirmed_on"]),
        mode=RateMode(kept["mode"]),
        rate=None if rate is None else Decimal(rate),
        has_indemnity=kept["has_indemnity"],
        country=kept.get("country"),
    )


def organisation_row(fields: Row) -> Row:
    """Fields of an organisation as they are stored."""
    row = dict(fields)
    if "name" in row:
        row["name_key"] = name_key(row["name"])
    if "closures" in row:
        row["closures"] = sorted(day.isoformat() for day in row["closures"])
    for name in ("minimums", "four_eyes"):
        if name in row:
            row[name] = dict(row[name])
    if "excluded_currencies" in row:
        row["excluded_currencies"] = sorted(row["excluded_currencies"])
    if "plan_limits" in row:
        row["plan_limits"] = values_of(row["plan_limits"])
    if row.get("late_terms") is not None:
        row["late_terms"] = {
            k: v if v is None or v is True or v is False else str(v)
            for k, v in values_of(row["late_terms"]).items()
        }
    return row
