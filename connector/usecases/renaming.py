"""What a ledger file calls otherwise than the last one is found again, or nobody is reminded of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from connector.core.errors import Refused
from connector.core.invoice import Status
from connector.core.ports import UnitOfWork
from connector.core.renamed import Face, Found, Read, find_customers, find_invoices
from connector.core.source import Batch, Connection
from connector.core.told import either
from connector.core.wishes import Remembered, is_called
from connector.usecases.sentences import say

#: So many are named.
SHOWN: Final = 3
#: So much of a name, that the sentence stays one.
LONGEST: Final = 30


class NotFoundAgain(Refused):
    """Open invoices, or customers, of the last file cannot be told apart in this one."""


def find_again(
    unit: UnitOfWork, connection: Connection, batches: Sequence[Batch], how: Remembered, last: Remembered
) -> tuple[int, int]:
    """So many invoices and customers are known, and have another source id now: they get it.

    Raises NotFoundAgain for what cannot be told apart, unless it was said that the file counts as it stands.
    """
    unit.lock_organisation(is_shared=False)
    before = unit.ledger.faces(connection.id)
    records = unit.ledger.records(connection.id)
    known = {x.source_id: x.customer_id for x in records}
    now = tuple(_faces(batches, known))
    shown = {x.source_id: x.name for batch in batches for x in batch.customers}
    read = how.read_as(last)
    found = find_invoices(before, now, read)
    recognised = find_customers(before, now, found, records, shown, read)
    if not how.wishes.as_it_stands:
        _check(found, recognised.unclear, read, how, last)
    unit.ledger.rename(connection.id, found, recognised)
    return len(found.renumbered), len(recognised.customers)


def _faces(batches: Sequence[Batch], records: Mapping[str, str]) -> Iterator[Face]:
    for batch in batches:
        names = {x.source_id: x.name for x in batch.customers}
        for x in batch.invoices:
            yield Face(
                x.source_id,
                records.get(x.customer_source_id, x.customer_source_id),
                names.get(x.customer_source_id, x.customer_source_id),
                x.currency,
                x.total,
                x.issued_on,
                x.due_on,
                x.status is Status.OPEN,
            )


def _check(found: Found, unclear: Sequence[str], read: Read, how: Remembered, last: Remembered) -> None:
    """The number of an invoice in a file is its source id."""
    mine, theirs = how.columns or {}, last.columns or {}
    if found.unclear and read.is_number:
        raise _not_found("rewritten", found.unclear, {})
    if found.unclear:
        raise _not_found("renumbered", found.unclear, _remedy(how, "number", theirs["number"]))
    if unclear and "customer_id" in theirs:
        raise _not_found("renamed", unclear, _remedy(how, "customer_id", theirs["customer_id"]))
    if unclear and "customer_id" in mine:
        raise _not_found("renamed", unclear, _remedy(how, "ignore", mine["customer_id"]))
    if unclear:
        raise _not_found("renamed", unclear, _remedy(how, "customer", theirs["customer"]))


def _remedy(how: Remembered, field: str, column: str) -> Mapping[str, object]:
    """Which column to read otherwise, as what; that of last time may be gone."""
    if not any(is_called(column, n, x) for n, x in enumerate(how.headers, start=1)):
        return {"remedy": say("column_gone", column=column), "map": ""}
    return {
        "remedy": say(f"read_{field}", column=column),
        "map": say("map", column=column, field=field),
    }


def _not_found(code: str, which: Sequence[str], remedy: Mapping[str, object]) -> NotFoundAgain:
    more = say("and_more", count=len(which) - SHOWN) if len(which) > SHOWN else ""
    facts = {"names": ", ".join(x[:LONGEST] for x in which[:SHOWN]), "more": more, **remedy}
    page = facts | {"map": ""}
    typed = say(code, say_so=say("as_it_stands"), **facts)
    return NotFoundAgain(either(typed, say(code, say_so=say("as_it_stands.page"), **page)))
