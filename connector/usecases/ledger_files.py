"""A ledger file handed in on a page: what it would change, then all of it or nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeVar

from connector.core.errors import Refused
from connector.core.invoice import Status
from connector.core.ledger import MergeReport
from connector.core.ledger_files import FileProblem, FileRead, LedgerFiles
from connector.core.source import ConnectionKind, SourceCustomer, SourceInvoice
from connector.core.wishes import Remembered, Wishes
from connector.usecases.application import Application
from connector.usecases.renaming import NotFoundAgain
from connector.usecases.sentences import say
from connector.usecases.sync import file_seal, foresee_import, import_ledger

Found = TypeVar("Found")

#: So many invoices of a file are shown as they were read.
FIRST: Final = 5


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What is in a file, and what it would change; `totals` are open invoices and minor units by currency.

    `is_unclear`: what was known is not found again in it, and its owner may say that it counts as it stands.
    `credits` are credit notes, and what was paid too much, likewise: how many, and minor units.
    `seal` stands for the ledger that it was held against. `wishes` are what it was read by, those of last
    time where `is_as_last_time`. `first` are the first invoices of the file, each with its customer.
    """

    read: FileRead
    wishes: Wishes
    is_as_last_time: bool = False
    customers: int = 0
    totals: tuple[tuple[str, int, int], ...] = ()
    credits: tuple[tuple[str, int, int], ...] = ()
    report: MergeReport | None = None
    seal: str = ""
    first: tuple[tuple[SourceInvoice, SourceCustomer], ...] = ()
    is_unclear: bool = False


def files_of(app: Application) -> LedgerFiles:
    """Where files are kept. Raises Refused in an application without."""
    if app.ledger_files is None:
        raise Refused(say("files_by_command"))
    return app.ledger_files


def keep_file(app: Application, organisation_id: str, content: bytes) -> str:
    """The key under which it is found for an hour."""
    return files_of(app).keep(organisation_id, content, app.clock.now())


def preview_file(
    app: Application, organisation_id: str, key: str, said: Wishes | None = None, is_all_said: bool = True
) -> FilePreview | None:
    """None where it is there no more. Nothing is changed.

    Where nothing is `said`, a file with the header of the last one is read as that was. So it is where not
    `is_all_said` and what is said is of this file alone.
    """
    found = _read(app, organisation_id, key, said, is_all_said)
    if found is None:
        return None
    read, wishes, is_as_last_time = found
    if not read.is_sound:
        return FilePreview(read, wishes, is_as_last_time)
    owed = ((x.currency, x.open) for b in read.batches for x in b.invoices if x.status is Status.OPEN)
    left = ((x.currency, x.amount) for b in read.batches for x in b.credits)
    customers = {x.source_id for batch in read.batches for x in batch.customers}
    # Before what it would change: whatever is taken in from here on breaks it.
    seal = file_seal(app, organisation_id, read.provider)
    try:
        report = foresee_import(app, organisation_id, read.provider, read.batches, _how(read, wishes))
    except NotFoundAgain as unclear:
        read = replace(read, problems=(*read.problems, FileProblem(str(unclear))))
        return FilePreview(read, wishes, is_as_last_time, is_unclear=True)
    first = tuple(islice(_with_customers(read), FIRST))
    sums = _sums(owed), _sums(left)
    return FilePreview(read, wishes, is_as_last_time, len(customers), *sums, report, seal, first)


def _sums(amounts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int, int], ...]:
    """Currency, how many, and what they come to."""
    count: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for currency, amount in amounts:
        count[currency] += 1
        total[currency] += amount
    return tuple((x, count[x], total[x]) for x in sorted(count))


def _with_customers(read: FileRead) -> Iterator[tuple[SourceInvoice, SourceCustomer]]:
    for batch in read.batches:
        by_id = {x.source_id: x for x in batch.customers}
        yield from ((x, by_id[x.customer_source_id]) for x in batch.invoices)


def import_file(
    app: Application,
    organisation_id: str,
    key: str,
    said: Wishes | None,
    by: str,
    seal: str,
    is_all_said: bool = True,
) -> MergeReport | None:
    """Takes it in as `relance import` does, and forgets the file; None where it is there no more.

    How it was read is remembered. `seal` is that of the preview that was confirmed. Raises Refused where
    something is wrong with the file, ReadMeanwhile where a newer one was taken in since.
    """
    found = _read(app, organisation_id, key, said, is_all_said)
    if found is None:
        return None
    read, wishes, _ = found
    if not read.is_sound:
        raise Refused(say("not_imported"))
    how = _how(read, wishes)
    report = import_ledger(app, organisation_id, read.provider, read.batches, by, seal, how)
    files_of(app).drop(organisation_id, key)
    return report


def _how(read: FileRead, wishes: Wishes) -> Remembered:
    return Remembered(read.headers, wishes, read.columns, read.orders)


def last_time(app: Application, organisation_id: str) -> Remembered | None:
    """How the last ledger file of the organisation was read; None where there was none."""
    with app.store.reading(organisation_id) as unit:
        files = (x for x in unit.connections.all() if x.kind is ConnectionKind.FILE)
        return next((how for x in files if (how := unit.connections.remembered(x.id))), None)


def read_as(
    said: Wishes | None,
    last: Remembered | None,
    read: Callable[[Wishes], Found],
    headers: Callable[[Found], tuple[str, ...]],
) -> tuple[Found, Wishes, bool]:
    """A file by what was said, else as last time where its header is the same, else as it stands.

    And what it was read by, and whether that is of last time. What is said of one file alone is said anew of
    the next, and beside it the rest is as last time.
    """
    if last is not None and (said is None or said.is_of_one_file):
        now = said or Wishes()
        wishes = replace(last.wishes, all_open=now.all_open, as_it_stands=now.as_it_stands)
        if (wishes.mapping or wishes.dates) and headers(found := read(wishes)) == last.headers:
            return found, wishes, True
    wishes = said or Wishes()
    return read(wishes), wishes, False


def _read(
    app: Application, organisation_id: str, key: str, said: Wishes | None, is_all_said: bool
) -> tuple[FileRead, Wishes, bool] | None:
    with app.store.reading(organisation_id) as unit:
        organisation = unit.organisation()
    now = app.clock.now()
    last = None if said is not None and is_all_said else last_time(app, organisation_id)
    read, wishes, is_as_last_time = read_as(
        said,
        last,
        lambda wishes: files_of(app).read(organisation, key, wishes, now),
        lambda found: () if found is None else found.headers,
    )
    return None if read is None else (read, wishes, is_as_last_time)
